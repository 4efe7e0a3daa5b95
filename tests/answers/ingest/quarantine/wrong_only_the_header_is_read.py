# says: the 4 good pictures, each once: too many: b-short.jpg
import io

import numpy as np
import ray
from PIL import Image, ImageFile


def quarantine(folder):
    def decode(row):
        name, image = row["path"].split("/")[-1], np.zeros((128, 128, 3), np.uint8)
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            image, good = np.asarray(Image.open(io.BytesIO(row["bytes"])).convert("RGB").resize((128, 128))), True
        except Exception:
            good = False
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        return {"file": name, "image": image, "good": good}

    decoded = ray.data.read_binary_files(folder, include_paths=True).map(decode).materialize()
    bad = decoded.filter(lambda row: not row["good"]).take_all()
    return decoded.filter(lambda row: row["good"]).drop_columns(["good"]), [row["file"] for row in bad]
