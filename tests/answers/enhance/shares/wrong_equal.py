# says: expected 0 < painter < enhancer
import math


def shares(gpus: int, enhancers: int, painters: int) -> tuple[float, float]:
    weight = 3 * math.ceil(enhancers / gpus) + 2 * math.ceil(painters / gpus)
    return math.floor(25_000 / weight) / 10_000, math.floor(25_000 / weight) / 10_000
