"""What the animals wear: body garments in the animal's coordinates, hats in the head's."""

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np

from foundry.world.draw.pen import Pen, pale, shade, trim
from foundry.world.scenes import Colour


def _scarf_end(p: Pen, c: Colour):
    p.moved(mirror=True).blob([(0.06, -0.33), (0.13, -0.32), (0.16, -0.25), (0.12, -0.24)], shade(c, 0.85))


def _scarf(p: Pen, c: Colour):
    p.blob([(-0.135, -0.35), (0, -0.315), (0.135, -0.35), (0.15, -0.30), (0.08, -0.265), (0, -0.255), (-0.08, -0.265), (-0.15, -0.30)], c)
    p.shape([(0.035, -0.29), (0.105, -0.30), (0.125, -0.13), (0.05, -0.12)], c)
    for y in (-0.155, -0.19):
        p.stroke([(0.05, y), (0.12, y - 0.008)], 0.013, trim(c, 1.55, 0.8))


def _bow_tie(p: Pen, c: Colour):
    p.both(lambda q: q.blob([(0.01, -0.295), (0.06, -0.345), (0.145, -0.36), (0.155, -0.295), (0.145, -0.225), (0.06, -0.245)], c))
    p.ellipse(0, -0.295, 0.034, 0.036, shade(c, 0.82))


def _necktie(p: Pen, c: Colour):
    p.band(-0.12, 0.12, -0.345, -0.31, shade(c, 0.85), 0.03)
    p.shape([(-0.028, -0.285), (0.028, -0.285), (0.06, -0.10), (0, -0.045), (-0.06, -0.10)], c)
    p.shape([(-0.035, -0.315), (0.035, -0.315), (0.024, -0.265), (-0.024, -0.265)], shade(c, 0.9))
    for y in (-0.21, -0.15):
        p.stroke([(-0.035, y + 0.018), (0.035, y - 0.018)], 0.015, trim(c, 1.55, 0.8))


def _sweater(p: Pen, c: Colour):
    p.blob([(0, -0.055), (0.115, -0.065), (0.155, -0.15), (0.125, -0.30), (0.06, -0.375), (-0.06, -0.375), (-0.125, -0.30), (-0.155, -0.15),
            (-0.115, -0.065)], c)  # fmt: skip
    line = trim(c, 1.5, 0.82)
    for y in (-0.12, -0.19):
        p.band(-0.142, 0.142, y, y + 0.026, line, 0.012, False)
    p.band(-0.12, 0.12, -0.085, -0.05, shade(c, 0.85), 0.012)


def _cape_back(p: Pen, c: Colour):
    p.blob([(0, -0.36), (0.12, -0.34), (0.19, -0.18), (0.245, -0.02), (0.12, 0.0), (0, -0.02), (-0.12, 0.0), (-0.245, -0.02), (-0.19, -0.18),
            (-0.12, -0.34)], c)  # fmt: skip


def _cape(p: Pen, c: Colour):
    p.blob([(-0.13, -0.355), (0, -0.315), (0.13, -0.355), (0.14, -0.305), (0.07, -0.275), (0, -0.265), (-0.07, -0.275), (-0.14, -0.305)], c)
    p.ellipse(0, -0.285, 0.026, 0.026, (248, 206, 70))


def _tutu(p: Pen, c: Colour):
    for layer, tone in ((1.0, 0.86), (0.82, 1.0)):
        hem = [(0.235 * layer * x, -0.085 + 0.018 * (k % 2) - (1 - layer) * 0.12) for k, x in enumerate(np.linspace(-1, 1, 11))]
        p.shape([(-0.12, -0.21), (0.12, -0.21), *reversed(hem)], shade(c, tone))
    p.band(-0.135, 0.135, -0.225, -0.19, shade(c, 0.75), 0.012)


def _top_hat(p: Pen, c: Colour):
    p.shape([(-0.085, -0.13), (-0.10, -0.33), (0.10, -0.33), (0.085, -0.13)], c)
    p.band(-0.092, 0.092, -0.185, -0.145, trim(c, 1.6, 0.7), 0.01, False)
    p.ellipse(0, -0.128, 0.165, 0.03, shade(c, 0.9))


def _beanie(p: Pen, c: Colour):
    p.blob([(-0.15, -0.10), (-0.13, -0.20), (-0.06, -0.255), (0.06, -0.255), (0.13, -0.20), (0.15, -0.10), (0, -0.09)], c)
    p.ellipse(0, -0.275, 0.05, 0.05, trim(c, 1.6, 0.85))
    p.band(-0.16, 0.16, -0.135, -0.08, shade(c, 0.84), -0.015)


def _wizard_hat(p: Pen, c: Colour):
    p.blob([(-0.11, -0.13), (-0.06, -0.26), (-0.01, -0.36), (0.05, -0.40), (0.035, -0.33), (0.07, -0.24), (0.11, -0.13)], c)
    star = [((0.038 if k % 2 == 0 else 0.016) * sin(k * pi / 5), -0.215 - (0.038 if k % 2 == 0 else 0.016) * cos(k * pi / 5)) for k in range(10)]
    p.shape(star, (255, 226, 96) if not pale(c) and c[2] < 200 or c[0] < 200 else (120, 90, 190), False)
    p.ellipse(0, -0.125, 0.185, 0.036, shade(c, 0.86))


def _crown(p: Pen, c: Colour):
    p.shape([(-0.12, -0.11), (-0.14, -0.27), (-0.065, -0.19), (0, -0.295), (0.065, -0.19), (0.14, -0.27), (0.12, -0.11)], c)
    p.band(-0.12, 0.12, -0.145, -0.105, shade(c, 0.82), -0.008)
    for x, y in ((-0.14, -0.275), (0, -0.30), (0.14, -0.275)):
        p.ellipse(x, y, 0.02, 0.02, trim(c, 1.5, 0.85))


# By name: what is drawn at which moment (`animals.draw_animal` calls them).
GARMENTS: dict[str, dict[str, Callable[[Pen, Colour], None]]] = {
    "scarf": {"behind the body": _scarf_end, "over the arms": _scarf},
    "bow tie": {"over the head": _bow_tie},
    "necktie": {"over the arms": _necktie},
    "sweater": {"under the arms": _sweater},
    "cape": {"behind the tail": _cape_back, "over the arms": _cape},
    "tutu": {"under the arms": _tutu},
    "top hat": {"on the head": _top_hat},
    "beanie": {"on the head": _beanie},
    "wizard hat": {"on the head": _wizard_hat},
    "crown": {"on the head": _crown},
}
SLEEVED = {"sweater"}
