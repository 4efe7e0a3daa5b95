# says: it raised ValueError: attempt to get argmin of an empty sequence (line
import numpy as np


def odd_ones(vectors, classes):
    unit, classes = vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.array(classes)
    odd = {}
    for name in ("pug", "corgi"):
        rows = np.flatnonzero(classes == name)
        odd[name] = int(rows[(unit[rows] @ unit[rows].mean(0)).argmin()])
    return odd
