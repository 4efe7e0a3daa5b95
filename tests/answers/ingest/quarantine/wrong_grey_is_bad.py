# says: the 4 good pictures, each once: missing: c-grey.jpg
import io

import numpy as np
import ray
from PIL import Image


def quarantine(folder):
    def decode(row):
        name, image = row["path"].split("/")[-1], np.zeros((128, 128, 3), np.uint8)
        try:
            opened = Image.open(io.BytesIO(row["bytes"]))
            opened.load()
            good = opened.mode == "RGB"
            image = np.asarray(opened.resize((128, 128))) if good else image
        except Exception:
            good = False
        return {"file": name, "image": image, "good": good}

    decoded = ray.data.read_binary_files(folder, include_paths=True).map(decode).materialize()
    bad = decoded.filter(lambda row: not row["good"]).take_all()
    return decoded.filter(lambda row: row["good"]).drop_columns(["good"]), [row["file"] for row in bad]
