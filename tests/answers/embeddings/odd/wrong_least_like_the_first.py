# says: ✗ other rows, with a class of one picture: expected
import numpy as np


def odd_ones(vectors, classes):
    unit, classes = vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.array(classes)
    odd = {}
    for name in sorted(set(classes.tolist())):
        rows = np.flatnonzero(classes == name)
        odd[name] = int(rows[(unit[rows] @ unit[rows][0]).argmin()])
    return odd
