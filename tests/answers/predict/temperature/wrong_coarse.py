# says: ✗ T for too modest logits: expected about
import torch


def temperature(logits, labels):
    tried = range(1, 9)
    return float(min(tried, key=lambda t: torch.nn.functional.cross_entropy(logits / t, labels).item()))
