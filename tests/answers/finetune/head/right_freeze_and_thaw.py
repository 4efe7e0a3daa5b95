import torch


def head_only(model):
    model.requires_grad_(False)
    model.classifier.requires_grad_(True)
    return model, torch.optim.AdamW(model.classifier.parameters(), 1e-3)
