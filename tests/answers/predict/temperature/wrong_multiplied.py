# says: the inverse: logits are divided by T
import numpy as np
import torch


def temperature(logits, labels):
    tried = np.geomspace(0.25, 8, 200)
    return float(min(tried, key=lambda t: torch.nn.functional.cross_entropy(logits * t, labels).item()))
