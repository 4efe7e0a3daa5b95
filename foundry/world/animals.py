"""The animals of the world, described by their parts."""

from dataclasses import dataclass

from foundry.world.words import Colour


@dataclass(frozen=True)
class Animal:
    """How an animal is shaped. Colours are RGB; `plan`, `ear`, `muzzle`, `tail`, `eyes` and `marks` are names in `draw/`; sizes are factors of the plan's own."""

    coat: Colour
    belly: Colour
    ear: str = "none"
    ear_inner: Colour = (240, 180, 170)
    ear_size: float = 1.0
    muzzle: str = "snout"
    muzzle_colour: Colour = (250, 240, 225)
    nose: Colour = (50, 40, 40)
    tail: str = "none"
    marks: tuple[str, ...] = ()
    accent: Colour = (60, 50, 50)
    feet: Colour | None = None
    head: tuple[float, float] = (1.0, 1.0)
    ear_rim: Colour | None = None  # of a round ear, where it has not the colour of the coat
    plan: str = "quadruped"
    eyes: str = "front"
    eye_size: float = 1.0
    iris: Colour | None = None
    legs: float = 1.0  # their length
    girth: float = 1.0
    long: float = 1.0  # the body
    neck: float = 0.0  # more of it
    reach: float = 1.0  # of the muzzle
    skull: float = 1.0  # the whole head


_W, _B, _PINK = (250, 248, 244), (46, 44, 50), (250, 176, 186)
ANIMALS: dict[str, Animal] = {
    "dog": Animal((200, 140, 80), (244, 222, 186), "floppy", (122, 76, 42), 1.05, "snout", (248, 230, 204), tail="thin", accent=(122, 76, 42), marks=("patch",)),
    "fish": Animal((252, 132, 44), (255, 186, 96), "fin", (255, 198, 92), 1.0, "lips", tail="fin", marks=("bands",), accent=_W, plan="swimmer", eyes="side", long=1.2, girth=0.92),
    "cat": Animal((152, 152, 164), (230, 230, 234), "point", (244, 170, 178), 1.0, "snout", (240, 240, 244), (236, 120, 140), "thin", ("tabby", "whiskers"), (92, 92, 104), iris=(150, 200, 90), reach=0.6),
    "fox": Animal((230, 108, 38), _W, "point", (70, 46, 40), 1.3, "snout", _W, tail="bushy", marks=("cheeks",), accent=_W, feet=(70, 46, 40), head=(1.02, 0.92), reach=1.45),
    "raccoon": Animal((138, 140, 148), (200, 202, 208), "round", (226, 226, 230), 0.8, "snout", _W, tail="ring", marks=("mask",), accent=(46, 46, 54), feet=(60, 60, 68)),
    "bear": Animal((124, 80, 48), (168, 118, 78), "round", (186, 136, 100), 0.95, "snout", (212, 170, 126), tail="none", accent=(90, 56, 34), plan="upright", girth=1.12),
    "panda": Animal(_W, _W, "round", (62, 60, 66), 1.0, "snout", _W, marks=("eyepatch", "dark limbs"), accent=_B, feet=_B, ear_rim=(62, 60, 66), plan="upright", girth=1.1, reach=0.7),
    "koala": Animal((160, 166, 178), (228, 230, 234), "fluff", (244, 216, 222), 1.25, "flat", nose=(58, 54, 64), plan="upright"),
    "rabbit": Animal((236, 218, 200), _W, "long", (250, 178, 186), 1.0, "snout", _W, (240, 130, 150), "puff", ("teeth", "whiskers"), plan="upright", eyes="wide", reach=0.6, head=(0.95, 1)),
    "mouse": Animal((176, 168, 170), (226, 218, 216), "round", _PINK, 1.8, "snout", (226, 218, 216), (240, 120, 140), "string", ("whiskers",), (230, 150, 156), head=(0.86, 0.88), plan="upright", reach=1.1),
    "lion": Animal((242, 192, 96), (252, 226, 164), "round", (252, 226, 164), 0.7, "snout", (254, 238, 204), (120, 64, 44), "tuft", ("mane",), (166, 86, 30)),
    "tiger": Animal((248, 146, 42), _W, "round", _W, 0.8, "snout", _W, (230, 110, 120), "striped", ("stripes", "white cheeks"), _B),
    "pig": Animal((248, 176, 184), (252, 202, 206), "flap", (232, 138, 152), 1.0, "pig", (240, 142, 158), (150, 70, 90), "curl", girth=1.15, legs=0.8),
    "cow": Animal(_W, _W, "side", (250, 190, 196), 1.0, "broad", (250, 190, 190), (150, 90, 100), "tuft", ("horns", "patches"), _B, feet=_B, girth=1.08, eyes="wide"),
    "sheep": Animal((72, 66, 68), (244, 240, 232), "side", (112, 98, 100), 0.9, "broad", (92, 84, 86), (30, 28, 30), "puff", ("wool",), (246, 242, 234), head=(0.82, 0.9), eyes="wide"),
    "deer": Animal((182, 122, 72), (238, 210, 174), "side", (240, 206, 178), 1.15, "snout", (244, 224, 192), tail="puff", marks=("antlers", "spots"), accent=(110, 72, 42), head=(0.86, 1.0), legs=1.3, neck=0.08, eyes="wide", reach=1.2),
    "elephant": Animal((148, 162, 180), (174, 186, 202), "fan", (216, 180, 188), 1.0, "trunk", (148, 162, 180), tail="string", accent=(120, 134, 152), girth=1.2, head=(1.0, 1.05)),
    "monkey": Animal((116, 74, 46), (224, 180, 140), "round", (234, 194, 154), 1.0, "face", (238, 198, 160), (90, 50, 40), "swirl", (), (112, 72, 46), plan="upright", girth=0.9),
    "hedgehog": Animal((228, 194, 154), (242, 218, 186), "round", (200, 150, 120), 0.6, "snout", (242, 218, 186), marks=("spines",), accent=(104, 78, 62), head=(0.92, 0.9), plan="upright", reach=1.3),
    "zebra": Animal(_W, _W, "leaf", (220, 214, 214), 1.0, "broad", (92, 88, 92), (30, 28, 30), "tuft", ("crest", "stripes"), _B, feet=_B, head=(0.84, 1.0), eyes="wide", legs=1.15, neck=0.07, reach=1.15),
    "penguin": Animal((44, 52, 72), _W, "none", muzzle="beak", nose=(250, 164, 40), marks=("hood",), accent=_W, feet=(250, 164, 40), plan="standing bird", reach=0.7),
    "owl": Animal((146, 100, 66), (226, 194, 150), "tuft", (142, 98, 66), 1.0, "beak", nose=(246, 176, 50), marks=("discs", "chest", "perches"), accent=(246, 226, 188), feet=(246, 176, 50), plan="standing bird", reach=0.4, eye_size=1.2),
    "duck": Animal((252, 220, 84), (254, 236, 146), "none", muzzle="bill", nose=(250, 140, 36), marks=("curl",), accent=(252, 220, 84), feet=(250, 140, 36), plan="bird", legs=0.6, tail="stub", eyes="wide"),
    "frog": Animal((104, 186, 74), (212, 236, 156), "bump", muzzle="wide", accent=(60, 128, 50), marks=("spots",), head=(1.15, 0.82), plan="upright", eyes="bump", legs=0.8),
    "horse": Animal((150, 92, 52), (176, 116, 72), "leaf", (206, 156, 122), 1.0, "broad", (112, 68, 44), (40, 28, 26), "mane", ("forelock", "blaze"), (58, 38, 30), feet=(52, 40, 38), head=(0.82, 1.0), eyes="wide", legs=1.25, neck=0.1, reach=1.35),
    "giraffe": Animal((248, 200, 96), (252, 226, 160), "side", (250, 214, 160), 0.9, "broad", (252, 224, 166), (130, 84, 52), "tuft", ("knobs", "blotches"), (176, 104, 48), head=(0.76, 0.92), eyes="wide", legs=1.3, neck=0.28, reach=1.1, skull=0.98),
    "dolphin": Animal((110, 148, 186), (226, 236, 244), "none", muzzle="bottle", tail="fluke", marks=("pale belly",), plan="swimmer", eyes="wide", long=1.1),
    "wolf": Animal((112, 118, 132), (220, 222, 226), "point", (70, 70, 80), 1.25, "snout", (226, 228, 232), tail="bushy", marks=("cheeks", "ruff"), accent=(220, 222, 226), reach=1.6, iris=(240, 190, 60), legs=1.15, head=(0.98, 0.95)),
    "ferret": Animal((206, 178, 142), (236, 220, 192), "round", (240, 200, 190), 0.62, "snout", _W, (220, 120, 130), "thin", ("mask", "dark limbs"), (92, 66, 52), feet=(84, 60, 48), long=1.6, legs=0.62, girth=0.78, head=(0.88, 0.82)),
    "parrot": Animal((220, 44, 48), (236, 70, 60), "none", muzzle="hook", nose=(72, 66, 74), marks=("hood", "bright wings", "perches"), accent=_W, feet=(90, 86, 92), plan="bird", tail="long feathers", eyes="wide"),
    "sloth": Animal((168, 140, 108), (214, 190, 156), "none", muzzle="snout", muzzle_colour=(236, 214, 180), nose=(54, 42, 40), marks=("pale face", "streaks"), accent=(92, 64, 46), plan="upright", reach=0.5, legs=0.7, feet=(96, 80, 64)),
    "moose": Animal((104, 70, 48), (136, 98, 70), "side", (150, 110, 84), 0.95, "broad", (132, 96, 72), (48, 34, 30), "stub", ("palms", "hump", "beard"), (212, 178, 128), head=(0.84, 1.0), eyes="wide", legs=1.3, reach=1.5, girth=1.1),
    "bat": Animal((94, 74, 96), (150, 124, 146), "point", (214, 150, 160), 1.7, "snout", (150, 124, 146), (60, 40, 50), marks=("fangs",), accent=(62, 48, 68), plan="flyer", reach=0.4),
    "guinea pig": Animal(_W, _W, "flap", (150, 96, 70), 0.75, "snout", _W, (226, 130, 140), "none", ("saddle", "patch", "whiskers"), (196, 112, 50), legs=0.42, girth=1.15, long=0.95, head=(1.02, 0.9), eyes="wide", reach=0.7),
    "chameleon": Animal((96, 190, 110), (190, 226, 140), "none", muzzle="smile", tail="spiral", marks=("casque", "bands"), accent=(40, 140, 160), eyes="turret", legs=0.7, long=1.1, girth=0.85, head=(0.9, 0.9)),
    "squirrel": Animal((186, 96, 48), _W, "tuft", (186, 96, 48), 0.85, "snout", _W, (90, 50, 40), "plume", ("teeth",), (206, 116, 60), plan="upright", reach=0.7, girth=0.85, eyes="wide", ear_rim=(186, 96, 48)),
    "beaver": Animal((122, 78, 50), (164, 116, 80), "round", (90, 58, 40), 0.6, "snout", (176, 128, 92), (40, 30, 30), "paddle", ("teeth",), (84, 62, 56), plan="upright", girth=1.15, reach=0.9),
    "otter": Animal((128, 92, 68), (222, 196, 166), "round", (106, 74, 56), 0.5, "snout", (234, 214, 188), (40, 30, 30), "taper", ("whiskers", "cheeks"), (226, 202, 174), plan="upright", reach=0.8, girth=0.86, head=(1.06, 0.86)),
    "hippo": Animal((164, 138, 168), (206, 178, 196), "round", (226, 168, 188), 0.5, "broad", (190, 160, 186), (96, 72, 100), "stub", ("rosy",), (150, 110, 150), girth=1.3, legs=0.65, head=(1.05, 0.95), reach=1.3, eyes="front"),
    "rhino": Animal((144, 144, 148), (168, 168, 170), "leaf", (190, 160, 160), 0.8, "broad", (150, 150, 154), (70, 68, 72), "string", ("nose horns",), (240, 230, 210), girth=1.25, legs=0.75, reach=1.35, head=(0.95, 0.92), eyes="wide"),
    "crocodile": Animal((74, 140, 70), (206, 220, 140), "none", muzzle="jaw", tail="taper", marks=("scutes",), accent=(48, 102, 52), eyes="bump", legs=0.5, long=1.3, reach=1.1, head=(0.9, 0.75)),
    "camel": Animal((214, 166, 104), (228, 188, 132), "leaf", (196, 140, 92), 0.7, "broad", (226, 184, 130), (90, 62, 46), "tuft", ("two humps", "fringe"), (158, 104, 58), legs=1.3, neck=0.16, head=(0.8, 0.95), eyes="wide", skull=0.9),
    "goat": Animal((232, 228, 220), _W, "side", (236, 190, 186), 1.05, "snout", (244, 240, 232), (120, 80, 80), "stub", ("curved horns", "beard"), (150, 124, 98), head=(0.8, 1.0), eyes="wide", reach=1.4, legs=1.1, iris=(226, 180, 60)),
    "kangaroo": Animal((186, 124, 80), (232, 198, 160), "leaf", (236, 178, 160), 1.7, "snout", (206, 150, 108), tail="thick", marks=("pouch",), accent=(150, 94, 58), plan="upright", head=(0.78, 0.92), eyes="wide", reach=1.4, girth=0.95, neck=0.06),
    "leopard": Animal((246, 198, 96), _W, "round", (70, 56, 40), 0.7, "snout", _W, (90, 56, 50), "thin", ("rosettes",), (70, 48, 34), iris=(150, 190, 90)),
    "polar bear": Animal((246, 246, 242), (250, 250, 250), "round", (214, 210, 210), 0.7, "snout", (252, 252, 250), (40, 38, 44), "stub", (), (200, 200, 204), girth=1.2, reach=1.35, head=(0.95, 0.9)),
    "red panda": Animal((196, 84, 40), (58, 40, 38), "round", (58, 40, 38), 0.95, "snout", _W, tail="ring", marks=("cheeks", "dark limbs"), accent=_W, feet=(52, 38, 38), ear_rim=_W, reach=0.7),
    "skunk": Animal((48, 46, 54), (60, 58, 66), "round", (90, 80, 90), 0.6, "snout", (74, 70, 80), (30, 26, 30), "striped plume", ("back stripe", "blaze"), _W, head=(0.9, 0.86)),
    "badger": Animal(_W, (60, 58, 62), "round", (50, 48, 54), 0.6, "snout", _W, tail="stub", marks=("badger", "grey body"), accent=(44, 42, 48), feet=(48, 46, 52), legs=0.7, girth=1.1, reach=1.4, head=(0.92, 0.84)),
    "gorilla": Animal((62, 60, 68), (92, 88, 96), "round", (110, 100, 104), 0.55, "face", (128, 116, 118), (40, 36, 40), "none", ("brows", "silver back"), (150, 150, 158), plan="upright", girth=1.3, head=(1.0, 1.05), legs=0.8),
    "llama": Animal((240, 226, 200), (248, 240, 222), "leaf", (232, 178, 170), 1.1, "snout", (250, 244, 232), (110, 80, 74), "puff", ("wool", "fringe"), (246, 234, 210), legs=1.1, neck=0.26, head=(0.74, 0.92), eyes="wide", reach=1.1, skull=0.88),
    "donkey": Animal((146, 140, 140), (214, 208, 202), "leaf", (206, 176, 170), 2.0, "broad", (236, 230, 222), (70, 60, 60), "tuft", ("crest",), (76, 66, 66), head=(0.84, 1.0), eyes="wide", legs=1.0, reach=1.15, neck=0.04),
    "hamster": Animal((240, 184, 108), _W, "round", _PINK, 0.75, "snout", _W, (236, 120, 130), "none", ("cheeks", "whiskers", "rosy"), _W, plan="upright", girth=1.15, legs=0.6, reach=0.5, head=(1.12, 0.95)),
    "eagle": Animal((104, 70, 46), (124, 86, 58), "none", muzzle="hook", nose=(250, 190, 50), marks=("pale head", "brows", "perches"), accent=_W, feet=(248, 190, 60), plan="bird", tail="white fan", iris=(250, 210, 80), eyes="front"),
    "flamingo": Animal((250, 142, 168), (252, 176, 192), "none", muzzle="hook", nose=(60, 50, 56), tail="stub", plan="bird", legs=2.2, neck=0.3, feet=(240, 120, 150), head=(0.86, 0.86), skull=0.84, girth=1.12, eyes="wide"),
    "peacock": Animal((36, 92, 190), (40, 130, 180), "none", muzzle="beak", nose=(226, 200, 150), tail="peacock", marks=("tufts", "cheeks"), accent=_W, feet=(150, 130, 110), plan="bird", neck=0.12, head=(0.82, 0.85), reach=0.5, girth=0.9, eyes="wide"),
    "chicken": Animal((248, 244, 236), _W, "none", muzzle="beak", nose=(248, 180, 50), tail="cock", marks=("comb",), accent=(230, 220, 206), feet=(248, 180, 50), plan="bird", reach=0.5, head=(0.9, 0.95), eyes="wide"),
    "swan": Animal((252, 252, 252), _W, "none", muzzle="bill", nose=(246, 130, 40), tail="stub", marks=("lores",), accent=_B, feet=(60, 58, 64), plan="bird", legs=0.5, neck=0.3, head=(0.8, 0.82), skull=0.82, long=1.15, girth=1.15, eyes="wide"),
    "toucan": Animal((44, 42, 50), (44, 42, 50), "none", muzzle="banana", nose=(252, 170, 40), tail="fan", marks=("hood", "perches"), accent=(252, 240, 190), feet=(90, 120, 160), plan="bird", iris=(70, 150, 210)),
    "turtle": Animal((130, 186, 100), (230, 222, 150), "none", muzzle="smile", tail="stub", marks=("shell",), accent=(126, 90, 52), legs=0.5, girth=1.05, head=(0.85, 0.85), eyes="front", neck=0.02),
    "snake": Animal((120, 190, 70), (236, 232, 150), "none", muzzle="smile", marks=("bands", "tongue"), accent=(240, 200, 60), plan="long", eyes="front", head=(0.95, 0.75)),
    "whale": Animal((64, 104, 158), (226, 234, 240), "none", muzzle="smile", tail="fluke", marks=("pale belly", "spout"), plan="swimmer", girth=1.5, long=1.05, eyes="wide", eye_size=0.8),
    "shark": Animal((120, 134, 150), _W, "none", muzzle="smile", tail="fin", marks=("pale belly", "shark teeth", "tall fin"), accent=_W, plan="swimmer", long=1.15, girth=1.05, eyes="wide", ear_inner=(104, 118, 136)),
    "octopus": Animal((206, 92, 140), (248, 190, 206), "none", muzzle="smile", marks=("rosy", "spots"), accent=(170, 60, 110), plan="octopus", head=(1.1, 1.2), eye_size=1.2),
    "crab": Animal((232, 84, 54), (250, 176, 120), "none", muzzle="smile", accent=(200, 60, 40), plan="crab", eyes="stalk", head=(1.3, 0.8)),
    "seal": Animal((142, 150, 164), (208, 212, 220), "none", muzzle="snout", muzzle_colour=(214, 218, 226), marks=("whiskers", "spots"), accent=(90, 98, 112), plan="seal", reach=0.6, tail="flippers", eye_size=1.15),
    "walrus": Animal((158, 108, 82), (190, 142, 112), "none", muzzle="smile", muzzle_colour=(216, 176, 146), nose=(70, 48, 44), marks=("moustache", "tusks"), accent=(110, 70, 56), plan="seal", girth=1.2, tail="flippers"),
    "bee": Animal((252, 204, 52), (252, 220, 100), "none", muzzle="smile", marks=("antennae", "rosy"), accent=_B, plan="insect", eye_size=1.1),
    "ladybird": Animal((52, 46, 54), (70, 62, 70), "none", muzzle="smile", marks=("antennae", "wing cases"), accent=(222, 44, 40), plan="insect"),
    "snail": Animal((232, 196, 150), (244, 218, 180), "none", muzzle="smile", marks=("stalks", "rosy"), accent=(196, 110, 70), plan="snail", eyes="stalk", head=(0.85, 0.85)),
    "lemur": Animal((150, 148, 154), (232, 230, 230), "fluff", _W, 0.7, "snout", (70, 66, 72), (36, 32, 36), "ringed long", ("eyepatch", "pale face"), (44, 42, 48), plan="upright", girth=0.85, iris=(250, 180, 50), reach=0.9),
    "ostrich": Animal((58, 52, 56), (74, 68, 72), "none", muzzle="bill", nose=(240, 170, 130), tail="white fan", marks=("bare neck",), accent=(240, 190, 168), feet=(236, 180, 156), plan="bird", legs=1.9, neck=0.3, head=(0.82, 0.82), skull=0.8, girth=1.3, eye_size=1.3),
    "unicorn": Animal(_W, _W, "leaf", (250, 196, 214), 1.0, "broad", (252, 224, 230), (190, 120, 140), "rainbow", ("horn", "forelock"), (240, 130, 190), feet=(236, 180, 220), head=(0.82, 1.0), eyes="wide", legs=1.15, neck=0.1, reach=1.2),
}  # fmt: skip
UNKNOWN = Animal(
    (150, 200, 196),
    (226, 244, 236),
    "bump",
    (150, 200, 196),
    1.0,
    "smile",
    marks=("one antenna", "rosy", "dots"),
    accent=(240, 150, 190),
    plan="upright",
    eye_size=1.35,
    girth=1.1,
    tail="stub",
)
