# says: ✗ a batch comes back: expected a dictionary of columns, got None (did you forget `return`?)
from transformers import pipeline

import raycourse

m = raycourse.model("enhancer")
INSTRUCTION = "Enhance the image description with two short elements of the {season} season. Return the new description only."


class Enhancer:
    def __init__(self, enhancer_model: str, prompt_column: str):
        self.prompt_column = prompt_column
        self.pipe = pipeline("text-generation", model=enhancer_model, device=m.device, **m.load)

    def __call__(self, batch: dict) -> dict:
        prompts, seasons = batch[self.prompt_column].tolist(), batch["season"].tolist()
        chats = []
        for prompt, season in zip(prompts, seasons):
            chats.append([{"role": "system", "content": INSTRUCTION.format(season=season)}, {"role": "user", "content": prompt}])
        answers = self.pipe(chats, batch_size=4, **m.call)
        batch["enhanced"] = [answer[0]["generated_text"][-1]["content"] for answer in answers]
