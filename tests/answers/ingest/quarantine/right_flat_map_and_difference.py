import io
import os

import numpy as np
import ray
from PIL import Image


def quarantine(folder):
    def decode(row):
        try:
            with Image.open(io.BytesIO(row["bytes"])) as image:
                return [{"file": os.path.basename(row["path"]), "image": np.array(image.convert("RGB").resize((128, 128)))}]
        except OSError:
            return []

    files = ray.data.read_binary_files(folder, include_paths=True)
    good = files.flat_map(decode).materialize()
    names = {os.path.basename(row["path"]) for row in files.select_columns(["path"]).take_all()}
    return good, sorted(names - {row["file"] for row in good.select_columns(["file"]).take_all()})
