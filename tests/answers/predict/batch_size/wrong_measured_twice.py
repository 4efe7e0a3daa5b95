# says: of 11 sizes, 0 were measured three times
import numpy as np


def batch_size(seconds_for, sizes):
    rate = {n: n / np.median([seconds_for(n) for _ in range(2)]) for n in sizes}
    return min(n for n in sizes if rate[n] >= 0.9 * max(rate.values()))
