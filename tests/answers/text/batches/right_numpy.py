import numpy as np


def batches(lengths, size):
    order = np.argsort(lengths)
    return [order[k : k + size].tolist() for k in range(0, len(order), size)]
