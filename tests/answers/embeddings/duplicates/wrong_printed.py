# says: ✗ a list of pairs (i, j) comes back: got None
import numpy as np


def near_duplicates(vectors, threshold):
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = unit @ unit.T
    i, j = np.triu_indices(len(unit), k=1)
    alike = cosine[i, j] >= threshold
    pairs = zip(i[alike].tolist(), j[alike].tolist(), strict=True)
    print(sorted(pairs, key=lambda pair: -cosine[pair]))
