import numpy as np
import ray


def contact_sheet(folder):
    images = ray.data.read_images(folder, mode="RGB", size=(32, 32)).take_batch(10_000)["image"]
    columns = 7
    spare = -len(images) % columns
    tiles = np.concatenate([images, np.zeros((spare, 32, 32, 3), np.uint8)])
    lines = tiles.reshape(-1, columns, 32, 32, 3)
    return lines.transpose(0, 2, 1, 3, 4).reshape(len(lines) * 32, columns * 32, 3)
