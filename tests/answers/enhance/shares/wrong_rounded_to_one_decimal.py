# says: expected 0 < painter < enhancer, got an enhancer of 0.2 and a painter of 0.2
import math


def shares(gpus: int, enhancers: int, painters: int) -> tuple[float, float]:
    weight = 3 * math.ceil(enhancers / gpus) + 2 * math.ceil(painters / gpus)
    return round(3 / weight, 1), round(2 / weight, 1)
