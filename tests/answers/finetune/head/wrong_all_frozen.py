# says: ✗ what can be trained: expected ['classifier.bias', 'classifier.weight'], got []
import torch


def head_only(model):
    model.requires_grad_(False)
    return model, torch.optim.AdamW(model.classifier.parameters(), 1e-3)
