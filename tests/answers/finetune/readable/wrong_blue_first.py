# says: ✗ colours are as in the files: colour.jpg is (200, 40, 40), and comes out as (
import io

import numpy as np
import ray
from PIL import Image


def readable(folder: str) -> ray.data.Dataset:
    def decode(row):
        image, error = np.zeros((64, 64, 3), np.uint8), ""
        try:
            image = np.asarray(Image.open(io.BytesIO(row["bytes"])).convert("RGB").resize((64, 64)))[..., ::-1]
        except (OSError, Image.DecompressionBombError) as problem:
            error = str(problem)[:80]
        return {"file": row["path"].split("/")[-1], "image": image, "error": error}

    return ray.data.read_binary_files(folder, include_paths=True).map(decode)
