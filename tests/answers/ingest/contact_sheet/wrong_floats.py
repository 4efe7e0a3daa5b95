# says: a uint8 array of shape (height, width, 3) comes back: got an array, float64
import numpy as np
import ray


def contact_sheet(folder):
    rows = ray.data.read_images(folder, mode="RGB", size=(32, 32)).take_all()
    sheet = np.ones((32, 32 * len(rows), 3))
    for k, row in enumerate(rows):
        sheet[:, 32 * k : 32 * k + 32] = row["image"] / 255
    return sheet
