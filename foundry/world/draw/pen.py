"""What everything is drawn with: a pen that fills polygons, smooth curves, and colours made from colours."""

from math import cos, pi, radians, sin

import numpy as np
from PIL import Image, ImageDraw

from foundry.world.words import Colour

_CIRCLE = [(cos(a * pi / 16), sin(a * pi / 16)) for a in range(32)]


def shade(colour: Colour, factor: float) -> Colour:
    """`colour` darkened (factor < 1) or moved towards white (factor > 1)."""
    if factor <= 1:
        return tuple(int(c * factor) for c in colour)
    return tuple(int(c + (255 - c) * (factor - 1)) for c in colour)


def pale(colour: Colour) -> bool:
    return sum(colour) >= 600


def trim(colour: Colour, lighter: float, darker: float) -> Colour:
    """A tone of `colour` that stands out on it: `lighter`, or on a pale colour `darker` (factors of `shade`)."""
    return shade(colour, darker if pale(colour) else lighter)


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

    def __init__(self, layer: Image.Image, edge: float, ink: Colour | None, shadow: bool):
        """Outlines are `edge` of the picture wide, in `ink` or else a darker tone of what they surround; with `shadow`, shapes cast one instead."""
        self.draw = ImageDraw.Draw(layer, "RGBA")
        self.pixels = layer.width
        self.matrix = np.array([[1.0, 0, 0], [0, 1.0, 0]])
        self.edge, self.ink, self.shadow = edge, ink, shadow

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

    def stretched(self, x: float, y: float) -> "Pen":
        """A pen whose coordinates are scaled by `x` and `y`."""
        pen = self.moved()
        pen.matrix = self.matrix @ np.diag([x, y, 1])
        return pen

    def both(self, part, *args):
        """Calls `part(pen, *args)` for the left, mirrored about x = 0, and for the right."""
        part(self.moved(mirror=True), *args)
        part(self, *args)

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
