from itertools import combinations

import numpy as np
from scipy.spatial.distance import pdist


def near_duplicates(vectors, threshold):
    cosine = 1 - pdist(vectors.astype(float), "cosine")
    pairs = np.array(list(combinations(range(len(vectors)), 2)))
    order = np.argsort(-cosine, kind="stable")
    return [tuple(pair) for pair, alike in zip(pairs[order], cosine[order], strict=True) if alike >= threshold]
