# says: ✗ T for too modest logits: expected about
import numpy as np
import torch


def temperature(logits, labels):
    tried = np.linspace(1, 8, 400)
    return float(min(tried, key=lambda t: torch.nn.functional.cross_entropy(logits / t, labels).item()))
