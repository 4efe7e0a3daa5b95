import numpy as np


def cosine(a, b):
    return float(np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b))


def odd_ones(vectors, classes):
    members = {}
    for row, name in enumerate(classes):
        members.setdefault(name, []).append(row)
    found = {}
    for name, rows in members.items():
        centroid = sum(vectors[row] / np.linalg.norm(vectors[row]) for row in rows) / len(rows)
        found[name] = min(rows, key=lambda row: cosine(vectors[row], centroid))
    return found
