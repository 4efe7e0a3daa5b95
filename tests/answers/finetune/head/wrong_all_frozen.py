# says: every tensor is frozen: thaw the classifier after the rest is frozen
import torch


def head_only(model):
    model.requires_grad_(False)
    return model, torch.optim.AdamW(model.classifier.parameters(), 1e-3)
