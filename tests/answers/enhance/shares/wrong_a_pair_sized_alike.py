# says: of a card, expected
import math


def shares(gpus: int, enhancers: int, painters: int) -> tuple[float, float]:
    weight = 5 * math.ceil((enhancers + painters) / (2 * gpus))
    return math.floor(30_000 / weight) / 10_000, math.floor(20_000 / weight) / 10_000
