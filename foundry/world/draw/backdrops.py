"""Where a scene plays: places, light and weather, drawn in the unit square from far to near, with the season's elements among them."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np
from PIL import Image

from foundry.world.draw.elements import HORIZON, IN_FRONT, IN_THE_SKY, ON_THE_GROUND, ON_THE_HILL
from foundry.world.draw.pen import Pen, mix, shade, smooth
from foundry.world.scenes import Scene
from foundry.world.words import SEASONS, Colour

INDOORS = ("kitchen", "living room")
# By season: top and bottom of the sky, the ground, and the leaves of trees.
SEASONAL: dict[str | None, tuple[Colour, Colour, Colour, Colour]] = {
    None: ((236, 226, 208), (246, 240, 228), (214, 198, 172), (110, 168, 92)),
    "winter": ((168, 200, 228), (226, 238, 248), (244, 248, 252), (150, 184, 180)),
    "spring": ((164, 212, 240), (226, 242, 240), (150, 208, 112), (168, 214, 120)),
    "summer": ((82, 178, 240), (192, 232, 250), (246, 222, 152), (76, 158, 76)),
    "fall": ((238, 198, 150), (252, 234, 204), (196, 136, 70), (228, 140, 48)),
}
_DAY = ((96, 178, 238), (206, 234, 248))  # the sky of a place, in no season
_PLAIN = ((236, 226, 208), (206, 222, 226), (214, 226, 204), (238, 214, 208), (222, 214, 234))  # a studio's walls
_SKY_AT = {
    "morning": ((250, 190, 196), (255, 236, 200)), "noon": ((58, 154, 238), (186, 228, 252)), "sunset": ((126, 86, 160), (255, 158, 84)),
    "night": ((14, 20, 58), (52, 64, 124)),
}  # fmt: skip
_SKY_IN = {
    "sunshine": ((64, 166, 244), (206, 238, 252)), "clouds": ((168, 182, 196), (214, 222, 228)), "rain": ((112, 126, 144), (168, 180, 190)),
    "snow": ((180, 196, 214), (226, 234, 242)), "fog": ((206, 212, 216), (226, 230, 232)), "storm": ((52, 56, 78), (112, 112, 134)),
}  # fmt: skip
GROUNDS = {
    "meadow": (140, 200, 96), "forest": (116, 142, 78), "jungle": (84, 140, 70), "mountains": (142, 182, 112), "beach": (246, 222, 160),
    "desert": (238, 188, 112), "sea": (232, 212, 158), "city": (150, 152, 160), "farm": (166, 196, 92), "kitchen": (214, 172, 126),
    "living room": (186, 132, 88), "moon": (178, 178, 188),
}  # fmt: skip


@dataclass(frozen=True)
class Light:
    """What the hour and the weather do to colours: factors of red, green and blue in the shade, and what the sun adds."""

    shade: tuple[float, float, float]
    sun: tuple[float, float, float]


_LIGHT_AT = {
    None: Light((0.66, 0.66, 0.68), (0.50, 0.49, 0.46)), "morning": Light((0.68, 0.62, 0.66), (0.52, 0.46, 0.36)),
    "noon": Light((0.66, 0.67, 0.69), (0.56, 0.55, 0.50)), "sunset": Light((0.62, 0.53, 0.56), (0.56, 0.43, 0.30)),
    "night": Light((0.44, 0.47, 0.64), (0.32, 0.35, 0.44)),
}  # fmt: skip
_DIMMED = {None: 1.0, "sunshine": 1.06, "clouds": 0.94, "rain": 0.86, "snow": 0.99, "fog": 0.98, "storm": 0.76}


def light_of(scene: Scene) -> Light:
    """The light on the animal: that of the hour, warmer or cooler as `free` says."""
    light, dim = _LIGHT_AT[scene.time], _DIMMED[scene.weather]
    warm = 1 + np.array([0.10, 0.0, -0.12]) * (scene.light - 0.5) * 2
    if scene.place == "sea":
        warm = warm * (0.86, 1.0, 1.08)
    return Light(tuple(np.multiply(light.shade, warm) * dim), tuple(np.multiply(light.sun, warm) * dim))


@dataclass(frozen=True)
class Tones:
    """The colours of one backdrop."""

    top: Colour
    low: Colour
    ground: Colour
    leaves: Colour
    snowy: bool
    dark: bool
    grade: np.ndarray  # by which all that stands is multiplied

    def lit(self, colour: Colour) -> Colour:
        return tuple(int(min(255, c * g)) for c, g in zip(colour, self.grade, strict=True))


def tones_of(scene: Scene) -> Tones:
    top, low, ground, leaves = SEASONAL[scene.season]
    outdoors = scene.place not in (None, *INDOORS)
    if scene.season is None:
        if outdoors or scene.weather or scene.time:
            top, low, ground = *_DAY, (168, 196, 128)
        else:
            wall = _PLAIN[int(scene.ground * len(_PLAIN)) % len(_PLAIN)]
            top, low, ground = shade(wall, 0.97), shade(wall, 1.4), shade(wall, 0.87)
    snowy = scene.weather == "snow" or (scene.season == "winter" and outdoors and scene.place not in ("sea", "moon"))
    if scene.place:
        ground = GROUNDS[scene.place]
        if outdoors and scene.season in ("fall", "spring") and scene.place not in ("sea", "moon", "beach", "desert", "city"):
            ground = mix(ground, SEASONAL[scene.season][2], 0.55)
    if snowy and scene.place not in INDOORS:
        ground, leaves = mix(ground, (246, 250, 254), 0.86), mix(leaves, (240, 248, 252), 0.5)
    if scene.weather:
        top, low = _SKY_IN[scene.weather]
    if scene.time:
        (a, b), share = _SKY_AT[scene.time], 0.5 if scene.weather not in (None, "sunshine") and scene.time != "night" else 1.0
        top, low = mix(top, a, share), mix(low, b, share)
    warm = (scene.light - 0.5) * 0.3  # cool morning to warm evening
    tint = (255, 206, 150) if warm > 0 else (150, 190, 255)
    top, low = (mix(c, tint, abs(warm)) for c in (top, low))
    light = _LIGHT_AT[scene.time]
    grade = (np.add(light.shade, np.multiply(light.sun, 0.7)) * min(1.0, _DIMMED[scene.weather])).clip(0, 1.03)
    if scene.place == "moon":
        top, low, grade = (10, 12, 30), (30, 32, 64), np.ones(3)
    dark = scene.time == "night" or scene.place == "moon"
    return Tones(
        top, low, tuple(int(c * g) for c, g in zip(mix(ground, tint, abs(warm) * 0.6), np.minimum(grade, 1), strict=True)), leaves, snowy, dark, grade
    )


def _ramp(layer: Image.Image, top: Colour, low: Colour, to: float = HORIZON):
    ramp = np.clip(np.linspace(0, 1 / to, layer.height), 0, 1)[:, None, None]
    sky = (np.array(top) * (1 - ramp) + np.array(low) * ramp).astype(np.uint8)
    layer.paste(Image.fromarray(np.broadcast_to(sky, (layer.height, layer.width, 3)).copy()))


def _land(pen: Pen, heights: Callable[[np.ndarray], np.ndarray], colour: Colour, steps: int = 40, edge: bool = True):
    """All below y = `heights(x)`."""
    xs = np.linspace(0, 1, steps)
    pen.shape([*zip(xs, heights(xs), strict=True), (1, 1.1), (0, 1.1)], colour, edge)


def _near(pen: Pen, scene: Scene, colour: Colour, edge: bool = True):
    """The ground that the animals stand on, with a paler rim and a darker foot."""
    at = HORIZON + 0.085
    _land(pen, lambda x: at + 0.02 * np.sin(1 + 6 * x - 2 * scene.drift), colour, edge=edge)
    _land(pen, lambda x: at + 0.16 + 0.02 * np.sin(3 * x + 2 * scene.drift), shade(colour, 0.965), edge=False)


def _cloud(pen: Pen, x: float, y: float, s: float, colour: Colour, alpha: int = 235):
    for dx, dy, r in ((-0.085, 0.012, 0.04), (-0.035, -0.016, 0.055), (0.03, -0.008, 0.05), (0.085, 0.014, 0.036)):
        pen.ellipse(x + dx * s, y + dy * s, r * s * 1.15, r * s * 0.92, colour, False, alpha=alpha)
    pen.ellipse(x, y + 0.026 * s, 0.13 * s, 0.03 * s, colour, False, alpha=alpha)


def _in_the_sky(pen: Pen, scene: Scene, tones: Tones):
    """Sun, moon, stars and clouds, by the hour and the weather."""
    d = scene.drift
    if tones.dark:
        for k in range(26):
            x, y = (k * 0.7548777 + d * 0.2) % 1, (k * 0.5698403) % 1 * 0.62
            pen.ellipse(x, y, *((0.0055 + 0.003 * (k % 3),) * 2), (255, 250, 214), False)
        if scene.place == "moon":
            pen.ellipse(0.8, 0.2, 0.12, 0.12, (70, 140, 220), False)
            for x, y, r in ((0.77, 0.17, 0.05), (0.83, 0.24, 0.045), (0.84, 0.14, 0.02)):
                pen.ellipse(x, y, r, r * 0.8, (96, 180, 110), False)
        elif scene.weather in (None, "sunshine", "snow"):
            x = 0.18 + 0.06 * d if scene.side < 0.5 else 0.82 - 0.06 * d
            pen.ellipse(x, 0.17, 0.115, 0.115, mix(tones.top, (255, 250, 220), 0.25), False)
            pen.ellipse(x, 0.17, 0.08, 0.08, (255, 248, 214), False)
            pen.ellipse(x + 0.036, 0.152, 0.066, 0.066, mix(tones.top, tones.low, 0.25), False)
    elif scene.time in ("morning", "sunset") and scene.weather in (None, "sunshine"):
        x, y = 0.3 + 0.4 * d, HORIZON - (0.03 if scene.time == "sunset" else 0.1)
        for r, share in ((0.3, 0.15), (0.2, 0.25), (0.12, 1.0)):
            pen.ellipse(x, y, r, r, mix(tones.low, (255, 226, 120) if scene.time == "sunset" else (255, 248, 214), share), False)
    elif scene.weather == "sunshine":
        at = pen.moved(x=0.17 if scene.side < 0.5 else 0.83, y=0.16)
        for k in range(12):
            at.moved(degrees=k * 30).shape([(0.1, -0.018), (0.19, 0), (0.1, 0.018)], (255, 226, 110), False)
        at.ellipse(0, 0, 0.085, 0.085, (255, 228, 90), False)
    if scene.weather in ("clouds", "rain", "storm", "snow"):
        tone = {"clouds": (240, 243, 246), "rain": (142, 152, 166), "storm": (76, 78, 100), "snow": (224, 230, 238)}[scene.weather]
        tone = tuple(int(c * g) for c, g in zip(tone, np.minimum(tones.grade, 1), strict=True)) if tones.dark else tone
        for k, (x, y, s) in enumerate(((0.1, 0.09, 1.5), (0.42, 0.05, 1.7), (0.75, 0.1, 1.6), (1.0, 0.06, 1.4), (0.25, 0.2, 1.1), (0.86, 0.24, 1.1))):
            _cloud(pen, (x + 0.3 * d) % 1.1 - 0.05, y, s, shade(tone, 1 if k % 2 else 0.94))
        if scene.weather == "storm":
            for x, s in ((0.16, 1.0), (0.84, 0.8)):
                b = pen.moved(x=x, y=0.16, scale=s)
                b.shape([(0, 0), (0.07, 0), (0.035, 0.13), (0.085, 0.13), (-0.03, 0.36), (0.005, 0.19), (-0.045, 0.19)], (255, 236, 120), False)
    elif (
        scene.place in ("meadow", "beach", "farm", "mountains", "city", "desert")
        and not tones.dark
        and scene.season is None
        and scene.weather is None
    ):
        for x, y, s in ((0.16, 0.14, 0.8), (0.78, 0.09, 1.0), (0.5, 0.24, 0.55)):
            _cloud(pen, (x + 0.4 * d) % 1.1 - 0.05, y, s, mix(tones.low, (255, 255, 255), 0.6))


# --- places: far(pen, scene, tones) draws what stands behind the near ground; dressing(...) what stands on it ---------------------


def _hills(pen: Pen, scene: Scene, tones: Tones):
    _land(pen, lambda x: HORIZON + 0.035 * np.sin(2.2 + 5 * x + 3 * scene.drift), shade(tones.ground, 0.93))


def _round_tree(pen: Pen, x: float, y: float, s: float, leaves: Colour, tones: Tones):
    p = pen.moved(x=x, y=y, scale=s)
    p.shape([(-0.016, 0), (-0.012, -0.14), (0.012, -0.14), (0.016, 0)], tones.lit((122, 84, 56)), False)
    for dx, dy, r, tone in ((-0.05, -0.16, 0.066, 0.9), (0.05, -0.16, 0.066, 0.94), (0, -0.225, 0.078, 1.05)):
        p.ellipse(dx, dy, r, r, tones.lit(shade(leaves, tone)))
    if tones.snowy:
        p.blob([(-0.07, -0.22), (-0.04, -0.29), (0.03, -0.305), (0.075, -0.23), (0.02, -0.25)], tones.lit((246, 250, 254)), False)


def _pine(pen: Pen, x: float, y: float, s: float, leaves: Colour, tones: Tones):
    p = pen.moved(x=x, y=y, scale=s)
    p.shape([(-0.014, 0), (-0.014, -0.07), (0.014, -0.07), (0.014, 0)], tones.lit((106, 74, 52)), False)
    for k, (dy, w) in enumerate(((-0.05, 0.1), (-0.14, 0.08), (-0.23, 0.058))):
        p.shape([(-w, dy), (0, dy - 0.16), (w, dy)], tones.lit(shade(leaves, 0.86 + 0.08 * k)))
        if tones.snowy:
            p.shape([(-w * 0.45, dy - 0.085), (0, dy - 0.16), (w * 0.45, dy - 0.085), (0, dy - 0.1)], tones.lit((246, 250, 254)), False)


def _meadow(pen: Pen, scene: Scene, tones: Tones):
    _hills(pen, scene, tones)
    for x, s in ((0.12, 0.75), (0.88, 0.85)):
        _round_tree(pen, (x + 0.12 * scene.drift) % 1, HORIZON + 0.06, s, tones.leaves, tones)


def _flowers(pen: Pen, scene: Scene, tones: Tones):
    if tones.snowy:
        return
    for k in range(16):
        x, y = (k * 0.7548777 + scene.drift * 0.4) % 1, HORIZON + 0.12 + 0.2 * ((k * 0.5698403) % 1)
        pen.stroke([(x, y), (x + 0.004, y - 0.02)], 0.006, shade(tones.ground, 0.78))
        pen.ellipse(x, y - 0.024, 0.0115, 0.0115, tones.lit(((252, 250, 244), (250, 214, 90), (244, 150, 190), (180, 150, 236))[k % 4]), False)


def _forest(pen: Pen, scene: Scene, tones: Tones):
    leaves = mix(tones.leaves, (52, 104, 66), 0.0 if scene.season == "fall" else 0.55)
    _land(
        pen,
        lambda x: HORIZON - 0.2 + 0.035 * np.sin(17 * x + 6 * scene.drift) + 0.02 * np.sin(41 * x),
        tones.lit(mix(leaves, tones.low, 0.45)),
        90,
        False,
    )
    _hills(pen, scene, tones)
    for k, (x, s) in enumerate(((0.04, 1.5), (0.2, 1.2), (0.34, 1.0), (0.66, 1.05), (0.8, 1.25), (0.97, 1.55))):
        (_pine if k % 2 else _round_tree)(pen, x + 0.05 * (scene.drift - 0.5), HORIZON + 0.075, s, shade(leaves, 0.9 + 0.06 * (k % 3)), tones)


def _jungle(pen: Pen, scene: Scene, tones: Tones):
    for k, tone in enumerate((0.62, 0.78)):
        _land(
            pen,
            lambda x, k=k: HORIZON - 0.3 + 0.2 * k + 0.03 * np.sin(23 * x + 4 * scene.drift + k),
            tones.lit(shade((66, 134, 78), tone + 0.2)),
            80,
            False,
        )
    for x, lean in ((0.06, -6), (0.94, 8)):
        pen.moved(x=x, y=HORIZON + 0.08, degrees=lean).shape([(-0.035, 0), (-0.025, -0.8), (0.025, -0.8), (0.035, 0)], tones.lit((96, 74, 52)), False)
    for x, y, turn, s in (
        (0.0, 0.12, 40, 1.5),
        (0.02, 0.3, 10, 1.3),
        (1.0, 0.1, 140, 1.5),
        (0.98, 0.32, 170, 1.3),
        (0.3, -0.02, 80, 1.1),
        (0.72, -0.02, 100, 1.2),
    ):
        _big_leaf(pen.moved(x=x, y=y, scale=s, degrees=turn + 10 * (scene.drift - 0.5)), tones.lit((58, 148, 74)))


def _big_leaf(p: Pen, colour: Colour):
    p.blob([(0, 0), (0.08, -0.055), (0.19, -0.05), (0.28, 0.0), (0.19, 0.05), (0.08, 0.055)], colour)
    p.stroke([(0, 0), (0.25, 0)], 0.008, shade(colour, 0.78))


def _ferns(pen: Pen, scene: Scene, tones: Tones):
    for x in (0.05, 0.93):
        for turn in (-150, -120, -90, -60, -30):
            _big_leaf(pen.moved(x=x, y=0.97, scale=0.62, degrees=turn), tones.lit(shade((74, 164, 80), 0.9 + 0.002 * (turn + 150))))


def _mountains(pen: Pen, scene: Scene, tones: Tones):
    d = scene.drift * 0.12
    for x, y, w, tone in ((0.2 + d, 0.22, 0.42, 1.1), (0.85 - d, 0.16, 0.5, 1.0), (0.5 + d, 0.34, 0.3, 0.88)):
        rock = tones.lit(mix(shade((122, 130, 156), tone), tones.low, 0.25))
        base = HORIZON + 0.06
        pen.shape([(x - w, base), (x - w * 0.42, y + (base - y) * 0.45), (x, y), (x + w * 0.5, y + (base - y) * 0.42), (x + w, base)], rock, False)
        pen.shape([(x, y), (x + w * 0.5, y + (base - y) * 0.42), (x + w, base), (x + w * 0.2, base)], shade(rock, 0.88), False)
        h = (base - y) * 0.28
        pen.shape([(x, y), (x + w * 0.28, y + h), (x + w * 0.14, y + h * 0.82), (x + w * 0.03, y + h * 1.2), (x - w * 0.1, y + h * 0.85), (x - w * 0.24, y + h * 1.05)],
                  tones.lit((248, 251, 255)), False)  # fmt: skip
    _hills(pen, scene, tones)
    for x, s in ((0.07, 0.62), (0.17, 0.5), (0.9, 0.66)):
        _pine(pen, x, HORIZON + 0.07, s, mix((52, 110, 84), tones.leaves, 0.25), tones)


def _beach(pen: Pen, scene: Scene, tones: Tones):
    water = mix((36, 156, 206), tones.low, 0.22 if not tones.dark else 0.5)
    water = tones.lit(water)
    top = HORIZON - 0.14
    pen.shape([(0, top), (1, top), (1, 1), (0, 1)], water, False)
    for k in range(5):
        y, x = top + 0.03 + 0.04 * k, (0.17 + 0.31 * k + 0.3 * scene.drift) % 0.9
        pen.stroke([(x, y), (x + 0.05, y - 0.006), (x + 0.12, y)], 0.008, shade(water, 1.45))
    if not tones.dark:
        b = pen.moved(x=0.14 + 0.7 * scene.drift, y=top + 0.012, scale=0.7)
        b.shape([(-0.07, 0), (0.07, 0), (0.045, 0.035), (-0.045, 0.035)], (176, 92, 60), False)
        b.shape([(0, -0.015), (0, -0.15), (0.07, -0.015)], (252, 250, 244), False)
    _land(pen, lambda x: HORIZON + 0.065 + 0.014 * np.sin(7 * x + 3 * scene.drift), tones.lit((252, 253, 253)), edge=False)


def _starfish(pen: Pen, scene: Scene, tones: Tones):
    for x, y, c in ((0.1, 0.9, (240, 120, 90)), (0.92, 0.86, (250, 226, 200))):
        star = [((0.036 if k % 2 == 0 else 0.015) * sin(k * pi / 5), (0.036 if k % 2 == 0 else 0.015) * cos(k * pi / 5) * 0.75) for k in range(10)]
        pen.moved(x=x, y=y, degrees=20).shape(star, tones.lit(c))


def _desert(pen: Pen, scene: Scene, tones: Tones):
    _land(pen, lambda x: HORIZON - 0.06 + 0.05 * np.sin(4 * x + 5 * scene.drift), shade(tones.ground, 0.86), edge=False)
    _land(pen, lambda x: HORIZON + 0.02 + 0.04 * np.sin(5.5 * x + 2 + 3 * scene.drift), shade(tones.ground, 0.93), edge=False)
    green = tones.lit((70, 146, 88))
    for x, s in ((0.12, 1.15), (0.9, 0.9)):
        p = pen.moved(x=x, y=HORIZON + 0.1, scale=s)
        p.stroke([(0, 0), (0, -0.3)], 0.06, green, True)
        p.stroke([(0, -0.12), (-0.075, -0.125), (-0.08, -0.21)], 0.036, green, True)
        p.stroke([(0, -0.16), (0.07, -0.165), (0.075, -0.24)], 0.034, green, True)
        for y in (-0.06, -0.14, -0.22, -0.28):
            p.stroke([(-0.006, y), (0.006, y - 0.012)], 0.005, shade(green, 1.5))


def _sea(pen: Pen, scene: Scene, tones: Tones):
    """Under water."""
    for k in range(5):
        x = (0.1 + 0.22 * k + 0.2 * scene.drift) % 1.1
        pen.shape([(x - 0.05, 0), (x + 0.04, 0), (x - 0.06, 0.8), (x - 0.22, 0.8)], (255, 255, 255), False, 26)
    _land(pen, lambda x: HORIZON + 0.03 + 0.05 * np.sin(3 * x + 3 * scene.drift), mix(tones.ground, (40, 120, 170), 0.45), edge=False)
    for x, s, c in ((0.06, 1.2, (236, 96, 110)), (0.93, 1.0, (250, 160, 80))):  # corals
        p = pen.moved(x=x, y=HORIZON + 0.13, scale=s)
        for points in ([(0, 0), (0, -0.13), (-0.05, -0.2)], [(0, -0.08), (0.05, -0.14), (0.05, -0.2)], [(0, -0.12), (0.005, -0.22)]):
            p.stroke(points, 0.03, c, True)


def _weeds(pen: Pen, scene: Scene, tones: Tones):
    for k, x in enumerate((0.03, 0.1, 0.18, 0.84, 0.91, 0.98)):
        h = 0.2 + 0.07 * (k % 3)
        pen.stroke(
            [(x, 0.98), (x + 0.03, 0.98 - h * 0.4), (x - 0.015, 0.98 - h * 0.7), (x + 0.02, 0.98 - h)],
            0.03,
            ((52, 150, 104), (74, 172, 96))[k % 2],
            True,
        )


def _city(pen: Pen, scene: Scene, tones: Tones):
    base = HORIZON + 0.09
    for k in range(9):
        w, h = 0.1 + 0.03 * ((k * 7) % 3), 0.22 + 0.075 * ((k * 5 + int(scene.drift * 5)) % 5)
        x = -0.04 + k * 0.118
        wall = tones.lit(((196, 120, 96), (222, 186, 140), (150, 166, 190), (208, 150, 120), (176, 186, 176))[(k * 3) % 5])
        pen.shape([(x, base), (x, base - h), (x + w, base - h), (x + w, base)], wall)
        pane = (255, 226, 130) if tones.dark or scene.time == "sunset" else mix(wall, (226, 242, 252), 0.75)
        for row in range(int(h / 0.075)):
            for col in (0.26, 0.66):
                wx, wy = x + w * col, base - h + 0.03 + row * 0.075
                pen.shape([(wx - 0.012, wy), (wx + 0.012, wy), (wx + 0.012, wy + 0.034), (wx - 0.012, wy + 0.034)], pane, False)
        if tones.snowy:
            pen.shape([(x, base - h), (x, base - h - 0.016), (x + w, base - h - 0.016), (x + w, base - h)], tones.lit((248, 251, 254)), False)


def _street(pen: Pen, scene: Scene, tones: Tones):
    for k in range(4):
        x = (0.06 + 0.27 * k + 0.1 * scene.drift) % 1.0
        pen.shape([(x, 0.962), (x + 0.12, 0.962), (x + 0.11, 0.978), (x - 0.01, 0.978)], shade(tones.ground, 1.55), False)
    for x in (0.07, 0.95):
        pen.stroke([(x, HORIZON + 0.12), (x, HORIZON - 0.2)], 0.014, tones.lit((66, 72, 84)))
        pen.ellipse(x, HORIZON - 0.215, 0.03, 0.03, (255, 240, 180) if tones.dark else (250, 246, 226), True)


def _farm(pen: Pen, scene: Scene, tones: Tones):
    _land(pen, lambda x: HORIZON - 0.03 + 0.03 * np.sin(4 * x + 3 * scene.drift), shade(tones.ground, 0.9), edge=False)
    right = scene.side < 0.5
    p = pen.moved(x=0.8 if right else 0.2, y=HORIZON + 0.08, scale=1.2)
    red, white = tones.lit((190, 56, 46)), tones.lit((248, 244, 236))
    p.shape([(-0.15, 0), (-0.15, -0.2), (0.15, -0.2), (0.15, 0)], red)
    p.shape([(-0.175, -0.19), (-0.1, -0.3), (0, -0.345), (0.1, -0.3), (0.175, -0.19)], tones.lit((116, 74, 62)) if not tones.snowy else white)
    p.shape([(-0.055, 0), (-0.055, -0.13), (0.055, -0.13), (0.055, 0)], shade(red, 0.8))
    for line in ([(-0.055, 0), (-0.055, -0.13), (0.055, -0.13), (0.055, 0)], [(-0.055, 0), (0.055, -0.13)], [(-0.055, -0.13), (0.055, 0)]):
        for a, b in zip(line, line[1:], strict=False):
            p.stroke([a, b], 0.011, white)
    p.shape([(-0.03, -0.235), (0.03, -0.235), (0.03, -0.18), (-0.03, -0.18)], white, False)


def _fence(pen: Pen, scene: Scene, tones: Tones):
    wood = tones.lit((236, 226, 208))
    for y in (HORIZON + 0.045, HORIZON + 0.085):
        pen.shape([(0, y - 0.008), (1, y - 0.008), (1, y + 0.008), (0, y + 0.008)], shade(wood, 0.93), False)
    for k in range(9):
        x = 0.02 + 0.12 * k
        pen.shape(
            [
                (x - 0.015, HORIZON + 0.12),
                (x - 0.015, HORIZON + 0.03),
                (x, HORIZON + 0.012),
                (x + 0.015, HORIZON + 0.03),
                (x + 0.015, HORIZON + 0.12),
            ],
            wood,
        )


def _window(pen: Pen, x: float, y: float, w: float, h: float, tones: Tones, scene: Scene):
    pen.shape([(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h)], (250, 246, 238))
    sky = mix(*_DAY, 0.5) if not (scene.season or scene.time or scene.weather) else mix(tones.top, tones.low, 0.5)
    pen.shape(
        [(x - w + 0.015, y - h + 0.015), (x + w - 0.015, y - h + 0.015), (x + w - 0.015, y + h - 0.015), (x - w + 0.015, y + h - 0.015)], sky, False
    )
    hill = SEASONAL[scene.season][2] if scene.season else (150, 200, 110)
    pen.shape([(x - w + 0.015, y + h * 0.5), (x, y + h * 0.3), (x + w - 0.015, y + h * 0.55), (x + w - 0.015, y + h - 0.015), (x - w + 0.015, y + h - 0.015)],
              tones.lit(hill), False)  # fmt: skip
    pen.shape([(x - 0.006, y - h), (x + 0.006, y - h), (x + 0.006, y + h), (x - 0.006, y + h)], (250, 246, 238), False)
    pen.shape([(x - w, y - 0.006), (x + w, y - 0.006), (x + w, y + 0.006), (x - w, y + 0.006)], (250, 246, 238), False)


def _room_light(tones: Tones) -> np.ndarray:
    return np.array([0.72, 0.66, 0.62]) if tones.dark else np.ones(3)


def _kitchen(pen: Pen, scene: Scene, tones: Tones):
    tint = _room_light(tones)

    def lit(c):
        return tuple(int(v * t) for v, t in zip(c, tint, strict=True))

    pen.shape([(0, 0), (1, 0), (1, 1), (0, 1)], lit((250, 238, 214)), False)
    for k in range(11):  # tiles
        pen.shape(
            [(k * 0.1, 0.44), (k * 0.1 + 0.092, 0.44), (k * 0.1 + 0.092, 0.52), (k * 0.1, 0.52)],
            lit(((190, 222, 226), (226, 240, 240))[k % 2]),
            False,
        )
    _window(pen, 0.5, 0.2, 0.15, 0.15, tones, scene)
    for x in (0.0, 0.76):  # cupboards
        pen.shape([(x, 0.02), (x + 0.24, 0.02), (x + 0.24, 0.3), (x, 0.3)], lit((92, 160, 156)))
        pen.stroke([(x + 0.12, 0.03), (x + 0.12, 0.29)], 0.006, lit((70, 130, 128)))
        pen.pair(0, 0, 0, 0, lit((250, 240, 220)), False)
        for dx in (0.1, 0.14):
            pen.ellipse(x + dx, 0.24, 0.009, 0.009, lit((250, 240, 220)), False)
    pen.shape([(0, 0.54), (1, 0.54), (1, HORIZON + 0.1), (0, HORIZON + 0.1)], lit((92, 160, 156)), False)
    pen.shape([(0, 0.52), (1, 0.52), (1, 0.56), (0, 0.56)], lit((236, 214, 178)))
    for x in (0.2, 0.4, 0.6, 0.8):
        pen.stroke([(x, 0.57), (x, HORIZON + 0.09)], 0.006, lit((70, 130, 128)))
    p = pen.moved(x=0.86, y=0.52)  # a pot
    p.shape([(-0.06, 0), (-0.065, -0.07), (0.065, -0.07), (0.06, 0)], lit((206, 70, 60)))
    p.ellipse(0, -0.075, 0.068, 0.014, lit((230, 100, 84)))
    p.ellipse(0, -0.095, 0.012, 0.012, lit((60, 56, 60)), False)
    q = pen.moved(x=0.12, y=0.52)  # a bowl of fruit
    for dx, c in ((-0.035, (232, 70, 60)), (0.035, (250, 160, 50)), (0, (150, 196, 70))):
        q.ellipse(dx, -0.055, 0.034, 0.034, lit(c))
    q.blob([(-0.08, -0.05), (-0.05, -0.005), (0.05, -0.005), (0.08, -0.05), (0, -0.035)], lit((250, 248, 240)))


def _living_room(pen: Pen, scene: Scene, tones: Tones):
    tint = _room_light(tones)

    def lit(c):
        return tuple(int(v * t) for v, t in zip(c, tint, strict=True))

    wall = _PLAIN[int(scene.ground * 4.99)]
    pen.shape([(0, 0), (1, 0), (1, 1), (0, 1)], lit(mix(wall, (190, 200, 170), 0.3)), False)
    _window(pen, 0.25, 0.23, 0.13, 0.16, tones, scene)
    p = pen.moved(x=0.73, y=0.2)  # a picture on the wall
    p.shape([(-0.09, -0.075), (0.09, -0.075), (0.09, 0.075), (-0.09, 0.075)], lit((150, 104, 64)))
    p.shape([(-0.075, -0.06), (0.075, -0.06), (0.075, 0.06), (-0.075, 0.06)], lit((250, 226, 196)), False)
    p.ellipse(0.02, -0.012, 0.022, 0.022, lit((238, 130, 90)), False)
    p.shape([(-0.075, 0.06), (-0.03, 0.0), (0.02, 0.03), (0.075, 0.01), (0.075, 0.06)], lit((120, 160, 130)), False)
    s = pen.moved(x=0.62, y=HORIZON + 0.1)  # a sofa
    c = lit(((96, 124, 168), (186, 106, 92), (120, 150, 116))[int(scene.drift * 2.99)])
    s.blob([(-0.34, -0.05), (-0.34, -0.3), (0, -0.32), (0.34, -0.3), (0.34, -0.05)], c)
    s.blob([(-0.3, 0.0), (-0.3, -0.14), (0, -0.15), (0.3, -0.14), (0.3, 0.0)], shade(c, 1.18))
    for x in (-0.36, 0.36):
        s.blob([(x - 0.06, 0.0), (x - 0.06, -0.2), (x, -0.23), (x + 0.06, -0.2), (x + 0.06, 0.0)], shade(c, 0.92))
    t = pen.moved(x=0.07, y=HORIZON + 0.1)  # a lamp
    t.stroke([(0, 0), (0, -0.34)], 0.014, lit((90, 70, 60)))
    t.shape([(-0.08, -0.31), (-0.045, -0.43), (0.045, -0.43), (0.08, -0.31)], (255, 226, 150) if tones.dark else lit((250, 232, 190)))


def _rug(pen: Pen, scene: Scene, tones: Tones):
    tint = _room_light(tones)
    for r, c in ((1.0, (196, 80, 76)), (0.86, (250, 232, 206)), (0.74, (206, 96, 84))):
        pen.ellipse(0.5, 0.93, 0.42 * r, 0.085 * r, tuple(int(v * t) for v, t in zip(c, tint, strict=True)), False)


def _boards(pen: Pen, scene: Scene, tones: Tones):
    for k in range(-5, 6):
        pen.stroke([(0.5 + 0.075 * k, HORIZON + 0.1), (0.5 + 0.16 * k, 1.0)], 0.005, shade(tones.ground, 0.88))


def _moon(pen: Pen, scene: Scene, tones: Tones):
    _land(pen, lambda x: HORIZON + 0.0 + 0.03 * np.sin(3 + 4 * x + 3 * scene.drift), shade(tones.ground, 0.8), edge=False)


def _craters(pen: Pen, scene: Scene, tones: Tones):
    for x, y, r in ((0.1, 0.84, 0.07), (0.85, 0.81, 0.055), (0.93, 0.94, 0.08), (0.3, 0.97, 0.06), (0.62, 0.8, 0.035)):
        pen.ellipse(x, y, r, r * 0.34, shade(tones.ground, 0.82), False)
        pen.ellipse(x + r * 0.06, y + r * 0.08, r * 0.84, r * 0.24, shade(tones.ground, 0.92), False)


def _nothing(pen: Pen, scene: Scene, tones: Tones):
    pass


# By place: what stands far, and what on the near ground.
PLACES: dict[str | None, tuple[Callable, Callable]] = {
    None: (_hills, _nothing), "meadow": (_meadow, _flowers), "forest": (_forest, _flowers), "jungle": (_jungle, _ferns), "mountains": (_mountains, _nothing),
    "beach": (_beach, _starfish), "desert": (_desert, _nothing), "sea": (_sea, _weeds), "city": (_city, _street), "farm": (_farm, _fence),
    "kitchen": (_kitchen, _boards), "living room": (_living_room, _rug), "moon": (_moon, _craters),
}  # fmt: skip


def draw_backdrop(pen: Pen, layer: Image.Image, scene: Scene):
    """Draws sky, place, ground and what stands there on `layer`, which is `pen`'s."""
    tones = tones_of(scene)
    far, dressing = PLACES[scene.place]
    if scene.place == "sea":
        _ramp(layer, tones.lit((70, 186, 226)), tones.lit((20, 92, 164)), 1)
    else:
        _ramp(layer, tones.top, tones.low)
    jitter = (abs(scene.side - 0.5) - 0.25) * 0.06
    # Where two elements stand at a side, the one that comes first in SEASONS takes the side that `free` says, the other faces it.
    elements = IN_THE_SKY | ON_THE_HILL | ON_THE_GROUND
    sided = [e for e in SEASONS.get(scene.season, ()) if e in scene.elements and e in elements and elements[e].sided]

    def draw(known: dict):
        for name, element in known.items():
            if name in scene.elements:
                right = name in sided and (scene.side > 0.5) != (sided.index(name) % 2 == 1)
                element.draw(pen, right, jitter)

    indoors = scene.place in INDOORS
    if scene.place != "sea" and not indoors:
        _in_the_sky(pen, scene, tones)
        draw(IN_THE_SKY)
    far(pen, scene, tones)
    if scene.place == "sea" or indoors:
        draw(IN_THE_SKY)
    if indoors:
        ground = tuple(int(c * t) for c, t in zip(GROUNDS[scene.place], _room_light(tones), strict=True))
        pen.shape([(0, HORIZON + 0.1), (1, HORIZON + 0.1), (1, 1), (0, 1)], ground, False)
    if scene.weather == "fog":
        for y, alpha in ((0.3, 70), (0.48, 90), (0.6, 90)):
            pen.shape([(0, y), (1, y - 0.04), (1, 1), (0, 1)], tones.low, False, alpha)
    draw(ON_THE_HILL)
    if not indoors:
        _near(pen, scene, tones.ground, edge=scene.place is None)
    dressing(pen, scene, tones)
    draw(ON_THE_GROUND)


def draw_front(pen: Pen, scene: Scene):
    """Draws what falls, flies or hangs in front of the animal."""
    for name, thing in IN_FRONT.items():
        if name in scene.elements:
            thing(pen, scene.drift)
    if scene.weather in ("rain", "storm") and scene.place not in INDOORS:
        for k in range(34):
            x, y = (k * 0.7548777 + scene.drift * 0.3) % 1, (k * 0.5698403) % 1
            pen.stroke([(x, y), (x - 0.016, y + 0.06)], 0.0065, (206, 226, 244))
    if scene.weather == "snow" and "falling snow" not in scene.elements and scene.place not in INDOORS:
        IN_FRONT["falling snow"](pen, scene.drift)
    if scene.weather == "fog" and scene.place not in INDOORS:
        for y, alpha in ((0.62, 70), (0.78, 90), (0.9, 100)):
            line = smooth([(-0.1, y), (0.2, y - 0.03), (0.5, y + 0.015), (0.8, y - 0.025), (1.1, y)], closed=False)
            pen.shape([*map(tuple, line), (1.1, y + 0.09), (-0.1, y + 0.09)], (236, 240, 242), False, alpha)
    if scene.place == "sea":
        for k in range(9):
            x, y, r = (k * 0.7548777 + scene.drift * 0.3) % 1, 0.1 + 0.75 * ((k * 0.5698403) % 1), 0.012 + 0.007 * (k % 3)
            pen.ellipse(x, y, r, r, (206, 238, 252), True, alpha=150)
            pen.ellipse(x - r * 0.3, y - r * 0.3, r * 0.3, r * 0.3, (255, 255, 255), False)
