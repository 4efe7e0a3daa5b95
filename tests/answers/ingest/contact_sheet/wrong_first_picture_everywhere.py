# says: 23 of 24 are missing
import numpy as np
import ray


def contact_sheet(folder):
    batch = ray.data.read_images(folder, mode="RGB", size=(32, 32)).take_batch(1000)
    return np.concatenate([batch["image"][0] for _ in batch["image"]], axis=1)
