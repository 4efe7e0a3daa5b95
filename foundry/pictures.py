"""Rendered pictures as one array on disk, made once by all cores and kept in `build/foundry/`."""

from collections.abc import Callable, Sequence
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from foundry.draw import render
from foundry.looks import repainted
from foundry.world import ANIMALS, FREE, Scene, scenes

BUILD = Path(__file__).parent.parent / "build" / "foundry"
SIZE = 128


def pixels(scene: Scene) -> np.ndarray:
    return np.asarray(render(scene, SIZE))


def _repainted_pixels(scene: Scene) -> np.ndarray:
    rng = np.random.default_rng([int(value * 2**32) for value in scene.free])
    return np.asarray(render(scene, SIZE, repainted(ANIMALS[scene.animal], rng)))


def drawn(name: str, draw: Callable[[Any], np.ndarray], items: Sequence, side: int) -> np.ndarray:
    """`draw(item)` of all items, a read-only uint8 array of shape (len(items), side, side, 3); what `name` had drawn before is not drawn again."""
    path = BUILD / f"{name}.npy"
    if not path.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
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

    `unseen` and `vary` are those of `world.scenes`; with `repaint` every animal has a coat of its own (`looks.repainted`).
    """
    chosen = list(scenes(count, seed, unseen=unseen, vary=vary))
    parts = ["pictures", str(seed), str(count), *(["unseen"] if unseen else []), *(() if vary == FREE else vary), *(["repainted"] if repaint else [])]
    return chosen, drawn("-".join(parts), _repainted_pixels if repaint else pixels, chosen, SIZE)
