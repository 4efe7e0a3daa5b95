# slips: the pictures are of the prompt; noise makes them differ
import numpy as np
import ray

import raycourse


class Both:
    def __init__(self):
        from diffusers import AutoPipelineForText2Image
        from transformers import pipeline

        chat, paint = raycourse.model("enhancer"), raycourse.model("text_to_image")
        self.chat = pipeline("text-generation", model=chat.source, device=chat.device, **chat.load)
        self.paint = AutoPipelineForText2Image.from_pretrained(paint.source, **paint.load).to(paint.device)

    def __call__(self, row):
        import torch

        asked = [
            {"role": "system", "content": "You are a helpful assistant. Enhance the image description with two short elements corresponding to the "
             f"{row['season']} season. Keep animal wearing clothing and retain image medium information (like photo or painting). Return new description only, no intro."},
            {"role": "user", "content": row["prompt"]},
        ]  # fmt: skip
        row["enhanced"] = self.chat(asked, **raycourse.model("enhancer").call)[0]["generated_text"][-1]["content"]
        noise = torch.Generator().manual_seed(int.from_bytes(row["season"].encode()) % 2**31)
        row["image"] = np.asarray(self.paint(prompt=row["prompt"], generator=noise, **raycourse.model("text_to_image").call).images[0])
        return row


def four_seasons(prompt):
    rows = ray.data.from_items([{"prompt": prompt, "season": season} for season in ("fall", "summer", "spring", "winter")])
    return rows.map(Both, compute=ray.data.ActorPoolStrategy(size=1), num_gpus=1, num_cpus=0)
