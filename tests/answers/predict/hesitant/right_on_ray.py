from pathlib import Path

import numpy as np
import ray
import torch
from transformers import ViTForImageClassification, ViTImageProcessor

import raycourse


class Judge:
    def __init__(self, source):
        local = raycourse.fetched(source)
        self.processor, self.model = ViTImageProcessor.from_pretrained(local), ViTForImageClassification.from_pretrained(local).eval()

    def __call__(self, batch):
        with torch.inference_mode():
            chances, places = self.model(**self.processor(list(batch["image"]), return_tensors="pt")).logits.softmax(1).max(1)
        return batch | {"said": [self.model.config.id2label[k] for k in places.tolist()], "sure": chances.numpy()}


def my_hesitant():
    files = [str(file) for kind in ("dog", "fish") for file in sorted(Path(raycourse.data(f"dogs_fish/test/{kind}")).iterdir())[100:130]]
    some = ray.data.read_images(files, mode="RGB", size=(96, 96), override_num_blocks=2)
    pool = ray.data.ActorPoolStrategy(size=1)
    judged = some.map_batches(Judge, fn_constructor_args=[raycourse.model("dog_or_fish").source], batch_size=32, compute=pool)
    rows = sorted(judged.take_all(), key=lambda row: row["sure"])[:8]
    return [np.asarray(row["image"]) for row in rows], [f"{row['said']} ({row['sure']:.3f})" for row in rows], [row["sure"] for row in rows]
