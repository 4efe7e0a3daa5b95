import math

import numpy as np
import ray
from PIL import Image


def contact_sheet(folder):
    rows = ray.data.read_images(folder, mode="RGB", include_paths=True).take_all()
    rows.sort(key=lambda row: row["image"].mean())
    side = math.ceil(math.sqrt(len(rows)))
    sheet = Image.new("RGB", (side * 50, side * 50), "white")
    for k, row in enumerate(rows):
        sheet.paste(Image.fromarray(row["image"]).resize((44, 44)), (k % side * 50 + 3, k // side * 50 + 3))
    return np.asarray(sheet)
