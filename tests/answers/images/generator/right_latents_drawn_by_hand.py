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
        size = self.pipe.unet.config.sample_size
        shape = (self.pipe.unet.config.in_channels, size, size)
        noise = [np.random.default_rng(int(k)).standard_normal(shape) for k in batch["id"]]
        latents = torch.from_numpy(np.stack(noise)).to(self.pipe.device, self.pipe.unet.dtype)
        images = self.pipe(prompt=batch["prompt"].tolist(), latents=latents, output_type="np", **self.options).images
        return {**batch, "image": (images * 255).round().astype(np.uint8)}
