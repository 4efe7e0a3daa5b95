# says: other colours in
import io

import numpy as np
import ray
from PIL import Image


def quarantine(folder):
    def decode(row):
        try:
            image, good = Image.open(io.BytesIO(row["bytes"])).convert("RGB").resize((128, 128)), True
        except Exception:
            image, good = Image.new("RGB", (128, 128)), False
        return {"file": row["path"].split("/")[-1], "image": np.asarray(image)[..., ::-1].copy(), "good": good}

    decoded = ray.data.read_binary_files(folder, include_paths=True).map(decode).materialize()
    bad = decoded.filter(lambda row: not row["good"]).take_all()
    return decoded.filter(lambda row: row["good"]).drop_columns(["good"]), [row["file"] for row in bad]
