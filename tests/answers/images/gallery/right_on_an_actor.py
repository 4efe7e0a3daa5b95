import numpy as np
import ray
import torch
from diffusers import AutoPipelineForText2Image

import raycourse


class ImageGen:
    def __init__(self):
        model = raycourse.model("text_to_image")
        self.pipe = AutoPipelineForText2Image.from_pretrained(model.source, **model.load).to(model.device)
        self.pipe.set_progress_bar_config(disable=True)
        self.options = model.call

    def __call__(self, batch):
        noise = [torch.Generator().manual_seed(int(i)) for i in batch["id"]]
        images = self.pipe(prompt=batch["prompt"].tolist(), generator=noise, **self.options).images
        return {**batch, "image": np.stack([np.asarray(image) for image in images])}


def gallery():
    media = ["photo", "watercolour painting", "pencil drawing", "pixel art picture"]
    rows = [{"id": k, "prompt": f"a {medium} of an owl"} for k, medium in enumerate(media)]
    pool = ray.data.ActorPoolStrategy(size=1)
    batch = ray.data.from_items(rows).map_batches(ImageGen, compute=pool, num_gpus=1, num_cpus=0, batch_size=4).take_batch(4)
    return list(batch["image"]), batch["prompt"].tolist()
