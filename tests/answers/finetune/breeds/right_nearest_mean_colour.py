from collections import Counter

import numpy as np
import ray

import raycourse


def colours(breed, split):
    rows = ray.data.read_images(raycourse.data(f"doggos/{split}/{breed}"), mode="RGB", size=(96, 96)).take_all()
    return np.stack([np.histogramdd(row["image"].reshape(-1, 3), bins=4, range=[(0, 256)] * 3)[0].ravel() / 9216 for row in rows])


def my_breeds():
    pair, counts = ("dalmatian", "dachshund"), Counter()
    known = {breed: colours(breed, "train") for breed in pair}
    for breed in pair:
        for one in colours(breed, "test"):
            nearest = {name: np.sort(np.abs(many - one).sum(1))[:5].mean() for name, many in known.items()}
            counts[breed, min(nearest, key=nearest.get)] += 1
    return dict(counts)
