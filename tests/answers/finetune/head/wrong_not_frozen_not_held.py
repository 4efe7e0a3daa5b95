# says: ✗ what can be trained: expected
import torch


def head_only(model):
    return model, torch.optim.AdamW(model.classifier.parameters(), 1e-3)
