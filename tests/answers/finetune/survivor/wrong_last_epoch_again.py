# says: epoch 1 was reported, and then done again: begin with the epoch after the checkpoint's
import tempfile
from pathlib import Path

import ray.train


def survivor_loop(config):
    start, checkpoint = 0, ray.train.get_checkpoint()
    if checkpoint:
        with checkpoint.as_directory() as folder:
            start = int(Path(folder, "epoch").read_text())
    for epoch in range(start, config["epochs"]):
        loss = config["work"](epoch)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "epoch").write_text(str(epoch))
            ray.train.report({"epoch": epoch, "loss": loss}, checkpoint=ray.train.Checkpoint.from_directory(folder))
