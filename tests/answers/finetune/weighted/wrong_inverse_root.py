# says: ✗ the loss weighs rare classes more: expected
import torch


def weighted_loss(logits, labels, counts):
    weight = torch.tensor([sum(counts) / (len(counts) * count) ** 0.5 for count in counts], device=logits.device)
    return torch.nn.functional.cross_entropy(logits, labels, weight=weight)
