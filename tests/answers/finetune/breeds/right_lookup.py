import numpy as np
import ray
import torch
from transformers import ViTForImageClassification, ViTImageProcessor

import raycourse


def my_breeds():
    names, source = ("pug", "chow_chow"), raycourse.model("vit").source
    vit, processor = ViTForImageClassification.from_pretrained(source).vit.eval(), ViTImageProcessor.from_pretrained(source)

    def vectors(name, split):
        images = ray.data.read_images(raycourse.data(f"doggos/{split}/{name}"), mode="RGB", size=(96, 96)).take_all()
        with torch.inference_mode():
            return vit(**processor([row["image"].copy() for row in images], return_tensors="pt")).last_hidden_state[:, 0].numpy()

    centre = np.stack([vectors(name, "train").mean(0) for name in names])
    table = {(truth, said): 0 for truth in names for said in names}
    for truth in names:
        for one in vectors(truth, "test"):
            table[truth, names[np.linalg.norm(centre - one, axis=1).argmin()]] += 1
    return table
