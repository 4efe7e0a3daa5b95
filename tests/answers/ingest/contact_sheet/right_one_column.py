import numpy as np
import ray


def contact_sheet(folder):
    images = ray.data.read_images(folder, mode="RGB", size=(20, 20)).take_all()
    return np.concatenate([row["image"] for row in images])
