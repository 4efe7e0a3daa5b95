"""The animals: feet at (0, 0), head around (0, -0.47), y upwards is negative. Ears, muzzles, tails and marks are functions, by name."""

from math import cos, pi, sin

from foundry.world.draw.garments import GARMENTS, SLEEVED
from foundry.world.draw.pen import Pen, shade
from foundry.world.scenes import COLOURS, Animal, Colour, Scene

HEAD = -0.47
WHITE, MOUTH = (252, 252, 252), (70, 50, 50)


def _nothing(p: Pen, a: Animal):
    pass


# --- tails -------------------------------------------------------------------------------------------------------------------------

_LONG_TAIL = [(0.10, -0.07), (0.20, -0.06), (0.27, -0.13), (0.28, -0.22)]


def _thin_tail(p: Pen, a: Animal):
    p.stroke(_LONG_TAIL, 0.042, a.coat, True)


def _string_tail(p: Pen, a: Animal):
    p.stroke(_LONG_TAIL, 0.022, shade(a.coat, 0.9), True)


def _tufted_tail(p: Pen, a: Animal):
    _thin_tail(p, a)
    p.ellipse(0.285, -0.25, 0.035, 0.05, a.accent)


def _full_tail(p: Pen, a: Animal):
    p.blob([(0.08, -0.05), (0.22, -0.02), (0.32, -0.16), (0.30, -0.32), (0.22, -0.26), (0.20, -0.16), (0.10, -0.12)], a.coat)


def _bushy_tail(p: Pen, a: Animal):
    _full_tail(p, a)
    p.blob([(0.325, -0.22), (0.30, -0.32), (0.235, -0.27), (0.27, -0.23)], a.accent)


def _ringed_tail(p: Pen, a: Animal):
    _full_tail(p, a)
    for x, y, tilt in ((0.20, -0.09, -50), (0.262, -0.17, -20), (0.268, -0.255, 5)):
        p.ellipse(x, y, 0.052, 0.017, a.accent, False, tilt)


def _puff_tail(p: Pen, a: Animal):
    p.ellipse(0.15, -0.08, 0.055, 0.055, a.belly)


def _curled_tail(p: Pen, a: Animal):
    p.stroke([(0.12, -0.10), (0.18, -0.09), (0.20, -0.13), (0.17, -0.15), (0.16, -0.12), (0.20, -0.10)], 0.018, shade(a.coat, 0.85))


def _swirled_tail(p: Pen, a: Animal):
    p.stroke([(0.10, -0.06), (0.22, -0.04), (0.28, -0.14), (0.24, -0.24), (0.19, -0.20), (0.22, -0.16)], 0.026, a.coat, True)


TAILS = {
    "none": _nothing, "thin": _thin_tail, "string": _string_tail, "tuft": _tufted_tail, "bushy": _bushy_tail, "ring": _ringed_tail,
    "puff": _puff_tail, "curl": _curled_tail, "swirl": _swirled_tail,
    "fin": _nothing,  # a fish stands on its tail: `_fish_body` draws it
}  # fmt: skip


# --- bodies and arms ---------------------------------------------------------------------------------------------------------------


def _fish_body(p: Pen, a: Animal):
    p.blob([(0, -0.10), (0.07, -0.06), (0.17, -0.01), (0.08, 0.015), (0, -0.01), (-0.08, 0.015), (-0.17, -0.01), (-0.07, -0.06)], a.ear_inner)
    p.blob([(0, -0.04), (0.08, -0.14), (0.15, -0.30), (0.10, -0.42), (-0.10, -0.42), (-0.15, -0.30), (-0.08, -0.14)], a.coat)
    p.blob([(0, -0.07), (0.05, -0.14), (0.085, -0.26), (0.05, -0.36), (-0.05, -0.36), (-0.085, -0.26), (-0.05, -0.14)], a.belly, False)


def _standing_body(p: Pen, a: Animal):
    feet = (0.075, -0.012, 0.068, 0.03) if a.muzzle in ("beak", "bill") else (0.078, -0.022, 0.06, 0.038)
    p.pair(*feet, a.feet or shade(a.coat, 0.9))
    p.blob([(0, -0.02), (0.11, -0.04), (0.15, -0.14), (0.12, -0.30), (0.06, -0.37), (-0.06, -0.37), (-0.12, -0.30), (-0.15, -0.14), (-0.11, -0.04)],
           a.accent if "wool" in a.marks else a.coat)  # fmt: skip
    p.ellipse(0, -0.16, 0.085, 0.12, a.belly, False)


def _fin(p: Pen, a: Animal, sleeve: Colour | None):
    p.blob([(0.11, -0.31), (0.20, -0.27), (0.25, -0.17), (0.19, -0.18), (0.12, -0.22)], a.ear_inner)


def _wing(p: Pen, a: Animal, sleeve: Colour | None):
    p.blob([(0.09, -0.32), (0.155, -0.27), (0.175, -0.17), (0.15, -0.10), (0.115, -0.17)], sleeve or a.coat)


def _paw(p: Pen, a: Animal, sleeve: Colour | None):
    p.blob([(0.085, -0.32), (0.135, -0.30), (0.165, -0.21), (0.16, -0.145), (0.125, -0.15), (0.105, -0.22)], sleeve or shade(a.coat, 0.95))
    p.ellipse(0.143, -0.145, 0.031, 0.031, a.feet or shade(a.coat, 0.9))


ARMS = {"fin": _fin, "wing": _wing, "paw": _paw}


# --- ears: the right one; the centre of the head is (0, 0) -------------------------------------------------------------------------


def _pointed_ear(p: Pen, a: Animal):
    z = a.ear_size
    p.blob([(0.06, -0.12), (0.11, -0.16 - 0.07 * z), (0.135, -0.17 - 0.085 * z), (0.17, -0.12), (0.17, -0.03)], a.coat)
    p.blob([(0.095, -0.125), (0.126, -0.14 - 0.065 * z), (0.152, -0.09)], a.ear_inner, False)


def _round_ear(p: Pen, a: Animal):
    z, r = a.ear_size, 0.068 * a.ear_size
    p.ellipse(0.135, -0.105 - 0.02 * z, r, r, a.ear_rim or a.coat)
    p.ellipse(0.135, -0.102 - 0.02 * z, r * 0.6, r * 0.6, a.ear_inner, False)


def _fluffy_ear(p: Pen, a: Animal):
    r = 0.08 * a.ear_size
    for dx, dy in ((0.03, -0.03), (0.045, 0.01), (0.02, 0.045), (0, 0)):
        p.ellipse(0.165 + dx, -0.07 + dy, r * 0.75, r * 0.75, a.coat, dx > 0)
    p.ellipse(0.175, -0.06, r * 0.55, r * 0.6, a.ear_inner, False)


def _long_ear(p: Pen, a: Animal):
    p.blob([(0.035, -0.12), (0.03, -0.26), (0.075, -0.36), (0.115, -0.27), (0.105, -0.11)], a.coat)
    p.blob([(0.055, -0.14), (0.055, -0.26), (0.077, -0.32), (0.095, -0.26), (0.088, -0.13)], a.ear_inner, False)


def _side_ear(p: Pen, a: Animal):
    z = a.ear_size
    p.blob([(0.13, -0.075), (0.19, -0.115 * z), (0.245 * max(z, 0.95), -0.07), (0.20, -0.025), (0.14, -0.03)], a.coat)
    p.blob([(0.155, -0.068), (0.19, -0.09 * z), (0.22, -0.068), (0.19, -0.045)], a.ear_inner, False)


def _fan_ear(p: Pen, a: Animal):
    p.blob([(0.10, -0.12), (0.19, -0.16), (0.27, -0.09), (0.27, 0.03), (0.20, 0.10), (0.11, 0.05)], a.coat)
    p.blob([(0.14, -0.08), (0.20, -0.11), (0.24, -0.06), (0.24, 0.02), (0.19, 0.06), (0.14, 0.03)], a.ear_inner, False)


def _tufted_ear(p: Pen, a: Animal):
    p.blob([(0.05, -0.13), (0.12, -0.16), (0.175, -0.215), (0.175, -0.10), (0.15, -0.04)], a.coat)


def _bump(p: Pen, a: Animal):
    p.ellipse(0.095, -0.13, 0.062, 0.062, a.coat)


def _back_fin(p: Pen, a: Animal):
    p.blob([(0.0, -0.12), (0.02, -0.22), (0.07, -0.235), (0.10, -0.20), (0.09, -0.12)], a.ear_inner)


def _floppy_ear(p: Pen, a: Animal):
    z = a.ear_size
    p.blob([(0.10, -0.145), (0.165, -0.12), (0.205, -0.02), (0.20, 0.02 + 0.06 * z), (0.155, 0.03 + 0.06 * z), (0.135, -0.03)], a.ear_inner)


def _flap_ear(p: Pen, a: Animal):
    p.blob([(0.07, -0.13), (0.13, -0.20), (0.185, -0.16), (0.16, -0.06), (0.13, -0.10)], a.ear_inner)


EARS_BEHIND = {
    "none": _nothing, "point": _pointed_ear, "round": _round_ear, "fluff": _fluffy_ear, "long": _long_ear, "side": _side_ear,
    "fan": _fan_ear, "tuft": _tufted_ear, "bump": _bump, "fin": _back_fin,
}  # fmt: skip
EARS_IN_FRONT = {"floppy": _floppy_ear, "flap": _flap_ear}


# --- marks: where an animal has several, they are drawn in the order of the tables -------------------------------------------------


def _chest_bands(p: Pen, a: Animal):
    p.band(-0.13, 0.13, -0.20, -0.165, a.accent, 0.02, False)


def _chest(p: Pen, a: Animal):
    for row, xs in ((-0.23, (-0.04, 0, 0.04)), (-0.18, (-0.06, -0.02, 0.02, 0.06)), (-0.13, (-0.04, 0, 0.04))):
        for x in xs:
            p.ellipse(x, row, 0.013, 0.016, a.coat, False)


def _body_stripes(p: Pen, a: Animal):
    for y in (-0.10, -0.17, -0.24):
        p.both(Pen.shape, [(0.075, y), (0.15, y - 0.025), (0.148, y + 0.012)], a.accent, False)


def _body_patches(p: Pen, a: Animal):
    p.blob([(0.13, -0.20), (0.06, -0.24), (0.04, -0.15), (0.09, -0.09), (0.145, -0.12)], a.accent, False)


def _spots(p: Pen, a: Animal):
    for x, y in ((0.115, -0.12), (0.12, -0.20), (0.095, -0.27), (-0.118, -0.16), (-0.105, -0.24), (-0.10, -0.08)):
        p.ellipse(x, y, 0.014, 0.014, shade(a.accent, 1.5), False)


def _body_wool(p: Pen, a: Animal):
    for k in range(9):
        turn = pi * (0.12 + 0.22 * k)
        p.ellipse(0.125 * sin(turn), -0.19 + 0.135 * cos(turn), 0.045, 0.045, a.accent)
    p.ellipse(0, -0.19, 0.115, 0.12, a.accent, False)


ON_THE_BODY = {
    "bands": _chest_bands, "chest": _chest, "stripes": _body_stripes, "patches": _body_patches, "spots": _spots, "wool": _body_wool,
}  # fmt: skip


def _mane(p: Pen, a: Animal):
    for k in range(14):
        turn = 2 * pi * k / 14
        p.ellipse(0.165 * sin(turn), 0.145 * cos(turn), 0.07, 0.07, a.accent)
    p.ellipse(0, 0, 0.18, 0.16, a.accent, False)


def _spines(p: Pen, a: Animal):
    ring = []
    for k in range(22):
        turn = pi * (0.72 + (2 - 0.44) * k / 21)
        r = 0.265 if k % 2 else 0.18
        ring.append((r * sin(turn), 0.95 * r * cos(turn) - 0.005))
    p.shape(ring, a.accent)


def _antlers(p: Pen, a: Animal):
    for branch in (
        [(0.06, -0.13), (0.10, -0.22), (0.16, -0.27)],
        [(0.09, -0.20), (0.085, -0.25), (0.10, -0.30)],
        [(0.12, -0.235), (0.17, -0.215)],
    ):
        p.both(Pen.stroke, branch, 0.022, a.accent)


def _horns(p: Pen, a: Animal):
    p.both(Pen.blob, [(0.07, -0.13), (0.10, -0.20), (0.14, -0.21), (0.125, -0.12)], (226, 208, 170))


def _crest(p: Pen, a: Animal):
    p.blob([(-0.05, -0.12), (-0.045, -0.20), (0, -0.23), (0.045, -0.20), (0.05, -0.12)], a.accent)


BEHIND_THE_HEAD = {"mane": _mane, "spines": _spines, "antlers": _antlers, "horns": _horns, "crest": _crest}


def _mask(p: Pen, a: Animal):
    p.both(Pen.blob, [(0.0, -0.015), (0.07, -0.055), (0.15, -0.02), (0.165, 0.06), (0.09, 0.06), (0.02, 0.03)], a.accent, False)
    p.both(Pen.stroke, [(0.03, -0.075), (0.08, -0.09), (0.14, -0.06)], 0.024, (232, 232, 236))


def _eyepatch(p: Pen, a: Animal):
    p.pair(0.078, 0.0, 0.046, 0.06, a.accent, False, 25)


def _cheeks(p: Pen, a: Animal):
    p.both(Pen.blob, [(0.0, 0.06), (0.07, 0.015), (0.17, 0.02), (0.16, 0.09), (0.08, 0.145), (0.0, 0.14)], a.accent, False)


def _face_stripes(p: Pen, a: Animal):
    p.shape([(-0.014, -0.15), (0.014, -0.15), (0, -0.07)], a.accent, False)
    p.both(Pen.shape, [(0.04, -0.145), (0.065, -0.13), (0.035, -0.075)], a.accent, False)
    for y in (0.0, 0.045, 0.09):
        p.both(Pen.shape, [(0.17, y - 0.022), (0.168, y + 0.012), (0.105, y + 0.004)], a.accent, False)


def _tabby(p: Pen, a: Animal):
    for x in (-0.04, 0, 0.04):
        p.stroke([(x, -0.14), (x * 0.8, -0.085)], 0.018, a.accent)


def _patch(p: Pen, a: Animal):
    p.blob([(0.03, -0.04), (0.09, -0.10), (0.14, -0.03), (0.12, 0.05), (0.06, 0.05)], a.accent, False)


def _face_patches(p: Pen, a: Animal):
    p.blob([(-0.03, -0.06), (-0.09, -0.13), (-0.16, -0.06), (-0.15, 0.04), (-0.07, 0.05)], a.accent, False)


def _face_bands(p: Pen, a: Animal):
    p.band(-0.17, 0.17, -0.105, -0.07, a.accent, -0.03, False)
    p.both(Pen.blob, [(0.135, 0.02), (0.175, -0.02), (0.178, 0.07), (0.15, 0.10)], a.accent, False)


def _hood(p: Pen, a: Animal):
    p.both(Pen.ellipse, 0.062, 0.015, 0.075, 0.085, a.accent, False)
    p.ellipse(0, 0.075, 0.10, 0.06, a.accent, False)


def _discs(p: Pen, a: Animal):
    p.pair(0.078, 0.0, 0.078, 0.08, a.accent)


def _curl(p: Pen, a: Animal):
    p.stroke([(0, -0.14), (0.01, -0.19), (0.05, -0.20), (0.06, -0.175)], 0.022, shade(a.accent, 0.9))


def _face_wool(p: Pen, a: Animal):
    for x, y in ((-0.10, -0.11), (-0.05, -0.145), (0.0, -0.155), (0.05, -0.145), (0.10, -0.11)):
        p.ellipse(x, y, 0.048, 0.045, a.accent)
    p.ellipse(0, -0.115, 0.09, 0.035, a.accent, False)


ON_THE_FACE = {
    "mask": _mask, "eyepatch": _eyepatch, "cheeks": _cheeks, "stripes": _face_stripes, "tabby": _tabby, "patch": _patch,
    "patches": _face_patches, "bands": _face_bands, "hood": _hood, "discs": _discs, "curl": _curl, "wool": _face_wool,
}  # fmt: skip


def _whiskers(p: Pen, a: Animal):
    for y, dy in ((0.06, -0.012), (0.082, 0.012)):
        p.both(Pen.stroke, [(0.085, y), (0.175, y + dy)], 0.006, (90, 84, 90))


def _teeth(p: Pen, a: Animal):
    p.pair(0.011, 0.118, 0.011, 0.018, (255, 255, 255))


OVER_THE_MUZZLE = {"whiskers": _whiskers, "teeth": _teeth}
MARKS = {*ON_THE_BODY, *BEHIND_THE_HEAD, *ON_THE_FACE, *OVER_THE_MUZZLE}


def _mark(p: Pen, a: Animal, table: dict):
    for name, mark in table.items():
        if name in a.marks:
            mark(p, a)


# --- eyes and muzzles --------------------------------------------------------------------------------------------------------------


def _eyes(p: Pen, a: Animal):
    x, y, r = (0.095, -0.14, 0.03) if a.ear == "bump" else (0.078, -0.005, 0.027)
    if a.ear in ("bump", "fin") or "discs" in a.marks:
        p.pair(x, y, r * 1.55, r * 1.55, WHITE)
    elif "eyepatch" in a.marks or "mask" in a.marks or sum(a.coat) < 240:  # else dark eyes on dark ground
        p.pair(x, y, r * 1.3, r * 1.35, WHITE, False)
    p.pair(x, y, r, r * 1.12, (34, 28, 32), False)
    for side in (-x, x):
        p.ellipse(side + 0.008, y - 0.011, 0.0095, 0.0095, (255, 255, 255), False)


def _snout(p: Pen, a: Animal):
    p.ellipse(0, 0.075, 0.082, 0.06, a.muzzle_colour, False)
    p.stroke([(-0.035, 0.098), (-0.018, 0.108), (0, 0.095), (0.018, 0.108), (0.035, 0.098)], 0.011, MOUTH)
    p.ellipse(0, 0.052, 0.028, 0.02, a.nose, False)


def _flat_nose(p: Pen, a: Animal):
    p.ellipse(0, 0.045, 0.04, 0.062, a.nose, False)
    p.stroke([(-0.03, 0.118), (0, 0.125), (0.03, 0.118)], 0.01, MOUTH)


def _pig_snout(p: Pen, a: Animal):
    dark = shade(a.nose, 0.8)
    p.ellipse(0, 0.06, 0.066, 0.046, a.muzzle_colour)
    p.pair(0.024, 0.06, 0.011, 0.017, dark, False)
    p.stroke([(-0.03, 0.12), (0, 0.128), (0.03, 0.12)], 0.01, dark)


def _broad_muzzle(p: Pen, a: Animal):
    dark = shade(a.nose, 0.8)
    p.ellipse(0, 0.09, 0.108, 0.066, a.muzzle_colour)
    p.pair(0.045, 0.075, 0.013, 0.018, dark, False)
    p.stroke([(-0.04, 0.115), (0, 0.125), (0.04, 0.115)], 0.01, dark)


def _bare_face(p: Pen, a: Animal):
    dark = shade(a.nose, 0.8)
    p.blob([(0, -0.06), (0.07, -0.075), (0.125, -0.01), (0.10, 0.07), (0.095, 0.12), (0, 0.15), (-0.095, 0.12), (-0.10, 0.07), (-0.125, -0.01),
            (-0.07, -0.075)], a.muzzle_colour, False)  # fmt: skip
    p.pair(0.014, 0.052, 0.008, 0.007, dark, False)
    p.stroke([(-0.05, 0.09), (-0.02, 0.112), (0.02, 0.112), (0.05, 0.09)], 0.012, dark)


def _beak(p: Pen, a: Animal):
    p.shape([(-0.036, 0.03), (0.036, 0.03), (0, 0.095)], a.nose)


def _bill(p: Pen, a: Animal):
    p.blob([(0, 0.035), (0.06, 0.045), (0.098, 0.075), (0.05, 0.10), (0, 0.108), (-0.05, 0.10), (-0.098, 0.075), (-0.06, 0.045)], a.nose)
    p.stroke([(-0.06, 0.078), (0, 0.085), (0.06, 0.078)], 0.009, shade(a.nose, 0.7))


def _wide_mouth(p: Pen, a: Animal):
    p.ellipse(0, 0.085, 0.13, 0.055, a.belly, False)
    p.stroke([(-0.12, 0.04), (-0.06, 0.072), (0, 0.08), (0.06, 0.072), (0.12, 0.04)], 0.013, shade(a.coat, 0.45))
    p.pair(0.018, 0.02, 0.007, 0.006, shade(a.coat, 0.5), False)


def _lips(p: Pen, a: Animal):
    p.pair(0.02, 0.082, 0.026, 0.017, (240, 96, 90), False, 15)
    p.ellipse(0, 0.098, 0.034, 0.015, (226, 78, 78), False)


def _trunk(p: Pen, a: Animal):
    p.stroke([(0, 0.01), (0.0, 0.09), (0.015, 0.15), (0.055, 0.175), (0.085, 0.155)], 0.052, shade(a.coat, 0.96), True)
    for y in (0.06, 0.095, 0.13):
        p.stroke([(-0.016, y), (0.016, y)], 0.007, shade(a.coat, 0.78))
    p.both(Pen.blob, [(0.045, 0.075), (0.06, 0.145), (0.075, 0.08)], (252, 248, 238))


MUZZLES = {
    "snout": _snout, "flat": _flat_nose, "pig": _pig_snout, "broad": _broad_muzzle, "face": _bare_face, "beak": _beak, "bill": _bill,
    "wide": _wide_mouth, "lips": _lips, "trunk": _trunk,
}  # fmt: skip
UNDER_THE_EYES = {"face"}  # the other muzzles are drawn over them

# What an `Animal` may name.
KINDS = {"ear": {*EARS_BEHIND, *EARS_IN_FRONT}, "muzzle": MUZZLES, "tail": TAILS, "marks": MARKS, "arms": ARMS}


# --- the whole ---------------------------------------------------------------------------------------------------------------------

_SKULL = [(0, -0.172), (0.10, -0.145), (0.168, -0.055), (0.17, 0.06), (0.10, 0.14), (0, 0.157), (-0.10, 0.14), (-0.17, 0.06), (-0.168, -0.055),
          (-0.10, -0.145)]  # fmt: skip


def _head(p: Pen, a: Animal):
    _mark(p, a, BEHIND_THE_HEAD)
    p.both(EARS_BEHIND.get(a.ear, _nothing), a)
    p.blob(_SKULL, a.coat)
    _mark(p, a, ON_THE_FACE)
    p.both(EARS_IN_FRONT.get(a.ear, _nothing), a)
    features = [_eyes, MUZZLES[a.muzzle]]
    for draw in reversed(features) if a.muzzle in UNDER_THE_EYES else features:
        draw(p, a)
    _mark(p, a, OVER_THE_MUZZLE)


def draw_animal(pen: Pen, scene: Scene, a: Animal):
    """Draws `a` in the pose of `scene`, wearing what the scene says."""
    worn, colour = GARMENTS.get(scene.garment, {}), COLOURS.get(scene.colour)

    def wear(moment: str, on: Pen = pen):
        if moment in worn:
            worn[moment](on, colour)

    # Turned about the neck, then moved so that the head's own centre is (0, 0).
    head = pen.moved(degrees=(scene.tilt - 0.5) * 18, about=(0, -0.33)).moved(y=HEAD)
    wear("behind the tail")
    TAILS[a.tail](pen, a)
    wear("behind the body")
    (_fish_body if a.tail == "fin" else _standing_body)(pen, a)
    _mark(pen, a, ON_THE_BODY)
    wear("under the arms")
    for side, raised in ((pen.moved(mirror=True), 55 * (1 - scene.arms)), (pen, 100 * scene.arms)):
        ARMS[a.arms](side.moved(degrees=-20 - raised, about=(0.105, -0.29)), a, colour if scene.garment in SLEEVED else None)
    wear("over the arms")
    _head(head.stretched(*a.head), a)
    wear("over the head")
    wear("on the head", head)
