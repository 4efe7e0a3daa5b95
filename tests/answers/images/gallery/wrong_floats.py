# says: pictures are uint8, (height, width, 3): one is an array, float64
import numpy as np


def gallery():
    rng = np.random.default_rng(0)

    return list(rng.random((4, 64, 64, 3))), list("abcd")
