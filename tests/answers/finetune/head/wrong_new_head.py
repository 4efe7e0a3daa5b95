# says: ✗ before it, all weights are those of the model that was given: other weights in classifier.weight, classifier.bias: keep the classifier that is there
import torch


def head_only(model):
    model.requires_grad_(False)
    model.classifier = torch.nn.Linear(model.config.hidden_size, 2)
    model.classifier.requires_grad_(True)
    return model, torch.optim.AdamW(model.classifier.parameters(), 1e-3)
