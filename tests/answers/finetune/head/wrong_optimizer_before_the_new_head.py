# says: it holds tensors that are no part of the model that came back: make the optimizer last
import torch


def head_only(model):
    model.requires_grad_(False)
    model.classifier.requires_grad_(True)
    optimizer = torch.optim.AdamW(model.classifier.parameters(), 1e-3)
    model.classifier = torch.nn.Linear(model.config.hidden_size, model.config.num_labels)
    return model, optimizer
