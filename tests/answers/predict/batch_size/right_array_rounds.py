import numpy as np


def batch_size(seconds_for, sizes):
    rounds = np.array([[seconds_for(n) for n in sizes] for _ in range(3)])
    rates = np.array(sizes) / np.median(rounds, axis=0)
    good = np.array(sizes)[rates >= rates.max() * 0.9]
    return good.min()
