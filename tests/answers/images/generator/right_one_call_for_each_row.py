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
        return {**batch, "image": [self.paint(k, text) for k, text in zip(batch["id"], batch["prompt"], strict=True)]}

    def paint(self, k, text):
        noise = torch.Generator().manual_seed(7 * int(k) + 1)
        return np.array(self.pipe(prompt=str(text), generator=noise, **self.options).images[0])
