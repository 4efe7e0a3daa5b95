# says: the 4 good pictures, each once: missing: a-red.jpg
import io

import numpy as np
import ray
from PIL import Image


def quarantine(folder):
    def decode(row):
        name = row["path"].split("/")[1]
        try:
            image = Image.open(io.BytesIO(row["bytes"])).convert("RGB").resize((128, 128))
            return {"file": name, "image": np.asarray(image), "good": True}
        except Exception:
            return {"file": name, "image": np.zeros((128, 128, 3), np.uint8), "good": False}

    decoded = ray.data.read_binary_files(folder, include_paths=True).map(decode).materialize()
    bad = decoded.filter(lambda row: not row["good"]).take_all()
    return decoded.filter(lambda row: row["good"]).drop_columns(["good"]), [row["file"] for row in bad]
