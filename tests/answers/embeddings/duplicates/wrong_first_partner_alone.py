# says: compare each row with every later one
import numpy as np


def near_duplicates(vectors, threshold):
    unit = np.array([vector / np.linalg.norm(vector) for vector in vectors])
    found = []
    for i in range(len(unit)):
        for j in range(i + 1, len(unit)):
            if (alike := float(unit[i] @ unit[j])) >= threshold:
                found.append((alike, [i, j]))
                break
    return [pair for _, pair in sorted(found, reverse=True)]
