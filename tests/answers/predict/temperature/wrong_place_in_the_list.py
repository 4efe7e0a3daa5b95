# says: ✗ T for overconfident logits: expected about
import numpy as np
import torch


def temperature(logits, labels):
    tried = np.geomspace(0.25, 8, 200)
    return int(np.argmin([torch.nn.functional.cross_entropy(logits / t, labels).item() for t in tried]))
