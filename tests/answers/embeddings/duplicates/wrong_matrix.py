# says: ✗ a list of pairs (i, j) comes back: got
import numpy as np


def near_duplicates(vectors, threshold):
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = unit @ unit.T
    return cosine >= threshold
