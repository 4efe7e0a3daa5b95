# says: ✗ every pair at or above the threshold, and no other: 1 pair is below the threshold: divide each row by its length first
import numpy as np


def near_duplicates(vectors, threshold):
    unit = vectors
    cosine = unit @ unit.T
    i, j = np.triu_indices(len(unit), k=1)
    alike = cosine[i, j] >= threshold
    pairs = zip(i[alike].tolist(), j[alike].tolist(), strict=True)
    return sorted(pairs, key=lambda pair: -cosine[pair])
