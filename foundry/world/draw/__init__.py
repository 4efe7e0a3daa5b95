"""Draws a `Scene` as a picture. Animals and what they wear are solids, seen from any side (`solid`); backdrops are drawn flat (`pen`).

Both are drawn at twice the size and shrunk; one function per medium turns them into a picture. What a name looks like stands in tables of
functions, in one module a kind.
"""

from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from foundry.world.animals import ANIMALS, UNKNOWN, Animal
from foundry.world.draw.animals import KINDS, shape_animal
from foundry.world.draw.backdrops import PLACES, draw_backdrop, draw_front, light_of
from foundry.world.draw.bodies import Pose
from foundry.world.draw.elements import ELEMENTS
from foundry.world.draw.garments import GARMENTS, dress
from foundry.world.draw.media import MEDIA, Layers
from foundry.world.draw.pen import Pen, shade
from foundry.world.draw.solid import Clay, Part, Surface, extent, placed, shown, turned
from foundry.world.scenes import UNKNOWN as UNKNOWN_NAME
from foundry.world.scenes import Scene
from foundry.world.words import COLOURS, POSES, SEASONS, TIMES, VIEWS, WEATHERS

OVERSAMPLE = 2
LOOKS = ANIMALS | {UNKNOWN_NAME: UNKNOWN}

# What a scene may name; what an animal may name stands in KINDS.
KNOWN = {
    "animal": LOOKS, "other": {None, *LOOKS}, "medium": MEDIA, "season": {None, *SEASONS}, "garment": {None, *GARMENTS}, "colour": {None, *COLOURS},
    "elements": ELEMENTS, "place": PLACES, "weather": {None, *WEATHERS}, "time": {None, *TIMES}, "pose": {None, *POSES}, "view": {None, *VIEWS},
}  # fmt: skip

# By view, the range of degrees that an animal is turned to the side; a swimmer's shape does not show from the very front.
_YAWS = {"front": (2, 16), "three-quarter": (34, 52), "side": (70, 84)}
_SWIMMERS_YAWS = {"front": (28, 38), "three-quarter": (40, 58), "side": (68, 84)}
METALS = {"gold": 0.55, "silver": 0.5}


def _check(named: Scene | Animal, tables: dict) -> None:
    for what, known in tables.items():
        words = getattr(named, what)
        for word in words if isinstance(words, tuple) else (words,):
            if word not in known:
                raise ValueError(f"cannot draw {word!r} as {what}; known: {', '.join(sorted(map(str, known)))}")


def _pick(words, number: float, shares: tuple[float, ...]) -> str:
    return words[int(np.searchsorted(np.cumsum(shares)[:-1], number))]


def _tinted(look: Animal, number: float) -> Animal:
    """`look` with a coat a little lighter or darker: no two animals have quite the same."""
    return replace(look, coat=shade(look.coat, 0.93 + 0.14 * number))


def _figure(scene: Scene, look: Animal, dressed: bool, second: bool) -> tuple[list[Part], tuple[float, float, float, float], bool]:
    """The parts of one animal in its pose, dressed or not, the extent of the animal alone, and whether it floats."""

    def free(name: str) -> float:
        return (getattr(scene, name) + 0.37) % 1 if second else getattr(scene, name)

    view = scene.view or _pick(tuple(VIEWS), free("turn"), (0.4, 0.35, 0.25))
    pose = scene.pose or _pick(POSES, free("posture"), (0.3, 0.45, 0.25))
    low, high = (_SWIMMERS_YAWS if look.plan == "swimmer" else _YAWS)[view]
    yaw = (low + (high - low) * free("gaze")) * (0.6 if look.plan == "crab" else 1)
    # In a side view the head turns a little to the viewer, so that both eyes may be seen.
    gaze = -yaw * 0.22 + 14 * (free("tilt") - 0.5)
    away = (scene.mirror > 0.5) != second
    pen = Clay(axes=turned(pitch=9) @ turned(yaw=-yaw if away else yaw))
    figure = shape_animal(
        pen, _tinted(look, free("coat")), Pose(pose, free("stride"), free("arms"), 13 * (free("tilt") - 0.5), -gaze if away else gaze)
    )
    bare = extent(pen.parts)
    if dressed and scene.garment:
        start = len(pen.parts)
        colour = scene.colour or ("red", "blue", "green", "yellow", "purple")[int(scene.coat * 4.99)]
        dress(figure, look, scene.garment, COLOURS[colour])
        for part in pen.parts[start:]:
            if colour in METALS and part.colour == COLOURS[colour]:
                part.shine = max(part.shine, METALS[colour])
    return pen.parts, bare, figure.floats


def _stage(scene: Scene, looks: list[Animal], side: int) -> tuple[Surface, list[tuple[float, float, float]]]:
    """The surface of all animals, and for each where it stands: x, y and half its width, in pixels."""
    found, feet = [], []
    for k, look in enumerate(looks):
        parts, (left, right, bottom, top), floats = _figure(scene, look, dressed=k == 0 or scene.other == scene.animal, second=k == 1)
        two = len(looks) > 1
        near = 0.64 + 0.14 * scene.size if not two else 0.5 + 0.1 * scene.size
        scale = side * min(near / (top - bottom), (0.8 if not two else 0.46) * (0.86 + 0.2 * scene.size) / (right - left))
        floor = side * (0.895 + 0.05 * scene.size + (0.025 * k if two else 0))
        low, high, _, tall = extent(parts)
        # A tall hat stays in the picture; what does not float stands on its lowest part.
        scale = min(scale, (floor - 0.015 * side) / (tall - (0 if floats else bottom)), side * 0.98 / (high - low))
        ground = floor if floats else floor + scale * bottom
        middle = 0.5 + 0.16 * (scene.x - 0.5)
        if two:
            middle = 0.5 + (0.215 + 0.03 * scene.apart) * (1 if (k == 1) == (scene.mirror > 0.5) else -1) + 0.05 * (scene.x - 0.5)
        x = middle * side - scale * (left + right) / 2
        x = float(np.clip(x, -scale * low + 0.01 * side, max(side * 0.99 - scale * high, -scale * low + 0.01 * side)))
        found += placed(parts, scale, x, ground, depth=side * 0.4 * k)
        feet.append((x + scale * (left + right) / 2, floor, scale * (right - left) / 2))
    return shown(found, side), feet


def _sides(values: np.ndarray) -> np.ndarray:
    """Where a value differs from its right or lower neighbour."""
    differs = np.zeros(values.shape, bool)
    differs[:, :-1] = values[:, 1:] != values[:, :-1]
    differs[:-1] |= values[1:] != values[:-1]
    return differs


def _shrunk(array: np.ndarray) -> np.ndarray:
    """Means of 2 x 2 pixels; shape (size, size, channels)."""
    array = array.reshape(*array.shape[:2], -1)
    return (array[::2, ::2] + array[1::2, ::2] + array[::2, 1::2] + array[1::2, 1::2]) * np.float32(0.25)


def _slopes(depth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How steeply the surface falls to the right and downwards."""
    right, down = np.zeros_like(depth), np.zeros_like(depth)
    np.subtract(depth[:, 2:], depth[:, :-2], out=right[:, 1:-1])
    np.subtract(depth[2:], depth[:-2], out=down[1:-1])
    return np.clip(right * 0.5, -3, 3), np.clip(down * 0.5, -3, 3)


def _lit(surface: Surface, scene: Scene, size: int) -> list[np.ndarray]:
    """Of a surface, in a picture of half its size: colours in their light, own colours, alpha, outlines and inner lines."""
    mask = surface.group > 0
    right, down = _slopes(surface.depth)
    straight = 1 / np.sqrt(right * right + down * down + 1)
    sun = np.clip((np.float32(0.48) * right + np.float32(0.56) * down + np.float32(0.68)) * straight, 0, 1)
    light = light_of(scene)
    rim = np.clip(1 - straight * np.float32(1.25), 0, 1) * (down > 0.4) * np.float32(0.16)  # the sky on what looks upwards at the rim
    ambient = np.float32(0.9) + np.float32(0.1) * down * straight + rim
    shine = np.square(np.square(np.square(np.square(sun)))) * surface.shine * np.float32(150)
    white = np.array(light.shade, np.float32), np.array(light.sun, np.float32)
    lit = surface.colour * (ambient[..., None] * white[0] + sun[..., None] * white[1])
    lit += shine[..., None]
    cover = _shrunk(mask.astype(np.float32))
    share = 1 / np.maximum(cover, np.float32(1e-3))
    far = np.float32(0.03 * 2 * size)
    jump = _sides(surface.group)
    jump[:, :-1] |= np.abs(surface.depth[:, 1:] - surface.depth[:, :-1]) > far
    jump[:-1] |= np.abs(surface.depth[1:] - surface.depth[:-1]) > far
    line, inner = (_shrunk(edge.astype(np.float32)) for edge in (jump, _sides(surface.number)))
    lit *= mask[..., None]
    window = tuple(slice(part.start // 2, part.stop // 2) for part in surface.window)
    found = []
    for part in (_shrunk(lit) * share, _shrunk(surface.colour) * share, cover, np.minimum(line * 1.6, 1), np.minimum(inner * 1.4, 1)):
        whole = np.zeros((size, size, part.shape[2]), np.float32)
        whole[window] = part
        found.append(whole)
    return found


def _shadowed(back: Image.Image, feet: list[tuple[float, float, float]], scene: Scene) -> np.ndarray:
    """The backdrop with the animals' shadows on its ground."""
    size = back.width
    mask = Image.new("L", back.size)
    draw = ImageDraw.Draw(mask)
    for x, y, wide in feet:
        x, y, wide = x / OVERSAMPLE, y / OVERSAMPLE, wide / OVERSAMPLE
        draw.ellipse((x - wide * 0.82, y - wide * 0.20, x + wide * 0.98, y + wide * 0.16), fill=255)
    soft = np.asarray(mask.filter(ImageFilter.BoxBlur(size / 50)), np.float32)[..., None] / 255
    return np.asarray(back, np.float32) * (1 - 0.36 * soft)


def render(scene: Scene, size: int = 128, look: Animal | None = None) -> Image.Image:
    """Draws `scene` as an RGB picture of `size` x `size` pixels; the same scene gives the same picture.

    `look`, where given, is drawn in place of the animal's own entry in `ANIMALS`: a dog in other colours stays a dog.

    Raises:
        ValueError: `size` is not a multiple of 64 (pixel art needs whole pixels), or scene or look name something that cannot be drawn.
    """
    if size % 64:
        raise ValueError(f"size must be a multiple of 64, got {size}")
    _check(scene, KNOWN)
    looks = [look or LOOKS[scene.animal]]
    _check(looks[0], KINDS)
    if scene.other:
        looks.append(looks[0] if scene.other == scene.animal else LOOKS[scene.other])
    medium, large = MEDIA[scene.medium], size * OVERSAMPLE
    back, front = Image.new("RGB", (large, large)), Image.new("RGBA", (large, large))
    draw_backdrop(Pen(back, medium.edge, medium.ink, medium.shadow), back, scene)
    draw_front(Pen(front, medium.edge, medium.ink, medium.shadow), scene)
    surface, feet = _stage(scene, looks, large)
    lit, flat, alpha, line, inner = _lit(surface, scene, size)
    small = np.asarray(front.reduce(OVERSAMPLE), np.float32)
    layers = Layers(_shadowed(back.reduce(OVERSAMPLE), feet, scene), flat, lit, alpha, line, inner, small[..., :3], small[..., 3:] / 255)
    return Image.fromarray(np.clip(medium.finish(layers), 0, 255).astype(np.uint8))
