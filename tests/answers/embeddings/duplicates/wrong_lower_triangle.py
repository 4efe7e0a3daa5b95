# says: ✗ each pair is there once, i before j: got
import numpy as np


def near_duplicates(vectors, threshold):
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = unit @ unit.T
    i, j = np.tril_indices(len(unit), k=-1)
    alike = cosine[i, j] >= threshold
    pairs = zip(i[alike].tolist(), j[alike].tolist(), strict=True)
    return sorted(pairs, key=lambda pair: -cosine[pair])
