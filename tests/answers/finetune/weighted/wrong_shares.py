# says: ✗ the loss weighs rare classes more: expected
import torch


def weighted_loss(logits, labels, counts):
    weight = torch.tensor([count / sum(counts) for count in counts])
    return torch.nn.functional.cross_entropy(logits, labels, weight=weight)
