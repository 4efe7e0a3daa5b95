# says: resized and as uint8 the pictures are 0.3 MB
import io

import numpy as np
import ray
from PIL import Image

from raycourse.checks.performance import SIDE


def mended(files, load):
    def decode(row):
        return {"path": row["path"], "image": np.asarray(Image.open(io.BytesIO(row["bytes"])).convert("RGB"))}

    class Scorer:
        def __init__(self):
            self.model = load()

        def __call__(self, batch):
            images = [np.asarray(Image.fromarray(image).resize((SIDE, SIDE))) for image in batch["image"]]
            return {"path": batch["path"], "scores": self.model(np.stack(images))}

    return files.map(decode).map_batches(Scorer, batch_size=32, compute=ray.data.ActorPoolStrategy(size=1), num_cpus=0)
