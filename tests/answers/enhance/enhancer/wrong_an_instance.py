# says: ✗ Enhancer is a class: expected the class itself, got Maker
from transformers import pipeline

import raycourse

m = raycourse.model("enhancer")


class Maker:
    def __init__(self, enhancer_model, prompt_column):
        self.model, self.prompt_column = enhancer_model, prompt_column

    def __call__(self, batch):
        pipe = pipeline("text-generation", model=self.model, device=m.device, **m.load)
        chats = [[{"role": "system", "content": "It is winter."}, {"role": "user", "content": text}] for text in batch[self.prompt_column]]
        batch["enhanced"] = [answer[0]["generated_text"][-1]["content"] for answer in pipe(chats, **m.call)]
        return batch


Enhancer = Maker(m.source, "prompt")
