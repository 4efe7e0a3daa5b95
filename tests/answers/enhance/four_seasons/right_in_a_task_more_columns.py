import numpy as np
import ray

import raycourse


def told(batch):
    from transformers import pipeline

    model = raycourse.model("enhancer")
    pipe = pipeline("text-generation", model=model.source, device=model.device, **model.load)
    how = (
        "You are a helpful assistant. Enhance the image description with two short elements corresponding to the {} season. "
        "Keep animal wearing clothing and retain image medium information (like photo or painting). Return new description only, no intro."
    )
    chats = [[{"role": "system", "content": how.format(s)}, {"role": "user", "content": p}] for p, s in zip(batch["prompt"], batch["season"])]
    return batch | {"enhanced": [answer[0]["generated_text"][-1]["content"] for answer in pipe(chats, **model.call)]}


def painted(batch):
    import torch
    from diffusers import AutoPipelineForText2Image

    model = raycourse.model("text_to_image")
    pipe = AutoPipelineForText2Image.from_pretrained(model.source, **model.load).to(model.device)
    noise = [torch.Generator().manual_seed(k) for k in range(len(batch["enhanced"]))]
    images = pipe(prompt=list(batch["enhanced"]), generator=noise, **model.call).images
    return {**batch, "image": np.stack([np.asarray(image) for image in images]), "width": [image.width for image in images]}


def four_seasons(prompt):
    rows = [{"season": season, "prompt": prompt, "number": k} for k, season in enumerate(["winter", "spring", "summer", "fall"])]
    return ray.data.from_items(rows, override_num_blocks=1).map_batches(told).map_batches(painted)
