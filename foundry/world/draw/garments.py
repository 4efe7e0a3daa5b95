"""What the animals wear: fitted to a `Figure` by its head, neck, torso, arms and feet, so that every garment sits on every animal in every pose."""

from collections.abc import Callable
from math import cos, radians, sin

import numpy as np

from foundry.world.animals import Animal
from foundry.world.draw.bodies import Figure
from foundry.world.draw.heads import SKULL, eye_place
from foundry.world.draw.pen import mix, pale, shade, trim
from foundry.world.draw.solid import Clay
from foundry.world.words import Colour

GOLD, CREAM, DARK = (250, 204, 74), (252, 246, 232), (44, 40, 48)


def _cloth(p: Clay, name: str = "cloth") -> Clay:
    return p.of(name, soft=False)


def _bulk(f: Figure, a: Animal) -> float:
    """How far cloth stands off the skin."""
    return 0.055 if "wool" in a.marks else 0.04 if "two humps" in a.marks else 0.034 if a.muzzle == "hook" and a.neck == 0 else 0.02


def _shell(f: Figure, a: Animal, c: Colour, low: float = -1, high: float = 1, more: float = 0.0, name: str = "cloth") -> float:
    """Cloth round the torso from `low` to `high`, shares of its length from the middle. Returns how far it stands off."""
    off = _bulk(f, a) + more
    start, end = f.reach
    middle, half = (start + end) / 2, (end - start) / 2
    for at, radii in f.balls:
        limits = ((0, 1, 0), (middle + high * half - at[1]) / (radii[1] + off)), ((0, -1, 0), -(middle + low * half - at[1]) / (radii[1] + off))
        if limits[0][1] > -1 and limits[1][1] > -1:
            _cloth(f.torso, name).ball(at, [r + off for r in radii], c, cuts=limits)
    return off


def _along(f: Figure, share: float) -> float:
    """The torso's y at a `share` of its length from the middle."""
    start, end = f.reach
    return (start + end) / 2 + share * (end - start) / 2


def _around(f: Figure, share: float) -> tuple[float, float]:
    """The torso's radii at a `share` of its length from the middle."""
    y, w, d = _along(f, share), 0.0, 0.0
    for at, radii in f.balls:
        inside = max(0.0, 1 - ((y - at[1]) / radii[1]) ** 2) ** 0.5
        w, d = max(w, radii[0] * inside), max(d, radii[2] * inside + abs(at[2]) * 0.5)
    return w, d


def _hem(f: Figure, share: float, off: float, c: Colour, thick: float = 0.016):
    w, d = _around(f, share)
    _cloth(f.torso.moved(0, _along(f, share), 0)).ring((w + off, d + off), thick, c)


def _sleeves(f: Figure, a: Animal, c: Colour, cuff: Colour, wide: float = 0.02):
    if "wool" in a.marks:
        wide += 0.012
    for pen, points, radius in f.arms:
        p = np.array(points)
        end = p[0] + (p[-1] - p[0]) * 0.72 if len(p) == 2 else p[-2] + (p[-1] - p[-2]) * 0.45
        line = [*map(tuple, p[:-1]), tuple(end)]
        sleeve = _cloth(pen, "sleeve")
        sleeve.tube(line, radius + wide, c)
        sleeve.tube([tuple(p[-2] + (end - p[-2]) * 0.8), tuple(end)], radius + wide + 0.006, cuff)


def _fronts(f: Figure) -> list[Clay]:
    """Where what is sewn on shows, z outwards: on the chest, and of an animal that lies along the ground, on both flanks."""
    return [f.torso] if f.upright else [f.torso.moved(yaw=62), f.torso.moved(yaw=-62)]


def _out(f: Figure, share: float) -> float:
    """How far the torso reaches where things are sewn on."""
    w, d = _around(f, share)
    return d if f.upright else w * 0.85 + d * 0.15


def _throat(f: Figure, down: float = 0.02) -> Clay:
    """A pen in front of the neck, upright."""
    at = f.neck.place((0, -down, f.neck_radii[1] + 0.02))
    return _cloth(f.pen.moved(*f.pen.back(at)))


def _collar(f: Figure, c: Colour, thick: float, up: float = 0.0, more: float = 0.008, **rest):
    _cloth(f.neck.moved(0, up, 0), "collar").ring((f.neck_radii[0] + more, f.neck_radii[1] + more), thick, c, **rest)


# --- round the neck ---------------------------------------------------------------------------------------------------------------


def _scarf(f: Figure, a: Animal, c: Colour):
    _collar(f, c, 0.042, -0.005, 0.018)
    _collar(f, shade(c, 0.9), 0.034, 0.045, 0.008)
    end = _throat(f, 0.0).moved(0.055, -0.02, 0.005, roll=9, pitch=-14)
    end.ball((0, -0.115, 0.012), (0.055, 0.145, 0.026), c)
    for y in (-0.13, -0.19):
        end.paint((0, y, 0.02), (0.1, 0.015, 0.1), trim(c, 1.6, 0.72))
    for x in (-0.03, 0, 0.03):
        end.tube([(x * 0.8, -0.235, 0.012), (x, -0.275, 0.016)], 0.011, shade(c, 0.92))
    end.ball((-0.01, 0.0, 0.0), (0.05, 0.045, 0.042), shade(c, 0.94))


def _bow_tie(f: Figure, a: Animal, c: Colour):
    p = _throat(f, 0.05).moved(0, 0, 0.04, scale=1.22)

    def side(q: Clay):
        q.ball((0.078, 0.0, 0), (0.072, 0.056, 0.036), c, roll=6)
        q.ball((0.112, 0.0, 0), (0.036, 0.072, 0.034), c)
        q.ball((0.05, 0, 0.022), (0.04, 0.009, 0.018), shade(c, 0.72))

    p.both(side)
    p.ball((0, 0, 0.012), (0.03, 0.036, 0.036), trim(c, 1.25, 0.82))
    _collar(f, shade(c, 0.9), 0.017)


def _necktie(f: Figure, a: Animal, c: Colour):
    _collar(f, CREAM if not pale(c) else shade(c, 0.85), 0.022)
    p = _throat(f, 0.03).moved(0, 0, 0.02, pitch=-12, scale=1.15)
    p.ball((0, -0.005, 0.012), (0.04, 0.034, 0.03), shade(c, 0.85))
    p.shape("cone", (0, -0.235, 0.016), (0.07, 0.32, 0.024), c)
    p.shape("cone", (0, -0.235, 0.016), (0.069, 0.07, 0.0235), c, pitch=180)
    for y in (-0.08, -0.14, -0.2):
        p.paint((0, y, 0.02), (0.12, 0.013, 0.1), trim(c, 1.6, 0.72), roll=24)


# --- on the head ------------------------------------------------------------------------------------------------------------------


def _crown_of(f: Figure, a: Animal, down: float = 0.0, back: float = 0.0) -> Clay:
    """A pen on top of the skull."""
    return _cloth(f.head.moved(0, (SKULL[1] - 0.035 - down) * a.head[1], -0.012 - back, pitch=-7), "hat")


def _top_hat(f: Figure, a: Animal, c: Colour):
    p = _crown_of(f, a)
    p.ball((0, 0, 0), (0.185, 0.02, 0.18), shade(c, 0.9), shine=0.15)
    p.shape("cylinder", (0, 0, 0), (0.115, 0.23, 0.115), c, shine=0.15)
    p.ball((0, 0.23, 0), (0.115, 0.014, 0.115), trim(c, 1.12, 0.95), shine=0.15)
    p.shape("cylinder", (0, 0.012, 0), (0.119, 0.055, 0.119), trim(c, 1.6, 0.65))


def _beanie(f: Figure, a: Animal, c: Colour):
    p = _crown_of(f, a, 0.055)
    p.ball((0, 0.0, 0), (0.178 * a.head[0], 0.175, 0.17), c, cuts=(((0, -1, 0), 0.0),))
    for k in range(-2, 3):
        p.paint((0.068 * k, 0.1, 0.0), (0.009, 0.3, 0.3), shade(c, 0.86))
    p.ring((0.175 * a.head[0], 0.168), 0.036, trim(c, 1.22, 0.85))
    p.ball((0, 0.195, 0), 0.06, trim(c, 1.6, 0.8))


def _wizard_hat(f: Figure, a: Animal, c: Colour):
    p = _crown_of(f, a)
    star = GOLD if abs(c[0] - 250) + abs(c[1] - 204) + abs(c[2] - 74) > 150 else (120, 84, 200)
    p.ball((0, 0, 0), (0.245, 0.022, 0.24), shade(c, 0.88))
    p.shape("cone", (0, 0, 0), (0.142, 0.5, 0.142), c, cuts=(((0, 1, 0), 0.7),))
    p.tube([(0, 0.31, 0), (0.03, 0.385, 0), (0.09, 0.425, 0)], (0.05, 0.034, 0.012), c)
    p.shape("cylinder", (0, 0.01, 0), (0.145, 0.04, 0.145), trim(c, 1.5, 0.7))
    for t, y in ((0, 0.15), (-52, 0.1), (50, 0.12), (100, 0.2), (-110, 0.16), (-16, 0.27)):
        s = p.moved(yaw=t)
        for turn in (0, 60, 120):
            s.paint((0, y, 0.12), (0.04, 0.011, 0.12), star, roll=turn)


def _crown(f: Figure, a: Animal, c: Colour):
    p = _crown_of(f, a, 0.0)
    shine = 0.7
    p.shape("cylinder", (0, -0.01, 0), (0.128, 0.085, 0.128), c, shine=shine, hollow=True)
    for k in range(7):
        t = radians(k * 360 / 7)
        q = p.moved(0.126 * sin(t), 0.055, 0.126 * cos(t), yaw=k * 360 / 7)
        q.shape("cone", (0, 0, 0), (0.05, 0.115, 0.014), c, shine=shine)
        q.ball((0, 0.115, 0), 0.02, trim(c, 1.5, 0.8), shine=1)
        q.ball((0, -0.02, 0.008), (0.02, 0.02, 0.012), ((226, 44, 60), (60, 190, 110), (70, 120, 230))[k % 3], shine=1)


def _hat(f: Figure, a: Animal, c: Colour):
    p = _crown_of(f, a)
    p.ball((0, 0, 0), (0.275, 0.021, 0.255), c)
    p.ball((0, 0.02, 0), (0.142, 0.135, 0.135), c)
    p.shape("cylinder", (0, 0.005, 0), (0.147, 0.048, 0.141), trim(c, 1.65, 0.6))
    for k in range(5):
        t = radians(72 * k)
        p.ball((0.095 + 0.026 * cos(t), 0.035 + 0.026 * sin(t), 0.12), (0.019, 0.019, 0.012), (252, 252, 250))
    p.ball((0.095, 0.035, 0.13), 0.014, GOLD)


def _cap(f: Figure, a: Animal, c: Colour):
    p = _crown_of(f, a, 0.05)
    p.ball((0, 0, 0), (0.172 * a.head[0], 0.15, 0.168), c, cuts=(((0, -1, 0), 0.0),))
    p.moved(0, 0.015, 0.15, pitch=9).ball((0, 0, 0.075), (0.135, 0.017, 0.135), shade(c, 0.8))
    p.paint((0, 0.08, 0.17), (0.062, 0.055, 0.1), trim(c, 1.7, 0.75))
    p.ball((0, 0.15, 0), 0.02, shade(c, 0.8))


def _sunglasses(f: Figure, a: Animal, c: Colour):
    x, y, z, size = eye_place(a)
    w = 0.072 * max(1.0, size**0.5)
    turn = float(np.degrees(np.arctan2(x * 0.5, z)))
    head = f.head.of("glasses", soft=False)

    def side(q: Clay):
        lens = q.moved(max(x, 0.085), y, z + (0.065 if "discs" in a.marks or a.eyes in ("side", "bump", "stalk", "turret") else 0.03), yaw=turn)
        lens.ball((0, 0, 0), (w + 0.018, w * 0.9 + 0.014, 0.022), c, shine=0.4)
        lens.ball((0.0, -0.002, 0.012), (w * 0.78, w * 0.66, 0.018), mix(DARK, c, 0.12), shine=1.0)
        lens.ball((-0.025, 0.022, 0.028), (0.02, 0.01, 0.006), (240, 246, 252), roll=30)
        q.tube([(max(x, 0.085) + w * 0.9, y + 0.01, z + 0.01), (0.2 * a.head[0], y + 0.02, -0.02)], 0.015, c)

    head.both(side)
    head.tube([(-max(x, 0.085) + w * 0.9, y + 0.012, z + 0.05), (max(x, 0.085) - w * 0.9, y + 0.012, z + 0.05)], 0.014, c)


# --- on the body ------------------------------------------------------------------------------------------------------------------


def _sweater(f: Figure, a: Animal, c: Colour):
    off = _shell(f, a, c, -0.62, 0.94)
    line = trim(c, 1.6, 0.75)
    for share in (-0.3, 0.02, 0.34):
        f.torso.of("cloth").paint((0, _along(f, share), 0), (1, 0.021, 1), line)
    _hem(f, -0.6, off, shade(c, 0.84), 0.024)
    _sleeves(f, a, c, shade(c, 0.84))
    _collar(f, shade(c, 0.88), 0.034)


def _open_front(f: Figure, a: Animal, off: float, lapel: Colour):
    """Paints an opening that shows the animal, with lapels beside it."""
    shown = a.accent if "wool" in a.marks else a.belly
    for p in [f.torso] if f.upright else [f.torso.moved(yaw=0)]:
        cloth, (_, d) = p.of("cloth"), f.girth
        cloth.paint((0, _along(f, 0.3), d + off), (0.105, 0.4, 0.15), lapel)
        cloth.paint((0, _along(f, 0.1), d + off), (0.062, 0.4, 0.15), shown)


def _jacket(f: Figure, a: Animal, c: Colour):
    off = _shell(f, a, c, -0.6, 0.94, 0.006)
    dark = shade(c, 0.72)
    _open_front(f, a, off, dark)
    _sleeves(f, a, c, dark, 0.026)
    _hem(f, -0.58, off, dark, 0.022)
    _collar(f, dark, 0.036, 0.0, 0.012, start=28, turn=304)
    for p in _fronts(f):
        for share in (-0.3, 0.05):
            d = _out(f, share) + off
            for x in (-0.115, 0.115) if f.upright else (0.0,):
                p.of("button", False).ball((x, _along(f, share), d * (0.86 if f.upright else 1.0)), 0.021, GOLD, shine=0.6)
        if not f.upright:
            p.of("cloth").paint((0, _along(f, -0.1), _out(f, -0.1)), (0.009, 0.3, 0.2), dark)


def _vest(f: Figure, a: Animal, c: Colour):
    off = _shell(f, a, c, -0.5, 0.8)
    light = trim(c, 1.5, 0.75)
    cloth = f.torso.of("cloth")
    for k in range(-4, 5):  # checks, aslant
        for roll in (38, -38):
            cloth.paint((0, 0.09 * k, 0), (1, 0.0075, 1), light, roll=roll)
    _open_front(f, a, off, shade(c, 0.7))
    _hem(f, -0.48, off, shade(c, 0.7), 0.014)
    for pen, points, radius in f.arms:
        p = np.array(points, float)
        cloth = _cloth(pen, "collar")
        cloth.ball(tuple(p[0]), radius + 0.022, shade(c, 0.7))
    for p in _fronts(f):
        for share in (-0.28, 0.02, 0.3):
            x = 0.085 if f.upright else 0.0
            p.of("button", False).ball((x, _along(f, share), (_out(f, share) + off) * (0.93 if f.upright else 1)), 0.019, CREAM)


def _hoodie(f: Figure, a: Animal, c: Colour):
    off = _shell(f, a, c, -0.62, 0.94, 0.004)
    _sleeves(f, a, c, shade(c, 0.82), 0.026)
    _hem(f, -0.6, off, shade(c, 0.82), 0.026)
    hood = _cloth(f.neck.moved(0, 0.02, -0.02), "hood")
    hood.ring((f.neck_radii[0] + 0.035, f.neck_radii[1] + 0.035), 0.058, shade(c, 0.92), start=52, turn=256)
    hood.ball((0, 0.04, -f.neck_radii[1] - 0.05), (0.14, 0.075, 0.085), shade(c, 0.94))
    for p in _fronts(f):
        d = _out(f, -0.25) + off
        p.of("pocket", False).ball((0, _along(f, -0.28), d * 0.62), (0.1, 0.065, d * 0.44), shade(c, 0.78))
    throat = _throat(f, 0.05)
    for x in (-0.045, 0.045):
        throat.of("line").tube([(x, 0.0, 0.03), (x * 1.15, -0.1, 0.05)], 0.0105, CREAM if not pale(c) else DARK)
        throat.of("line").ball((x * 1.15, -0.11, 0.05), 0.018, CREAM if not pale(c) else DARK)


def _skirt(f: Figure, a: Animal, c: Colour, top: float, low: float, flare: float) -> tuple[Clay, float, float, float]:
    """Cloth that hangs from the torso at `top` to `low` (shares of its length). Returns a pen at its hem, its radii and its height."""
    w, d = _around(f, top)
    off = _bulk(f, a)
    y0, y1 = _along(f, low), _along(f, top)
    height = y1 - y0
    whole = height * flare / (flare - 1)  # of the cone that it is cut from
    p = _cloth(f.torso.moved(0, y0, 0))
    wide, deep = (w + off) * flare, (d + off) * flare
    p.shape("cone", (0, 0, 0), (wide, whole, deep), c, cuts=(((0, 1, 0), height / whole),), hollow=True)
    return p, wide, deep, height


def _mantle(f: Figure, a: Animal, c: Colour, low: float, flare: float) -> tuple[Clay, float, float, float]:
    """Cloth that hangs from the neck over shoulders and arms to `low`, a share of the torso's length. Returns as `_skirt` does."""
    (w, d), off = f.girth, _bulk(f, a)
    arms = 0.035 if f.arms and f.upright else 0.0
    y0 = _along(f, low)
    height = _along(f, 1.12) - y0
    p = _cloth(f.torso.moved(0, y0, 0))
    wide, deep = (w + off + arms) * flare, (d + off) * flare
    p.shape("dome", (0, 0, 0), (wide, height, deep), c, hollow=True)
    return p, wide, deep, height


def _at(share: float) -> float:
    """A mantle's radius at a share of its height."""
    return (1 - share) ** 0.5


def _over_the_back(f: Figure, a: Animal, c: Colour, low: float, high: float, more: float, down: float) -> float:
    """Cloth over back and flanks of an animal that lies along the ground, `down` to a share of its depth. Returns how far it stands off."""
    off, start, end = _bulk(f, a) + more, _along(f, low), _along(f, high)
    for at, radii in f.balls:
        r = [x + off for x in radii]
        cuts = ((0, 1, 0), (end - at[1]) / r[1]), ((0, -1, 0), -(start - at[1]) / r[1]), ((0, 0, 1), down)
        _cloth(f.torso).ball(at, r, c, cuts=cuts)
    return off


def _cape(f: Figure, a: Animal, c: Colour):
    (w, d), (low, high), dark = f.girth, f.reach, shade(c, 0.82)
    if f.upright:
        p = _cloth(f.torso.moved(0, low - 0.1, -d - _bulk(f, a) - 0.05, pitch=9))
        p.shape("cone", (0, 0, 0), (w * 1.75 + 0.05, (high - low + 0.1) * 1.16, 0.085), c, hollow=True)
        for x in (-0.5, 0, 0.5):
            p.paint((x * w, 0.06, -0.06), (0.022, 0.3, 0.08), dark, roll=-x * 24)
        p.tube([(-w * 1.7, 0.0, 0), (0, -0.02, -0.05), (w * 1.7, 0.0, 0)], 0.02, dark)
    else:
        _over_the_back(f, a, c, -1.05, 0.9, 0.016, 0.12)
        p = _cloth(f.torso.moved(0, low - 0.14, -d * 0.35, pitch=-14))
        p.shape("cone", (0, 0, 0), (w * 1.75, (high - low) * 1.1, 0.1), c, hollow=True)
        p.tube([(-w * 1.7, 0.0, 0), (0, -0.02, -0.06), (w * 1.7, 0.0, 0)], 0.02, dark)
    _collar(f, c, 0.036, 0.0, 0.01)
    _throat(f, 0.02).ball((0, 0, 0.035), 0.032, GOLD, shine=0.7)


def _cloak(f: Figure, a: Animal, c: Colour):
    dark = shade(c, 0.62)
    if f.upright:
        p, w, d, h = _mantle(f, a, c, -1.12, 1.4)
        p.paint((0, h * 0.2, d), (0.035, h * 1.2, d * 0.9), dark)
        p.ring((w, d), 0.018, dark)
    else:
        off = _shell(f, a, c, -1.1, 0.94, 0.03)
        _hem(f, 0.8, off, dark, 0.02)
    hood = f.head.of("hood", soft=False)
    w, h = a.head
    hood.ball((0, 0.012, -0.025), (0.232 * w, 0.228 * h, 0.225), c, cuts=(((0, 0.12, 1), 0.24),), hollow=True)
    hood.moved(0, 0.03, -0.16).shape("cone", (0, 0, 0), (0.1, 0.16, 0.1), c, pitch=-118)
    hood.moved(0, 0.014, 0.03, pitch=82).ring((0.226 * w, 0.222 * h), 0.02, dark, pieces=22)
    _collar(f, c, 0.04, 0.0, 0.016)
    _throat(f, 0.02).ball((0, 0, 0.045), 0.034, GOLD, shine=0.7)


def _plaid(p: Clay, c: Colour, low: float, high: float, across: float):
    light, dark = trim(c, 1.65, 0.6), shade(c, 0.66)
    for k, y in enumerate(np.arange(low, high, 0.085)):
        p.paint((0, y, 0), (2, 0.0165, 2), light if k % 2 else dark)
    for k in range(-3, 4):
        p.paint((0.085 * k * across, 0, 0), (0.013, 2, 2), light if k % 2 else dark)


def _blanket(f: Figure, a: Animal, c: Colour):
    (w, d), off = f.girth, _bulk(f, a) + 0.02
    if f.upright:
        p, w, d, h = _mantle(f, a, c, -0.85, 1.26)
        _plaid(p, c, 0.03, h, 1.3)
        p.paint((0, h * 0.1, d), (0.1, h * 0.75, d * 0.72), a.belly)
        fringe = p
    else:
        start, end = _along(f, -0.82), _along(f, 0.62)
        _over_the_back(f, a, c, -0.82, 0.62, 0.02, 0.55)
        _plaid(f.torso.of("cloth"), c, start, end, 1.0)
        for side in (-1, 1):
            for k in range(9):
                y = start + (end - start) * (k + 0.5) / 9
                p = _cloth(f.torso.moved(side * (w + off) * 0.86, y, d * 0.52))
                p.tube([(0, 0, 0), (0, 0, 0.045)], 0.013, CREAM if not pale(c) else shade(c, 0.7))
        return
    for k in range(20):
        t = radians(18 * k)
        fringe.tube([(w * sin(t), 0, d * cos(t)), (w * 1.03 * sin(t), -0.04, d * 1.03 * cos(t))], 0.012, CREAM if not pale(c) else shade(c, 0.7))
    _collar(f, shade(c, 0.8), 0.034, 0.0, 0.014)


def _poncho(f: Figure, a: Animal, c: Colour):
    p, w, d, h = _mantle(f, a, c, -0.42, 1.36 if f.upright else 1.2)
    light, second = trim(c, 1.7, 0.55), mix(c, (255, 220, 90), 0.6)
    for share, colour in ((0.16, light), (0.42, second), (0.68, light)):
        p.paint((0, h * share, 0), (1, 0.0185, 1), colour)
    for k in range(14):  # a row of lozenges
        t = radians(360 * k / 14)
        p.paint((w * _at(0.29) * sin(t), h * 0.29, d * _at(0.29) * cos(t)), 0.03, light)
    for k in range(22):
        t = radians(360 * k / 22)
        p.tube([(w * sin(t), 0, d * cos(t)), (w * 1.04 * sin(t), -0.045, d * 1.04 * cos(t))], 0.0125, light)
    _collar(f, shade(c, 0.8), 0.032, 0.0, 0.012)


def _shawl(f: Figure, a: Animal, c: Colour):
    p, w, d, h = _mantle(f, a, c, 0.06, 1.16)
    dot = trim(c, 1.75, 0.5)
    for row, share in enumerate((0.14, 0.46)):
        for k in range(13):
            t = radians(360 * (k + 0.5 * row) / 13)
            p.paint((w * _at(share) * sin(t), h * share, d * _at(share) * cos(t)), 0.024, dot)
    p.ring((w, d), 0.017, dot, pieces=20)
    for k in range(20):
        t = radians(18 * k)
        p.tube([(w * sin(t), 0, d * cos(t)), (w * 1.05 * sin(t), -0.042, d * 1.05 * cos(t))], 0.01, c)
    throat = _throat(f, 0.03)
    throat.ball((0, -0.01, 0.04), (0.05, 0.042, 0.035), shade(c, 0.86))
    for x in (-1, 1):
        throat.moved(0.03 * x, -0.02, 0.045, roll=24 * x, pitch=-12).shape("cone", (0, -0.15, 0), (0.055, 0.16, 0.018), c)


def _robe(f: Figure, a: Animal, c: Colour):
    off = _shell(f, a, c, -1.1, 0.94, 0.004)
    edge = trim(c, 1.75, 0.62)
    if f.upright:
        p, w, d, h = _skirt(f, a, c, -0.1, -1.22, 1.38)
        p.ring((w, d), 0.02, edge)
        p.paint((0, 0, d), (0.02, h * 1.2, d * 0.5), edge)
    else:
        _hem(f, -0.72, off, edge, 0.022)
    cloth = f.torso.of("cloth")
    (_, d) = f.girth
    for lean in (26, -26):
        cloth.paint((-0.075 * np.sign(lean), _along(f, 0.42), d), (0.034, 0.22, 0.16), edge, roll=-lean)
    _sleeves(f, a, c, edge, 0.036)
    _collar(f, edge, 0.032, 0.0, 0.01)
    w, d = _around(f, -0.12)
    waist = _cloth(f.torso.moved(0, _along(f, -0.12), 0), "belt")
    waist.ring((w + off + 0.006, d + off + 0.006), 0.024, shade(c, 0.62))
    for p in _fronts(f):
        out = _out(f, -0.12) + off + 0.02
        q = p.of("belt", False)
        q.ball((0.02, _along(f, -0.12), out), 0.032, shade(c, 0.62))
        for x in (-0.015, 0.055):
            q.tube([(0.02, _along(f, -0.12), out), (x, _along(f, -0.12) - 0.13, out - 0.005)], 0.015, shade(c, 0.62))


def _belt(f: Figure, a: Animal, c: Colour):
    off = _bulk(f, a)
    share = -0.16 if f.upright else -0.1
    w, d = _around(f, share)
    band = _cloth(f.torso.moved(0, _along(f, share), 0), "belt")
    for y in (-0.03, 0.0, 0.03):
        band.moved(0, y, 0).ring((w + off * 0.6, d + off * 0.6), 0.0235, c, shine=0.15)
    for p in _fronts(f):
        out = _out(f, share) + off + 0.012
        q = p.of("buckle", False)
        gold = GOLD if abs(c[0] - c[2]) < 140 or c[1] < 150 else (214, 218, 226)
        q.ball((0, _along(f, share), out), (0.075, 0.068, 0.024), gold, shine=0.7)
        q.ball((0, _along(f, share), out + 0.012), (0.044, 0.038, 0.019), shade(c, 0.8))
        q.tube([(0.0, _along(f, share), out + 0.03), (0.055, _along(f, share), out + 0.025)], 0.009, gold, shine=0.7)


def _tutu(f: Figure, a: Animal, c: Colour):
    share = -0.36 if f.upright else -0.2
    w, d = _around(f, share)
    off = _bulk(f, a)
    p = _cloth(f.torso.moved(0, _along(f, share), 0), "tutu")
    for k, (more, y, tone) in enumerate(((0.17, -0.03, 0.86), (0.145, 0.0, 1.0), (0.1, 0.028, 1.18))):
        colour = shade(c, tone)
        p.ball((0, y, 0), (w + more, 0.034, d + more), colour)
        p.moved(0, y - 0.006, 0).ring((w + more - 0.008, d + more - 0.008), 0.02, colour, pieces=26, wave=0.03 - 0.06 * (k % 2))
    p.moved(0, 0.06, 0).ring((_around(f, share + 0.2)[0] + off * 0.5, _around(f, share + 0.2)[1] + off * 0.5), 0.024, shade(c, 0.75))


def _dress(f: Figure, a: Animal, c: Colour):
    off = _shell(f, a, c, -0.6, 0.92)
    dot = trim(c, 1.8, 0.55)
    p, w, d, h = _skirt(f, a, c, -0.02, -1.0 if f.upright else -0.75, 1.75 if f.upright else 1.5)
    for row, share in enumerate((0.2, 0.62)):
        for k in range(12):
            t = radians(30 * (k + 0.5 * row))
            r = 1 - share * 0.4
            p.paint((w * r * sin(t), h * share, d * r * cos(t)), 0.024, dot)
    p.ring((w, d), 0.018, dot, pieces=24, wave=0.014)
    waist_w, waist_d = _around(f, -0.02)
    _cloth(f.torso.moved(0, _along(f, -0.02), 0), "belt").ring((waist_w + off, waist_d + off), 0.021, dot)
    _collar(f, dot, 0.028, 0.0, 0.014)
    for pen, points, radius in f.arms:
        _cloth(pen, "sleeve").ball(tuple(np.array(points[0]) * 0.8 + np.array(points[1]) * 0.2), radius + 0.036, c)


def _boots(f: Figure, a: Animal, c: Colour):
    sole = shade(c, 0.5)
    feet = f.feet
    if not feet:  # an animal with no feet gets two short legs to put them on
        (w, _), axis = f.girth, (f.pen.axes.T @ f.torso.axes)[1]
        low = min(f.pen.back(f.torso.place(at))[1] - np.linalg.norm(axis * r) for at, r in f.balls)
        feet = [(f.pen.moved(mirror=m).of("limb"), (max(0.09, w * 0.55), low - 0.11, 0.05 if not f.upright else 0.3), 0.085) for m in (False, True)]
        for q, (x, y, z), _ in feet:
            q.tube([(x, low + 0.1, z - 0.03), (x, y + 0.03, z - 0.03)], 0.05, a.coat)
    for q, (x, y, z), radius in feet:
        r, b = max(0.052, min(radius, 0.088)), _cloth(q, "boot")
        b.ball((x, y + 0.01, z + 0.012), (r * 0.95, 0.056, r * 1.18), c, shine=0.45)
        b.tube([(x, y + 0.02, z - r * 0.42), (x, y + 0.11, z - r * 0.52)], r * 0.86, c, shine=0.45)
        b.moved(x, y + 0.135, z - r * 0.52).ring((r * 0.82, r * 0.82), 0.019, trim(c, 1.5, 0.75))
        b.ball((x, y - 0.03, z + 0.014), (r, 0.018, r * 1.22), sole)


def _backpack(f: Figure, a: Animal, c: Colour):
    (_, d), off = f.girth, _bulk(f, a)
    y = _along(f, 0.22)
    p = _cloth(f.torso.moved(0, y, -d - off - 0.055), "pack")
    p.ball((0, 0, 0), (0.145, 0.17, 0.1), c)
    p.ball((0, -0.06, -0.055), (0.1, 0.085, 0.075), shade(c, 0.8))
    p.ball((0, 0.07, -0.075), (0.125, 0.075, 0.05), shade(c, 0.9))
    p.ball((0, 0.015, -0.12), (0.022, 0.03, 0.016), GOLD, shine=0.6)
    roll = _cloth(f.torso.moved(0, y + 0.185, -d - off - 0.05), "roll")
    roll.tube([(-0.19, 0, 0), (0.19, 0, 0)], 0.068, trim(c, 1.55, 0.65))
    for x in (-0.1, 0.1):
        roll.paint((x, 0, 0), (0.015, 0.1, 0.1), shade(c, 0.6))

    def strap(q: Clay):
        s = _cloth(q, "strap")
        a0, d0 = _around(f, 0.75)
        a1, d1 = _around(f, 0.2)
        line = [(0.09, _along(f, 0.62), -d0 - off * 1.6), (0.1, _along(f, 0.86), -0.01), (0.1, _along(f, 0.6), d0 + off * 1.4), (0.115, _along(f, 0.1), d1 + off * 0.6),
                (a1 + off, _along(f, -0.15), 0.02), (a1 * 0.7, _along(f, -0.1), -d1 - off)]  # fmt: skip
        s.tube(line, 0.024, shade(c, 0.86))

    f.torso.both(strap)


GARMENTS: dict[str, Callable[[Figure, Animal, Colour], None]] = {
    "scarf": _scarf, "bow tie": _bow_tie, "necktie": _necktie, "sweater": _sweater, "cape": _cape, "tutu": _tutu, "top hat": _top_hat,
    "beanie": _beanie, "wizard hat": _wizard_hat, "crown": _crown, "hat": _hat, "cap": _cap, "jacket": _jacket, "cloak": _cloak,
    "hoodie": _hoodie, "vest": _vest, "poncho": _poncho, "robe": _robe, "belt": _belt, "shawl": _shawl, "blanket": _blanket, "dress": _dress,
    "boots": _boots, "sunglasses": _sunglasses, "backpack": _backpack,
}  # fmt: skip


def dress(figure: Figure, a: Animal, garment: str, colour: Colour):
    GARMENTS[garment](figure, a, colour)
