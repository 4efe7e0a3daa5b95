# says: 4 of 4 are of one colour
import numpy as np


def gallery():
    return [np.full((64, 64, 3), k, np.uint8) for k in range(4)], list("abcd")
