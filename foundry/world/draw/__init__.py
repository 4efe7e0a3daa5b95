"""Draws a `Scene` as a picture: flat illustration with Pillow, drawn at three times the size and shrunk, then styled as its medium.

Three layers are drawn (backdrop, animal, what falls in front) and one function per medium turns them into a picture. Shapes are polygons,
so that one 2x3 matrix can scale, mirror and tilt any of them. What a name looks like stands in tables of functions, in one module a kind.
"""

import numpy as np
from PIL import Image

from foundry.world.draw.animals import KINDS, draw_animal
from foundry.world.draw.backdrops import ELEMENTS, SKIES, draw_backdrop, draw_front
from foundry.world.draw.garments import GARMENTS
from foundry.world.draw.media import MEDIA
from foundry.world.draw.pen import Pen
from foundry.world.scenes import ANIMALS, COLOURS, Animal, Scene

OVERSAMPLE = 3


# What a scene may name; what an animal may name stands in KINDS.
KNOWN = {"animal": ANIMALS, "medium": MEDIA, "season": SKIES, "garment": {None, *GARMENTS}, "colour": {None, *COLOURS}, "elements": ELEMENTS}


def _check(named: Scene | Animal, tables: dict) -> None:
    for what, known in tables.items():
        words = getattr(named, what)
        for word in words if isinstance(words, tuple) else (words,):
            if word not in known:
                raise ValueError(f"cannot draw {word!r} as {what}; known: {', '.join(sorted(map(str, known)))}")


def render(scene: Scene, size: int = 128, look: Animal | None = None) -> Image.Image:
    """Draws `scene` as an RGB picture of `size` x `size` pixels; the same scene gives the same picture.

    `look`, where given, is drawn in place of the animal's own entry in `ANIMALS`: a dog in other colours stays a dog.

    Raises:
        ValueError: `size` is not a multiple of 64 (pixel art needs whole pixels), or scene or look name something that cannot be drawn.
    """
    if size % 64:
        raise ValueError(f"size must be a multiple of 64, got {size}")
    _check(scene, KNOWN)
    look = look or ANIMALS[scene.animal]
    _check(look, KINDS)
    medium, large = MEDIA[scene.medium], size * OVERSAMPLE
    back = Image.new("RGB", (large, large))
    subject, front = (Image.new("RGBA", (large, large)) for _ in range(2))
    pens = [Pen(layer, medium.edge, medium.ink, medium.shadow) for layer in (back, subject, front)]
    draw_backdrop(pens[0], back, scene)
    stand = pens[1].moved(x=0.5 + 0.12 * (scene.x - 0.5), y=0.955, scale=0.98 + 0.14 * scene.size, mirror=scene.mirror > 0.5)
    draw_animal(stand, scene, look)
    draw_front(pens[2], scene)
    picture = medium.finish(*(layer.reduce(OVERSAMPLE) for layer in (back, subject, front)), size)
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
