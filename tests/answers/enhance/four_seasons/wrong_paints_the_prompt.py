# says: are different: paint the column `enhanced`
from functools import cache

import numpy as np
import ray
from ray.data import ActorPoolStrategy

import raycourse

SEASONS = ("winter", "spring", "summer", "fall")
INSTRUCTION = (
    "You are a helpful assistant. Enhance the image description with two short elements corresponding to the {season} season. "
    "Keep animal wearing clothing and retain image medium information (like photo or painting). Return new description only, no intro."
)


class Enhancer:
    def __init__(self):
        from transformers import pipeline

        self.model = raycourse.model("enhancer")
        self.pipe = pipeline("text-generation", model=self.model.source, device=self.model.device, **self.model.load)

    def __call__(self, batch):
        asked = zip(batch["prompt"].tolist(), batch["season"].tolist(), strict=True)
        chats = [[{"role": "system", "content": INSTRUCTION.format(season=s)}, {"role": "user", "content": p}] for p, s in asked]
        batch["enhanced"] = [answer[0]["generated_text"][-1]["content"] for answer in self.pipe(chats, **self.model.call)]
        return batch


class Painter:
    def __init__(self, column):
        from diffusers import AutoPipelineForText2Image

        self.column, self.model = column, raycourse.model("text_to_image")
        self.pipe = AutoPipelineForText2Image.from_pretrained(self.model.source, **self.model.load)
        self.pipe.to(self.model.device).set_progress_bar_config(disable=True)

    def __call__(self, batch):
        import torch

        prompts = batch[self.column].tolist()
        images = self.pipe(prompt=prompts, generator=[torch.Generator().manual_seed(7) for _ in prompts], **self.model.call).images
        batch["image"] = np.stack([np.asarray(image) for image in images])
        return batch


@cache
def four_seasons(prompt):
    rows = ray.data.from_items([{"season": season, "prompt": prompt} for season in SEASONS])
    one = {"batch_size": 4, "compute": ActorPoolStrategy(size=1), "num_cpus": 0}
    enhanced = rows.map_batches(Enhancer, num_gpus=0.6, **one)
    return enhanced.map_batches(Painter, fn_constructor_args=["prompt"], num_gpus=0.4, **one).materialize()
