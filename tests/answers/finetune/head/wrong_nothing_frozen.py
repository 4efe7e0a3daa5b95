# says: ✗ what can be trained: expected ['classifier.bias', 'classifier.weight'], got
import torch


def head_only(model):
    model.classifier.requires_grad_(True)
    return model, torch.optim.AdamW(model.classifier.parameters(), 1e-3)
