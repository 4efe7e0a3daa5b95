# says: ✗ two fractions come back: expected a tuple of 2, got None (did you forget `return`?)
import math


def shares(gpus: int, enhancers: int, painters: int) -> tuple[float, float]:
    weight = 3 * math.ceil(enhancers / gpus) + 2 * math.ceil(painters / gpus)
    print(math.floor(30_000 / weight) / 10_000, math.floor(20_000 / weight) / 10_000)
