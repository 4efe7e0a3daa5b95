"""The elements of the seasons, drawn flat: what stands, hangs, flies and falls around an animal."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, radians, sin

import numpy as np

from foundry.world.draw.pen import Pen, shade
from foundry.world.words import Colour

HORIZON = 0.68


def _snowman(p: Pen):
    for y, r in ((-0.07, 0.085), (-0.19, 0.064), (-0.29, 0.048)):
        p.ellipse(0, y, r, r, (252, 253, 255))
    p.shape([(-0.035, -0.33), (-0.03, -0.39), (0.03, -0.39), (0.035, -0.33)], (56, 56, 66))
    p.stroke([(-0.055, -0.33), (0.055, -0.33)], 0.014, (56, 56, 66))
    p.shape([(0, -0.295), (0.055, -0.28), (0, -0.275)], (250, 140, 40), False)
    p.pair(0.017, -0.305, 0.007, 0.007, (40, 40, 46), False)
    for y in (-0.17, -0.205):
        p.ellipse(0, y, 0.009, 0.009, (40, 40, 46), False)


def _frosted_pine(p: Pen):
    p.shape([(-0.014, 0), (-0.014, -0.06), (0.014, -0.06), (0.014, 0)], (110, 80, 58))
    for y, w in ((-0.05, 0.095), (-0.14, 0.078), (-0.22, 0.058)):
        p.shape([(-w, y), (0, y - 0.15), (w, y)], (60, 130, 110))
        p.shape([(-w * 0.5, y - 0.075), (0, y - 0.15), (w * 0.5, y - 0.075), (w * 0.2, y - 0.06), (-w * 0.15, y - 0.085)], (248, 252, 255), False)


def _palm(p: Pen):
    p.stroke([(0, 0), (0.015, -0.14), (0.0, -0.28), (0.02, -0.38)], 0.03, (160, 112, 66), True)
    for degrees in (-165, -205, -20, 25, -90, -130, -50):
        leaf = p.moved(x=0.02, y=-0.38, degrees=degrees)
        leaf.blob([(0, 0), (0.08, -0.028), (0.17, 0.012), (0.08, 0.02)], (48, 150, 78))
    p.pair(0.0, -0.36, 0.018, 0.018, (122, 78, 46), False)


def _beach_ball(p: Pen):
    r = 0.085
    p.ellipse(0, -r, r, r, (252, 252, 252))
    for k, c in enumerate(((230, 60, 60), (250, 206, 60), (50, 120, 220))):
        a = radians(k * 120 - 90)
        arc = [(r * cos(a + t), -r + r * sin(a + t)) for t in np.linspace(0, pi / 3, 7)]
        p.shape([(0, -r), *arc], c, False)
    p.ellipse(0, -r, 0.016, 0.016, (252, 252, 252), False)


def _pumpkin(p: Pen):
    for x in (-0.05, 0.05, -0.025, 0.025, 0):
        p.ellipse(x, -0.062, 0.05, 0.064, (240, 130, 34))
    p.stroke([(0, -0.12), (0.012, -0.155)], 0.022, (94, 122, 50))


def _mushroom(p: Pen):
    p.blob([(-0.02, 0), (-0.018, -0.09), (0.018, -0.09), (0.024, 0)], (250, 242, 226))
    p.blob([(-0.08, -0.075), (-0.06, -0.135), (0, -0.165), (0.06, -0.135), (0.08, -0.075), (0, -0.085)], (216, 52, 46))
    for x, y in ((-0.04, -0.105), (0.008, -0.135), (0.045, -0.10)):
        p.ellipse(x, y, 0.014, 0.012, (255, 250, 244), False)


def _sunflower(p: Pen):
    p.stroke([(0, 0), (0.005, -0.14), (0, -0.27)], 0.016, (74, 142, 58))
    p.blob([(0, -0.10), (0.05, -0.15), (0.075, -0.13), (0.04, -0.09)], (86, 158, 66))
    for k in range(10):
        a = 2 * pi * k / 10
        p.ellipse(0.052 * cos(a), -0.29 + 0.052 * sin(a), 0.026, 0.015, (252, 196, 36), False, k * 36)
    p.ellipse(0, -0.29, 0.036, 0.036, (112, 70, 36))


def _tulip(p: Pen, colour: Colour):
    p.stroke([(0, 0), (0, -0.11)], 0.013, (70, 150, 70))
    p.blob([(0, -0.02), (0.035, -0.075), (0.04, -0.035)], (86, 168, 84), False)
    p.shape([(-0.034, -0.165), (-0.016, -0.14), (0, -0.17), (0.016, -0.14), (0.034, -0.165), (0.03, -0.11), (0, -0.092), (-0.03, -0.11)], colour)


def _golden_tree(p: Pen):
    p.stroke([(0, 0), (0, -0.16)], 0.03, (120, 78, 50), True)
    for x, y, r, c in ((-0.055, -0.20, 0.07, (234, 160, 40)), (0.055, -0.20, 0.07, (226, 140, 38)), (0, -0.28, 0.082, (248, 184, 52))):
        p.ellipse(x, y, r, r, c)


def _butterfly(p: Pen, colour: Colour):
    p.both(lambda q: q.blob([(0.004, 0), (0.02, -0.045), (0.062, -0.05), (0.058, -0.01), (0.02, 0.005)], colour))
    p.both(lambda q: q.blob([(0.004, 0.004), (0.045, 0.008), (0.042, 0.042), (0.012, 0.034)], shade(colour, 0.82)))
    p.stroke([(0, -0.03), (0, 0.035)], 0.012, (60, 46, 56))


def _leaf(p: Pen, colour: Colour):
    p.blob([(0, -0.042), (0.026, -0.012), (0.02, 0.022), (0, 0.036), (-0.02, 0.022), (-0.026, -0.012)], colour)
    p.stroke([(0, -0.02), (0, 0.05)], 0.008, shade(colour, 0.7))


def _blossoms(p: Pen):
    """A branch; (0, 0) is the right-hand upper corner."""
    p.stroke([(0.03, 0.05), (-0.10, 0.075), (-0.20, 0.06), (-0.32, 0.10)], 0.022, (122, 84, 66))
    p.stroke([(-0.13, 0.07), (-0.18, 0.13), (-0.20, 0.17)], 0.015, (122, 84, 66))
    for x, y in ((-0.05, 0.05), (-0.11, 0.10), (-0.19, 0.045), (-0.27, 0.085), (-0.33, 0.11), (-0.17, 0.125), (-0.205, 0.185), (-0.02, 0.11)):
        for k in range(5):
            p.ellipse(x + 0.021 * cos(k * 1.257), y + 0.021 * sin(k * 1.257), 0.019, 0.019, (252, 178, 206), False)
        p.ellipse(x, y, 0.012, 0.012, (236, 96, 142), False)


def _sun(p: Pen):
    """(0, 0) is the right-hand upper corner."""
    sun = p.moved(x=-0.14, y=0.15)
    for k in range(12):
        sun.moved(degrees=k * 30).shape([(0.095, -0.02), (0.15, 0), (0.095, 0.02)], (255, 206, 60), False)
    sun.ellipse(0, 0, 0.085, 0.085, (255, 220, 70))


def _rainbow(p: Pen):
    for k, c in enumerate(((232, 70, 66), (250, 152, 50), (252, 222, 74), (86, 184, 96), (66, 136, 222), (142, 88, 190))):
        r = 0.50 - 0.027 * k
        arc = [(0.5 + r * cos(t), 0.70 + r * 1.12 * sin(t)) for t in np.linspace(pi, 2 * pi, 25)]
        p.stroke(arc, 0.029, c)


def _igloo(p: Pen):
    white, line = (240, 247, 253), (176, 202, 224)
    dome = [(0.165 * cos(t), -0.17 * sin(t)) for t in np.linspace(0, pi, 19)]
    p.shape(dome, white)
    for y, w in ((-0.05, 0.157), (-0.1, 0.132)):
        p.stroke([(-w, y), (0, y - 0.006), (w, y)], 0.007, line)
    for y, xs in ((-0.025, (-0.1, -0.03, 0.04, 0.11)), (-0.075, (-0.07, 0.0, 0.07)), (-0.13, (-0.035, 0.035))):
        for x in xs:
            p.stroke([(x, y - 0.022), (x, y + 0.022)], 0.006, line)
    p.shape([(0.05 * cos(t), -0.075 * sin(t)) for t in np.linspace(0, pi, 13)], (62, 92, 130))
    p.stroke([(0.058 * cos(t), -0.085 * sin(t)) for t in np.linspace(0, pi, 9)], 0.018, (226, 238, 248), True)


def _northern_lights(p: Pen):
    for k, (colour, y, phase) in enumerate((((120, 84, 210), 0.13, 0.4), ((70, 226, 160), 0.2, 0.0), ((120, 240, 200), 0.27, 1.6))):
        xs = np.linspace(-0.02, 1.02, 25)
        top = np.column_stack([xs, y - 0.12 + 0.05 * np.sin(5 * xs + phase + k)])
        low = np.column_stack([xs, y + 0.05 + 0.06 * np.sin(5 * xs + phase + k) + 0.012 * np.sin(40 * xs)])
        p.shape(np.vstack([top, low[::-1]]), colour, False, 150)


def _kite(p: Pen):
    """(0, 0) is the right-hand upper corner."""
    q = p.moved(x=-0.16, y=0.17, degrees=-18, scale=1.15)
    q.shape([(0, -0.12), (0.085, 0), (0, 0.13), (-0.085, 0)], (232, 66, 62))
    q.shape([(0, -0.12), (0.085, 0), (0, 0)], (250, 206, 66), False)
    q.shape([(0, 0.13), (-0.085, 0), (0, 0)], (66, 144, 226), False)
    tail = [(0, 0.13), (0.05, 0.2), (-0.02, 0.26), (0.04, 0.34), (0.0, 0.41)]
    q.stroke(tail, 0.009, (96, 84, 96))
    for x, y, c in ((0.046, 0.2, (250, 206, 66)), (-0.016, 0.262, (66, 144, 226)), (0.036, 0.335, (232, 66, 62))):
        q.shape([(x - 0.034, y - 0.016), (x, y), (x - 0.034, y + 0.016)], c, False)
        q.shape([(x + 0.034, y - 0.016), (x, y), (x + 0.034, y + 0.016)], c, False)


def _nest(p: Pen):
    for x, c in ((-0.05, (150, 214, 226)), (0.05, (164, 222, 232)), (0.0, (178, 230, 238))):
        p.ellipse(x, -0.105, 0.042, 0.056, c)
        p.ellipse(x - 0.012, -0.12, 0.007, 0.007, (96, 140, 160), False)
        p.ellipse(x + 0.014, -0.1, 0.006, 0.006, (96, 140, 160), False)
    p.blob([(-0.13, -0.1), (-0.1, -0.02), (0, 0.005), (0.1, -0.02), (0.13, -0.1), (0.06, -0.075), (-0.06, -0.075)], (152, 108, 66))
    for k in range(7):
        x = -0.1 + 0.033 * k
        p.stroke([(x - 0.035, -0.06 + 0.02 * (k % 2)), (x + 0.03, -0.03 - 0.025 * (k % 3) + 0.02)], 0.008, ((112, 76, 44), (188, 144, 92))[k % 2])


def _parasol(p: Pen):
    q = p.moved(degrees=-10, scale=1.2)
    q.stroke([(0, 0), (0, -0.42)], 0.016, (240, 232, 220), True)
    rim = [(-0.17 + 0.34 * k / 6, -0.285 + (0.0 if k in (0, 6) else 0.008)) for k in range(7)]
    for k in range(6):
        q.shape([(0, -0.44), (rim[k][0] * 0.72, -0.405 + abs(k - 2.5) * 0.006), rim[k], rim[k + 1], (rim[k + 1][0] * 0.72, -0.405 + abs(k - 1.5) * 0.006)],
                ((232, 70, 70), (252, 248, 240))[k % 2])  # fmt: skip
    q.ellipse(0, -0.445, 0.014, 0.014, (250, 206, 66), False)


def _ice_cream(p: Pen):
    p.shape([(-0.075, -0.17), (0.075, -0.17), (0, 0.03)], (226, 170, 100))
    for x in (-0.04, 0, 0.04):
        p.stroke([(x - 0.02, -0.165), (x * 0.4 + 0.012, -0.05)], 0.006, (190, 130, 70))
        p.stroke([(x + 0.02, -0.165), (x * 0.4 - 0.012, -0.05)], 0.006, (190, 130, 70))
    for x, y, r, c in ((-0.045, -0.2, 0.062, (250, 160, 190)), (0.045, -0.2, 0.062, (255, 240, 206)), (0, -0.275, 0.062, (150, 100, 70))):
        p.ellipse(x, y, r, r, c)
    p.ellipse(0.0, -0.35, 0.022, 0.022, (222, 40, 60))


def _acorn(p: Pen):
    p.blob([(0, 0), (0.04, -0.03), (0.045, -0.085), (-0.045, -0.085), (-0.04, -0.03)], (206, 142, 74))
    p.blob([(-0.056, -0.08), (-0.04, -0.12), (0, -0.135), (0.04, -0.12), (0.056, -0.08), (0, -0.07)], (122, 82, 48))
    p.stroke([(0, -0.13), (0.01, -0.16)], 0.014, (104, 70, 42))
    p.ellipse(-0.016, -0.055, 0.009, 0.016, (236, 184, 120), False)


def _hay_bale(p: Pen):
    p.shape([(-0.13, -0.155), (0.07, -0.155), (0.07, 0), (-0.13, 0)], (226, 186, 88))
    for y in (-0.125, -0.09, -0.055, -0.025):
        p.stroke([(-0.125, y), (0.02, y + 0.006)], 0.006, (194, 148, 58))
    p.ellipse(0.07, -0.0775, 0.07, 0.0775, (240, 206, 112))
    for r in (0.05, 0.026):
        p.ellipse(0.07, -0.0775, r, r * 1.1, (212, 168, 74), False)
        p.ellipse(0.07, -0.0775, r * 0.76, r * 0.84, (244, 214, 124), False)


@dataclass(frozen=True)
class Element:
    """Something of a season, drawn by `thing(pen)` or, where there are `colours`, by `thing(pen, colour)` with one after another.

    `places` are (x, y, scale). An element that is `sided` stands at one side of the picture, mirrored on the left; its x is the distance from there.
    """

    thing: Callable[..., None]
    places: tuple[tuple[float, float, float], ...] = ((0, 0, 1),)
    sided: bool = False
    fixed: bool = False  # does not shift a little with the scene's `side`
    colours: tuple[Colour, ...] = ()

    def draw(self, pen: Pen, right: bool, jitter: float):
        for k, (x, y, scale) in enumerate(self.places):
            shift = 0.0 if self.fixed else jitter
            if self.sided:
                at = pen.moved(x=1 - x + shift if right else x - shift, y=y, scale=scale, mirror=not right)
            else:
                at = pen.moved(x=x + shift, y=y, scale=scale)
            self.thing(at, *([self.colours[k % len(self.colours)]] if self.colours else []))


# From far to near, each in the order in which it is drawn: in the sky, on the hill, on the ground in front of it.
_TREES = tuple((x, HORIZON + 0.06, scale) for x, scale in ((0.11, 1.15), (0.27, 0.8), (0.76, 0.85), (0.91, 1.1)))
IN_THE_SKY = {
    "northern lights": Element(_northern_lights, fixed=True), "a rainbow": Element(_rainbow, fixed=True),
    "a bright sun": Element(_sun, sided=True, fixed=True), "a kite": Element(_kite, sided=True, fixed=True),
}  # fmt: skip
ON_THE_HILL = {
    "frosted pine trees": Element(_frosted_pine, _TREES),
    "golden trees": Element(_golden_tree, _TREES),
    "palm trees": Element(_palm, ((0.15, HORIZON + 0.08, 1.25), (0.32, HORIZON + 0.03, 0.8)), sided=True),
    "an igloo": Element(_igloo, ((0.2, HORIZON + 0.1, 1.25),), sided=True),
    "hay bales": Element(_hay_bale, ((0.36, HORIZON + 0.09, 0.75), (0.17, HORIZON + 0.17, 1.2)), sided=True),
}
ON_THE_GROUND = {
    "cherry blossoms": Element(_blossoms, sided=True, fixed=True),
    "a snowman": Element(_snowman, ((0.15, 0.93, 1.1),), sided=True),
    "a parasol": Element(_parasol, ((0.17, 0.93, 1.0),), sided=True),
    "sunflowers": Element(_sunflower, ((0.20, 0.90, 1.0), (0.09, 0.95, 1.3)), sided=True),
    "pumpkins": Element(_pumpkin, ((0.25, 0.90, 0.75), (0.12, 0.96, 1.15)), sided=True),
    "mushrooms": Element(_mushroom, ((0.24, 0.90, 0.8), (0.11, 0.96, 1.3)), sided=True),
    "acorns": Element(_acorn, ((0.24, 0.88, 0.85), (0.07, 0.91, 1.0), (0.16, 0.96, 1.25)), sided=True),
    "a beach ball": Element(_beach_ball, ((0.13, 0.96, 1.15),), sided=True),
    "an ice cream": Element(_ice_cream, ((0.14, 0.93, 1.15),), sided=True),
    "a nest with eggs": Element(_nest, ((0.16, 0.95, 1.15),), sided=True),
    "tulips": Element(
        _tulip,
        tuple((inset, y, 1.1) for inset, y in ((0.32, 0.89), (0.22, 0.91), (0.13, 0.90), (0.05, 0.93), (0.17, 0.98), (0.28, 0.98))),
        sided=True,
        colours=((232, 60, 76), (252, 200, 60), (248, 130, 170)),
    ),
}


@lru_cache
def _flecks() -> np.ndarray:
    """Places of what falls: 26 points, spread evenly (the R2 sequence), with a size each. Shape (26, 3)."""
    k = np.arange(26)
    return np.column_stack([(k * 0.7548777) % 1, (k * 0.5698403) % 1, 0.7 + 0.6 * ((k * 0.618034) % 1)])


def _fallen(drift: float) -> np.ndarray:
    places = _flecks().copy()
    places[:, 0] = (places[:, 0] + drift * 0.25) % 1
    return places


def _snow(pen: Pen, drift: float):
    for x, y, s in _fallen(drift):
        pen.ellipse(x, y, 0.015 * s, 0.015 * s, (255, 255, 255))


def _leaves(pen: Pen, drift: float):
    colours = ((226, 84, 34), (244, 164, 40), (190, 60, 40), (236, 190, 70))
    for k, (x, y, s) in enumerate(_fallen(drift)[:14]):
        _leaf(pen.moved(x=x, y=y, scale=s * 1.05, degrees=k * 67), colours[k % 4])


def _butterflies(pen: Pen, drift: float):
    for x, y, degrees, wings in (
        (0.13, 0.22, -20, (244, 120, 60)),
        (0.86, 0.16, 25, (120, 100, 220)),
        (0.10, 0.52, 15, (250, 200, 60)),
        (0.90, 0.50, -15, (60, 160, 220)),
    ):
        _butterfly(pen.moved(x=x, y=y + 0.08 * (drift - 0.5), scale=1.25, degrees=degrees), wings)


def _icicles(pen: Pen, drift: float):
    for k in range(9):
        x = (k + 0.4 * drift) / 8.4
        pen.shape([(x - 0.045, -0.01), (x + 0.045, -0.01), (x + 0.004, (0.12, 0.19, 0.10, 0.16)[k % 4])], (206, 232, 250))


IN_FRONT = {"falling snow": _snow, "falling leaves": _leaves, "butterflies": _butterflies, "icicles": _icicles}
ELEMENTS = {*IN_THE_SKY, *ON_THE_HILL, *ON_THE_GROUND, *IN_FRONT}
