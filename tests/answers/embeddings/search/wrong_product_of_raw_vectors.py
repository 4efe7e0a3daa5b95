# says: ✗ the three most alike, best first
import numpy as np


def search(table, vector, k, breed=""):
    rows = [row for row in table.to_arrow().to_pylist() if breed in ("", row["class"])]
    vectors = np.array([row["vector"] for row in rows])
    cosine = vectors @ vector
    return [[rows[place]["path"], cosine[place]] for place in np.argsort(-cosine)[:k]]
