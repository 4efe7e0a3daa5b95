import numpy as np

import raycourse


class Enhancer:
    def __init__(self, enhancer_model, prompt_column):
        from transformers import pipeline

        settings = raycourse.model("enhancer")
        self.column, self.options = prompt_column, settings.call
        self.pipe = pipeline(task="text-generation", model=enhancer_model, device=settings.device, **settings.load)

    def chat(self, prompt, season):
        return [{"role": "system", "content": f"Add two elements of {season}."}, {"role": "user", "content": str(prompt)}]

    def __call__(self, batch):
        chats = [self.chat(*row) for row in zip(batch[self.column], batch["season"], strict=True)]
        texts = [answer[-1]["generated_text"][-1]["content"] for answer in self.pipe(chats, **self.options)]
        return {**batch, "enhanced": np.array(texts, dtype=object)}
