# says: ✗ T for overconfident logits: expected about
import numpy as np


def temperature(logits, labels):
    tried = np.geomspace(0.25, 8, 200)
    return float(max(tried, key=lambda t: ((logits / t).argmax(1) == labels).float().mean().item()))
