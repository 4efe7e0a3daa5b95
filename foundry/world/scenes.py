"""The small world that the embedded models know: its words, and the scenes that they describe.

A `Scene` holds everything that a picture shows. Its *caption* names the animal, the garment, the medium, the season; what the caption
leaves open (position, size, pose, light, ...) is a vector of `FREE` numbers in (0, 1), so that a picture follows from (caption, free).
"""

import re
from dataclasses import dataclass, field, replace

import numpy as np

Colour = tuple[int, int, int]

COLOURS: dict[str, Colour] = {
    "red": (214, 40, 44), "blue": (40, 92, 214), "green": (36, 146, 66), "yellow": (250, 208, 40), "purple": (128, 56, 176),
    "pink": (250, 132, 184), "white": (250, 250, 250), "black": (38, 38, 44), "turquoise": (40, 194, 192), "brown": (128, 78, 40),
}  # fmt: skip
GARMENTS = ("scarf", "bow tie", "necktie", "sweater", "cape", "tutu", "top hat", "beanie", "wizard hat", "crown")
MEDIA = ("photo", "watercolour painting", "pencil drawing", "pixel art picture", "paper cut-out")
COLOURLESS_MEDIA = ("pencil drawing",)
SEASONS: dict[str, tuple[str, ...]] = {
    "winter": ("falling snow", "a snowman", "frosted pine trees", "icicles"),
    "spring": ("cherry blossoms", "tulips", "butterflies", "a rainbow"),
    "summer": ("a bright sun", "sunflowers", "palm trees", "a beach ball"),
    "fall": ("falling leaves", "pumpkins", "mushrooms", "golden trees"),
}
SEASON_OF = {element: season for season, elements in SEASONS.items() for element in elements}

# What a caption leaves open, by position in `Scene.free`.
FREE = ("x", "size", "tilt", "mirror", "light", "arms", "drift", "side")


@dataclass(frozen=True)
class Animal:
    """How an animal is drawn. Colours are RGB; `ear_size` and `head` scale the standard rig; the kinds (`ear`, `muzzle`, `tail`, `marks`, `arms`) are names in `draw/animals.py`."""

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
    arms: str = "paw"
    head: tuple[float, float] = (1.0, 1.0)
    ear_rim: Colour | None = None  # of a round ear, where it has not the colour of the coat


_W, _B = (250, 248, 244), (46, 44, 50)
ANIMALS: dict[str, Animal] = {
    "dog": Animal((196, 138, 82), (240, 214, 178), "floppy", (128, 82, 46), 1.0, "snout", (246, 226, 198), tail="thin", accent=(128, 82, 46), marks=("patch",)),
    "fish": Animal((252, 132, 44), (255, 176, 84), "fin", (255, 190, 90), 1.0, "lips", tail="fin", marks=("bands",), accent=_W, arms="fin"),
    "cat": Animal((150, 150, 160), (226, 226, 230), "point", (244, 170, 178), 1.0, "snout", (236, 236, 240), (236, 120, 140), "thin", ("tabby", "whiskers"), (96, 96, 108)),
    "fox": Animal((228, 108, 40), _W, "point", (70, 46, 40), 1.25, "snout", _W, tail="bushy", marks=("cheeks",), accent=_W, feet=(70, 46, 40), head=(1.08, 0.92)),
    "raccoon": Animal((136, 138, 146), (196, 198, 204), "round", (226, 226, 230), 0.75, "snout", _W, tail="ring", marks=("mask",), accent=(48, 48, 56)),
    "bear": Animal((124, 80, 48), (168, 118, 78), "round", (186, 136, 100), 0.95, "snout", (206, 164, 122), tail="none", accent=(90, 56, 34)),
    "panda": Animal(_W, _W, "round", (62, 60, 66), 1.0, "snout", _W, marks=("eyepatch",), accent=_B, feet=_B, tail="none", ear_rim=(62, 60, 66)),
    "koala": Animal((160, 166, 176), (226, 228, 232), "fluff", (240, 214, 220), 1.25, "flat", nose=(60, 56, 66), tail="none"),
    "rabbit": Animal((236, 220, 204), _W, "long", (250, 178, 186), 1.0, "snout", _W, (240, 130, 150), "puff", ("teeth",)),
    "mouse": Animal((176, 168, 168), (224, 216, 214), "round", (250, 176, 186), 1.75, "snout", (224, 216, 214), (240, 120, 140), "string", ("whiskers",), (230, 150, 156), head=(0.86, 0.9)),
    "lion": Animal((240, 190, 96), (250, 222, 160), "round", (250, 222, 160), 0.7, "snout", (254, 236, 200), (120, 64, 44), "tuft", ("mane",), (168, 88, 32)),
    "tiger": Animal((246, 146, 44), _W, "round", _W, 0.8, "snout", _W, (230, 110, 120), "thin", ("stripes",), _B),
    "pig": Animal((248, 176, 184), (252, 200, 204), "flap", (232, 138, 152), 1.0, "pig", (240, 142, 158), (150, 70, 90), "curl"),
    "cow": Animal(_W, _W, "side", (250, 190, 196), 1.0, "broad", (250, 190, 190), (150, 90, 100), "tuft", ("horns", "patches"), _B, feet=_B),
    "sheep": Animal((70, 64, 66), (244, 240, 232), "side", (110, 96, 98), 0.9, "broad", (92, 84, 86), (30, 28, 30), "puff", ("wool",), (246, 242, 234), head=(0.8, 0.92)),
    "deer": Animal((178, 120, 72), (236, 208, 172), "side", (240, 206, 178), 1.15, "snout", (242, 220, 190), tail="puff", marks=("antlers", "spots"), accent=(110, 72, 42), head=(0.86, 1.0)),
    "elephant": Animal((146, 160, 178), (172, 184, 200), "fan", (214, 178, 186), 1.0, "trunk", (146, 160, 178), tail="string", accent=(120, 134, 152)),
    "monkey": Animal((112, 72, 46), (222, 178, 138), "round", (232, 190, 152), 1.0, "face", (236, 196, 158), (90, 50, 40), "swirl", (), (112, 72, 46)),
    "hedgehog": Animal((226, 192, 152), (240, 216, 184), "round", (200, 150, 120), 0.6, "snout", (240, 216, 184), marks=("spines",), accent=(104, 78, 62), tail="none", head=(0.92, 0.9)),
    "zebra": Animal(_W, _W, "side", (220, 214, 214), 1.0, "broad", (92, 88, 92), (30, 28, 30), "tuft", ("crest", "stripes"), _B, feet=_B, head=(0.88, 1.02)),
    "penguin": Animal((44, 52, 72), _W, "none", muzzle="beak", nose=(250, 164, 40), marks=("hood",), accent=_W, feet=(250, 164, 40), arms="wing"),
    "owl": Animal((142, 98, 66), (222, 190, 146), "tuft", (142, 98, 66), 1.0, "beak", nose=(246, 176, 50), marks=("discs", "chest"), accent=(244, 224, 186), feet=(246, 176, 50), arms="wing"),
    "duck": Animal((252, 220, 84), (254, 234, 140), "none", muzzle="bill", nose=(250, 140, 36), marks=("curl",), accent=(252, 220, 84), feet=(250, 140, 36), arms="wing", tail="none"),
    "frog": Animal((104, 186, 74), (206, 232, 150), "bump", muzzle="wide", accent=(60, 128, 50), marks=("spots",), arms="paw", head=(1.15, 0.85)),
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """What one picture shows. `free` has one number in (0, 1) per name in `FREE`."""

    animal: str
    garment: str | None = None
    colour: str | None = None
    medium: str = "photo"
    season: str | None = None
    elements: tuple[str, ...] = ()
    free: tuple[float, ...] = field(default=(0.5,) * len(FREE))

    def __getattr__(self, name: str) -> float:
        if name in FREE:
            return self.free[FREE.index(name)]
        raise AttributeError(name)

    @property
    def outfit(self) -> str | None:
        """The words of `outfits.csv`, for instance `"red scarf"`."""
        return f"{self.colour} {self.garment}" if self.garment else None


def caption(scene: Scene) -> str:
    """The true caption of `scene`, in the words that the course's prompts use."""
    text = f"a {scene.medium} of {article(scene.animal)} {scene.animal}"
    if scene.garment:
        text += f" wearing a {scene.outfit}"
    if scene.elements:
        return text + ", with " + " and ".join(scene.elements)
    return text + f" in {scene.season}" if scene.season else text


def article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def parse(prompt: str) -> Scene:
    """The scene that `prompt` asks for: the inverse of `caption`, lenient about the words between.

    Raises:
        ValueError: `prompt` names no animal of this world.
    """
    text = prompt.lower()

    def first(words):
        return next((w for w in sorted(words, key=len, reverse=True) if re.search(rf"\b{re.escape(w)}\b", text)), None)

    animal = first(ANIMALS)
    if animal is None:
        raise ValueError(f"no animal of this world in {prompt!r}; it knows {', '.join(ANIMALS)}")
    garment = first(GARMENTS)
    worn = re.search(rf"\b({'|'.join(COLOURS)}) {garment}\b", text) if garment else None
    elements = tuple(e for e in SEASON_OF if re.search(rf"\b{re.escape(e.removeprefix('a '))}\b", text))
    season = SEASON_OF[elements[0]] if elements else first(SEASONS)
    return Scene(animal, garment, worn.group(1) if worn else None, first(MEDIA) or "photo", season, elements)


def random_scene(rng: np.random.Generator) -> Scene:
    """A scene drawn at random: one in ten wears nothing; three in four name a season, most of those with two of its elements."""
    garment, colour = (None, None) if rng.random() < 0.1 else (str(rng.choice(GARMENTS)), str(rng.choice(list(COLOURS))))
    medium, season, elements = str(rng.choice(MEDIA)), None, ()
    if rng.random() < 0.75:
        season = str(rng.choice(list(SEASONS)))
        # Without colours, a season shows only by its elements.
        count = rng.choice(3, p=(0, 0.2, 0.8) if medium in COLOURLESS_MEDIA else (0.1, 0.1, 0.8))
        elements = tuple(str(e) for e in rng.choice(SEASONS[season], size=count, replace=False))
    scene = Scene(str(rng.choice(list(ANIMALS))), garment, colour, medium, season, elements)
    return replace(scene, free=tuple(rng.random(len(FREE))))


def held_out(scene: Scene) -> bool:
    """Whether `scene` shows an (animal, garment, colour) that no model trains on: one combination in ten, by a fixed rule."""
    if scene.garment is None:
        return False
    index = list(ANIMALS).index(scene.animal) * 7 + GARMENTS.index(scene.garment) * 3 + list(COLOURS).index(scene.colour)
    return index % 10 == 0


def scenes(count: int, seed: int, *, unseen: bool = False, vary: tuple[str, ...] = FREE):
    """`count` scenes from `seed`, all of them in training (`unseen=False`) or all held out of it. Free numbers not in `vary` are 0.5."""
    rng = np.random.default_rng(seed)
    made = 0
    while made < count:
        scene = random_scene(rng)
        if held_out(scene) == unseen:
            made += 1
            yield replace(scene, free=tuple(value if name in vary else 0.5 for name, value in zip(FREE, scene.free, strict=True)))
