import numpy as np


def batch_size(seconds_for, memory_for, sizes, limit):
    fits = np.array([size for size in sizes if memory_for(size) <= limit])
    rates = fits / np.array([seconds_for(int(size)) for size in fits])
    return int(fits[rates >= 0.9 * rates.max()].min())
