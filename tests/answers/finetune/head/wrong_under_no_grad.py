# says: ✗ what can be trained
import torch


def head_only(model):
    model.train()
    with torch.no_grad():
        model.vit.eval()
    return model, torch.optim.AdamW(model.classifier.parameters(), 1e-3)
