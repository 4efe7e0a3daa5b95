"""Animals in other coats: the same animal by its shape, in colours and proportions of its own."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from foundry.world.animals import Animal
from foundry.world.draw.pen import shade
from foundry.world.words import Colour

WHITE: Colour = (250, 248, 244)
FURRED: tuple[Colour, ...] = (
    (196, 138, 82), (128, 82, 46), (236, 206, 160), (206, 168, 128), (224, 158, 70), (244, 242, 238), (70, 68, 76), (150, 150, 160), (156, 84, 50),
)  # fmt: skip
SCALED: tuple[Colour, ...] = (
    (252, 132, 44), (250, 190, 70), (110, 140, 190), (70, 180, 180), (226, 110, 110), (168, 128, 190), (140, 170, 90), (60, 96, 160), (190, 200, 210),
)  # fmt: skip
COATS = FURRED + SCALED


def near(colour: Colour, rng: np.random.Generator, spread: float = 18) -> Colour:
    """A colour close to `colour`."""
    return tuple(int(c) for c in np.clip(np.array(colour) + rng.normal(0, spread, 3), 20, 252))


def repainted(animal: Animal, rng: np.random.Generator, coats: Sequence[Colour] = COATS) -> Animal:
    """`animal` with a coat near one of `coats`, other colours for belly, marks and feet, and a head and ears of another size."""
    coat = near(coats[rng.integers(len(coats))], rng)
    other, third = (near(COATS[k], rng) for k in rng.choice(len(COATS), 2, replace=False))
    belly = WHITE if rng.random() < 0.3 else other if rng.random() < 0.4 else shade(coat, 1.5)
    return replace(
        animal,
        coat=coat,
        belly=belly,
        accent=WHITE if rng.random() < 0.3 else third,
        ear_rim=None,
        ear_inner=shade(coat, rng.uniform(0.6, 0.8)) if rng.random() < 0.5 else third,
        ear_size=animal.ear_size * rng.uniform(0.8, 1.25),
        muzzle_colour=belly if rng.random() < 0.5 else shade(coat, 1.4),
        feet=None if rng.random() < 0.6 else belly,
        head=tuple(side * rng.uniform(0.9, 1.1) for side in animal.head),
    )
