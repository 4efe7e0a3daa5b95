import numpy as np


def shares(gpus, enhancers, painters):
    large, small = np.ceil(enhancers / gpus), np.ceil(painters / gpus)
    for unit in np.arange(0.5, 0, -0.001):
        if large * 1.5 * unit + small * unit <= 1:
            return np.round(1.5 * unit, 4), np.round(unit, 4)
