# says: it raised ValueError
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
        noise = [torch.Generator().manual_seed(int(i)) for i in batch["id"]]
        images = self.pipe(prompt=batch["prompt"], generator=noise, **self.options).images
        return {**batch, "image": np.stack([np.asarray(image) for image in images])}
