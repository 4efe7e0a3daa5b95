import pandas as pd
import transformers

import raycourse


def asked(row):
    return [{"role": "system", "content": "Make it " + row["season"] + "."}, {"role": "user", "content": row["prompt"]}]


class Loaded:
    def __init__(self, enhancer_model):
        m = raycourse.model("enhancer")
        self.call = m.call
        self.pipe = transformers.pipeline("text-generation", enhancer_model, device_map=m.device, **m.load)


class Enhancer(Loaded):
    def __init__(self, enhancer_model, prompt_column):
        super().__init__(enhancer_model)
        self.prompt_column = prompt_column

    def __call__(self, batch):
        frame = pd.DataFrame({"prompt": list(batch[self.prompt_column]), "season": list(batch["season"])})
        answers = self.pipe(text_inputs=frame.apply(asked, axis=1).tolist(), **self.call)
        return batch | {"enhanced": [answer[0]["generated_text"][-1]["content"] for answer in answers]}
