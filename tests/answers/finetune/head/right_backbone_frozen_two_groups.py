import torch


def head_only(model):
    for value in model.base_model.parameters():
        value.requires_grad_(False)
    head = model.get_submodule("classifier")
    groups = [{"params": [head.weight], "weight_decay": 0.1}, {"params": [head.bias], "weight_decay": 0}]
    return [model, torch.optim.AdamW(groups, lr=1e-2)]
