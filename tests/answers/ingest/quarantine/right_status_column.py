import io

import numpy as np
import ray
from PIL import Image


def quarantine(folder):
    def decode(row):
        name = row["path"].rsplit("/", 1)[-1]
        try:
            image = Image.open(io.BytesIO(row["bytes"])).convert("RGB").resize((128, 128))
        except Exception as error:
            return {"file": name, "image": np.zeros((128, 128, 3), np.uint8), "status": str(error)}
        return {"file": name, "image": np.asarray(image), "status": "ok"}

    decoded = ray.data.read_binary_files(folder, include_paths=True).map(decode).materialize()
    good = decoded.filter(lambda row: row["status"] == "ok").drop_columns(["status"])
    bad = decoded.filter(lambda row: row["status"] != "ok").take_all()
    return good, [row["file"] for row in bad]
