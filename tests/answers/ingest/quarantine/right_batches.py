import io

import numpy as np
import ray
from PIL import Image


def quarantine(folder):
    def decode(batch):
        images, good = [], []
        for content in batch["bytes"]:
            try:
                images.append(np.asarray(Image.open(io.BytesIO(content)).convert("RGB").resize((128, 128))))
                good.append(True)
            except Exception:
                images.append(np.zeros((128, 128, 3), np.uint8))
                good.append(False)
        names = [path.split("/")[-1] for path in batch["path"]]
        return {"file": np.array(names), "image": np.stack(images), "good": np.array(good)}

    decoded = ray.data.read_binary_files(folder, include_paths=True).map_batches(decode, batch_size=4).materialize()
    listed = decoded.take_all()
    bad = [row["file"] for row in listed if not row["good"]]
    return ray.data.from_items([{"file": row["file"], "image": row["image"]} for row in listed if row["good"]]), bad
