from torch.optim import AdamW


def head_only(model):
    for name, value in model.named_parameters():
        value.requires_grad = name.startswith("classifier.")
    return model, AdamW([value for value in model.parameters() if value.requires_grad], lr=5e-4, weight_decay=0.0)
