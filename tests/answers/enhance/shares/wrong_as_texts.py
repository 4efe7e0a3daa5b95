# says: ✗ they are numbers
import math


def shares(gpus: int, enhancers: int, painters: int) -> tuple[float, float]:
    weight = 3 * math.ceil(enhancers / gpus) + 2 * math.ceil(painters / gpus)
    return f"{3 / weight:.4f}", f"{2 / weight:.4f}"
