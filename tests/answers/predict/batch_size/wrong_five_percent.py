# says: the smallest n for which n / seconds is at least 0.9 of the best
import numpy as np


def batch_size(seconds_for, sizes):
    rate = {n: n / np.median([seconds_for(n) for _ in range(3)]) for n in sizes}
    return min(n for n in sizes if rate[n] >= 0.95 * max(rate.values()))
