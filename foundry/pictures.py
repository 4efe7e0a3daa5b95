"""Rendered pictures as one array on disk, made once by all cores and kept in `build/foundry/`."""

from multiprocessing import Pool
from pathlib import Path

import numpy as np
from tqdm import tqdm

from foundry.draw import render
from foundry.world import Scene, scenes

BUILD = Path(__file__).parent.parent / "build" / "foundry"
SIZE = 128


def _pixels(scene: Scene) -> np.ndarray:
    return np.asarray(render(scene, SIZE))


def pictures(count: int, seed: int, *, unseen: bool = False) -> tuple[list[Scene], np.ndarray]:
    """The first `count` scenes of `seed` and their pictures, a read-only uint8 array of shape (count, 128, 128, 3)."""
    chosen = list(scenes(count, seed, unseen=unseen))
    path = BUILD / f"pictures-{seed}-{count}{'-unseen' if unseen else ''}.npy"
    if not path.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        out = np.lib.format.open_memmap(part, "w+", np.uint8, (count, SIZE, SIZE, 3))
        with Pool() as pool:
            for k, picture in enumerate(tqdm(pool.imap(_pixels, chosen, 64), total=count, desc=path.stem)):
                out[k] = picture
        out.flush()
        part.rename(path)
    return chosen, np.load(path, mmap_mode="r")
