# says: ✗ thresholds of 0.9997 and, with a pair that reaches it exactly, of 1: expected
import numpy as np


def near_duplicates(vectors, threshold):
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = unit @ unit.T
    i, j = np.triu_indices(len(unit), k=1)
    alike = cosine[i, j] >= 0.99
    pairs = zip(i[alike].tolist(), j[alike].tolist(), strict=True)
    return sorted(pairs, key=lambda pair: -cosine[pair])
