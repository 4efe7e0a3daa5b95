# says: 4 of 4 are of one colour
import numpy as np


def my_gallery():
    return [np.full((64, 64, 3), 60 * k, np.uint8) for k in range(4)], ["pug", "husky", "corgi", "beagle"]
