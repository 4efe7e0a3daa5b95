# says: expected 0.9 at least
import math


def shares(gpus: int, enhancers: int, painters: int) -> tuple[float, float]:
    weight = 3 * enhancers + 2 * painters
    return math.floor(30_000 / weight) / 10_000, math.floor(20_000 / weight) / 10_000
