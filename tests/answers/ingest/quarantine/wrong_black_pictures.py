# says: other colours in a-red.jpg
import io

import numpy as np
import ray
from PIL import Image


def quarantine(folder):
    def decode(row):
        try:
            Image.open(io.BytesIO(row["bytes"])).load()
            good = True
        except Exception:
            good = False
        return {"file": row["path"].split("/")[-1], "image": np.asarray(Image.new("RGB", (128, 128))), "good": good}

    decoded = ray.data.read_binary_files(folder, include_paths=True).map(decode).materialize()
    bad = decoded.filter(lambda row: not row["good"]).take_all()
    return decoded.filter(lambda row: row["good"]).drop_columns(["good"]), [row["file"] for row in bad]
