import numpy as np


def batch_size(seconds_for, sizes):
    rate = {}
    for n in sizes:
        seconds_for(n)  # the first call prepares things
        rate[n] = n / np.median([seconds_for(n) for _ in range(3)])
    return min(n for n in sizes if rate[n] >= 0.9 * max(rate.values()))
