# says: rows have other scores
import io

import numpy as np
import ray
from PIL import Image

from raycourse.checks.performance import SIDE


def mended(files, load):
    class Scorer:
        def __init__(self):
            self.model = load()

        def __call__(self, batch):
            images = [Image.open(io.BytesIO(content)).convert("RGB").resize((SIDE, SIDE), Image.Resampling.NEAREST) for content in batch["bytes"]]
            return {"path": batch["path"], "scores": self.model(np.stack([np.asarray(image) for image in images]))}

    return files.map_batches(Scorer, batch_size=32, compute=ray.data.ActorPoolStrategy(size=1))
