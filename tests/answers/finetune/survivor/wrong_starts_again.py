# says: after the death the loop began at 0 again
import tempfile
from pathlib import Path

import ray.train


def survivor_loop(config):
    for epoch in range(config["epochs"]):
        loss = config["work"](epoch)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "epoch").write_text(str(epoch))
            ray.train.report({"epoch": epoch, "loss": loss}, checkpoint=ray.train.Checkpoint.from_directory(folder))
