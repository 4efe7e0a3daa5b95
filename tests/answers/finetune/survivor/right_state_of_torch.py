import tempfile

import torch
from ray import train


def survivor_loop(config):
    state = {"next": 0}
    if (last := train.get_checkpoint()) is not None:
        state = torch.load(last.to_directory(tempfile.mkdtemp()) + "/state.pt")
    while state["next"] < config["epochs"]:
        epoch = state["next"]
        metrics = {"loss": config["work"](epoch), "epoch": epoch}
        state["next"] += 1
        folder = tempfile.mkdtemp()
        torch.save(state, folder + "/state.pt")
        train.report(metrics, checkpoint=train.Checkpoint(folder))
