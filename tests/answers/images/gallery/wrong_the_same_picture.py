# says: 4 pictures, of which 1 are different
import numpy as np


def gallery():
    rng = np.random.default_rng(0)

    return [rng.integers(0, 255, (64, 64, 3), dtype=np.uint8)] * 4, list("abcd")
