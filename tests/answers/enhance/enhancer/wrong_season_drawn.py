# says: ✗ each row's own season reaches its instruction
import numpy as np
from transformers import pipeline

import raycourse

m = raycourse.model("enhancer")
INSTRUCTION = "Enhance the image description with two short elements of the {season} season. Return the new description only."


class Enhancer:
    def __init__(self, enhancer_model: str, prompt_column: str):
        self.prompt_column = prompt_column
        self.pipe = pipeline("text-generation", model=enhancer_model, device=m.device, **m.load)

    def __call__(self, batch: dict) -> dict:
        prompts = batch[self.prompt_column].tolist()
        drawn = np.random.default_rng(5)
        chats = []
        for prompt in prompts:
            chats.append(
                [
                    {"role": "system", "content": INSTRUCTION.format(season=drawn.choice(["winter", "spring", "summer", "fall"]))},
                    {"role": "user", "content": prompt},
                ]
            )
        answers = self.pipe(chats, batch_size=4, **m.call)
        batch["enhanced"] = [answer[0]["generated_text"][-1]["content"] for answer in answers]
        return batch
