# says: ✗ what can be trained: expected the classifier's weight and bias, got 22 tensors more
import torch


def head_only(model):
    model.classifier.requires_grad_(True)
    return model, torch.optim.AdamW(model.classifier.parameters(), 1e-3)
