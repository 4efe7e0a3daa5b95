# says: the share that is right is the same for every T
import numpy as np


def temperature(logits, labels):
    tried = np.geomspace(0.25, 8, 200)
    return float(max(tried, key=lambda t: ((logits / t).argmax(1) == labels).float().mean().item()))
