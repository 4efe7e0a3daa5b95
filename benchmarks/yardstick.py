"""How fast the machine is right now. What else its host runs makes it faster and slower by a fifth within minutes, and would pass for a difference of contenders."""

import multiprocessing
import time
from multiprocessing.connection import Connection

from benchmarks.measure import CORES

SECONDS = 0.25


def _multiplies(asked: Connection) -> None:
    import torch

    torch.set_num_threads(1)
    rows, weights = torch.randn(256, 768), torch.randn(768, 3072)  # those of the first layer of a ViT-B's feed-forward half, for five pictures
    asked.send("ready")
    while asked.recv():
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < SECONDS:
            rows @ weights
            count += 1
        asked.send(count / (time.perf_counter() - began))


class Yardstick:
    """A process for each core that multiplies matrices when asked, and rests otherwise. Call it: multiplications per second on all cores."""

    def __enter__(self) -> "Yardstick":
        spawn, self.lines = multiprocessing.get_context("spawn"), []
        for _ in range(CORES):
            ours, theirs = spawn.Pipe()
            spawn.Process(target=_multiplies, args=(theirs,), daemon=True).start()
            self.lines.append(ours)
        for line in self.lines:
            line.recv()
        return self

    def __call__(self) -> float:
        for line in self.lines:
            line.send(True)
        return sum(line.recv() for line in self.lines)

    def __exit__(self, *_) -> None:
        for line in self.lines:
            line.send(False)
