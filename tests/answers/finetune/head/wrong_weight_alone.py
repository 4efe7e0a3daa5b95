# says: ✗ the optimizer holds these and no others: it holds 1 tensors
import torch


def head_only(model):
    model.requires_grad_(False)
    model.classifier.requires_grad_(True)
    return model, torch.optim.AdamW([model.classifier.weight], 1e-3)
