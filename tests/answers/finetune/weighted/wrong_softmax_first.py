# says: ✗ the loss weighs rare classes more: expected
import torch


def weighted_loss(logits, labels, counts):
    weight = torch.tensor([sum(counts) / (len(counts) * count) for count in counts], device=logits.device)
    return torch.nn.functional.cross_entropy(logits.softmax(1), labels, weight=weight)
