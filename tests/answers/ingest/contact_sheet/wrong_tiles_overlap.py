# says: are missing, covered
import numpy as np
import ray


def contact_sheet(folder):
    rows = ray.data.read_images(folder, mode="RGB", size=(32, 32)).take_all()
    sheet = np.full((32, 12 * len(rows) + 32, 3), 255, dtype=np.uint8)
    for k, row in enumerate(rows):
        sheet[:, 12 * k : 12 * k + 32] = row["image"]
    return sheet
