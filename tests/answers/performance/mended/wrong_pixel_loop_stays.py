# says: times as fast. Look for a barrier, a loop over pixels
import io

import numpy as np
import ray
from PIL import Image

from raycourse.checks.performance import SIDE


def mended(files, load):
    def decode(row):
        image = np.asarray(Image.open(io.BytesIO(row["bytes"])).convert("RGB"))
        pixels = np.zeros(image.shape)
        for _ in range(6):  # as slow as a photo of twice the size
            for y in range(image.shape[0]):
                for x in range(image.shape[1]):
                    pixels[y, x] = image[y, x] / 255
        small = Image.fromarray((pixels * 255).round().astype(np.uint8)).resize((SIDE, SIDE))
        return {"path": row["path"], "image": np.asarray(small)}

    class Scorer:
        def __init__(self):
            self.model = load()

        def __call__(self, batch):
            return {"path": batch["path"], "scores": self.model(batch["image"])}

    return files.map(decode).map_batches(Scorer, batch_size=32, compute=ray.data.ActorPoolStrategy(size=1))
