"""Solid figures: a pen that shapes balls, tubes and shells in space, and the surface that they show when they are looked at.

Space has x to the right, y upwards and z towards the viewer. Every solid is a quadric or a round tube, so that its depth at a pixel follows
from a formula: what stands in front, what a garment hides and where light falls come out right from every side, with no drawing a view.
"""

from dataclasses import dataclass, field, replace
from math import cos, radians, sin

import numpy as np

from foundry.world.words import Colour

FAR = -1e4  # the depth of what nothing covers
BLEND = 0.035  # how far the skin of one part flows into the next, in the units of the figure

Point = tuple[float, float, float]
# Of x, y and z squared, of y, and the constant, where the radii are one: surfaces around the y axis.
_FORMS = {"ball": (1, 1, 1, 0, -1), "cylinder": (1, 0, 1, 0, -1), "cone": (1, -1, 1, 2, -1), "dome": (1, 0, 1, 1, -1)}


def turned(pitch: float = 0, yaw: float = 0, roll: float = 0) -> np.ndarray:
    """The matrix that nods (`pitch`, forwards), turns (`yaw`, to the right of the picture) and tips (`roll`), in degrees. Shape (3, 3)."""
    a, b, c = radians(pitch), radians(yaw), radians(roll)
    nod = np.array([[1, 0, 0], [0, cos(a), -sin(a)], [0, sin(a), cos(a)]])
    turn = np.array([[cos(b), 0, sin(b)], [0, 1, 0], [-sin(b), 0, cos(b)]])
    tip = np.array([[cos(c), -sin(c), 0], [sin(c), cos(c), 0], [0, 0, 1]])
    return turn @ nod @ tip


@dataclass
class Part:
    """One solid, or with `paints` a volume that colours the surface of that group inside it. Positions are the viewer's."""

    form: str
    axes: np.ndarray  # columns
    at: np.ndarray
    radii: np.ndarray
    colour: Colour
    shine: float
    group: str
    soft: float  # how far it flows into what it touches; a yes or no until it is `placed`
    cuts: tuple[tuple[Point, float], ...] = ()
    paints: bool = False
    hollow: bool = False
    end: np.ndarray | None = None  # of a tube, whose radii are those of its two ends


@dataclass
class Clay:
    """Shapes solids in coordinates of its own, which `axes`, `origin` and `scale` take to the viewer's."""

    parts: list[Part] = field(default_factory=list)
    axes: np.ndarray = field(default_factory=lambda: np.eye(3))
    origin: np.ndarray = field(default_factory=lambda: np.zeros(3))
    scale: float = 1.0
    group: str = "body"
    soft: bool = True
    stretch: tuple[float, float, float] = (1, 1, 1)  # of places, not of sizes: what sits on a wide head sits further out

    def moved(self, x=0.0, y=0.0, z=0.0, scale=1.0, pitch=0.0, yaw=0.0, roll=0.0, mirror=False) -> "Clay":
        axes = self.axes if not (pitch or yaw or roll) else self.axes @ turned(pitch, yaw, roll)
        if mirror:
            return Clay(self.parts, axes * (-1, 1, 1), self.origin, self.scale, self.group, self.soft, self.stretch)
        return Clay(self.parts, axes, self.place((x, y, z)), self.scale * scale, self.group, self.soft)

    def of(self, group: str, soft: bool | None = None) -> "Clay":
        """A pen for the parts of `group`; those of a `soft` one flow into what they touch."""
        return Clay(self.parts, self.axes, self.origin, self.scale, group, self.soft if soft is None else soft, self.stretch)

    def stretched(self, x: float, y: float, z: float = 1) -> "Clay":
        return Clay(self.parts, self.axes, self.origin, self.scale, self.group, self.soft, (x, y, z))

    def place(self, point: Point) -> np.ndarray:
        """`point` as the viewer has it."""
        return self.origin + self.axes @ (np.multiply(point, self.stretch) * self.scale)

    def back(self, point: np.ndarray) -> np.ndarray:
        """The viewer's `point` in this pen's own coordinates."""
        return self.axes.T @ (point - self.origin) / self.scale

    def both(self, part, *args):
        """Calls `part(pen, *args)` for the animal's left and, mirrored, for its right."""
        part(self, *args)
        part(self.moved(mirror=True), *args)

    def shape(self, form, at, radii, colour, *, pitch=0.0, yaw=0.0, roll=0.0, shine=0.0, cuts=(), paints=False, soft=None, hollow=False):
        """A solid around its own y axis. A cone or dome stands on y = 0 and ends at its second radius; so does a cylinder, without lids.

        `cuts` are (normal, limit) in units of the radii: of the surface only what lies below every limit along its normal is kept.
        Behind what is cut away, a `hollow` one shows its inside.
        """
        axes = self.axes @ turned(pitch, yaw, roll) if pitch or yaw or roll else self.axes
        radii = np.asarray(radii, float) * self.scale
        if form != "ball":
            cuts = (*cuts, ((0, 1, 0), 1.0), ((0, -1, 0), 0.0))
        soft = self.soft if soft is None else soft
        self.parts.append(Part(form, axes, self.place(at), radii, colour, shine, self.group, soft, tuple(cuts), paints, hollow))

    def ball(self, at, radii, colour, **rest):
        self.shape("ball", at, (radii,) * 3 if np.isscalar(radii) else radii, colour, **rest)

    def paint(self, at, radii, colour, **rest):
        """Colours what lies inside an ellipsoid, on the surface of this pen's group."""
        self.ball(at, radii, colour, paints=True, **rest)

    def tube(self, points, radii, colour, shine=0.0, soft=None):
        """Round pieces from point to point, with a radius at each."""
        radii = np.broadcast_to(np.asarray(radii, float) * self.scale, (len(points),))
        places = [self.place(p) for p in points]
        for k in range(len(points) - 1):
            ends, soften = radii[k : k + 2], self.soft if soft is None else soft
            self.parts.append(Part("tube", self.axes, places[k], ends, colour, shine, self.group, soften, end=places[k + 1]))

    def ring(self, radii, thick, colour, *, start=0, turn=360, pieces=14, wave=0.0, **rest):
        """A round tube about the y axis; `radii` along x and z, angles in degrees from the front."""
        angles = np.radians(np.linspace(start, start + turn, pieces + 1))
        self.tube([(radii[0] * sin(a), wave * (k % 2), radii[1] * cos(a)) for k, a in enumerate(angles)], thick, colour, **rest)


def extent(parts: list[Part]) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of what `parts` show."""
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for part in parts:
        if part.paints:
            continue
        if part.end is not None:
            for at, radius in ((part.at, part.radii[0]), (part.end, part.radii[1])):
                low, high = np.minimum(low, at[:2] - radius), np.maximum(high, at[:2] + radius)
        else:
            reach = np.sqrt(((part.axes[:2] * part.radii) ** 2).sum(1))
            low, high = np.minimum(low, part.at[:2] - reach), np.maximum(high, part.at[:2] + reach)
    return low[0], high[0], low[1], high[1]


@dataclass
class Surface:
    """What a picture shows of solids, at each pixel of a `window` of it, outside of which nothing is. Its bounds are even."""

    window: tuple[slice, slice]

    depth: np.ndarray  # float32, in pixels towards the viewer; FAR where nothing is
    colour: np.ndarray  # float32 (side, side, 3), 0 to 255
    shine: np.ndarray  # float32, 0 to 1
    group: np.ndarray  # uint8: 0 where nothing is
    number: np.ndarray  # int16, one for each colour


def _tube(part: Part, xs, depth, number, kept):
    at, end, radii = part.at, part.end, part.radii
    reach = np.maximum(radii[0], radii[1])
    x0, x1 = max(0, int(min(at[0], end[0]) - reach)), min(len(xs), int(max(at[0], end[0]) + reach) + 2)
    y0, y1 = max(0, int(min(at[1], end[1]) - reach)), min(len(xs), int(max(at[1], end[1]) + reach) + 2)
    if x0 >= x1 or y0 >= y1:
        return
    way = (end - at).astype(np.float32)
    dx, dy = xs[None, x0:x1] - np.float32(at[0]), xs[y0:y1, None] - np.float32(at[1])
    along = np.clip((dx * way[0] + dy * way[1]) / np.float32(max(way[0] ** 2 + way[1] ** 2, 1e-3)), 0, 1)
    radius = np.float32(radii[0]) + along * np.float32(radii[1] - radii[0])
    left = radius * radius - (dx - along * way[0]) ** 2 - (dy - along * way[1]) ** 2
    found = np.sqrt(np.maximum(left, 0)) + along * way[2] + np.float32(at[2])
    _keep(found, left > 0, (slice(y0, y1), slice(x0, x1)), depth, number, kept, part.soft)


def _quadric(part: Part, xs, depth, number, kept, groups):
    at, axes, radii = part.at, part.axes, part.radii
    if part.form == "ball":
        reach = np.sqrt(((axes * radii) ** 2).sum(1))
        low, high = at - reach, at + reach
    else:  # the box around it
        corners = np.array([(i * radii[0], j * radii[1], k * radii[2]) for i in (-1, 1) for j in (0, 1) for k in (-1, 1)]) @ axes.T + at
        low, high = corners.min(0), corners.max(0)
    x0, x1, y0, y1 = max(0, int(low[0])), min(len(xs), int(high[0]) + 2), max(0, int(low[1])), min(len(xs), int(high[1]) + 2)
    if x0 >= x1 or y0 >= y1:
        return
    window = (slice(y0, y1), slice(x0, x1))
    dx, dy = xs[None, x0:x1] - np.float32(at[0]), xs[y0:y1, None] - np.float32(at[1])
    sx, sy, sz, linear, constant = _FORMS[part.form]
    a = (axes * (np.array([sx, sy, sz]) / radii**2)) @ axes.T
    if part.paints:
        dz = depth[window] - np.float32(at[2])
        a = a.astype(np.float32)
        inside = (a[0, 0] * dx * dx + a[1, 1] * dy * dy) + 2 * a[0, 1] * dx * dy + (2 * a[0, 2] * dx + 2 * a[1, 2] * dy + a[2, 2] * dz) * dz < 1
        inside &= groups[number[window]] == groups[kept]
        np.copyto(number[window], kept, where=inside)
        return
    if part.form == "ball" and not part.cuts:
        flat = (a[:2, :2] - np.outer(a[:2, 2], a[:2, 2]) / a[2, 2]) / a[2, 2]
        flat, lean, top = flat.astype(np.float32), (-a[:2, 2] / a[2, 2]).astype(np.float32), np.float32(1 / a[2, 2])
        left = (top - flat[0, 0] * dx * dx) - flat[1, 1] * dy * dy - (2 * flat[0, 1] * dx) * dy
        found = np.sqrt(np.maximum(left, 0)) + (lean[0] * dx + np.float32(at[2])) + lean[1] * dy
        _keep(found, left > 0, window, depth, number, kept, part.soft)
        return
    b = axes[:, 1] * (linear / radii[1] / 2)
    square = a[2, 2] if abs(a[2, 2]) > 1e-9 else 1e-9
    half = a[0, 2] * dx + a[1, 2] * dy + b[2]
    rest = a[0, 0] * dx * dx + a[1, 1] * dy * dy + 2 * a[0, 1] * dx * dy + 2 * (b[0] * dx + b[1] * dy) + constant
    left = half * half - square * rest
    root = np.sqrt(np.maximum(left, 0))
    limits = [(axes @ (np.asarray(normal) / radii), limit) for normal, limit in part.cuts]
    for side in (1, -1) if part.hollow else (1,):
        found = (-half + side * root * np.sign(square)) / square
        hit = left > 0
        for normal, limit in limits:
            hit = hit & (normal[0] * dx + normal[1] * dy + normal[2] * found <= limit)
        _keep((found + at[2]).astype(np.float32), hit, window, depth, number, kept, 0)


def _keep(found, hit, window, depth, number, kept, blend):
    """Keeps, of what was `found` where it was `hit`, all that is nearer than what stands in `depth`."""
    before = depth[window]
    hit &= found > before - blend
    if blend:
        flow = np.maximum(blend - np.abs(found - before), 0)
        nearer = hit & (found > before)
        np.copyto(before, np.maximum(found, before) + flow * flow / (4 * blend), where=hit)
        np.copyto(number[window], kept, where=nearer)
    else:
        np.copyto(before, found, where=hit)
        np.copyto(number[window], kept, where=hit)


def placed(parts: list[Part], scale: float, x: float, y: float, depth: float = 0) -> list[Part]:
    """`parts` in pixels, y downwards: `scale` pixels to a unit, with the viewer's (0, 0) at pixel (`x`, `y`)."""
    flip, shift = np.array([scale, -scale, scale]), np.array([x, y, depth])
    mirror = np.array([[1.0], [-1.0], [1.0]])
    return [
        replace(part, axes=part.axes * mirror, at=part.at * flip + shift, radii=part.radii * scale, soft=part.soft * scale * BLEND,
                end=None if part.end is None else part.end * flip + shift)
        for part in parts
    ]  # fmt: skip


def shown(parts: list[Part], side: int) -> Surface:
    """The surface of `parts`, which are in pixels, in a picture of `side` pixels."""
    depth, number = np.full((side, side), FAR, np.float32), np.zeros((side, side), np.int16)
    xs = np.arange(side, dtype=np.float32) + 0.5
    names = {name: k + 1 for k, name in enumerate(dict.fromkeys(part.group for part in parts))}
    groups = np.array([0, *(names[part.group] for part in parts)], np.uint8)
    for k, part in sorted(enumerate(parts, 1), key=lambda numbered: numbered[1].paints):
        if part.end is not None:
            _tube(part, xs, depth, number, k)
        else:
            _quadric(part, xs, depth, number, k, groups)
    window = tuple(_bounds(number.any(axis)) for axis in (1, 0))
    number = number[window]
    colours = np.array([(0, 0, 0), *(part.colour for part in parts)], np.float32)
    shine = np.array([0, *(part.shine for part in parts)], np.float32)
    return Surface(window, depth[window], colours.take(number, 0), shine.take(number), groups.take(number), _colour_numbers(parts).take(number))


def _bounds(found: np.ndarray) -> slice:
    """From the first to the last that is true, with a margin, at even places."""
    at = np.flatnonzero(found)
    return slice(max(0, (at[0] - 2) // 2 * 2), min(len(found), (at[-1] + 4) // 2 * 2))


def _colour_numbers(parts: list[Part]) -> np.ndarray:
    """A number for the colour of each part, from 1; 0 for nothing."""
    numbers = {}
    return np.array([0, *(numbers.setdefault(part.colour, len(numbers) + 1) for part in parts)], np.int16)
