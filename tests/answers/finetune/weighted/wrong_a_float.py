# says: ✗ one number comes back, as a tensor: got float
import torch


def weighted_loss(logits, labels, counts):
    weight = torch.tensor([sum(counts) / (len(counts) * count) for count in counts], device=logits.device)
    return torch.nn.functional.cross_entropy(logits, labels, weight=weight).item()
