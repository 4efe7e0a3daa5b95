# says: take the other end of the order
import numpy as np
import ray
import torch
from transformers import ViTForImageClassification, ViTImageProcessor

import raycourse


def judged(images):
    source = raycourse.fetched(raycourse.model("dog_or_fish").source)
    model, processor = ViTForImageClassification.from_pretrained(source).eval(), ViTImageProcessor.from_pretrained(source)
    with torch.inference_mode():
        chances, places = model(**processor(list(images), return_tensors="pt")).logits.softmax(1).max(1)
    return chances.numpy(), [model.config.id2label[k] for k in places.tolist()]


def my_hesitant():
    folders = [raycourse.data(f"dogs_fish/test/{kind}") for kind in ("dog", "fish")]
    some = [ray.data.read_images(folder, mode="RGB", size=(96, 96)).limit(40) for folder in folders]
    images = some[0].union(some[1]).take_batch(80)["image"]
    chances, said = judged(images)
    least = np.argsort(chances)[44:52]
    captions = [f"{said[k]}, {chances[k]:.0%}" for k in least]
    return [images[k] for k in least], captions, [float(chances[k]) for k in least]
