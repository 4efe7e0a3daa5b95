# says: ✗ one number comes back: got list
import numpy as np
import torch


def temperature(logits, labels):
    tried = np.geomspace(0.25, 8, 200)
    return [torch.nn.functional.cross_entropy(logits / t, labels).item() for t in tried]
