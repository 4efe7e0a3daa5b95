# says: ✗ the second is an AdamW optimizer: got Adam
import torch


def head_only(model):
    model.requires_grad_(False)
    model.classifier.requires_grad_(True)
    return model, torch.optim.Adam(model.classifier.parameters(), 1e-3)
