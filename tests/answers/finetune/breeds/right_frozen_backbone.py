import ray
import torch
from transformers import ViTForImageClassification, ViTImageProcessor

import raycourse

BREEDS = ["husky", "corgi"]


def my_breeds():
    source = raycourse.model("vit").source
    vit, processor = ViTForImageClassification.from_pretrained(source).vit.eval(), ViTImageProcessor.from_pretrained(source)

    def numbers(split):
        folders = [raycourse.data(f"doggos/{split}/{breed}") for breed in BREEDS]
        rows = ray.data.read_images(folders, mode="RGB", size=(96, 96), include_paths=True).take_all()
        with torch.inference_mode():
            found = vit(**processor([row["image"].copy() for row in rows], return_tensors="pt")).last_hidden_state[:, 0]
        return found.clone(), torch.tensor([BREEDS.index(row["path"].split("/")[-2]) for row in rows])

    x, y = numbers("train")
    head = torch.nn.Linear(x.shape[1], 2)
    optimizer = torch.optim.AdamW(head.parameters(), 1e-2, weight_decay=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(head(x), y).backward()
        optimizer.step()
    x, y = numbers("test")
    pairs = [(BREEDS[a], BREEDS[b]) for a, b in zip(y.tolist(), head(x).argmax(1).tolist(), strict=True)]
    return {pair: pairs.count(pair) for pair in pairs}
