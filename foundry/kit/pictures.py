"""Rendered pictures as one array on disk, made once by all cores and kept in `build/foundry/pictures/` under their key."""

from collections.abc import Callable, Sequence
from multiprocessing import Pool
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from foundry.kit import keys
from foundry.world.animals import ANIMALS
from foundry.world.draw import render
from foundry.world.looks import repainted
from foundry.world.scenes import FREE, Scene, scenes

SIZE = 128


def pixels(scene: Scene) -> np.ndarray:
    return np.asarray(render(scene, SIZE))


def repainted_pixels(scene: Scene) -> np.ndarray:
    rng = np.random.default_rng([int(value * 2**32) for value in scene.free])
    return np.asarray(render(scene, SIZE, repainted(ANIMALS[scene.animal], rng)))


def drawn(name: str, draw: Callable[[Any], np.ndarray], items: Sequence, side: int) -> np.ndarray:
    """`draw(item)` of all items, a read-only uint8 array of shape (len(items), side, side, 3).

    `name` is for people. What the same code drew of the same items before is not drawn again.
    """
    key = keys.digest([keys.code_of(draw), [repr(item) for item in items], side])
    path = keys.BUILD / "pictures" / f"{name}-{key}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        out = np.lib.format.open_memmap(part, "w+", np.uint8, (len(items), side, side, 3))
        with Pool() as pool:
            for k, picture in enumerate(tqdm(pool.imap(draw, items, 64), total=len(items), desc=name)):
                out[k] = picture
        out.flush()
        part.rename(path)
    return np.load(path, mmap_mode="r")


def pictures(count: int, seed: int, *, unseen: bool = False, vary: tuple[str, ...] = FREE, repaint: bool = False) -> tuple[list[Scene], np.ndarray]:
    """The first `count` scenes of `seed` and their pictures, a read-only uint8 array of shape (count, 128, 128, 3).

    `unseen` and `vary` are those of `world.scenes.scenes`; with `repaint` every animal has a coat of its own (`looks.repainted`).
    """
    chosen = list(scenes(count, seed, unseen=unseen, vary=vary))
    return chosen, drawn(f"scenes-{seed}-{count}", repainted_pixels if repaint else pixels, chosen, SIZE)


def to_tensor(pixels: np.ndarray) -> torch.Tensor:
    """uint8 pictures (n, height, width, 3) as floats in [-1, 1] of shape (n, 3, height, width)."""
    return torch.tensor(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1
