# says: ✗ a list of pairs (i, j) comes back: got [(
import numpy as np


def near_duplicates(vectors, threshold):
    unit = np.array([vector / np.linalg.norm(vector) for vector in vectors])
    found = []
    for i in range(len(unit)):
        for j in range(i + 1, len(unit)):
            if (alike := float(unit[i] @ unit[j])) >= threshold:
                found.append((alike, [i, j]))
    return [(*pair, alike) for alike, pair in sorted(found, reverse=True)]
