# says: ✗ a model and an optimizer come back: expected a tuple of 2, got AdamW
import torch


def head_only(model):
    model.requires_grad_(False)
    model.classifier.requires_grad_(True)
    return torch.optim.AdamW(model.classifier.parameters(), 1e-3)
