"""Draws a `Scene` as a picture: flat illustration with Pillow, drawn at three times the size and shrunk, then styled as its medium.

Three layers are drawn (backdrop, animal, what falls in front) and one function per medium turns them into a picture. Shapes are polygons,
so that one 2x3 matrix can scale, mirror and tilt any of them.
"""

from functools import lru_cache
from math import cos, pi, radians, sin

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from foundry.world import ANIMALS, COLOURS, SEASONS, Animal, Colour, Scene

OVERSAMPLE = 3
_CIRCLE = [(cos(a * pi / 16), sin(a * pi / 16)) for a in range(32)]


def shade(colour: Colour, factor: float) -> Colour:
    """`colour` darkened (factor < 1) or moved towards white (factor > 1)."""
    if factor <= 1:
        return tuple(int(c * factor) for c in colour)
    return tuple(int(c + (255 - c) * (factor - 1)) for c in colour)


def mix(a: Colour, b: Colour, t: float) -> Colour:
    return tuple(int(x + (y - x) * t) for x, y in zip(a, b, strict=True))


def smooth(points, closed: bool) -> np.ndarray:
    """A Catmull-Rom curve through `points`, six steps to a segment. Shape (n, 2)."""
    p = np.asarray(points, float)
    if closed:
        before, start, end, beyond = (np.roll(p, shift, 0) for shift in (1, 0, -1, -2))
    else:
        padded = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
        before, start, end, beyond = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0, 1, 7)[:-1, None, None]
    curve = start + t * ((end - before) + t * ((2 * before - 5 * start + 4 * end - beyond) + t * (3 * start - before - 3 * end + beyond))) / 2
    curve = curve.transpose(1, 0, 2).reshape(-1, 2)
    return curve if closed else np.vstack([curve, p[-1:]])


class Pen:
    """Fills polygons on one layer. Coordinates go through `matrix` (row-major 2x3) to the unit square, y downwards."""

    def __init__(self, layer: Image.Image, medium: str):
        self.draw = ImageDraw.Draw(layer, "RGBA")
        self.pixels = layer.width
        self.matrix = np.array([[1.0, 0, 0], [0, 1.0, 0]])
        self.edge = {"pencil drawing": 0.011, "pixel art picture": 0.013}.get(medium, 0.006)
        self.ink = {"pencil drawing": (52, 52, 56), "pixel art picture": (34, 30, 44)}.get(medium)
        self.shadow = medium == "paper cut-out"

    def moved(self, x=0.0, y=0.0, scale=1.0, degrees=0.0, mirror=False, about=(0.0, 0.0)) -> "Pen":
        """A pen whose coordinates are scaled, turned about `about` and then moved."""
        pen = object.__new__(Pen)
        pen.__dict__.update(self.__dict__)
        c, s = cos(radians(degrees)) * scale, sin(radians(degrees)) * scale
        turn = np.array([[c, -s], [s, c]]) @ np.diag([-1.0 if mirror else 1.0, 1.0])
        shift = np.array(about) - turn @ np.array(about) + (x, y)
        local = np.vstack([np.column_stack([turn, shift]), [0, 0, 1]])
        pen.matrix = self.matrix @ local
        return pen

    def shape(self, points, fill: Colour, edge: bool = True, alpha: int = 255):
        at = (np.asarray(points) @ self.matrix[:, :2].T + self.matrix[:, 2]) * self.pixels
        if self.shadow and edge:
            below = at + np.array([0.008, 0.013]) * self.pixels
            self.draw.polygon([tuple(p) for p in below], fill=(30, 20, 30, 70))
        outline = list(map(tuple, at))
        self.draw.polygon(outline, fill=(*fill, alpha))
        if edge and self.edge and not self.shadow:
            width = max(1, int(self.edge * self.pixels))
            self.draw.line([*outline, outline[0], outline[1]], fill=(*(self.ink or shade(fill, 0.72)), 255), width=width, joint="curve")

    def ellipse(self, x, y, rx, ry, fill, edge=True, degrees=0.0, alpha=255):
        c, s = cos(radians(degrees)), sin(radians(degrees))
        self.shape([(x + rx * u * c - ry * v * s, y + rx * u * s + ry * v * c) for u, v in _CIRCLE], fill, edge, alpha)

    def pair(self, x, y, rx, ry, fill, edge=True, degrees=0.0):
        """Two ellipses, mirrored about x = 0."""
        self.ellipse(-x, y, rx, ry, fill, edge, -degrees)
        self.ellipse(x, y, rx, ry, fill, edge, degrees)

    def blob(self, points, fill, edge=True):
        """A smooth closed shape through `points`."""
        self.shape(smooth(points, closed=True), fill, edge)

    def stroke(self, points, width, fill, edge=False):
        """A smooth line of `width` with round ends."""
        p = smooth(points, closed=False)
        step = np.gradient(p, axis=0)
        normal = np.column_stack([-step[:, 1], step[:, 0]]) / (np.linalg.norm(step, axis=1, keepdims=True) + 1e-9) * width / 2
        self.shape(np.vstack([p + normal, (p - normal)[::-1]]), fill, edge)
        if not edge:
            for x, y in (p[0], p[-1]):
                self.ellipse(x, y, width / 2, width / 2, fill, False)

    def band(self, x0, x1, y0, y1, fill, sag=0.0, edge=True):
        """A horizontal band whose middle hangs lower by `sag`."""
        xs = np.linspace(x0, x1, 9)
        dip = sag * (1 - ((xs - (x0 + x1) / 2) / ((x1 - x0) / 2)) ** 2)
        self.shape(np.vstack([np.column_stack([xs, y0 + dip]), np.column_stack([xs, y1 + dip])[::-1]]), fill, edge)


# --- the animal: feet at (0, 0), head around (0, -0.47), y upwards is negative -------------------------------------------------------

HEAD = -0.47


def _both(pen: Pen, part, *args):
    """Draws `part` on the right, and mirrored on the left."""
    part(pen.moved(mirror=True), *args)
    part(pen, *args)


def _tail(pen: Pen, a: Animal):
    coat, accent = a.coat, a.accent
    curve = [(0.10, -0.07), (0.20, -0.06), (0.27, -0.13), (0.28, -0.22)]
    if a.tail in ("thin", "string", "tuft"):
        pen.stroke(curve, 0.022 if a.tail == "string" else 0.042, coat if a.tail != "string" else shade(a.coat, 0.9), True)
        if a.tail == "tuft":
            pen.ellipse(0.285, -0.25, 0.035, 0.05, accent)
    elif a.tail in ("bushy", "ring"):
        pen.blob([(0.08, -0.05), (0.22, -0.02), (0.32, -0.16), (0.30, -0.32), (0.22, -0.26), (0.20, -0.16), (0.10, -0.12)], coat)
        if a.tail == "bushy":
            pen.blob([(0.325, -0.22), (0.30, -0.32), (0.235, -0.27), (0.27, -0.23)], accent)
        else:
            for x, y, tilt in ((0.20, -0.09, -50), (0.262, -0.17, -20), (0.268, -0.255, 5)):
                pen.ellipse(x, y, 0.052, 0.017, accent, False, tilt)
    elif a.tail == "puff":
        pen.ellipse(0.15, -0.08, 0.055, 0.055, a.belly)
    elif a.tail == "curl":
        pen.stroke([(0.12, -0.10), (0.18, -0.09), (0.20, -0.13), (0.17, -0.15), (0.16, -0.12), (0.20, -0.10)], 0.018, shade(coat, 0.85))
    elif a.tail == "swirl":
        pen.stroke([(0.10, -0.06), (0.22, -0.04), (0.28, -0.14), (0.24, -0.24), (0.19, -0.20), (0.22, -0.16)], 0.026, coat, True)


def _body(pen: Pen, a: Animal):
    limb = a.feet or shade(a.coat, 0.9)
    if a.tail == "fin":  # a fish stands on its tail
        pen.blob([(0, -0.10), (0.07, -0.06), (0.17, -0.01), (0.08, 0.015), (0, -0.01), (-0.08, 0.015), (-0.17, -0.01), (-0.07, -0.06)], a.ear_inner)
        pen.blob([(0, -0.04), (0.08, -0.14), (0.15, -0.30), (0.10, -0.42), (-0.10, -0.42), (-0.15, -0.30), (-0.08, -0.14)], a.coat)
        pen.blob([(0, -0.07), (0.05, -0.14), (0.085, -0.26), (0.05, -0.36), (-0.05, -0.36), (-0.085, -0.26), (-0.05, -0.14)], a.belly, False)
    else:
        feet = (0.075, -0.012, 0.068, 0.03) if a.muzzle in ("beak", "bill") else (0.078, -0.022, 0.06, 0.038)
        pen.pair(*feet, limb)
        pen.blob([(0, -0.02), (0.11, -0.04), (0.15, -0.14), (0.12, -0.30), (0.06, -0.37), (-0.06, -0.37), (-0.12, -0.30), (-0.15, -0.14), (-0.11, -0.04)],
                 a.accent if "wool" in a.marks else a.coat)  # fmt: skip
        pen.ellipse(0, -0.16, 0.085, 0.12, a.belly, False)
    if "bands" in a.marks:
        pen.band(-0.13, 0.13, -0.20, -0.165, a.accent, 0.02, False)
    if "chest" in a.marks:
        for row, xs in ((-0.23, (-0.04, 0, 0.04)), (-0.18, (-0.06, -0.02, 0.02, 0.06)), (-0.13, (-0.04, 0, 0.04))):
            for x in xs:
                pen.ellipse(x, row, 0.013, 0.016, a.coat, False)
    if "stripes" in a.marks:
        for y in (-0.10, -0.17, -0.24):
            _both(pen, lambda p, y=y: p.shape([(0.075, y), (0.15, y - 0.025), (0.148, y + 0.012)], a.accent, False))
    if "patches" in a.marks:
        pen.blob([(0.13, -0.20), (0.06, -0.24), (0.04, -0.15), (0.09, -0.09), (0.145, -0.12)], a.accent, False)
    if "spots" in a.marks:
        for x, y in ((0.115, -0.12), (0.12, -0.20), (0.095, -0.27), (-0.118, -0.16), (-0.105, -0.24), (-0.10, -0.08)):
            pen.ellipse(x, y, 0.014, 0.014, shade(a.accent, 1.5), False)
    if "wool" in a.marks:
        for k in range(9):
            turn = pi * (0.12 + 0.22 * k)
            pen.ellipse(0.125 * sin(turn), -0.19 + 0.135 * cos(turn), 0.045, 0.045, a.accent)
        pen.ellipse(0, -0.19, 0.115, 0.12, a.accent, False)


def _arm(pen: Pen, a: Animal, degrees: float, sleeve: Colour | None):
    """One arm from the shoulder; `degrees` raises it outwards."""
    arm = pen.moved(degrees=-degrees, about=(0.105, -0.29))
    if a.arms == "fin":
        arm.blob([(0.11, -0.31), (0.20, -0.27), (0.25, -0.17), (0.19, -0.18), (0.12, -0.22)], a.ear_inner)
    elif a.arms == "wing":
        arm.blob([(0.09, -0.32), (0.155, -0.27), (0.175, -0.17), (0.15, -0.10), (0.115, -0.17)], sleeve or a.coat)
    else:
        arm.blob([(0.085, -0.32), (0.135, -0.30), (0.165, -0.21), (0.16, -0.145), (0.125, -0.15), (0.105, -0.22)], sleeve or shade(a.coat, 0.95))
        arm.ellipse(0.143, -0.145, 0.031, 0.031, a.feet or shade(a.coat, 0.9))


def _ear(p: Pen, a: Animal):
    """The right ear, behind the head. Centre of the head at (0, 0)."""
    z, coat, inner = a.ear_size, a.coat, a.ear_inner
    if a.ear == "point":
        p.blob([(0.06, -0.12), (0.11, -0.16 - 0.07 * z), (0.135, -0.17 - 0.085 * z), (0.17, -0.12), (0.17, -0.03)], coat)
        p.blob([(0.095, -0.125), (0.126, -0.14 - 0.065 * z), (0.152, -0.09)], inner, False)
    elif a.ear == "round":
        r = 0.068 * z
        p.ellipse(0.135, -0.105 - 0.02 * z, r, r, inner if a.ear_inner == (62, 60, 66) else coat)
        p.ellipse(0.135, -0.102 - 0.02 * z, r * 0.6, r * 0.6, inner, False)
    elif a.ear == "fluff":
        r = 0.08 * z
        for dx, dy in ((0.03, -0.03), (0.045, 0.01), (0.02, 0.045), (0, 0)):
            p.ellipse(0.165 + dx, -0.07 + dy, r * 0.75, r * 0.75, coat, dx > 0)
        p.ellipse(0.175, -0.06, r * 0.55, r * 0.6, inner, False)
    elif a.ear == "long":
        p.blob([(0.035, -0.12), (0.03, -0.26), (0.075, -0.36), (0.115, -0.27), (0.105, -0.11)], coat)
        p.blob([(0.055, -0.14), (0.055, -0.26), (0.077, -0.32), (0.095, -0.26), (0.088, -0.13)], inner, False)
    elif a.ear == "side":
        p.blob([(0.13, -0.075), (0.19, -0.115 * z), (0.245 * max(z, 0.95), -0.07), (0.20, -0.025), (0.14, -0.03)], coat)
        p.blob([(0.155, -0.068), (0.19, -0.09 * z), (0.22, -0.068), (0.19, -0.045)], inner, False)
    elif a.ear == "fan":
        p.blob([(0.10, -0.12), (0.19, -0.16), (0.27, -0.09), (0.27, 0.03), (0.20, 0.10), (0.11, 0.05)], coat)
        p.blob([(0.14, -0.08), (0.20, -0.11), (0.24, -0.06), (0.24, 0.02), (0.19, 0.06), (0.14, 0.03)], inner, False)
    elif a.ear == "tuft":
        p.blob([(0.05, -0.13), (0.12, -0.16), (0.175, -0.215), (0.175, -0.10), (0.15, -0.04)], coat)
    elif a.ear == "bump":
        p.ellipse(0.095, -0.13, 0.062, 0.062, coat)
    elif a.ear == "fin":
        p.blob([(0.0, -0.12), (0.02, -0.22), (0.07, -0.235), (0.10, -0.20), (0.09, -0.12)], inner)


def _ear_front(p: Pen, a: Animal):
    if a.ear == "floppy":
        z = a.ear_size
        p.blob([(0.10, -0.145), (0.165, -0.12), (0.205, -0.02), (0.20, 0.02 + 0.06 * z), (0.155, 0.03 + 0.06 * z), (0.135, -0.03)], a.ear_inner)
    elif a.ear == "flap":
        p.blob([(0.07, -0.13), (0.13, -0.20), (0.185, -0.16), (0.16, -0.06), (0.13, -0.10)], a.ear_inner)


def _behind_head(p: Pen, a: Animal):
    if "mane" in a.marks:
        for k in range(14):
            turn = 2 * pi * k / 14
            p.ellipse(0.165 * sin(turn), 0.145 * cos(turn), 0.07, 0.07, a.accent)
        p.ellipse(0, 0, 0.18, 0.16, a.accent, False)
    if "spines" in a.marks:
        ring = []
        for k in range(22):
            turn = pi * (0.72 + (2 - 0.44) * k / 21)
            r = 0.265 if k % 2 else 0.18
            ring.append((r * sin(turn), 0.95 * r * cos(turn) - 0.005))
        p.shape(ring, a.accent)
    if "antlers" in a.marks:
        for stroke in (
            [(0.06, -0.13), (0.10, -0.22), (0.16, -0.27)],
            [(0.09, -0.20), (0.085, -0.25), (0.10, -0.30)],
            [(0.12, -0.235), (0.17, -0.215)],
        ):
            _both(p, lambda q, s=stroke: q.stroke(s, 0.022, a.accent))
    if "horns" in a.marks:
        _both(p, lambda q: q.blob([(0.07, -0.13), (0.10, -0.20), (0.14, -0.21), (0.125, -0.12)], (226, 208, 170)))
    if "crest" in a.marks:
        p.blob([(-0.05, -0.12), (-0.045, -0.20), (0, -0.23), (0.045, -0.20), (0.05, -0.12)], a.accent)


def _face_marks(p: Pen, a: Animal):
    accent = a.accent
    for mark in a.marks:
        if mark == "mask":
            _both(p, lambda q: q.blob([(0.0, -0.015), (0.07, -0.055), (0.15, -0.02), (0.165, 0.06), (0.09, 0.06), (0.02, 0.03)], accent, False))
            _both(p, lambda q: q.stroke([(0.03, -0.075), (0.08, -0.09), (0.14, -0.06)], 0.024, (232, 232, 236)))
        elif mark == "eyepatch":
            p.pair(0.078, 0.0, 0.046, 0.06, accent, False, 25)
        elif mark == "cheeks":
            _both(p, lambda q: q.blob([(0.0, 0.06), (0.07, 0.015), (0.17, 0.02), (0.16, 0.09), (0.08, 0.145), (0.0, 0.14)], accent, False))
        elif mark == "stripes":
            p.shape([(-0.014, -0.15), (0.014, -0.15), (0, -0.07)], accent, False)
            _both(p, lambda q: q.shape([(0.04, -0.145), (0.065, -0.13), (0.035, -0.075)], accent, False))
            for y in (0.0, 0.045, 0.09):
                _both(p, lambda q, y=y: q.shape([(0.17, y - 0.022), (0.168, y + 0.012), (0.105, y + 0.004)], accent, False))
        elif mark == "tabby":
            for x in (-0.04, 0, 0.04):
                p.stroke([(x, -0.14), (x * 0.8, -0.085)], 0.018, accent)
        elif mark == "patch":
            p.blob([(0.03, -0.04), (0.09, -0.10), (0.14, -0.03), (0.12, 0.05), (0.06, 0.05)], accent, False)
        elif mark == "patches":
            p.blob([(-0.03, -0.06), (-0.09, -0.13), (-0.16, -0.06), (-0.15, 0.04), (-0.07, 0.05)], accent, False)
        elif mark == "bands":
            p.band(-0.17, 0.17, -0.105, -0.07, accent, -0.03, False)
            _both(p, lambda q: q.blob([(0.135, 0.02), (0.175, -0.02), (0.178, 0.07), (0.15, 0.10)], accent, False))
        elif mark == "hood":
            _both(p, lambda q: q.ellipse(0.062, 0.015, 0.075, 0.085, accent, False))
            p.ellipse(0, 0.075, 0.10, 0.06, accent, False)
        elif mark == "discs":
            p.pair(0.078, 0.0, 0.078, 0.08, accent)
        elif mark == "curl":
            p.stroke([(0, -0.14), (0.01, -0.19), (0.05, -0.20), (0.06, -0.175)], 0.022, shade(accent, 0.9))
        elif mark == "wool":
            for x, y in ((-0.10, -0.11), (-0.05, -0.145), (0.0, -0.155), (0.05, -0.145), (0.10, -0.11)):
                p.ellipse(x, y, 0.048, 0.045, accent)
            p.ellipse(0, -0.115, 0.09, 0.035, accent, False)


def _eyes(p: Pen, a: Animal):
    x, y, r = (0.095, -0.14, 0.03) if a.ear == "bump" else (0.078, -0.005, 0.027)
    if a.ear in ("bump", "fin") or "discs" in a.marks:
        p.pair(x, y, r * 1.55, r * 1.55, (252, 252, 252))
    elif "eyepatch" in a.marks or "mask" in a.marks or sum(a.coat) < 240:
        p.pair(x, y, r * 1.3, r * 1.35, (252, 252, 252), False)
    p.pair(x, y, r, r * 1.12, (34, 28, 32), False)
    for side in (-x, x):
        p.ellipse(side + 0.008, y - 0.011, 0.0095, 0.0095, (255, 255, 255), False)


def _muzzle(p: Pen, a: Animal):
    dark = shade(a.nose, 0.8)
    if a.muzzle == "snout":
        p.ellipse(0, 0.075, 0.082, 0.06, a.muzzle_colour, False)
        p.stroke([(-0.035, 0.098), (-0.018, 0.108), (0, 0.095), (0.018, 0.108), (0.035, 0.098)], 0.011, (70, 50, 50))
        p.ellipse(0, 0.052, 0.028, 0.02, a.nose, False)
    elif a.muzzle == "flat":
        p.ellipse(0, 0.045, 0.04, 0.062, a.nose, False)
        p.stroke([(-0.03, 0.118), (0, 0.125), (0.03, 0.118)], 0.01, (70, 50, 50))
    elif a.muzzle == "pig":
        p.ellipse(0, 0.06, 0.066, 0.046, a.muzzle_colour)
        p.pair(0.024, 0.06, 0.011, 0.017, dark, False)
        p.stroke([(-0.03, 0.12), (0, 0.128), (0.03, 0.12)], 0.01, dark)
    elif a.muzzle == "broad":
        p.ellipse(0, 0.09, 0.108, 0.066, a.muzzle_colour)
        p.pair(0.045, 0.075, 0.013, 0.018, dark, False)
        p.stroke([(-0.04, 0.115), (0, 0.125), (0.04, 0.115)], 0.01, dark)
    elif a.muzzle == "face":
        p.blob(
            [
                (0, -0.06),
                (0.07, -0.075),
                (0.125, -0.01),
                (0.10, 0.07),
                (0.095, 0.12),
                (0, 0.15),
                (-0.095, 0.12),
                (-0.10, 0.07),
                (-0.125, -0.01),
                (-0.07, -0.075),
            ],
            a.muzzle_colour,
            False,
        )
        p.pair(0.014, 0.052, 0.008, 0.007, dark, False)
        p.stroke([(-0.05, 0.09), (-0.02, 0.112), (0.02, 0.112), (0.05, 0.09)], 0.012, dark)
    elif a.muzzle == "beak":
        p.shape([(-0.036, 0.03), (0.036, 0.03), (0, 0.095)], a.nose)
    elif a.muzzle == "bill":
        p.blob([(0, 0.035), (0.06, 0.045), (0.098, 0.075), (0.05, 0.10), (0, 0.108), (-0.05, 0.10), (-0.098, 0.075), (-0.06, 0.045)], a.nose)
        p.stroke([(-0.06, 0.078), (0, 0.085), (0.06, 0.078)], 0.009, shade(a.nose, 0.7))
    elif a.muzzle == "wide":
        p.ellipse(0, 0.085, 0.13, 0.055, a.belly, False)
        p.stroke([(-0.12, 0.04), (-0.06, 0.072), (0, 0.08), (0.06, 0.072), (0.12, 0.04)], 0.013, shade(a.coat, 0.45))
        p.pair(0.018, 0.02, 0.007, 0.006, shade(a.coat, 0.5), False)
    elif a.muzzle == "lips":
        p.pair(0.02, 0.082, 0.026, 0.017, (240, 96, 90), False, 15)
        p.ellipse(0, 0.098, 0.034, 0.015, (226, 78, 78), False)
    elif a.muzzle == "trunk":
        p.stroke([(0, 0.01), (0.0, 0.09), (0.015, 0.15), (0.055, 0.175), (0.085, 0.155)], 0.052, shade(a.coat, 0.96), True)
        for y in (0.06, 0.095, 0.13):
            p.stroke([(-0.016, y), (0.016, y)], 0.007, shade(a.coat, 0.78))
        _both(p, lambda q: q.blob([(0.045, 0.075), (0.06, 0.145), (0.075, 0.08)], (252, 248, 238)))
    if "whiskers" in a.marks:
        for y, dy in ((0.06, -0.012), (0.082, 0.012)):
            _both(p, lambda q, y=y, dy=dy: q.stroke([(0.085, y), (0.175, y + dy)], 0.006, (90, 84, 90)))
    if "teeth" in a.marks:
        p.pair(0.011, 0.118, 0.011, 0.018, (255, 255, 255))


def _animal(pen: Pen, scene: Scene, a: Animal):
    wears = scene.garment
    colour = COLOURS.get(scene.colour)
    tilt = (scene.tilt - 0.5) * 18
    # Turned about the neck, then moved so that the head's own centre is (0, 0).
    skull = pen.moved(degrees=tilt, about=(0, -0.33)).moved(y=HEAD)
    if wears == "cape":
        pen.blob(
            [
                (0, -0.36),
                (0.12, -0.34),
                (0.19, -0.18),
                (0.245, -0.02),
                (0.12, 0.0),
                (0, -0.02),
                (-0.12, 0.0),
                (-0.245, -0.02),
                (-0.19, -0.18),
                (-0.12, -0.34),
            ],
            colour,
        )
    _tail(pen, a)
    if wears == "scarf":
        pen.moved(mirror=True).blob([(0.06, -0.33), (0.13, -0.32), (0.16, -0.25), (0.12, -0.24)], shade(colour, 0.85))
    _body(pen, a)
    if wears in ("sweater", "tutu"):
        _GARMENTS[wears](pen, colour)
    sleeve = colour if wears == "sweater" else None
    _arm(pen.moved(mirror=True), a, 20 + 55 * (1 - scene.arms), sleeve)
    _arm(pen, a, 20 + 100 * scene.arms, sleeve)
    if wears in ("scarf", "necktie", "cape"):
        _GARMENTS[wears](pen, colour)

    scaled = skull.moved()
    scaled.matrix = skull.matrix @ np.vstack([np.diag([a.head[0], a.head[1], 1])])
    _behind_head(scaled, a)
    _both(scaled, _ear, a)
    scaled.blob(
        [
            (0, -0.172),
            (0.10, -0.145),
            (0.168, -0.055),
            (0.17, 0.06),
            (0.10, 0.14),
            (0, 0.157),
            (-0.10, 0.14),
            (-0.17, 0.06),
            (-0.168, -0.055),
            (-0.10, -0.145),
        ],
        a.coat,
    )
    _face_marks(scaled, a)
    _both(scaled, _ear_front, a)
    if a.muzzle == "face":
        _muzzle(scaled, a)
        _eyes(scaled, a)
    else:
        _eyes(scaled, a)
        _muzzle(scaled, a)
    if wears == "bow tie":
        _GARMENTS[wears](pen, colour)
    elif wears in ("top hat", "beanie", "wizard hat", "crown"):
        _GARMENTS[wears](skull, colour)


# --- garments: body garments in the animal's coordinates, hats in the head's ---------------------------------------------------------


def _scarf(p: Pen, c: Colour):
    p.blob([(-0.135, -0.35), (0, -0.315), (0.135, -0.35), (0.15, -0.30), (0.08, -0.265), (0, -0.255), (-0.08, -0.265), (-0.15, -0.30)], c)
    p.shape([(0.035, -0.29), (0.105, -0.30), (0.125, -0.13), (0.05, -0.12)], c)
    for y in (-0.155, -0.19):
        p.stroke([(0.05, y), (0.12, y - 0.008)], 0.013, shade(c, 1.55 if sum(c) < 600 else 0.8))


def _bow_tie(p: Pen, c: Colour):
    _both(p, lambda q: q.blob([(0.01, -0.295), (0.06, -0.345), (0.145, -0.36), (0.155, -0.295), (0.145, -0.225), (0.06, -0.245)], c))
    p.ellipse(0, -0.295, 0.034, 0.036, shade(c, 0.82))


def _necktie(p: Pen, c: Colour):
    p.band(-0.12, 0.12, -0.345, -0.31, shade(c, 0.85), 0.03)
    p.shape([(-0.028, -0.285), (0.028, -0.285), (0.06, -0.10), (0, -0.045), (-0.06, -0.10)], c)
    p.shape([(-0.035, -0.315), (0.035, -0.315), (0.024, -0.265), (-0.024, -0.265)], shade(c, 0.9))
    for y in (-0.21, -0.15):
        p.stroke([(-0.035, y + 0.018), (0.035, y - 0.018)], 0.015, shade(c, 1.55 if sum(c) < 600 else 0.8))


def _sweater(p: Pen, c: Colour):
    p.blob(
        [
            (0, -0.055),
            (0.115, -0.065),
            (0.155, -0.15),
            (0.125, -0.30),
            (0.06, -0.375),
            (-0.06, -0.375),
            (-0.125, -0.30),
            (-0.155, -0.15),
            (-0.115, -0.065),
        ],
        c,
    )
    line = shade(c, 1.5 if sum(c) < 600 else 0.82)
    for y in (-0.12, -0.19):
        p.band(-0.142, 0.142, y, y + 0.026, line, 0.012, False)
    p.band(-0.12, 0.12, -0.085, -0.05, shade(c, 0.85), 0.012)


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
    p.band(-0.092, 0.092, -0.185, -0.145, shade(c, 1.6 if sum(c) < 600 else 0.7), 0.01, False)
    p.ellipse(0, -0.128, 0.165, 0.03, shade(c, 0.9))


def _beanie(p: Pen, c: Colour):
    p.blob([(-0.15, -0.10), (-0.13, -0.20), (-0.06, -0.255), (0.06, -0.255), (0.13, -0.20), (0.15, -0.10), (0, -0.09)], c)
    p.ellipse(0, -0.275, 0.05, 0.05, shade(c, 1.6 if sum(c) < 600 else 0.85))
    p.band(-0.16, 0.16, -0.135, -0.08, shade(c, 0.84), -0.015)


def _wizard_hat(p: Pen, c: Colour):
    p.blob([(-0.11, -0.13), (-0.06, -0.26), (-0.01, -0.36), (0.05, -0.40), (0.035, -0.33), (0.07, -0.24), (0.11, -0.13)], c)
    star = [((0.038 if k % 2 == 0 else 0.016) * sin(k * pi / 5), -0.215 - (0.038 if k % 2 == 0 else 0.016) * cos(k * pi / 5)) for k in range(10)]
    p.shape(star, (255, 226, 96) if sum(c) < 600 and c[2] < 200 or c[0] < 200 else (120, 90, 190), False)
    p.ellipse(0, -0.125, 0.185, 0.036, shade(c, 0.86))


def _crown(p: Pen, c: Colour):
    p.shape([(-0.12, -0.11), (-0.14, -0.27), (-0.065, -0.19), (0, -0.295), (0.065, -0.19), (0.14, -0.27), (0.12, -0.11)], c)
    p.band(-0.12, 0.12, -0.145, -0.105, shade(c, 0.82), -0.008)
    for x, y in ((-0.14, -0.275), (0, -0.30), (0.14, -0.275)):
        p.ellipse(x, y, 0.02, 0.02, shade(c, 1.5 if sum(c) < 600 else 0.85))


_GARMENTS = {"scarf": _scarf, "bow tie": _bow_tie, "necktie": _necktie, "sweater": _sweater, "cape": _cape, "tutu": _tutu,
             "top hat": _top_hat, "beanie": _beanie, "wizard hat": _wizard_hat, "crown": _crown}  # fmt: skip


# --- the backdrop: sky, ground and the elements of a season, in the unit square ------------------------------------------------------

HORIZON = 0.72
_SKY = {None: ((236, 226, 208), (246, 240, 228), (214, 198, 172)), "winter": ((168, 200, 228), (226, 238, 248), (244, 248, 252)),
        "spring": ((164, 212, 240), (226, 242, 240), (150, 208, 112)), "summer": ((82, 178, 240), (192, 232, 250), (246, 222, 152)),
        "fall": ((238, 198, 150), (252, 234, 204), (196, 136, 70))}  # fmt: skip
_SIDED = ("a snowman", "sunflowers", "palm trees", "a beach ball", "pumpkins", "mushrooms", "a bright sun", "cherry blossoms", "tulips")


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
    _both(p, lambda q: q.blob([(0.004, 0), (0.02, -0.045), (0.062, -0.05), (0.058, -0.01), (0.02, 0.005)], colour))
    _both(p, lambda q: q.blob([(0.004, 0.004), (0.045, 0.008), (0.042, 0.042), (0.012, 0.034)], shade(colour, 0.82)))
    p.stroke([(0, -0.03), (0, 0.035)], 0.012, (60, 46, 56))


def _leaf(p: Pen, colour: Colour):
    p.blob([(0, -0.042), (0.026, -0.012), (0.02, 0.022), (0, 0.036), (-0.02, 0.022), (-0.026, -0.012)], colour)
    p.stroke([(0, -0.02), (0, 0.05)], 0.008, shade(colour, 0.7))


def _blossoms(p: Pen):
    """A branch from the right-hand upper corner; (0, 0) is the corner."""
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


def _backdrop(pen: Pen, layer: Image.Image, scene: Scene):
    top, bottom, ground = _SKY[scene.season]
    warm = (scene.light - 0.5) * 0.36  # cool morning to warm evening
    tint = (255, 206, 150) if warm > 0 else (150, 190, 255)
    top, bottom, ground = (mix(c, tint, abs(warm)) for c in (top, bottom, ground))
    ramp = np.clip(np.linspace(0, 1 / HORIZON, layer.height), 0, 1)[:, None, None]
    sky = np.array(top) * (1 - ramp) + np.array(bottom) * ramp
    layer.paste(Image.fromarray(np.broadcast_to(sky, (layer.height, layer.width, 3)).astype(np.uint8)))
    has = set(scene.elements)
    # Where two elements stand at a side, the one that comes first in SEASONS takes the side that `free` says, the other faces it.
    sided = [e for e in SEASONS.get(scene.season, ()) if e in has and e in _SIDED]
    right = {e: (scene.side > 0.5) != (k % 2 == 1) for k, e in enumerate(sided)}
    jitter = (abs(scene.side - 0.5) - 0.25) * 0.06

    def corner(element):
        return pen.moved(x=1.0 if right[element] else 0.0, mirror=not right[element])

    def standing(element, inset, y, scale=1.0):
        """A pen whose origin stands `inset` from the element's side, mirrored on the left."""
        x = 1 - inset + jitter if right[element] else inset - jitter
        return pen.moved(x=x, y=y, scale=scale, mirror=not right[element])

    if "a rainbow" in has:
        _rainbow(pen)
    if "a bright sun" in has:
        _sun(corner("a bright sun"))
    hill = [(x, HORIZON + 0.035 * sin(2.2 + 5 * x + 3 * scene.drift)) for x in np.linspace(0, 1, 24)]
    pen.shape([*hill, (1, 1.1), (0, 1.1)], shade(ground, 0.93))
    for name, tree in (("frosted pine trees", _frosted_pine), ("golden trees", _golden_tree)):
        if name in has:
            for x, s in ((0.11, 1.15), (0.27, 0.8), (0.76, 0.85), (0.91, 1.1)):
                tree(pen.moved(x=x + jitter, y=HORIZON + 0.06, scale=s))
    if "palm trees" in has:
        _palm(standing("palm trees", 0.15, HORIZON + 0.08, 1.25))
        _palm(standing("palm trees", 0.32, HORIZON + 0.03, 0.8))
    near = [(x, HORIZON + 0.085 + 0.02 * sin(1 + 6 * x - 2 * scene.drift)) for x in np.linspace(0, 1, 24)]
    pen.shape([*near, (1, 1.1), (0, 1.1)], ground)
    if "cherry blossoms" in has:
        _blossoms(corner("cherry blossoms"))
    for name, thing, places in (
        ("a snowman", _snowman, ((0.15, 0.93, 1.1),)),
        ("sunflowers", _sunflower, ((0.20, 0.90, 1.0), (0.09, 0.95, 1.3))),
        ("pumpkins", _pumpkin, ((0.25, 0.90, 0.75), (0.12, 0.96, 1.15))),
        ("mushrooms", _mushroom, ((0.24, 0.90, 0.8), (0.11, 0.96, 1.3))),
        ("a beach ball", _beach_ball, ((0.13, 0.96, 1.15),)),
    ):
        if name in has:
            for inset, y, s in places:
                thing(standing(name, inset, y, s))
    if "tulips" in has:
        colours = ((232, 60, 76), (252, 200, 60), (248, 130, 170))
        for k, (inset, y) in enumerate(((0.32, 0.89), (0.22, 0.91), (0.13, 0.90), (0.05, 0.93), (0.17, 0.98), (0.28, 0.98))):
            _tulip(standing("tulips", inset, y, 1.1), colours[k % 3])


@lru_cache
def _flecks() -> np.ndarray:
    """Places of what falls: 26 points, spread evenly (the R2 sequence), with a size each. Shape (26, 3)."""
    k = np.arange(26)
    return np.column_stack([(k * 0.7548777) % 1, (k * 0.5698403) % 1, 0.7 + 0.6 * ((k * 0.618034) % 1)])


def _falling(pen: Pen, scene: Scene):
    places = _flecks().copy()
    places[:, 0] = (places[:, 0] + scene.drift * 0.25) % 1
    if "falling snow" in scene.elements:
        for x, y, s in places:
            pen.ellipse(x, y, 0.015 * s, 0.015 * s, (255, 255, 255))
    if "falling leaves" in scene.elements:
        for k, (x, y, s) in enumerate(places[:14]):
            _leaf(pen.moved(x=x, y=y, scale=s * 1.05, degrees=k * 67), ((226, 84, 34), (244, 164, 40), (190, 60, 40), (236, 190, 70))[k % 4])
    if "butterflies" in scene.elements:
        wings = ((244, 120, 60), (120, 100, 220), (250, 200, 60), (60, 160, 220))
        for k, (x, y) in enumerate(((0.13, 0.22), (0.86, 0.16), (0.10, 0.52), (0.90, 0.50))):
            _butterfly(pen.moved(x=x, y=y + 0.08 * (scene.drift - 0.5), scale=1.25, degrees=(-20, 25, 15, -15)[k]), wings[k])
    if "icicles" in scene.elements:
        for k in range(9):
            x = (k + 0.4 * scene.drift) / 8.4
            pen.shape([(x - 0.045, -0.01), (x + 0.045, -0.01), (x + 0.004, (0.12, 0.19, 0.10, 0.16)[k % 4])], (206, 232, 250))


# --- media: how the three layers become one picture ----------------------------------------------------------------------------------


@lru_cache
def _grain(size: int, cells: int) -> np.ndarray:
    """Smooth fixed noise in [-1, 1] with `cells` cells across. Shape (size, size, 1), float32."""
    coarse = np.random.default_rng(cells).uniform(-1, 1, (cells, cells)).astype(np.float32)
    return np.asarray(Image.fromarray(coarse).resize((size, size), Image.Resampling.BICUBIC))[..., None]


def _over(under: np.ndarray, layer: Image.Image) -> np.ndarray:
    top = np.asarray(layer, np.float32)
    alpha = top[..., 3:] / 255
    return under * (1 - alpha) + top[..., :3] * alpha


def _blurred(mask: np.ndarray, radius: float) -> np.ndarray:
    return np.asarray(Image.fromarray(mask.astype(np.uint8)).filter(ImageFilter.GaussianBlur(radius)), np.float32)


def _shifted(mask: np.ndarray, by: int) -> np.ndarray:
    """`mask` moved right and down by `by` pixels (left and up where negative); what comes in from outside repeats the border."""
    padded = np.pad(mask, abs(by), mode="edge")
    start = abs(by) - by
    return padded[start : start + mask.shape[0], start : start + mask.shape[1]]


def _photo(back, subject, front, size):
    """A shallow depth of field, light from the upper left, a shadow on the ground, a vignette."""
    back = np.asarray(back.filter(ImageFilter.GaussianBlur(size / 90)), np.float32)
    alpha = np.asarray(subject)[..., 3]
    back = back * (1 - 0.30 * _shifted(_blurred(alpha, size / 32), size // 32)[..., None] / 255)
    body = np.asarray(subject, np.float32)
    inner = _blurred(alpha, size / 20)
    # The blurred silhouette, shifted both ways, is lit on one side and in shade on the other.
    lit = (_shifted(inner, size // 18) - _shifted(inner, -size // 18))[..., None] / 255
    body[..., :3] = np.clip(body[..., :3] * (1 + 0.34 * lit), 0, 255)
    picture = _over(back, Image.fromarray(body.astype(np.uint8), "RGBA"))
    picture = _over(picture, front.filter(ImageFilter.GaussianBlur(size / 160)))
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    return picture * (1.03 - 0.20 * (x**2 + y**2) ** 1.5 / 2)[..., None]


def _watercolour(back, subject, front, size):
    """Thin paint on white paper: pale, blotchy, darker where a wash ends, with a ragged paper border."""
    back = np.asarray(back.filter(ImageFilter.GaussianBlur(size / 110)), np.float32)
    alpha = np.asarray(subject)[..., 3]
    body = np.asarray(subject.filter(ImageFilter.GaussianBlur(size / 300)), np.float32)
    rim = (alpha - _blurred(alpha, size / 40)).clip(0)[..., None] / 255
    picture = _over(back * 0.72 + 255 * 0.28, Image.fromarray(body.astype(np.uint8), "RGBA"))
    picture = _over(picture, front)
    picture = 255 - (255 - picture) * (0.84 + 0.30 * _grain(size, 9) + 0.10 * _grain(size, 40)) * (1 + 0.45 * rim)
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    inside = np.clip((0.97 - np.maximum(abs(x), abs(y)) + 0.05 * _grain(size, 14)[..., 0]) * 16, 0, 1)[..., None]
    return picture * inside + np.array([252.0, 250, 245]) * (1 - inside)


def _pencil(back, subject, front, size):
    """Graphite on paper: outlines stay, tones become strokes on a diagonal."""
    tone = np.asarray(back.convert("L"), np.float32)[..., None] * 0.55 + 112
    picture = _over(_over(np.repeat(tone, 3, 2), subject), front).mean(2, keepdims=True)
    # Eight pixels of 128 to a stroke: the autoencoder's grid, so that strokes need no place in its latents.
    y, x = np.mgrid[:size, :size] * (16 / size)
    strokes = (0.5 + 0.5 * np.sin(2 * pi * (x + y)))[..., None]
    dark = np.clip((236 - picture) / 236, 0, 1)
    paper = 250 + 4 * _grain(size, 60)
    return np.repeat(paper - 205 * dark * (0.62 + 0.38 * strokes * (dark < 0.75)), 3, 2)


def _pixel_art(back, subject, front, size):
    """Sixty-four fat pixels across and eight levels a channel."""
    whole = _over(_over(np.asarray(back, np.float32), subject), front)
    small = Image.fromarray(whole.clip(0, 255).astype(np.uint8)).resize((64, 64), Image.Resampling.BOX)
    levels = np.round(np.asarray(small, np.float32) / 36.43) * 36.43
    return np.repeat(np.repeat(levels, size // 64, 0), size // 64, 1)


def _cut_out(back, subject, front, size):
    """Layers of paper that cast shadows; matt colours and a faint grain."""
    picture = np.asarray(back, np.float32)
    for layer in (subject, front):
        shadow = _shifted(_blurred(np.asarray(layer)[..., 3], size / 70), size // 42)[..., None] / 255
        picture = _over(picture * (1 - 0.42 * shadow), layer)
    return picture * 0.93 + 14 + 4 * _grain(size, 64)


_MEDIA = {
    "photo": _photo,
    "watercolour painting": _watercolour,
    "pencil drawing": _pencil,
    "pixel art picture": _pixel_art,
    "paper cut-out": _cut_out,
}


def render(scene: Scene, size: int = 128, look: Animal | None = None) -> Image.Image:
    """Draws `scene` as an RGB picture of `size` x `size` pixels; the same scene gives the same picture.

    `look`, where given, is drawn in place of the animal's own entry in `ANIMALS`: a dog in other colours stays a dog.

    Raises:
        ValueError: `size` is not a multiple of 64 (pixel art needs whole pixels), or the scene names something that cannot be drawn.
    """
    if size % 64:
        raise ValueError(f"size must be a multiple of 64, got {size}")
    for word, known in (
        (scene.animal, ANIMALS),
        (scene.medium, _MEDIA),
        (scene.season, _SKY),
        (scene.garment, {None, *_GARMENTS}),
        (scene.colour, {None, *COLOURS}),
    ):
        if word not in known:
            raise ValueError(f"cannot draw {word!r}; known: {', '.join(map(str, known))}")
    large = size * OVERSAMPLE
    back = Image.new("RGB", (large, large))
    subject, front = (Image.new("RGBA", (large, large)) for _ in range(2))
    _backdrop(Pen(back, scene.medium), back, scene)
    scale = 0.98 + 0.14 * scene.size
    stand = Pen(subject, scene.medium).moved(x=0.5 + 0.12 * (scene.x - 0.5), y=0.955, scale=scale, mirror=scene.mirror > 0.5)
    _animal(stand, scene, look or ANIMALS[scene.animal])
    _falling(Pen(front, scene.medium), scene)
    layers = [layer.reduce(OVERSAMPLE) for layer in (back, subject, front)]
    picture = _MEDIA[scene.medium](*layers, size)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
