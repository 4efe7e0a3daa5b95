"""Rendered pictures as one array on disk, made once by all cores and kept in `build/foundry/`."""

from multiprocessing import Pool
from pathlib import Path

import numpy as np
from tqdm import tqdm

from foundry.draw import render
from foundry.world import FREE, Scene, scenes

BUILD = Path(__file__).parent.parent / "build" / "foundry"
SIZE = 128


def _pixels(scene: Scene) -> np.ndarray:
    return np.asarray(render(scene, SIZE))


def pictures(count: int, seed: int, *, unseen: bool = False, vary: tuple[str, ...] = FREE) -> tuple[list[Scene], np.ndarray]:
    """The first `count` scenes of `seed` and their pictures, a read-only uint8 array of shape (count, 128, 128, 3).

    `unseen` and `vary` are those of `world.scenes`.
    """
    chosen = list(scenes(count, seed, unseen=unseen, vary=vary))
    path = BUILD / f"pictures-{seed}-{count}{'-unseen' if unseen else ''}{'' if vary == FREE else '-' + '-'.join(vary)}.npy"
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
