# says: compare each row with every later one
import numpy as np


def near_duplicates(vectors, threshold):
    unit = np.array([vector / np.linalg.norm(vector) for vector in vectors])
    found = []
    for i in range(len(unit) - 1):
        for j in range(i + 1, len(unit) - 1):
            if (alike := float(unit[i] @ unit[j])) >= threshold:
                found.append((alike, [i, j]))
    return [pair for _, pair in sorted(found, reverse=True)]
