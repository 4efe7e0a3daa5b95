"""Heads: the centre of the skull is (0, 0, 0), z points forwards. Ears, muzzles and what grows on a head are functions, by name."""

from math import cos, radians, sin

import numpy as np

from foundry.world.animals import Animal
from foundry.world.draw.pen import mix, shade
from foundry.world.draw.solid import Clay

WHITE, MOUTH, INK, IVORY = (252, 252, 252), (84, 52, 52), (34, 26, 30), (250, 244, 226)
SKULL = (0.2, 0.185, 0.185)


def _nothing(p: Clay, a: Animal):
    pass


# --- ears: the left one, drawn twice ----------------------------------------------------------------------------------------------


def _pointed_ear(p: Clay, a: Animal):
    z = a.ear_size
    q = p.moved(0.105, 0.11, -0.01, roll=-22, yaw=16)
    q.shape("dome", (0, 0, 0), (0.074, 0.115 + 0.085 * z, 0.045), a.coat)
    q.shape("dome", (0, 0.0, 0.022), (0.046, 0.08 + 0.075 * z, 0.03), a.ear_inner, soft=False)


def _round_ear(p: Clay, a: Animal):
    r = 0.082 * a.ear_size
    q = p.moved(0.135, 0.11 + 0.03 * a.ear_size, -0.02, yaw=20)
    q.ball((0, 0, 0), (r, r, 0.036), a.ear_rim or a.coat)
    q.ball((0, -0.006, 0.022), (r * 0.64, r * 0.64, 0.024), a.ear_inner, soft=False)


def _fluffy_ear(p: Clay, a: Animal):
    r = 0.1 * a.ear_size
    q = p.moved(0.185, 0.09, -0.02, yaw=12)
    for dx, dy in ((0.035, 0.035), (0.05, -0.015), (0.02, -0.055), (0, 0)):
        q.ball((dx, dy, 0), (r * 0.72, r * 0.72, 0.05), a.coat)
    q.ball((0.018, -0.008, 0.04), (r * 0.62, r * 0.62, 0.03), a.ear_inner, soft=False)


def _long_ear(p: Clay, a: Animal):
    z = a.ear_size
    q = p.moved(0.075, 0.13, -0.02, roll=-10)
    q.ball((0, 0.15 * z, 0), (0.056, 0.19 * z, 0.034), a.coat)
    q.ball((0, 0.155 * z, 0.018), (0.032, 0.145 * z, 0.026), a.ear_inner, soft=False)


def _side_ear(p: Clay, a: Animal):
    z = a.ear_size
    q = p.moved(0.16, 0.085, -0.03, roll=-72, yaw=10)
    q.ball((0, 0.075 * z, 0), (0.048, 0.105 * z, 0.03), a.coat)
    q.ball((0, 0.08 * z, 0.018), (0.028, 0.075 * z, 0.022), a.ear_inner, soft=False)


def _fan_ear(p: Clay, a: Animal):
    z = a.ear_size
    q = p.moved(0.26 * z**0.5, 0.02, -0.05, yaw=28, roll=8)
    q.ball((0, 0, 0), (0.155 * z, 0.185 * z, 0.03), a.coat)
    q.ball((-0.005, -0.01, 0.018), (0.11 * z, 0.135 * z, 0.022), a.ear_inner, soft=False)


def _tufted_ear(p: Clay, a: Animal):
    z = a.ear_size
    p.moved(0.105, 0.1, 0.02, roll=-32).shape("cone", (0, 0, 0), (0.06, 0.19 * z, 0.04), a.ear_rim or a.coat)


def _bump(p: Clay, a: Animal):
    p.ball((0.105, 0.15, 0.03), 0.078, a.coat)


def _back_fin(p: Clay, a: Animal):
    pass  # a fish's fin stands on its back: `bodies` draws it


def _floppy_ear(p: Clay, a: Animal):
    z = a.ear_size
    q = p.moved(0.165, 0.10, 0.0, roll=14, yaw=14)
    q.ball((0.02, -0.02 - 0.065 * z, 0), (0.062, 0.07 + 0.075 * z, 0.034), a.ear_inner, soft=False)


def _flap_ear(p: Clay, a: Animal):
    z = a.ear_size
    q = p.moved(0.115, 0.15, -0.01, roll=-24, yaw=10)
    q.ball((0, 0.02, 0), (0.06, 0.06 * z, 0.034), a.ear_inner)
    q.moved(0.02, 0.05, 0.025, roll=-24, pitch=28).ball((0.02, -0.045 * z, 0.012), (0.055, 0.075 * z, 0.022), a.ear_inner, soft=False)


def _leaf_ear(p: Clay, a: Animal):
    """Upright and slim, as a horse's."""
    z = a.ear_size
    q = p.moved(0.085, 0.15, -0.04, roll=-14)
    q.ball((0, 0.05 * z, 0), (0.042, 0.10 * z, 0.032), a.coat)
    q.ball((0, 0.05 * z, 0.016), (0.023, 0.07 * z, 0.023), a.ear_inner, soft=False)


EARS = {
    "none": _nothing, "point": _pointed_ear, "round": _round_ear, "fluff": _fluffy_ear, "long": _long_ear, "side": _side_ear, "fan": _fan_ear,
    "tuft": _tufted_ear, "bump": _bump, "fin": _back_fin, "floppy": _floppy_ear, "flap": _flap_ear, "leaf": _leaf_ear,
}  # fmt: skip


# --- muzzles ----------------------------------------------------------------------------------------------------------------------


def _smile(p: Clay, y: float, z: float, width: float, colour=MOUTH, depth=0.022):
    """A mouth as a line; its middle lies at (0, y, z)."""
    p.of("line").tube([(-width, y + depth * 0.8, z - width * 0.3), (-width / 2, y, z - width * 0.1), (0, y - depth * 0.3, z),
                       (width / 2, y, z - width * 0.1), (width, y + depth * 0.8, z - width * 0.3)], 0.0085, colour, soft=False)  # fmt: skip


def _nose(p: Clay, a: Animal, y: float, z: float, r: float):
    p.of("nose").ball((0, y, z), (r, r * 0.72, r * 0.62), a.nose, shine=0.7, soft=False)


def _snout(p: Clay, a: Animal):
    reach = a.reach
    z = 0.10 + 0.075 * reach
    p.ball((0, -0.062, z), (0.098 - 0.012 * (reach - 1), 0.07, 0.055 + 0.05 * reach), a.muzzle_colour)
    tip = z + 0.055 + 0.05 * reach
    _nose(p, a, -0.032, tip - 0.008, 0.036)
    p.of("line").tube([(0, -0.055, tip), (0, -0.082, tip - 0.004)], 0.007, MOUTH, soft=False)
    _smile(p, -0.084, tip - 0.002, 0.05)


def _flat_nose(p: Clay, a: Animal):
    p.of("nose").ball((0, -0.035, 0.18), (0.048, 0.07, 0.042), a.nose, shine=0.5, soft=False)
    _smile(p, -0.118, 0.155, 0.045)


def _pig_snout(p: Clay, a: Animal):
    p.ball((0, -0.05, 0.17), (0.085, 0.068, 0.075), a.muzzle_colour, soft=False)
    p.both(lambda q: q.of("nose").ball((0.03, -0.045, 0.238), (0.016, 0.024, 0.012), shade(a.nose, 0.8), soft=False))
    _smile(p, -0.128, 0.15, 0.05)


def _broad_muzzle(p: Clay, a: Animal):
    """As a cow's or a horse's: long, and wider at the end."""
    reach = a.reach
    tip = 0.10 + 0.11 * reach
    p.tube([(0, -0.03, 0.06), (0, -0.085, tip)], (0.13, 0.095), a.coat)
    p.ball((0, -0.095, tip + 0.012), (0.118, 0.086, 0.098), a.muzzle_colour)
    p.both(lambda q: q.of("nose").ball((0.052, -0.065, tip + 0.096), (0.019, 0.023, 0.016), shade(a.nose, 0.8), soft=False))
    _smile(p, -0.135, tip + 0.094, 0.065, shade(a.nose, 0.8))


def _bare_face(p: Clay, a: Animal):
    dark = shade(a.nose, 0.8)
    p.paint((0, 0.035, 0.17), (0.155, 0.075, 0.1), a.muzzle_colour)
    p.paint((0, -0.07, 0.16), (0.125, 0.085, 0.12), a.muzzle_colour)
    p.ball((0, -0.075, 0.145), (0.105, 0.072, 0.075), a.muzzle_colour)
    p.both(lambda q: q.of("nose").ball((0.02, -0.04, 0.212), (0.012, 0.009, 0.012), dark, soft=False))
    _smile(p, -0.095, 0.214, 0.065, dark)


def _beak(p: Clay, a: Animal):
    p.of("beak").shape("cone", (0, -0.025, 0.135), (0.058, 0.07 + 0.075 * a.reach, 0.05), a.nose, pitch=98, soft=False, shine=0.2)


def _hooked_beak(p: Clay, a: Animal):
    """As a parrot's or an eagle's: bent down at its tip."""
    b, r = p.of("beak"), a.reach
    b.tube([(0, 0.015, 0.14), (0, 0.0, 0.14 + 0.075 * r), (0, -0.06 * r, 0.14 + 0.10 * r)], (0.068, 0.052, 0.012), a.nose, soft=False, shine=0.2)
    b.ball((0, -0.05, 0.155), (0.045, 0.03, 0.05), shade(a.nose, 0.75), soft=False)


def _large_beak(p: Clay, a: Animal):
    """As a toucan's."""
    b = p.of("beak")
    points = [(0, 0.01, 0.12), (0, 0.025, 0.24), (0, 0.0, 0.36), (0, -0.06, 0.43)]
    b.tube(points, (0.075, 0.085, 0.062, 0.02), a.nose, soft=False, shine=0.25)
    b.paint((0, -0.09, 0.43), (0.1, 0.085, 0.085), INK)
    b.paint((0, -0.03, 0.12), (0.1, 0.1, 0.04), INK)
    b.paint((0, -0.055, 0.3), (0.1, 0.04, 0.2), mix(a.nose, (226, 60, 40), 0.55))


def _bill(p: Clay, a: Animal):
    b, r = p.of("beak"), a.reach
    b.ball((0, -0.045, 0.17 + 0.03 * r), (0.092, 0.03, 0.07 + 0.035 * r), a.nose, pitch=-8, soft=False, shine=0.2)
    b.ball((0, -0.078, 0.165 + 0.02 * r), (0.07, 0.024, 0.06 + 0.03 * r), shade(a.nose, 0.82), pitch=10, soft=False)
    p.both(lambda q: q.of("nose").ball((0.022, -0.022, 0.2 + 0.03 * r), 0.008, shade(a.nose, 0.55), soft=False))


def _wide_mouth(p: Clay, a: Animal):
    p.paint((0, -0.14, 0.14), (0.21, 0.1, 0.14), a.belly)
    p.of("line").tube([(-0.165, -0.005, 0.105), (-0.1, -0.045, 0.157), (0, -0.06, 0.18), (0.1, -0.045, 0.157), (0.165, -0.005, 0.105)], 0.009,
                      shade(a.coat, 0.45), soft=False)  # fmt: skip
    p.both(lambda q: q.of("nose").ball((0.024, 0.01, 0.183), 0.009, shade(a.coat, 0.5), soft=False))


def _lips(p: Clay, a: Animal):
    z = 0.168
    p.of("nose").ball((0, -0.045, z), (0.042, 0.02, 0.028), (238, 100, 96), soft=False, shine=0.3)
    p.of("nose").ball((0, -0.075, z - 0.006), (0.036, 0.018, 0.026), (222, 80, 80), soft=False, shine=0.3)


def _trunk(p: Clay, a: Animal):
    points = [(0, -0.01, 0.16), (0, -0.09, 0.23), (0.0, -0.19, 0.25), (0.015, -0.27, 0.26), (0.05, -0.31, 0.32), (0.07, -0.27, 0.38)]
    p.of("trunk").tube(points, (0.075, 0.065, 0.055, 0.047, 0.042, 0.036), shade(a.coat, 0.97))
    for k in range(1, 4):
        x, y, z = points[k]
        p.of("trunk").paint((x, y, z), (0.12, 0.007, 0.12), shade(a.coat, 0.75))
    p.both(lambda q: q.of("tusk").tube([(0.075, -0.1, 0.15), (0.09, -0.17, 0.2), (0.085, -0.19, 0.27)], (0.024, 0.02, 0.007), IVORY, soft=False))


def _jaw(p: Clay, a: Animal):
    """As a crocodile's: long and flat, with teeth."""
    r = a.reach
    p.ball((0, -0.045, 0.16 + 0.07 * r), (0.115, 0.052, 0.10 + 0.09 * r), a.coat)
    p.ball((0, -0.095, 0.15 + 0.065 * r), (0.10, 0.034, 0.10 + 0.08 * r), a.belly, soft=False)
    tip = 0.26 + 0.16 * r
    p.ball((0, -0.02, tip - 0.045), (0.07, 0.04, 0.045), a.coat)
    p.both(lambda q: q.of("nose").ball((0.026, 0.012, tip - 0.02), 0.011, shade(a.coat, 0.45), soft=False))

    def teeth(q: Clay):
        for k in range(4):
            z = 0.2 + (tip - 0.26) * (k / 3)
            q.of("tooth").shape("cone", (0.108 - 0.012 * k, -0.062, z), (0.014, 0.036, 0.014), WHITE, pitch=180, soft=False)

    p.both(teeth)


def _small_mouth(p: Clay, a: Animal):
    _smile(p, -0.06, 0.2, 0.055, shade(a.coat, 0.4), 0.026)


def _dolphin_snout(p: Clay, a: Animal):
    p.tube([(0, -0.045, 0.1), (0, -0.065, 0.17 + 0.06 * a.reach)], (0.075, 0.038), a.coat)
    p.paint((0, -0.12, 0.18), (0.2, 0.055, 0.2), a.belly)
    _smile(p, -0.07, 0.19 + 0.055 * a.reach, 0.055, shade(a.coat, 0.5), 0.02)


MUZZLES = {
    "snout": _snout, "flat": _flat_nose, "pig": _pig_snout, "broad": _broad_muzzle, "face": _bare_face, "beak": _beak, "bill": _bill,
    "wide": _wide_mouth, "lips": _lips, "trunk": _trunk, "hook": _hooked_beak, "banana": _large_beak, "jaw": _jaw, "smile": _small_mouth,
    "bottle": _dolphin_snout,
}  # fmt: skip


# --- marks on a head --------------------------------------------------------------------------------------------------------------


def _mane(p: Clay, a: Animal):
    m = p.of("mane")
    for k in range(16):
        t = radians(360 * k / 16)
        m.ball((0.2 * sin(t), 0.19 * cos(t) - 0.01, -0.03), (0.078, 0.078, 0.075), shade(a.accent, 0.94 + 0.12 * (k % 2)))
    m.ball((0, -0.02, -0.09), (0.225, 0.225, 0.12), shade(a.accent, 0.9))
    m.ball((0, -0.2, 0.0), (0.12, 0.1, 0.09), a.accent)


def _spines(p: Clay, a: Animal):
    s = p.of("spines")
    s.ball((0, 0.02, -0.075), (0.215, 0.205, 0.17), a.accent)
    for ring, count in ((1.0, 14), (0.62, 9)):
        for k in range(count):
            t = radians(-118 + 236 * k / (count - 1))
            q = s.moved(0.19 * sin(t) * ring, 0.02 + 0.18 * cos(t) * ring, -0.05 - 0.12 * (1 - ring), roll=-118 + 236 * k / (count - 1))
            q = q.moved(pitch=-18 - 60 * (1 - ring))
            q.shape("cone", (0, -0.01, 0), (0.036, 0.105, 0.036), shade(a.accent, 1.18 if k % 2 else 0.92), soft=False)


def _antlers(p: Clay, a: Animal):
    def one(q: Clay):
        h = q.of("horn")
        h.tube([(0.07, 0.14, -0.03), (0.12, 0.26, -0.06), (0.2, 0.36, -0.04), (0.2, 0.44, -0.02)], (0.027, 0.022, 0.018, 0.01), a.accent, soft=False)
        h.tube([(0.11, 0.24, -0.06), (0.06, 0.33, -0.02)], (0.02, 0.009), a.accent, soft=False)
        h.tube([(0.17, 0.33, -0.05), (0.27, 0.37, -0.02)], (0.018, 0.009), a.accent, soft=False)

    p.both(one)


def _palms(p: Clay, a: Animal):
    """A moose's antlers."""

    def one(q: Clay):
        h = q.of("horn")
        h.tube([(0.08, 0.13, -0.02), (0.18, 0.2, -0.04)], (0.03, 0.03), a.accent, soft=False)
        h.moved(0.285, 0.27, -0.03, roll=-38).ball((0, 0, 0), (0.085, 0.145, 0.028), a.accent)
        for x, y, lean in ((0.2, 0.36, 8), (0.27, 0.4, -12), (0.35, 0.38, -32), (0.4, 0.31, -58)):
            h.moved(x, y, -0.03, roll=lean).ball((0, 0.01, 0), (0.024, 0.062, 0.02), a.accent)

    p.both(one)


def _horns(p: Clay, a: Animal):
    colour = (232, 216, 180) if "rosettes" not in a.marks else a.accent
    p.both(lambda q: q.of("horn").tube([(0.10, 0.13, -0.01), (0.155, 0.2, 0.0), (0.155, 0.27, 0.01)], (0.036, 0.028, 0.009), colour, soft=False))


def _curved_horns(p: Clay, a: Animal):
    """A goat's: up and back."""
    p.both(lambda q: q.of("horn").tube([(0.07, 0.14, 0.02), (0.10, 0.25, -0.01), (0.125, 0.32, -0.09), (0.135, 0.32, -0.18)], (0.04, 0.034, 0.025, 0.01),
                                       a.accent, soft=False))  # fmt: skip


def _beard(p: Clay, a: Animal):
    p.of("mane").moved(0, -0.12, 0.16).shape("cone", (0, 0, 0), (0.045, 0.16, 0.035), a.belly, pitch=184)


def _horn(p: Clay, a: Animal):
    """A unicorn's."""
    q = p.of("horn").moved(0, 0.14, 0.1, pitch=24)
    q.shape("cone", (0, 0, 0), (0.042, 0.27, 0.042), (252, 214, 96), shine=0.6, soft=False)
    for y in (0.06, 0.12, 0.18):
        q.paint((0, y, 0), (0.06, 0.009, 0.06), (226, 168, 60), pitch=14)


def _nose_horns(p: Clay, a: Animal):
    """A rhino's, on the long nose."""
    tip = 0.10 + 0.11 * a.reach
    h = p.of("horn")
    h.tube([(0, -0.02, tip + 0.04), (0, 0.10, tip + 0.085), (0, 0.21, tip + 0.075)], (0.055, 0.034, 0.009), a.accent, soft=False)
    h.tube([(0, 0.05, tip - 0.07), (0, 0.13, tip - 0.06)], (0.036, 0.009), a.accent, soft=False)


def _knobs(p: Clay, a: Animal):
    """A giraffe's small horns."""

    def one(q: Clay):
        q.of("horn").tube([(0.06, 0.14, -0.03), (0.085, 0.27, -0.05)], (0.022, 0.018), a.coat, soft=False)
        q.of("horn").ball((0.086, 0.285, -0.05), 0.032, a.accent, soft=False)

    p.both(one)


def _crest(p: Clay, a: Animal):
    for k in range(6):
        p.of("mane").ball((0, 0.19 - 0.028 * k, -0.0 - 0.052 * k + 0.04), (0.03, 0.062, 0.05), a.accent)


def _forelock(p: Clay, a: Animal):
    m = p.of("mane")
    m.ball((0.02, 0.15, 0.1), (0.05, 0.085, 0.045), a.accent, roll=18)
    for k in range(7):
        m.ball((0.035, 0.17 - 0.065 * k, -0.07 - 0.03 * k), (0.062, 0.075, 0.068), a.accent)


def _comb(p: Clay, a: Animal):
    """A rooster's."""
    red = (222, 40, 44)
    for y, z, r in ((0.2, 0.08, 0.045), (0.23, 0.01, 0.055), (0.2, -0.06, 0.048)):
        p.of("comb").ball((0, y, z), (0.026, r, r * 0.9), red)
    p.both(lambda q: q.of("comb").ball((0.02, -0.13, 0.16), (0.022, 0.05, 0.024), red, soft=False))


def _tufts(p: Clay, a: Animal):
    """A crown of fine feathers, as a peacock's."""
    for lean in (-26, -9, 9, 26):
        q = p.of("comb").moved(0, 0.14, -0.02, roll=lean)
        q.tube([(0, 0, 0), (0, 0.14, 0)], 0.008, shade(a.coat, 0.8), soft=False)
        q.ball((0, 0.155, 0), (0.024, 0.03, 0.018), a.coat, soft=False)


def _feather_crest(p: Clay, a: Animal):
    for k, lean in enumerate((-6, -24, -44)):
        p.of("comb").moved(0, 0.13, 0.02 - 0.03 * k, pitch=lean).ball((0, 0.06, 0), (0.024, 0.095, 0.03), a.accent, soft=False)


def _mask(p: Clay, a: Animal):
    p.both(lambda q: q.paint((0.115, 0.0, 0.15), (0.105, 0.058, 0.12), a.accent, roll=-16))
    p.both(lambda q: q.paint((0.1, 0.085, 0.15), (0.1, 0.026, 0.14), (236, 236, 240), roll=-6))


def _eyepatch(p: Clay, a: Animal):
    p.both(lambda q: q.paint((0.112, -0.006, 0.15), (0.058, 0.08, 0.1), a.accent, roll=-28))


def _cheeks(p: Clay, a: Animal):
    p.both(lambda q: q.paint((0.12, -0.1, 0.1), (0.125, 0.098, 0.16), a.accent, roll=18))


def _face_stripes(p: Clay, a: Animal):
    p.paint((0, 0.16, 0.1), (0.02, 0.09, 0.1), a.accent)

    def side(q: Clay):
        q.paint((0.06, 0.16, 0.09), (0.02, 0.085, 0.1), a.accent, roll=-16)
        for y in (0.045, -0.02, -0.085):
            q.paint((0.215, y, 0.03), (0.085, 0.016, 0.13), a.accent, roll=10)

    p.both(side)


def _tabby(p: Clay, a: Animal):
    for x in (-0.05, 0, 0.05):
        p.paint((x, 0.15, 0.11), (0.017, 0.08, 0.1), a.accent)
    p.both(lambda q: [q.paint((0.2, y, 0.02), (0.075, 0.014, 0.12), a.accent, roll=8) for y in (-0.02, -0.07)])


def _patch(p: Clay, a: Animal):
    p.paint((0.115, 0.015, 0.14), (0.085, 0.105, 0.12), a.accent)


def _face_patches(p: Clay, a: Animal):
    p.paint((-0.13, 0.06, 0.1), (0.12, 0.15, 0.16), a.accent, roll=12)


def _face_bands(p: Clay, a: Animal):
    p.paint((0, 0.11, 0.12), (0.22, 0.03, 0.16), a.accent)


def _hood(p: Clay, a: Animal):
    """A pale face under a dark hood."""
    p.both(lambda q: q.paint((0.095, -0.02, 0.16), (0.105, 0.115, 0.12), a.accent))
    p.paint((0, -0.12, 0.12), (0.17, 0.085, 0.17), a.accent)


def _discs(p: Clay, a: Animal):
    p.both(lambda q: q.of("disc").ball((0.088, 0.0, 0.135), (0.1, 0.105, 0.045), a.accent, yaw=22, soft=False))


def _curl(p: Clay, a: Animal):
    m = p.of("mane")
    m.tube(
        [(0, 0.16, 0.03), (0.0, 0.225, 0.04), (0.045, 0.25, 0.05), (0.07, 0.215, 0.06)],
        (0.028, 0.022, 0.018, 0.01),
        shade(a.accent, 0.92),
        soft=False,
    )


def _face_wool(p: Clay, a: Animal):
    w = p.of("wool")
    for x, y, z in ((-0.12, 0.12, 0.05), (-0.06, 0.165, 0.06), (0.0, 0.18, 0.08), (0.06, 0.165, 0.06), (0.12, 0.12, 0.05), (0, 0.15, -0.06)):
        w.ball((x, y, z), (0.07, 0.06, 0.08), a.accent)


def _whiskers(p: Clay, a: Animal):
    def side(q: Clay):
        for y in (-0.045, -0.075):
            q.of("line").tube(
                [(0.085, y, 0.19), (0.15, y + 0.01, 0.185), (0.21, y * 1.12, 0.16)], (0.0048, 0.0045, 0.0035), (120, 112, 116), soft=False
            )

    p.both(side)


def _teeth(p: Clay, a: Animal):
    tip = 0.155 + 0.125 * a.reach
    p.both(lambda q: q.of("tooth").ball((0.0155, -0.108, tip - 0.02), (0.0155, 0.026, 0.01), WHITE, soft=False))


def _tusks(p: Clay, a: Animal):
    p.both(lambda q: q.of("tusk").tube([(0.055, -0.1, 0.2), (0.065, -0.19, 0.23), (0.055, -0.26, 0.22)], (0.026, 0.022, 0.009), IVORY, soft=False))


def _moustache(p: Clay, a: Animal):
    p.both(lambda q: q.ball((0.052, -0.075, 0.2), (0.062, 0.05, 0.045), a.muzzle_colour))
    p.both(
        lambda q: [
            q.of("line").ball((x, y, 0.243 - x * 0.35), 0.007, MOUTH, soft=False)
            for x, y in ((0.03, -0.07), (0.06, -0.06), (0.055, -0.09), (0.085, -0.08))
        ]
    )


def _badger(p: Clay, a: Animal):
    p.both(lambda q: q.paint((0.088, 0.03, 0.15), (0.042, 0.17, 0.2), a.accent, roll=-8))


def _blaze(p: Clay, a: Animal):
    """A white line over forehead and nose."""
    p.paint((0, 0.08, 0.16), (0.036, 0.16, 0.22), a.accent)


def _streaks(p: Clay, a: Animal):
    """A sloth's, from the eyes outwards."""
    p.both(lambda q: q.paint((0.15, -0.02, 0.13), (0.1, 0.038, 0.12), a.accent, roll=-24))


def _antennae(p: Clay, a: Animal):
    def one(q: Clay):
        q.of("feeler").tube([(0.05, 0.15, 0.05), (0.08, 0.25, 0.06), (0.13, 0.3, 0.08)], 0.011, INK, soft=False)
        q.of("feeler").ball((0.13, 0.3, 0.08), 0.027, INK, soft=False)

    p.both(one)


def _stalks(p: Clay, a: Animal):
    p.both(lambda q: q.tube([(0.07, 0.1, 0.05), (0.1, 0.26, 0.07)], (0.036, 0.03), a.coat))


def _casque(p: Clay, a: Animal):
    """A chameleon's helmet."""
    p.moved(0, 0.1, -0.1, pitch=-38).shape("cone", (0, 0, 0), (0.1, 0.22, 0.11), shade(a.coat, 0.92))


def _brows(p: Clay, a: Animal):
    p.both(lambda q: q.ball((0.09, 0.06, 0.14), (0.072, 0.024, 0.05), shade(a.coat, 0.82), roll=-16))


def _rosy(p: Clay, a: Animal):
    p.both(lambda q: q.paint((0.145, -0.075, 0.12), (0.048, 0.04, 0.1), mix(a.coat, (250, 120, 120), 0.55)))


def _white_cheeks(p: Clay, a: Animal):
    p.both(lambda q: q.paint((0.15, -0.1, 0.06), (0.09, 0.085, 0.16), a.belly, roll=18))
    p.both(lambda q: q.paint((0.1, 0.075, 0.16), (0.042, 0.026, 0.08), a.belly))


def _pale_face(p: Clay, a: Animal):
    p.paint((0, -0.01, 0.17), (0.17, 0.15, 0.12), a.muzzle_colour if sum(a.muzzle_colour) > 500 else a.belly)


def _pale_head(p: Clay, a: Animal):
    """An eagle's, down to the neck."""
    p.paint((0, 0, 0), (0.3, 0.3, 0.3), a.accent)
    p.of("neck").paint((0, -0.06, 0), (0.3, 0.19, 0.3), a.accent)


def _fangs(p: Clay, a: Animal):
    tip = 0.155 + 0.125 * a.reach
    p.both(lambda q: q.of("tooth").shape("cone", (0.036, -0.095, tip - 0.004), (0.016, 0.058, 0.012), WHITE, pitch=180, soft=False))


def _fringe(p: Clay, a: Animal):
    for x, y in ((-0.06, 0.17), (0.0, 0.2), (0.06, 0.17), (0, 0.15)):
        p.of("wool").ball((x, y, 0.06), (0.062, 0.07, 0.06), a.accent)


def _lores(p: Clay, a: Animal):
    """A swan's black bridge between eyes and bill."""
    p.paint((0, -0.02, 0.18), (0.075, 0.05, 0.09), a.accent)


def _one_antenna(p: Clay, a: Animal):
    p.of("feeler").tube([(0, 0.16, 0), (0.02, 0.28, 0.0), (0.0, 0.34, 0.02)], 0.014, shade(a.coat, 0.7), soft=False)
    p.of("feeler").ball((0, 0.37, 0.02), 0.044, a.accent, soft=False, shine=0.4)


HEAD_MARKS = {
    "pale head": _pale_head, "pale face": _pale_face, "white cheeks": _white_cheeks,
    "mane": _mane, "spines": _spines, "antlers": _antlers, "palms": _palms, "horns": _horns, "curved horns": _curved_horns, "beard": _beard,
    "horn": _horn, "nose horns": _nose_horns, "knobs": _knobs, "crest": _crest, "forelock": _forelock, "comb": _comb, "tufts": _tufts,
    "feather crest": _feather_crest, "stripes": _face_stripes, "cheeks": _cheeks, "mask": _mask, "eyepatch": _eyepatch, "tabby": _tabby,
    "patch": _patch, "patches": _face_patches, "bands": _face_bands, "hood": _hood, "discs": _discs, "curl": _curl, "wool": _face_wool,
    "whiskers": _whiskers, "teeth": _teeth, "tusks": _tusks, "moustache": _moustache, "badger": _badger, "blaze": _blaze, "streaks": _streaks,
    "antennae": _antennae, "stalks": _stalks, "casque": _casque, "brows": _brows, "rosy": _rosy, "fangs": _fangs, "fringe": _fringe, "lores": _lores, "one antenna": _one_antenna,
}  # fmt: skip


# --- eyes, and the whole ----------------------------------------------------------------------------------------------------------

# Where an eye lies: x, y, z and its size.
EYES = {
    "front": (0.098, 0.012, 0.155, 1.0), "wide": (0.142, 0.02, 0.118, 1.0), "bump": (0.118, 0.165, 0.08, 1.15), "side": (0.108, 0.03, 0.09, 1.15),
    "stalk": (0.1, 0.29, 0.085, 1.0), "turret": (0.155, 0.045, 0.09, 0.8),
}  # fmt: skip


def eye_place(a: Animal) -> tuple[float, float, float, float]:
    x, y, z, size = EYES[a.eyes]
    return x * a.head[0], y * a.head[1], z, size * a.eye_size


def _eye(p: Clay, a: Animal):
    x, y, z, size = EYES[a.eyes]
    size *= a.eye_size
    r = 0.037 * size
    out = np.array((x * 0.55, y * 0.3, 0.16))  # the way that an eye looks
    out /= np.linalg.norm(out)
    e = p.of("eye")

    def at(far, dx=0.0, dy=0.0):
        return np.array((x + dx, y + dy, z)) + far * out

    if a.eyes in ("bump", "side", "stalk") or "discs" in a.marks:
        e.ball(at(0), r * 1.55, WHITE, soft=False, shine=0.3)
        e.ball(at(r * 0.9), (r, r * 1.1, r * 0.85), INK, soft=False, shine=0.2)
        front = r * 1.6
    elif a.eyes == "turret":
        p.ball(at(0), r * 2.1, shade(a.coat, 1.15), soft=False)
        e.ball(at(r * 1.5), r * 0.95, INK, soft=False)
        front = r * 2.3
    else:
        around = a.accent if {"eyepatch", "mask", "badger", "streaks"} & set(a.marks) else a.coat
        if sum(around) < 330 and a.muzzle != "face":  # else dark eyes on dark ground
            e.ball(at(-0.012), (r * 1.32, r * 1.36, r), WHITE, soft=False)
        e.ball(at(0.0), (r, r * 1.15, r * 0.85), INK if not a.iris else a.iris, soft=False, shine=0.2)
        front = r * 0.85
        if a.iris:
            e.ball(at(r * 0.42), (r * 0.58, r * 0.72, r * 0.55), INK, soft=False)
            front = r * 0.95
    e.ball(at(front, -0.012 * size, 0.017 * size), 0.0125 * size, WHITE, soft=False)


def shape_head(p: Clay, a: Animal):
    """Shapes the head of `a`; `p` has the group "head", its (0, 0, 0) is the skull's centre."""
    p = p.of("head")
    w, h = a.head
    wide = p.stretched(w, h)
    p.ball((0, 0, 0), (SKULL[0] * w, SKULL[1] * h, SKULL[2]), a.coat)
    if a.plan != "swimmer":
        p.ball((0, -0.045 * h, 0.02), (SKULL[0] * 1.03 * w, SKULL[1] * 0.78 * h, SKULL[2] * 0.93), a.coat)
    wide.both(EARS[a.ear], a)
    for name, mark in HEAD_MARKS.items():
        if name in a.marks:
            mark(wide, a)
    MUZZLES[a.muzzle](wide, a)
    wide.both(_eye, a)
