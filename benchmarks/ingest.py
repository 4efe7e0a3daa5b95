"""Pictures for training: JPEG files are decoded, resized and scaled into batches of tensors, epoch after epoch, and a loop takes them as fast as they come."""

import io
import time
from collections.abc import Iterable

import numpy as np

from benchmarks import vectors
from benchmarks.measure import CORES
from benchmarks.stages import active, pace
from benchmarks.vectors import decoded, files

SIDE, EPOCHS = 96, 3


def loop(epochs: Iterable[Iterable], ready: float) -> dict:
    """Takes all batches of all `epochs`, tensors (n, 3, SIDE, SIDE) each, and does nothing with them but add up their pixels."""
    stamps, total = [], 0.0
    for epoch in epochs:
        for pixels in epoch:
            total += float(pixels.double().sum())
            stamps.append((time.time(), len(pixels)))
    return {"ready": ready, "stamps": stamps, "total": total}


def scaled(pictures: np.ndarray) -> np.ndarray:
    """uint8 pictures (n, SIDE, SIDE, 3) as float32 (n, 3, SIDE, SIDE) from 0 to 1."""
    return pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255


def pixels(batch: dict) -> dict:
    return {"pixels": scaled(np.stack([decoded(io.BytesIO(content), SIDE) for content in batch["bytes"]]))}


def small(batch: dict) -> dict:
    return {"image": np.stack([decoded(io.BytesIO(content), SIDE) for content in batch["bytes"]])}


def course(folder: str, batch: int, out: str) -> dict:
    """*Fine-tuning*: decode once, keep the small pictures in Ray's object store, and scale them as the loop asks for them."""
    import ray
    import torch

    import raycourse

    raycourse.connect()
    ready = time.time()
    kept = ray.data.read_binary_files(folder).map_batches(small).materialize()
    batches = (kept.iter_torch_batches(batch_size=batch, collate_fn=lambda rows: torch.from_numpy(scaled(rows["image"]))) for _ in range(EPOCHS))
    return loop(batches, ready)


def anew(folder: str, batch: int, out: str) -> dict:
    """The same without `materialize`: each epoch reads and decodes again, while the loop runs."""
    import ray

    import raycourse

    raycourse.connect()
    ready, pictures = time.time(), ray.data.read_binary_files(folder).map_batches(pixels)
    return loop(((rows["pixels"] for rows in pictures.iter_torch_batches(batch_size=batch)) for _ in range(EPOCHS)), ready)


class Pictures(vectors.Files):
    """A map-style dataset of PyTorch's: pictures alone."""

    def __getitem__(self, k: int) -> np.ndarray:
        return decoded(self.paths[k], self.side)


def data_loader(folder: str, batch: int, out: str) -> dict:
    """A worker for each core, which stays from epoch to epoch, and decodes anew in each."""
    import torch
    from torch.utils.data import DataLoader

    ready = time.time()
    loader = DataLoader(
        Pictures(folder, SIDE),
        batch_size=batch,
        num_workers=CORES,
        prefetch_factor=4,
        persistent_workers=True,
        collate_fn=lambda pictures: torch.from_numpy(scaled(np.stack(pictures))),
    )
    return loop((loader for _ in range(EPOCHS)), ready)


def plain(folder: str, batch: int, out: str) -> dict:
    """A loop that decodes each batch when it needs it, on one core."""
    import torch

    ready, paths = time.time(), files(folder)

    def epoch():
        for k in range(0, len(paths), batch):
            yield torch.from_numpy(scaled(np.stack([decoded(path, SIDE) for path in paths[k : k + batch]])))

    return loop((epoch() for _ in range(EPOCHS)), ready)


PEERS = CONTENDERS = {"course": course, "course, decoded anew": anew, "DataLoader": data_loader, "plain loop": plain}


def expected(folder: str) -> float:
    """What the pixels of all epochs add up to."""
    return EPOCHS * sum(float(decoded(path, SIDE).sum(dtype=np.int64)) / 255 for path in files(folder))


def cases(quick: bool) -> list[dict]:
    folder = vectors.pictures(*((48, 1) if quick else (1200, 4)))
    job = {"folder": folder, "batch": 32}
    return [
        {
            "name": "three epochs",
            "job": job,
            "contenders": list(CONTENDERS),
            "rounds": 2,
            "rows": EPOCHS * len(files(folder)),
            "total": expected(folder),
        }
    ]


def judged(case: dict, job: dict, figures: dict) -> dict:
    """Pictures per second at the loop after the first quarter of all, seconds to the first batch since the process began (`first`) and since its framework
    was up (`warm`), seconds to the last batch (`whole`), what the yardstick said meanwhile (`pace`), and whether as many pictures came, with pixels of the same sum. No pause
    counts."""
    done, numbers = np.array(figures["stamps"]).T
    seen = numbers.cumsum()
    quarter, pauses = int((seen < seen[-1] / 4).sum()), figures["pauses"]
    spent = pace(pauses, done[quarter], done[-1])
    began, ready = active([figures["began"], figures["ready"]], pauses)
    done = active(done, pauses)
    same = seen[-1] == case["rows"] and abs(figures["total"] - case["total"]) <= 1e-5 * case["total"]
    return spent | {
        "rate": float((seen[-1] - seen[quarter]) / (done[-1] - done[quarter])),
        "first": float(done[0] - began),
        "warm": float(done[0] - ready),
        "whole": float(done[-1] - began),
        "memory": figures["memory"],
        "same": bool(same),
    }
