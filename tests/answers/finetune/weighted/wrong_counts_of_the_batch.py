# says: these are the counts of the batch, take `counts`
import torch


def weighted_loss(logits, labels, counts):
    weight = len(labels) / torch.bincount(labels, minlength=len(counts))
    return torch.nn.functional.cross_entropy(logits, labels, weight=weight)
