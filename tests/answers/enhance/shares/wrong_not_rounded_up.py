# says: expected 1 at most: an actor would wait forever
import math


def shares(gpus: int, enhancers: int, painters: int) -> tuple[float, float]:
    weight = 3 * enhancers / gpus + 2 * painters / gpus
    return math.floor(30_000 / weight) / 10_000, math.floor(20_000 / weight) / 10_000
