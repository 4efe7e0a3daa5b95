"""Bodies: each plan builds one in its pose and says where head, neck, torso, arms and feet are, so that heads, coats and garments find their place.

An animal stands on y = 0 and looks along z.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import cos, radians, sin

import numpy as np

from foundry.world.animals import Animal
from foundry.world.draw.heads import INK
from foundry.world.draw.pen import shade
from foundry.world.draw.solid import Clay, Point


@dataclass
class Figure:
    """A body and the places where garments fit. The `torso`'s y axis points to the neck and its z to the belly; the `neck`'s y to the head."""

    pen: Clay
    torso: Clay
    balls: list[tuple[Point, Point]]  # what the torso is made of: places and radii
    neck: Clay
    neck_radii: tuple[float, float]
    head: Clay
    arms: list[tuple[Clay, list[Point], float]] = field(default_factory=list)  # sleeves go over these tubes
    feet: list[tuple[Clay, Point, float]] = field(default_factory=list)
    rear: Clay | None = None  # where a tail begins, upright
    upright: bool = False
    floats: bool = False  # else it stands on the ground

    @property
    def girth(self) -> tuple[float, float]:
        """The torso's radii across and from back to belly."""
        return max(r[0] + abs(at[0]) for at, r in self.balls), max(r[2] + abs(at[2]) for at, r in self.balls)

    @property
    def reach(self) -> tuple[float, float]:
        """Where along its axis the torso begins and ends."""
        return min(at[1] - r[1] for at, r in self.balls), max(at[1] + r[1] for at, r in self.balls)


@dataclass(frozen=True)
class Pose:
    """`name` is one of `words.POSES`; `stride` and `wave`, in (0, 1), move legs and arms; `tilt` tips and `gaze` turns the head, in degrees."""

    name: str
    stride: float = 0.5
    wave: float = 0.5
    tilt: float = 0
    gaze: float = 0


def _limb(f: Figure, pen: Clay, points: list[Point], radii, a: Animal, foot: Point | None, foot_radii, arm: bool):
    dark = "dark limbs" in a.marks
    pen.of("limb").tube(points, radii, a.feet if dark and a.feet else a.coat)
    colour = a.feet or shade(a.coat, 0.93)
    pen.of("limb").ball(foot or points[-1], foot_radii, colour)
    if arm:
        f.arms.append((pen, points, float(np.max(radii))))
    if foot:
        f.feet.append((pen, foot, float(np.max(foot_radii))))


def _skull(a: Animal, p: Clay, pose: Pose) -> Clay:
    return p.moved(scale=a.skull, yaw=pose.gaze, roll=pose.tilt).of("head")


def _between(p: Clay, low: Point, high: Point) -> Clay:
    """A pen at `low` whose y axis points to `high`."""
    dy, dz = high[1] - low[1], high[2] - low[2]
    return p.moved(*low, pitch=float(np.degrees(np.arctan2(dz, dy))))


def _body(torso: Clay, a: Animal, balls):
    pen = torso.of("body")
    for at, radii in balls:
        pen.ball(at, radii, a.accent if "wool" in a.marks else a.coat)
    if "wool" not in a.marks:
        (w, d), (low, high) = (max(r[0] for _, r in balls), max(r[2] for _, r in balls)), (balls[0][1][1], balls[0][1][1])
        pen.paint((0, -0.1 * low, d * 0.92), (w * 0.68, high * 1.05, d * 0.66), a.belly)


def _on_all_fours(p: Clay, a: Animal, pose: Pose) -> Figure:
    g, long = a.girth, a.long
    leg, w = 0.21 * a.legs, 0.148 * g
    if pose.name == "sitting":
        torso = p.moved(y=0.155 * g + 0.16 * long, z=-0.03, pitch=26)
        balls = [
            ((0, 0, 0), (w, 0.24 * long, w)),
            ((0, 0.13 * long, 0.015), (w * 0.93, 0.135, w * 0.93)),
            ((0, -0.13 * long, -0.01), (w * 1.1, 0.15, w * 1.08)),
        ]
    else:
        torso = p.moved(y=leg + 0.85 * w, z=0.0, pitch=88)
        balls = [((0, 0, 0), (w, 0.27 * long, w)), ((0, 0.16 * long, 0.0), (w, 0.145, w * 1.05)), ((0, -0.15 * long, -0.005), (w, 0.145, w))]
    chest = p.back(torso.place((0, 0.17 * long, -0.03)))
    lift, ahead = (0.245, 0.05) if pose.name == "sitting" else (0.235, 0.135)
    skull = (0, chest[1] + (lift + a.neck * 0.92) * (0.5 + 0.5 * a.skull), chest[2] + ahead + a.neck * 0.32)
    neck = _between(p, tuple(chest), skull)
    figure = Figure(
        p, torso, balls, neck.moved(y=0.115 + 0.1 * a.neck), (0.11, 0.11), _skull(a, p.moved(*skull), pose), upright=pose.name == "sitting"
    )
    _body(torso, a, balls)
    p.of("neck").tube([tuple(chest), skull], (0.115 * (0.6 + 0.4 * g), 0.09 if a.neck else 0.11), a.accent if "wool" in a.marks else a.coat)
    figure.neck_radii = (0.105, 0.105) if a.neck else (0.125, 0.125)
    thick = (0.06 if a.legs < 1.1 else 0.05) * (0.55 + 0.45 * g)
    foot = (thick * 1.08, 0.042, thick * 1.3)
    if pose.name == "sitting":

        def side(q: Clay):
            _limb(figure, q, [(0.08 * g, chest[1] - 0.04, chest[2] + 0.03), (0.082 * g, 0.05, chest[2] + 0.09)], (thick, thick * 0.85), a,
                  (0.082 * g, 0.035, chest[2] + 0.115), foot, True)  # fmt: skip
            q.of("limb").ball((0.128 * g, 0.12, -0.05), (0.075, 0.115, 0.125), a.coat)
            _limb(figure, q, [(0.14 * g, 0.06, -0.02), (0.155 * g, 0.04, 0.05)], (0.05, 0.045), a, (0.16 * g, 0.035, 0.085), foot, False)

        p.both(side)
    else:
        swing = (pose.stride - 0.5) * 0.26 if pose.name == "walking" else (pose.stride - 0.5) * 0.05
        for sign, mirror in ((1, False), (-1, True)):
            q = p.moved(mirror=mirror)
            for z, turn, arm in ((0.165 * long, sign, True), (-0.17 * long, -sign, False)):
                step = turn * swing + (0.075 * turn if pose.name == "walking" else 0)
                up = 0.045 if pose.name == "walking" and step > 0.04 else 0.0
                points = [(0.09 * g, leg + w * 0.6, z), (0.094 * g, leg * 0.55 + up, z + step * 0.6 + 0.012), (0.096 * g, 0.045 + up, z + step)]
                _limb(figure, q, points, (thick * 1.15, thick, thick * 0.88), a, (0.096 * g, 0.036 + up, z + step + 0.022), foot, arm)
    rear = p.back(torso.place((0, -0.24 * long - 0.03, -0.05)))
    figure.rear = p.moved(*rear, yaw=(pose.wave - 0.5) * 56)  # it wags
    return figure


def _upright(p: Clay, a: Animal, pose: Pose) -> Figure:
    g, long = a.girth, a.long
    leg = 0.13 * a.legs
    w, h = 0.158 * g, 0.2 * long
    low = 0.03 if pose.name == "sitting" else leg
    torso = p.moved(y=low + 0.88 * h, pitch=-4 if pose.name == "sitting" else 2)
    balls = [((0, 0, 0), (w, h, w * 0.92)), ((0, -0.055, 0.012), (w * 1.09, h * 0.72, w)), ((0, 0.1 * long, 0), (w * 0.86, 0.11, w * 0.8))]
    top = p.back(torso.place((0, h * 0.8, 0)))
    skull = (0, top[1] + 0.155 * (0.4 + 0.6 * a.skull) + a.neck * 0.9, top[2] + 0.025 + a.neck * 0.2)
    figure = Figure(
        p, torso, balls, p.moved(0, top[1] + 0.015 + a.neck * 0.4, top[2] + 0.01), (0.13, 0.12), _skull(a, p.moved(*skull), pose), upright=True
    )
    _body(torso, a, balls)
    p.of("neck").tube([tuple(top), skull], (0.105, 0.1), a.accent if "wool" in a.marks else a.coat)
    thick = 0.052 * (0.6 + 0.4 * g)
    if pose.name == "sitting":
        p.both(lambda q: _limb(figure, q, [(0.09 * g, 0.085, 0.05), (0.125 * g, 0.075, 0.2)], (0.07, 0.06), a, (0.13 * g, 0.085, 0.235), (0.062, 0.075, 0.042), False))  # fmt: skip
    else:
        walking = pose.name == "walking"
        for sign, mirror in ((1, False), (-1, True)):
            step = sign * (0.085 + 0.06 * pose.stride) if walking else 0.0
            up = 0.035 if step > 0 else 0.0
            q = p.moved(mirror=mirror)
            points = [(0.085 * g, leg + 0.05, 0), (0.088 * g, 0.05 + up, step * 0.8)]
            _limb(figure, q, points, (thick * 1.3, thick * 1.1), a, (0.09 * g, 0.036 + up, step + 0.035), (0.066, 0.04, 0.09), False)
    for sign, mirror in ((1, False), (-1, True)):
        q = torso.moved(mirror=mirror)
        raised = pose.wave if sign > 0 else 1 - pose.wave
        raised = 0.25 + 0.5 * raised if pose.name == "walking" else raised
        swing = sign * -0.12 * (pose.stride - 0.2) if pose.name == "walking" else 0.03
        angle = radians(-62 + 92 * max(0.0, raised - 0.45) / 0.55)
        shoulder = (w * 0.82, h * 0.5, 0.0)
        elbow = (shoulder[0] + 0.085 * cos(angle) + 0.012, shoulder[1] + 0.085 * sin(angle), 0.045 + swing * 0.6)
        hand = (elbow[0] + 0.075 * cos(angle + 0.28), elbow[1] + 0.075 * sin(angle + 0.28), 0.085 + swing)
        _limb(figure, q, [shoulder, elbow, hand], (thick * 1.05, thick, thick * 0.9), a, None, (thick * 1.05,) * 3, True)
    figure.rear = p.moved(0, low + 0.08, -w * 0.9)
    return figure


def _wings(figure: Figure, a: Animal, spread: float):
    """Folded at the sides; `spread` in (0, 1) lifts them."""
    (w, _), colour = figure.girth, shade(a.coat, 0.86) if "bright wings" not in a.marks else (40, 110, 210)
    long = max(r[1] for _, r in figure.balls)

    def side(q: Clay):
        wing = q.of("limb").moved(w * 0.9, 0.02, -0.02, roll=8 + 62 * spread, pitch=-8)
        wing.ball((0.0, -0.035, 0), (0.036, long * 0.86, 0.098), colour)
        if "bright wings" in a.marks:
            wing.paint((0, 0.11, 0), (0.1, 0.1, 0.2), (250, 206, 60))
        figure.arms.append((q, [(w * 0.9, 0.1, -0.02), (w * 0.98 + 0.08 * spread, -0.04 + 0.06 * spread, -0.02)], 0.075))

    figure.torso.both(side)


def _bird(p: Clay, a: Animal, pose: Pose) -> Figure:
    g, long = a.girth, a.long
    lean = 40 if pose.name == "sitting" else 52
    leg = 0.16 * a.legs if pose.name != "sitting" else 0.0
    w, h = 0.15 * g, 0.215 * long
    rise = cos(radians(lean)) * h * 0.55 + sin(radians(lean)) * w
    torso = p.moved(y=leg + rise + 0.02, pitch=lean)
    balls = [((0, 0, 0), (w, h, w * 0.96)), ((0, 0.07, 0.01), (w * 0.95, 0.13, w * 0.94))]
    front = p.back(torso.place((0, 0.13 * long, 0.0)))
    skull = (0, front[1] + (0.16 * a.skull + a.neck) + 0.03, front[2] + 0.05 + a.neck * 0.12)
    figure = Figure(p, torso, balls, p.moved(), (0.12, 0.12), _skull(a, p.moved(*skull), pose), upright=True)
    _body(torso, a, balls)
    if a.neck > 0.05:  # bent like an S
        bend = (0, front[1] + (skull[1] - front[1]) * 0.5, front[2] + 0.03 + 0.05 * a.neck)
        base = (0, front[1] + 0.02, front[2] + 0.075)
        points = [tuple(front), base, bend, (0, skull[1] - 0.06, skull[2] - 0.02)]
        neck = p.of("neck")
        neck.tube(points, (0.095, 0.085, 0.056, 0.058), a.accent if "bare neck" in a.marks else a.coat)
        figure.neck, figure.neck_radii = p.moved(*bend), (0.064, 0.064)
    else:
        p.of("neck").tube([tuple(front), skull], (0.12, 0.11), a.coat)
        figure.neck = _between(p, tuple(front), skull).moved(y=0.085)
        figure.neck_radii = (0.132, 0.132)
    if pose.name == "sitting" and "perches" in a.marks:
        _branch(p.moved(0, -0.01, 0.02))
    colour, thin = a.feet or shade(a.coat, 0.8), 0.02 if a.legs > 1.5 else 0.023
    if leg > 0.05:
        for sign, mirror in ((1, False), (-1, True)):
            q = p.moved(mirror=mirror).of("leg")
            step = sign * (0.05 + 0.06 * pose.stride) if pose.name == "walking" else 0
            q.tube([(0.07, leg + 0.06, -0.02), (0.072, leg * 0.5 + 0.02, -0.015 + step * 0.6), (0.075, 0.025, step)], thin, colour)
            if a.muzzle == "bill" and a.legs < 1:
                q.ball((0.08, 0.014, step + 0.045), (0.06, 0.014, 0.075), colour)
            else:
                for toe in (-26, 0, 26):
                    q.moved(0.075, 0.018, step, yaw=toe).tube([(0, 0, 0), (0, -0.004, 0.085)], (0.019, 0.013), colour)
            figure.feet.append((q, (0.075, 0.03, step + 0.02), 0.05))
    _wings(figure, a, 0.12 + 0.5 * max(0.0, pose.wave - 0.55) if pose.name != "walking" else 0.4)
    figure.rear = torso.moved(0, -h * 0.86, -0.04)
    return figure


def _standing_bird(p: Clay, a: Animal, pose: Pose) -> Figure:
    """Upright, as penguins and owls."""
    low = 0.03 if pose.name != "sitting" else 0.0
    w = 0.168 * a.girth
    torso = p.moved(y=0.24 + low, pitch=4)
    balls = [((0, 0, 0), (w, 0.245, w * 0.93)), ((0, -0.06, 0.01), (w * 1.08, 0.185, w))]
    figure = Figure(p, torso, balls, p.moved(0, 0.43 + low, 0.015), (0.14, 0.132), _skull(a, p.moved(0, 0.55 + low, 0.03), pose), upright=True)
    _body(torso, a, balls)
    p.of("neck").tube([(0, 0.36 + low, 0.01), (0, 0.52 + low, 0.02)], (0.13, 0.125), a.coat)
    if pose.name == "sitting" and "perches" in a.marks:
        _branch(p.moved(0, -0.03, 0.06))
    for sign, mirror in ((1, False), (-1, True)):
        step = sign * (0.05 + 0.05 * pose.stride) if pose.name == "walking" else 0
        q = p.moved(mirror=mirror).of("leg")
        for toe in (-24, 4, 32):
            q.moved(0.075, 0.026, 0.05 + step, yaw=toe).ball((0, 0, 0.055), (0.026, 0.024, 0.06), a.feet or a.coat)
        figure.feet.append((q, (0.078, 0.035, 0.09 + step), 0.06))
    _wings(figure, a, 0.1 + 0.75 * max(0.0, pose.wave - 0.35))
    figure.rear = p.moved(0, 0.1, -w * 0.9)
    return figure


def _swimmer(p: Clay, a: Animal, pose: Pose) -> Figure:
    g, long = a.girth, a.long
    fish = a.ear == "fin"
    flat = 0.62 if fish else 1.0
    w, d, h = 0.165 * g * flat, 0.185 * g, 0.3 * long
    rise = {"sitting": 0.02, "standing": 0.2, "walking": 0.24}[pose.name] * (0.7 if g > 1.3 else 1)
    bow = (pose.stride - 0.5) * 40 + (14 if pose.name == "walking" else 0)
    body = p.moved(y=rise + d + 0.02, z=0.05, pitch=-10 if pose.name == "walking" else 0)
    torso = body.moved(pitch=90)
    balls = [((0, 0, 0), (w, h, d)), ((0, 0.1 * long, 0), (w * 1.02, h * 0.62, d * 1.0))]
    front = 0.135 * long
    head = body.moved(0, 0.02, front, roll=pose.tilt * 0.4).of("head")
    figure = Figure(body, torso, balls, body.moved(0, 0, -0.02, pitch=90), (w * 1.03, d * 1.03), head, floats=True)
    pen = torso.of("body")
    for at, radii in balls:
        pen.ball(at, radii, a.coat)
    pen.paint((0, 0.02, d * 1.0), (w * 1.3, h * 1.1, d * (0.72 if "pale belly" in a.marks else 0.45)), a.belly)
    stem = body.moved(0, 0.0, -h * 0.72, yaw=bow)
    if fish:
        _fins(stem.moved(0, 0, -0.1), a, 0.16, upright=True)
        body.of("fin").moved(0, d * 0.7, -0.03, pitch=-24).ball((0, 0.06, 0), (0.02, 0.12, 0.15), a.ear_inner, soft=False)
    else:
        stem.of("body").tube([(0, 0, 0.1), (0, 0.02, -0.1 * long), (0, 0.05, -0.24 * long)], (d * 0.62, d * 0.4, 0.034), a.coat)
        _fins(stem.moved(0, 0.055, -0.24 * long), a, 0.15, upright=a.tail == "fin")
        tall = 1.7 if "tall fin" in a.marks else 1.0
        if g < 1.4:
            body.of("fin").moved(0, d * 0.75, -0.05, pitch=-28).shape("dome", (0, 0, 0), (0.022, 0.145 * tall**0.5, 0.085), shade(a.coat, 0.9))
    colour = a.ear_inner if fish else shade(a.coat, 0.9)

    def flipper(q: Clay):
        q.of("fin").moved(w * 0.9, -d * 0.38, 0.02, roll=-38 - 30 * pose.wave, yaw=-28).ball(
            (0.0, -0.085, -0.02), (0.022, 0.115, 0.062), colour, soft=False
        )

    body.both(flipper)
    figure.arms = []
    return figure


def _fins(p: Clay, a: Animal, size: float, upright: bool):
    """A tail's two fins."""
    colour = a.ear_inner if a.ear == "fin" else shade(a.coat, 0.9)
    for side in (-1, 1):
        q = p.of("fin").moved(roll=0 if upright else 90).moved(0, 0, 0.02, pitch=side * 52)
        q.ball((0, side * size * 0.62, -0.02), (0.02, size * 0.72, size * 0.4), colour, soft=False)


def _long(p: Clay, a: Animal, pose: Pose) -> Figure:
    """Coiled, with the front raised."""
    pen = p.of("body")
    points = []
    for k in range(40):
        t = k / 39
        r, turn = 0.25 - 0.11 * t, 2 * np.pi * 2.1 * t + 0.6 + pose.stride
        points.append((r * sin(turn), 0.07 + 0.125 * t, r * cos(turn) * 0.9))
    pen.tube(points, np.linspace(0.03, 0.082, 40), a.coat)
    # It lies low, rises, or strikes out ahead.
    low, ahead = {"sitting": (0.13, 0.05), "standing": (0.0, 0.0), "walking": (0.06, 0.16)}[pose.name]
    up = [points[-1], (0.03, 0.3, 0.02), (0.0, 0.42 - low * 0.6, -0.03 + ahead * 0.4), (0, 0.54 - low, 0.02 + ahead), (0, 0.62 - low, 0.06 + ahead)]
    pen.tube(up, (0.082, 0.08, 0.074, 0.07, 0.066), a.coat)
    pen.paint((0, 0.48 - low, 0.1 + ahead), (0.055, 0.2, 0.1), a.belly)
    for k in range(2, 39, 4):  # bands
        x, y, z = points[k]
        angle = np.degrees(np.arctan2(points[k + 1][0] - points[k - 1][0], points[k + 1][2] - points[k - 1][2]))
        pen.moved(x, y, z, yaw=angle).paint((0, 0, 0), (0.12, 0.12, 0.022), a.accent)
    torso = p.moved(0, 0.42 - low * 0.7, -0.01 + ahead * 0.5)
    head = _skull(a, p.moved(0, 0.69 - low, 0.08 + ahead), pose)
    return Figure(p, torso, [((0, 0, 0), (0.09, 0.13, 0.085))], p.moved(0, 0.535 - low, 0.02 + ahead), (0.082, 0.082), head, upright=True)


def _branch(p: Clay):
    b = p.of("branch", soft=False)
    b.tube([(-0.42, -0.03, -0.02), (-0.1, 0.0, 0.0), (0.2, -0.01, 0.0), (0.44, 0.04, 0.02)], (0.036, 0.042, 0.04, 0.026), (122, 84, 56))
    for x, y, roll in ((-0.34, 0.03, 30), (0.36, 0.06, -24), (0.28, -0.06, -140)):
        b.moved(x, y, 0.02, roll=roll).ball((0, 0.05, 0), (0.034, 0.07, 0.014), (104, 170, 84))


def _flyer(p: Clay, a: Animal, pose: Pose) -> Figure:
    """In the air, as a bat; at rest, head down from a branch."""
    lift = {"sitting": 1.02, "standing": 0.12, "walking": 0.22}[pose.name]
    hanging = pose.name == "sitting"
    if hanging:
        _branch(p.moved(y=lift + 0.03))
    figure = _upright(p.moved(y=lift, roll=180 if hanging else 0), a, Pose("standing", pose.stride, 0.2, pose.tilt, pose.gaze))
    figure.arms, figure.floats = [], True
    spread = {"sitting": 62, "standing": 4, "walking": -24}[pose.name] + 16 * (pose.wave - 0.5)

    def wing(q: Clay):
        wing = q.of("wing").moved(0.1, 0.12, -0.05, roll=-spread, yaw=14)
        for x, y, lean, long, wide in ((0.16, 0.0, -12, 0.2, 0.17), (0.33, -0.02, 8, 0.19, 0.14), (0.46, -0.02, 34, 0.16, 0.1)):
            wing.moved(x, y, 0, roll=lean).ball((0, -0.03, 0), (wide * 0.72, long, 0.014), a.accent, soft=False)
        bone = q.of("limb").moved(0.1, 0.12, -0.04, roll=-spread, yaw=14)
        bone.tube([(0, 0, 0), (0.22, 0.16, 0), (0.52, 0.1, 0)], (0.034, 0.024, 0.014), a.coat)
        for x, y in ((0.14, -0.2), (0.33, -0.22), (0.52, -0.14)):
            bone.tube([(0.22, 0.16, 0.004), (x, y, 0.004)], (0.014, 0.007), shade(a.coat, 0.9), soft=False)

    figure.torso.both(wing)
    return figure


def _octopus(p: Clay, a: Animal, pose: Pose) -> Figure:
    lift = {"sitting": 0.0, "standing": 0.04, "walking": 0.12}[pose.name]
    body = p.moved(y=lift)
    arms = body.of("limb")
    for k in range(8):
        t = np.radians(22.5 + 45 * k)
        s, c = sin(t), cos(t)
        sway = 0.05 * sin(3 * k + 6 * pose.wave)
        points = [
            (0.1 * s, 0.3, 0.1 * c),
            (0.2 * s, 0.16, 0.2 * c),
            (0.3 * s, 0.06, 0.28 * c),
            (0.38 * s + sway, 0.055, 0.34 * c),
            (0.43 * s + sway, 0.12 + 0.05 * (k % 2), 0.38 * c),
        ]
        arms.tube(points, (0.085, 0.07, 0.052, 0.038, 0.018), a.coat)
    torso = body.moved(0, 0.34, 0)
    balls = [((0, 0, 0), (0.17, 0.15, 0.16))]
    _body(torso, a, [((0, 0, 0), (0.17, 0.15, 0.16))])
    head = _skull(a, body.moved(0, 0.55, 0.02), pose)
    return Figure(body, torso, balls, body.moved(0, 0.385, 0.0), (0.175, 0.165), head, upright=True, floats=True)


def _crab(p: Clay, a: Animal, pose: Pose) -> Figure:
    high = {"sitting": 0.12, "standing": 0.2, "walking": 0.24}[pose.name]
    torso = p.moved(y=high, pitch=8)
    balls = [((0, 0, 0), (0.3, 0.13, 0.19))]
    torso.of("body").ball((0, 0, 0), (0.3, 0.13, 0.19), a.coat)
    torso.of("body").paint((0, -0.13, 0.1), (0.26, 0.1, 0.18), a.belly)
    figure = Figure(p, torso, balls, torso.moved(0, 0.05, 0), (0.26, 0.17), _skull(a, p.moved(0, high + 0.06, 0.09), pose), upright=True)

    def side(q: Clay):
        for k, z in enumerate((0.08, -0.01, -0.1)):
            step = 0.03 * (k - 1) * (pose.stride - 0.5) * 4
            q.of("limb").tube([(0.24, high - 0.04, z), (0.4, high - 0.02 * k, z + step), (0.47, 0.02, z + step)], (0.036, 0.032, 0.016), a.accent)
        up = 0.12 * (pose.wave - 0.3) + {"sitting": -0.2, "standing": 0.0, "walking": 0.06}[pose.name]
        q.of("limb").tube([(0.24, high + 0.02, 0.12), (0.39, 0.27 + up / 2, 0.16), (0.41, 0.4 + up, 0.16)], (0.045, 0.042, 0.05), a.coat)
        claw = q.of("claw").moved(0.41, 0.47 + up, 0.17, roll=12)
        claw.ball((-0.045, 0.02, 0), (0.06, 0.115, 0.055), a.coat, roll=12)
        claw.ball((0.055, 0.015, 0), (0.042, 0.1, 0.05), a.coat, roll=-16)
        figure.feet.append((q, (0.47, 0.03, -0.01), 0.03))

    p.both(side)
    return figure


def _seal(p: Clay, a: Animal, pose: Pose) -> Figure:
    g = a.girth
    lift = {"sitting": 58, "standing": 30, "walking": 44}[pose.name]
    torso = p.moved(0, 0.25 * g**0.5, 0.02, pitch=lift)
    balls = [((0, 0, 0), (0.175 * g, 0.25, 0.17 * g)), ((0, -0.13, -0.02), (0.17 * g, 0.17, 0.15 * g)), ((0, 0.12, 0.0), (0.15 * g, 0.14, 0.145 * g))]
    _body(torso, a, balls)
    low = p.back(torso.place((0, -0.2, -0.06)))
    p.of("body").tube([tuple(low), (0, 0.1, low[2] - 0.16), (0, 0.07, low[2] - 0.3)], (0.135 * g, 0.1, 0.045), a.coat)
    p.of("fin").both(lambda q: q.moved(0.02, 0.06, low[2] - 0.32, yaw=-26).ball((0, 0, -0.08), (0.05, 0.024, 0.105), shade(a.coat, 0.85), soft=False))
    top = p.back(torso.place((0, 0.22, 0.0)))
    skull = (0, top[1] + 0.13, top[2] + 0.05)
    figure = Figure(
        p, torso, balls, _between(p, tuple(top), skull).moved(y=-0.01), (0.15 * g, 0.145 * g), _skull(a, p.moved(*skull), pose), upright=True
    )
    p.of("neck").tube([tuple(top), skull], (0.14, 0.13), a.coat)
    up = pose.wave * 24

    def flipper(q: Clay):
        q.of("limb").moved(0.15 * g, 0.17, 0.12, roll=34 + up, yaw=24).ball((0, -0.09, 0.01), (0.035, 0.13, 0.075), shade(a.coat, 0.88))

    p.both(flipper)
    figure.rear = None
    return figure


def _insect(p: Clay, a: Animal, pose: Pose) -> Figure:
    beetle = "wing cases" in a.marks
    lift = ({"sitting": 0.0, "standing": 0.07, "walking": 0.1} if beetle else {"sitting": 0.03, "standing": 0.16, "walking": 0.24})[pose.name]
    torso = p.moved(y=lift + 0.2, z=-0.06, pitch={"sitting": 74, "standing": 62, "walking": 48}[pose.name])
    balls = [((0, 0, 0), (0.2, 0.24, 0.19))]
    torso.of("body").ball((0, 0, 0), (0.2, 0.24, 0.19), a.coat)
    if beetle:

        def case(q: Clay):
            q.of("shell").ball((0.016, -0.03, -0.035), (0.212, 0.245, 0.19), a.accent, cuts=(((-1, 0, 0), 0.0),), shine=0.5, soft=False)
            for x, y in ((0.1, 0.08), (0.13, -0.08), (0.06, -0.19)):
                q.of("shell").paint((x, y, -0.2), (0.042, 0.045, 0.12), INK)

        torso.both(case)
    else:
        for y in (-0.15, -0.02, 0.11):
            torso.of("body").paint((0, y, 0), (0.4, 0.036, 0.4), a.accent)
        torso.of("body").moved(0, -0.21, 0).shape("cone", (0, 0.0, 0), (0.04, 0.1, 0.04), a.accent, pitch=180, soft=False)

        def wing(q: Clay):
            flap = 24 * (pose.stride - 0.5)
            q.of("wing").moved(0.09, 0.1, -0.15, roll=-50 + flap, pitch=-30).ball(
                (0, 0.17, 0), (0.095, 0.19, 0.014), (222, 238, 250), soft=False, shine=0.4
            )
            q.of("wing").moved(0.09, 0.04, -0.15, roll=-86 + flap, pitch=-30).ball(
                (0, 0.13, 0), (0.072, 0.14, 0.014), (204, 226, 244), soft=False, shine=0.4
            )

        torso.both(wing)
    front = p.back(torso.place((0, 0.17, 0)))
    skull = (0, front[1] + 0.13, front[2] + 0.11)
    figure = Figure(
        p, torso, balls, _between(p, tuple(front), skull).moved(y=0.03), (0.14, 0.14), _skull(a, p.moved(*skull), pose), floats=not beetle
    )

    def legs(q: Clay):
        for z in (0.14, 0.02, -0.1):
            q.of("leg").tube(
                [(0.1, lift + 0.12, z), (0.2, lift + 0.06, z + 0.02), (0.22, max(0.02, lift - 0.04), z + 0.03)], (0.026, 0.022, 0.02), INK
            )
            figure.feet.append((q, (0.22, max(0.03, lift - 0.03), z + 0.035), 0.03))

    p.both(legs)
    return figure


def _snail(p: Clay, a: Animal, pose: Pose) -> Figure:
    foot = p.of("body")
    foot.tube([(0, 0.06, -0.42), (0, 0.08, -0.1), (0, 0.1, 0.16)], (0.03, 0.09, 0.11), a.coat)
    foot.ball((0, 0.03, -0.06), (0.12, 0.04, 0.36), a.belly)
    rise, ahead = {"sitting": (-0.09, -0.04), "standing": (0.0, 0.0), "walking": (-0.02, 0.09)}[pose.name]
    foot.tube([(0, 0.12, 0.14), (0, 0.3 + rise, 0.24 + ahead)], (0.105, 0.1), a.coat)
    shell = p.of("shell")
    shell.ball((0, 0.3, -0.12), (0.17, 0.24, 0.24), a.accent, soft=False, shine=0.3)
    for k, r in enumerate((0.2, 0.145, 0.09, 0.04)):
        shell.paint((0, 0.3 + 0.006 * k, -0.12), (0.4, r, r), shade(a.accent, 0.68 if k % 2 == 0 else 1.3))
    torso = p.moved(0, 0.2, 0.19, pitch=26)
    head = _skull(a, p.moved(0, 0.42 + rise, 0.29 + ahead), pose)
    return Figure(p, torso, [((0, 0, 0), (0.115, 0.15, 0.11))], p.moved(0, 0.27 + rise * 0.7, 0.225 + ahead * 0.7, pitch=24), (0.115, 0.115), head)


PLANS: dict[str, Callable[[Clay, Animal, Pose], Figure]] = {
    "quadruped": _on_all_fours, "upright": _upright, "bird": _bird, "standing bird": _standing_bird, "swimmer": _swimmer, "long": _long,
    "flyer": _flyer, "octopus": _octopus, "crab": _crab, "seal": _seal, "insect": _insect, "snail": _snail,
}  # fmt: skip
