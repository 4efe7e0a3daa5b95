# says: the same prompt with another id gives another picture: two are equal: seed by the id, all of it
import numpy as np
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
        noise = [torch.Generator().manual_seed(42) for _ in batch["id"]]
        images = self.pipe(prompt=batch["prompt"].tolist(), generator=noise, **self.options).images
        return {**batch, "image": np.stack([np.asarray(image) for image in images])}
