# says: ✗ the odd pug is in row 6: got row 5
import numpy as np


def odd_ones(vectors, classes):
    classes = np.array(classes)
    odd = {}
    for name in sorted(set(classes.tolist())):
        rows = np.flatnonzero(classes == name)
        odd[name] = int(rows[np.linalg.norm(vectors[rows] - vectors[rows].mean(0), axis=1).argmax()])
    return odd
