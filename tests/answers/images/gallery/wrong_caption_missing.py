# says: one caption for each, none empty: expected 4 texts
import numpy as np


def gallery():
    rng = np.random.default_rng(0)

    return [rng.integers(0, 255, (64, 64, 3), dtype=np.uint8) for _ in range(4)], ["a", "b", "c"]
