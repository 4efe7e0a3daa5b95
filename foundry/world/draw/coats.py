"""Tails, and the marks on a body: spots, stripes, shells, humps; by name."""

from collections.abc import Callable
from math import cos, radians, sin

import numpy as np

from foundry.world.animals import Animal
from foundry.world.draw.bodies import Figure
from foundry.world.draw.heads import WHITE
from foundry.world.draw.pen import mix, shade
from foundry.world.draw.solid import Clay

# --- tails: from (0, 0, 0) backwards and upwards; the right side of the animal is -x ----------------------------------------------


def _nothing(p: Clay, a: Animal):
    pass


_LONG_TAIL = [(0, 0, 0.04), (0.04, 0.0, -0.09), (0.11, 0.06, -0.16), (0.15, 0.18, -0.16), (0.14, 0.25, -0.13)]


def _thin_tail(p: Clay, a: Animal):
    p.tube(_LONG_TAIL, (0.042, 0.036, 0.032, 0.03, 0.024), a.coat)


def _striped_tail(p: Clay, a: Animal):
    _thin_tail(p, a)
    for x, y, z in _LONG_TAIL[1:]:
        p.paint((x, y, z), (0.08, 0.022, 0.08), a.accent)


def _string_tail(p: Clay, a: Animal):
    p.tube(_LONG_TAIL, 0.019, shade(a.coat, 0.9) if a.plan == "quadruped" else a.accent)


def _tufted_tail(p: Clay, a: Animal):
    p.tube(_LONG_TAIL, 0.024, a.coat)
    p.of("mane").ball((0.14, 0.27, -0.13), (0.045, 0.06, 0.045), a.accent)


_FULL_TAIL = [(0, 0, 0.04), (0.05, 0.01, -0.1), (0.13, 0.06, -0.18), (0.18, 0.17, -0.2), (0.17, 0.27, -0.17)]


def _full_tail(p: Clay, a: Animal):
    p.tube(_FULL_TAIL, (0.04, 0.07, 0.088, 0.08, 0.028), a.coat)


def _bushy_tail(p: Clay, a: Animal):
    _full_tail(p, a)
    p.paint((0.175, 0.27, -0.175), (0.11, 0.085, 0.11), a.accent if "mask" not in a.marks else a.coat)


def _ringed_tail(p: Clay, a: Animal):
    _full_tail(p, a)
    for x, y, z in ((0.06, 0.02, -0.12), (0.13, 0.07, -0.18), (0.17, 0.145, -0.195), (0.178, 0.215, -0.19), (0.172, 0.285, -0.17)):
        p.moved(x, y, z, roll=-42 + y * 150).paint((0, 0, 0), (0.13, 0.017, 0.13), a.accent)


def _long_ringed_tail(p: Clay, a: Animal):
    """A lemur's."""
    points = [(0, 0, 0.02), (0.1, 0.02, -0.1), (0.22, 0.12, -0.14), (0.26, 0.3, -0.13), (0.22, 0.46, -0.1), (0.27, 0.58, -0.08)]
    p.tube(points, (0.036, 0.046, 0.05, 0.05, 0.046, 0.03), WHITE)
    for k in range(9):
        t = 0.6 + k * 0.55
        i, f = int(t), t - int(t)
        if i < 5:
            x, y, z = (u + (v - u) * f for u, v in zip(points[i], points[i + 1], strict=True))
            p.moved(x, y, z, roll=-60 if i < 2 else -10).paint((0, 0, 0), (0.1, 0.024, 0.1), a.accent)


def _puff_tail(p: Clay, a: Animal):
    p.ball((0.03, 0.0, -0.05), 0.07, a.belly if "wool" not in a.marks else a.accent)


def _curled_tail(p: Clay, a: Animal):
    points = [
        (0, 0, 0.02),
        (0.04, 0.03, -0.05),
        (0.075, 0.0, -0.06),
        (0.06, -0.035, -0.07),
        (0.025, -0.01, -0.08),
        (0.05, 0.05, -0.09),
        (0.09, 0.06, -0.09),
    ]
    p.tube(points, 0.017, shade(a.coat, 0.86))


def _swirled_tail(p: Clay, a: Animal):
    points = [(0, 0, 0.04), (0.12, 0.0, -0.1), (0.24, 0.08, -0.12), (0.27, 0.2, -0.11), (0.2, 0.27, -0.1), (0.15, 0.22, -0.1), (0.19, 0.17, -0.1)]
    p.tube(points, (0.03, 0.028, 0.026, 0.025, 0.024, 0.022, 0.018), a.coat)


def _stub_tail(p: Clay, a: Animal):
    p.tube([(0, 0, 0.03), (0.0, 0.035, -0.08)], (0.055, 0.022), a.coat)


def _plume(p: Clay, a: Animal):
    """A squirrel's: up behind the back and over."""
    points = [(0, 0, 0), (0.13, 0.02, -0.12), (0.23, 0.18, -0.15), (0.24, 0.38, -0.13), (0.3, 0.5, -0.12), (0.37, 0.45, -0.12)]
    p.of("tail").tube(points, (0.04, 0.085, 0.105, 0.11, 0.09, 0.05), a.accent)


def _striped_plume(p: Clay, a: Animal):
    points = [(0, 0, 0), (0.04, 0.06, -0.1), (0.1, 0.24, -0.15), (0.12, 0.4, -0.15), (0.2, 0.48, -0.15)]
    p.of("tail").tube(points, (0.05, 0.09, 0.11, 0.11, 0.06), a.coat)
    for (x, y, z), (dx, dy) in zip(points[1:], ((0, 0), (0.02, 0), (0.02, 0.03), (0.02, 0.04)), strict=True):
        p.of("tail").paint((x + dx, y + dy, z), (0.045, 0.13, 0.3), a.accent)


def _paddle(p: Clay, a: Animal):
    """A beaver's: broad and flat, seen beside the body."""
    q = p.of("tail").moved(0.14, 0.05, -0.1, roll=-52, pitch=-16)
    q.ball((0, 0.13, 0), (0.1, 0.18, 0.032), a.accent)
    for k in range(-3, 4):
        q.paint((0.035 * k, 0.13, 0), (0.005, 0.2, 0.2), shade(a.accent, 0.75), roll=28)
        q.paint((0.035 * k, 0.13, 0), (0.005, 0.2, 0.2), shade(a.accent, 0.75), roll=-28)


def _tapering_tail(p: Clay, a: Animal):
    points = [(0, 0, 0.06), (0.05, -0.03, -0.12), (0.17, -0.05, -0.26), (0.32, -0.04, -0.32), (0.44, 0.02, -0.3)]
    p.of("body").tube(points, (0.1, 0.085, 0.065, 0.045, 0.012), a.coat)


def _thick_tail(p: Clay, a: Animal):
    """A kangaroo's, which it leans on."""
    p.tube([(0, 0.05, 0.05), (0.1, -0.06, -0.12), (0.26, -0.12, -0.2), (0.42, -0.12, -0.22)], (0.1, 0.075, 0.05, 0.02), a.coat)


def _spiral_tail(p: Clay, a: Animal):
    points = [(0, 0, 0.05), (0.02, -0.02, -0.12)]
    for k in range(13):
        t = np.pi * 0.5 + k * 0.62
        r = 0.12 - 0.0082 * k
        points.append((0.04 + 0.003 * k, r * sin(t), -0.24 - r * cos(t)))
    p.tube(points, np.linspace(0.06, 0.018, len(points)), a.coat)


def _mane_tail(p: Clay, a: Animal):
    p.of("mane").tube([(0, 0.02, 0.03), (0.03, 0.04, -0.1), (0.07, -0.08, -0.16), (0.09, -0.24, -0.16)], (0.03, 0.055, 0.062, 0.02), a.accent)


def _rainbow_tail(p: Clay, a: Animal):
    for k, colour in enumerate(((240, 130, 190), (250, 214, 110), (120, 200, 230))):
        x = 0.045 * (k - 1)
        p.of("mane").tube([(0, 0.02, 0.03), (0.03 + x, 0.05, -0.1), (0.07 + 1.4 * x, -0.07, -0.17), (0.1 + 1.8 * x, -0.22, -0.17)],
                          (0.026, 0.045, 0.042, 0.014), colour)  # fmt: skip


def _tail_feathers(p: Clay, a: Animal, colours, long, spread=18):
    count = len(colours)
    for k, colour in enumerate(colours):
        q = p.of("tail").moved(0, 0, 0, yaw=0, roll=(k - (count - 1) / 2) * spread)
        q.ball((0, -long * 0.75, -0.012 + 0.004 * (k % 2)), (0.045, long, 0.018), colour, soft=False)


def _fan_tail(p: Clay, a: Animal):
    _tail_feathers(p, a, [shade(a.coat, tone) for tone in (0.85, 1.0, 0.85)], 0.13)


def _white_fan_tail(p: Clay, a: Animal):
    _tail_feathers(p, a, [shade(WHITE, tone) for tone in (0.93, 1.0, 0.97, 1.0, 0.93)], 0.13, 20)


def _long_feathers(p: Clay, a: Animal):
    _tail_feathers(p, a, [(40, 110, 210), a.coat, (40, 110, 210)], 0.25, 11)


def _cock_tail(p: Clay, a: Animal):
    for k, (colour, out) in enumerate((((40, 110, 90), 0.0), ((30, 70, 80), 0.05), ((50, 130, 100), 0.1), (shade(a.coat, 0.9), 0.15))):
        p.of("tail").moved(0, 0, 0, pitch=-52).tube(
            [(0.02 * k - 0.03, 0, 0), (0.03 * k - 0.04, 0.05, -0.12 - out * 0.3), (0.04 * k - 0.05, 0.02 - out, -0.24 + out * 0.4), (0.045 * k - 0.05, -0.1 - out, -0.27 + out)],
            (0.036, 0.04, 0.034, 0.012), colour, soft=False,
        )  # fmt: skip


def _peacock_tail(p: Clay, a: Animal):
    fan = p.of("tail").moved(0, 0, 0, pitch=-40)
    for row, (count, r, size) in enumerate(((11, 0.5, 0.075), (9, 0.35, 0.07))):
        for k in range(count):
            t = radians(-98 + 196 * k / (count - 1))
            q = fan.moved(r * sin(t), 0.16 + r * cos(t), -0.06 + 0.03 * row, roll=-98 + 196 * k / (count - 1))
            q.ball((0, -0.05, 0), (size, size * 1.9, 0.012), (34, 140, 96) if k % 2 else (46, 160, 110), soft=False)
            q.paint((0, 0.035, 0), (size * 0.72, size * 0.85, 0.1), (236, 190, 70))
            q.paint((0, 0.035, 0), (size * 0.5, size * 0.6, 0.1), (40, 170, 200))
            q.paint((0, 0.035, 0), (size * 0.27, size * 0.33, 0.1), (32, 44, 140))


TAILS = {
    "none": _nothing, "thin": _thin_tail, "string": _string_tail, "tuft": _tufted_tail, "bushy": _bushy_tail, "ring": _ringed_tail,
    "puff": _puff_tail, "curl": _curled_tail, "swirl": _swirled_tail, "fin": _nothing, "fluke": _nothing, "flippers": _nothing, "stub": _stub_tail,
    "striped": _striped_tail, "ringed long": _long_ringed_tail, "plume": _plume, "striped plume": _striped_plume, "paddle": _paddle,
    "taper": _tapering_tail, "thick": _thick_tail, "spiral": _spiral_tail, "mane": _mane_tail, "rainbow": _rainbow_tail, "fan": _fan_tail,
    "white fan": _white_fan_tail, "long feathers": _long_feathers, "cock": _cock_tail, "peacock": _peacock_tail,
}  # fmt: skip


# --- marks on a body --------------------------------------------------------------------------------------------------------------


def _bands(f: Figure, a: Animal):
    (w, d), (low, high) = f.girth, f.reach
    places = (
        (-0.5, 0.12, 0.56) if a.plan == "swimmer" else (-0.75, -0.45, -0.15, 0.15, 0.45) if a.plan == "quadruped" and a.eyes == "turret" else (0.3,)
    )
    for t in places:
        y = (low + high) / 2 + t * (high - low) / 2
        f.torso.of("body").paint((0, y, 0), (w * 2, 0.042, d * 2), a.accent)


def _chest(f: Figure, a: Animal):
    (_, d), pen = f.girth, f.torso.of("body")
    for y, xs in ((0.08, (-0.05, 0, 0.05)), (0.02, (-0.075, -0.025, 0.025, 0.075)), (-0.04, (-0.05, 0, 0.05))):
        for x in xs:
            pen.paint((x, y, d), (0.017, 0.023, 0.08), a.coat)


def _body_stripes(f: Figure, a: Animal):
    (w, d), (low, high) = f.girth, f.reach
    for t in (-0.8, -0.55, -0.3, -0.05, 0.2, 0.45, 0.68):
        y = (low + high) / 2 + t * (high - low) / 2
        f.torso.both(lambda q, y=y: q.of("body").paint((w * 0.75, y, -d * 0.4), (w * 0.8, 0.0215, d * 1.15), a.accent, roll=12))
    for pen, points, r in f.arms:
        for k in (0.45, 0.75):
            x, y, z = (np.array(points[0]) * (1 - k) + np.array(points[-1]) * k).tolist()
            pen.of("limb").paint((x, y, z), (r * 2, 0.014, r * 2), a.accent)


def _body_patches(f: Figure, a: Animal):
    (w, d), pen = f.girth, f.torso.of("body")
    for x, y, z, r in ((0.9, -0.08, -0.4, 0.115), (-0.9, 0.12, -0.3, 0.105), (-0.8, -0.17, -0.5, 0.09), (0.6, 0.2, -0.7, 0.085)):
        pen.paint((x * w, y, z * d), (r, r * 1.1, r), a.accent)


def _spots(f: Figure, a: Animal):
    (w, d), pen, colour = f.girth, f.torso.of("body"), shade(a.accent, 1.35)
    for k in range(14):
        t, y = k * 2.4, -0.19 + 0.028 * k
        pen.paint((w * sin(t), y, d * -abs(cos(t))), 0.026, colour)


def _rosettes(f: Figure, a: Animal):
    (w, d), pen = f.girth, f.torso.of("body")
    for k in range(26):
        t, y = k * 2.4, -0.26 + 0.0205 * k
        pen.paint((w * sin(t), y, -d * cos(t)), 0.031, a.accent)
        pen.paint((w * sin(t), y, -d * cos(t)), 0.015, shade(a.coat, 0.86))
    head = f.head.of("head")
    for x, y in ((-0.11, 0.11), (0, 0.13), (0.11, 0.11), (-0.06, 0.07), (0.06, 0.07), (-0.19, 0.0), (0.19, 0.0)):
        head.paint((x, y, 0.15), (0.021, 0.018, 0.15), a.accent)
    for q, points, _ in f.arms:
        for k in (0.35, 0.65):
            x, y, z = (np.array(points[0]) * (1 - k) + np.array(points[-1]) * k).tolist()
            q.of("limb").paint((x + 0.045, y, z + 0.02), 0.026, a.accent)


def _blotches(f: Figure, a: Animal):
    """A giraffe's."""
    (w, d), pen = f.girth, f.torso.of("body")
    for k in range(16):
        t, y = k * 2.4, -0.24 + 0.031 * k
        pen.paint((w * sin(t), y, -d * cos(t)), (0.05, 0.043, 0.05), a.accent)
    for k in range(12):
        t = k * 2.4
        f.neck.of("neck").paint((0.09 * sin(t), -0.16 + 0.04 * k, 0.09 * cos(t)), (0.04, 0.034, 0.04), a.accent)


def _body_wool(f: Figure, a: Animal):
    (w, d), (low, high), pen = f.girth, f.reach, f.torso.of("body")
    for k in range(34):
        t, y = k * 2.4, -1 + 2 * (k + 0.5) / 34
        r = (1 - y * y * 0.8) ** 0.5
        pen.ball((w * r * sin(t), (low + high) / 2 + y * (high - low) / 2 * 0.9, d * r * cos(t)), 0.066, shade(a.accent, 0.97 + 0.03 * (k % 2)))
    if a.neck:
        for k in range(14):
            t = k * 2.4
            f.neck.of("neck").ball((0.08 * sin(t), -0.2 + 0.026 * k, 0.08 * cos(t)), 0.06, a.accent)


def _mane_on_neck(f: Figure, a: Animal):
    """Behind the neck, where there is one to speak of."""
    if a.neck:
        for k in range(6):
            f.neck.of("mane").ball((0, -0.16 + 0.075 * k, -0.095), (0.03 if "crest" in a.marks else 0.055, 0.06, 0.055), a.accent)


def _ruff(f: Figure, a: Animal):
    f.torso.of("body").paint((0, 0.17, 0.12), (0.14, 0.13, 0.16), a.belly)


def _hump(f: Figure, a: Animal):
    f.torso.of("body").ball((0, 0.14, -0.11), (0.11, 0.13, 0.11), a.coat)


def _two_humps(f: Figure, a: Animal):
    (_, d) = f.girth
    for y in (0.1, -0.12):
        f.torso.of("hump", False).ball((0, y, -d * 0.9), (0.1, 0.085, 0.2), a.accent)


def _saddle(f: Figure, a: Animal):
    (w, d) = f.girth
    f.torso.of("body").paint((0, -0.12, -0.02), (w * 2, 0.12, d * 2), a.accent)


def _shell(f: Figure, a: Animal):
    (w, d) = f.girth
    s = f.torso.of("shell")
    s.ball((0, -0.02, -d * 0.35), (w * 1.28, 0.33, d * 1.25), a.accent, cuts=(((0, 0, 1), 0.25),), soft=False, shine=0.15)
    s.moved(0, -0.02, -d * 0.05, pitch=90).ring((w * 1.3, 0.335), 0.032, shade(a.accent, 1.35), pieces=20, soft=False)
    for x, y in ((0, 0), (0, 0.17), (0, -0.17), (0.1, 0.09), (-0.1, 0.09), (0.1, -0.09), (-0.1, -0.09)):
        s.paint((x * 1.1, y - 0.02, -d * 1.45), (0.062, 0.066, 0.17), shade(a.accent, 0.66))
        s.paint((x * 1.1, y - 0.02, -d * 1.45), (0.044, 0.047, 0.17), mix(a.accent, a.coat, 0.45))


def _scutes(f: Figure, a: Animal):
    (_, d) = f.girth
    for k in range(6):
        for x in (-0.05, 0.05):
            f.torso.of("spines").shape("cone", (x, 0.22 - 0.095 * k, -d * 0.86), (0.034, 0.075, 0.034), a.accent, pitch=-90)


def _pouch(f: Figure, a: Animal):
    (w, d) = f.girth
    f.torso.of("pouch").ball((0, -0.1, d * 0.42), (w * 0.72, 0.085, d * 0.68), shade(a.belly, 0.9), soft=False)
    f.torso.of("line").tube([(-w * 0.58, -0.04, d * 0.75), (0, -0.06, d * 1.06), (w * 0.58, -0.04, d * 0.75)], 0.008, shade(a.coat, 0.6), soft=False)


def _back_stripe(f: Figure, a: Animal):
    (w, d) = f.girth
    f.torso.both(lambda q: q.of("body").paint((0.055, 0, -d), (0.04, 0.5, d * 0.9), a.accent))


def _grey_body(f: Figure, a: Animal):
    (w, d) = f.girth
    f.torso.of("body").paint((0, 0, -d * 0.5), (w * 1.5, 0.5, d * 1.2), (150, 148, 152))
    f.torso.of("body").paint((0, 0, d), (w * 1.2, 0.5, d * 0.7), a.belly)


def _silver_back(f: Figure, a: Animal):
    (w, d) = f.girth
    f.torso.of("body").paint((0, 0.0, -d), (w * 1.2, 0.18, d * 0.9), a.accent)


def _dots(f: Figure, a: Animal):
    (w, d) = f.girth
    for k in range(12):
        t = k * 2.4
        f.torso.of("body").paint((w * sin(t), -0.16 + 0.03 * k, d * cos(t)), 0.03, a.accent)


def _spines_on_back(f: Figure, a: Animal):
    (w, d) = f.girth
    s = f.torso.of("spines")
    s.ball((0, 0.0, -0.05), (w * 1.02, 0.2, d * 0.95), a.accent)
    for k in range(15):
        t, y = radians(100 + 160 * ((k * 0.618) % 1)), -0.14 + 0.02 * k
        q = s.moved(w * 0.9 * sin(t), y, d * 0.9 * cos(t), yaw=float(np.degrees(t)))
        q.shape("cone", (0, 0, 0), (0.034, 0.1, 0.034), shade(a.accent, 1.18 if k % 2 else 0.92), pitch=74, soft=False)


def _spout(f: Figure, a: Animal):
    """Water from a whale's back."""
    (_, d) = f.girth
    w = f.pen.of("water").moved(0, d * 0.94, 0.08)
    for lean in (-34, 0, 34):
        w.moved(roll=lean).tube([(0, 0, 0), (0, 0.1, 0), (0.0, 0.16, 0)], (0.014, 0.02, 0.012), (190, 226, 250), soft=False)
        w.moved(roll=lean * 1.5).ball((0, 0.19, 0), 0.026, (214, 238, 252), soft=False)


def _shark_teeth(f: Figure, a: Animal):
    for k in range(-3, 4):
        f.head.of("tooth").shape("cone", (0.022 * k, -0.058, 0.185 - 0.004 * k * k), (0.013, 0.03, 0.01), WHITE, pitch=180, soft=False)


def _tongue(f: Figure, a: Animal):
    f.head.of("tongue").tube([(0, -0.07, 0.17), (0, -0.09, 0.25)], 0.011, (226, 60, 80), soft=False)
    f.head.both(lambda q: q.of("tongue").tube([(0, -0.09, 0.25), (0.025, -0.095, 0.285)], 0.008, (226, 60, 80), soft=False))


BODY_MARKS: dict[str, Callable[[Figure, Animal], None]] = {
    "bands": _bands, "chest": _chest, "stripes": _body_stripes, "patches": _body_patches, "spots": _spots, "rosettes": _rosettes,
    "blotches": _blotches, "wool": _body_wool, "forelock": _mane_on_neck, "crest": _mane_on_neck, "ruff": _ruff, "hump": _hump,
    "two humps": _two_humps, "saddle": _saddle, "shell": _shell, "scutes": _scutes, "pouch": _pouch, "back stripe": _back_stripe,
    "grey body": _grey_body, "silver back": _silver_back, "dots": _dots, "spines": _spines_on_back, "spout": _spout, "shark teeth": _shark_teeth,
    "tongue": _tongue,
}  # fmt: skip
