# says: ✗ the loss is what the work gave: expected 1, 0.5, 0.333, …, got 0, 0, 0
import tempfile
from pathlib import Path

import ray.train


def survivor_loop(config):
    start, checkpoint = 0, ray.train.get_checkpoint()
    if checkpoint:
        with checkpoint.as_directory() as folder:
            start = int(Path(folder, "epoch").read_text()) + 1
    for epoch in range(start, config["epochs"]):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "epoch").write_text(str(epoch))
            ray.train.report({"epoch": epoch, "loss": 0.0}, checkpoint=ray.train.Checkpoint.from_directory(folder))
            config["work"](epoch)
