# says: were measured three times
import numpy as np


def batch_size(seconds_for, sizes):
    before = 0
    for n in sizes:
        rate = n / np.median([seconds_for(n) for _ in range(3)])
        if rate < 1.1 * before:
            return n
        before = rate
    return n
