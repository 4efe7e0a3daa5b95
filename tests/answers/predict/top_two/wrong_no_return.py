# says: ✗ a dict comes back: got None (did you forget `return`?)
import torch
from transformers import ViTForImageClassification, ViTImageProcessor

import raycourse


class TopTwo:
    def __init__(self, checkpoint):
        local = raycourse.fetched(checkpoint)
        self.processor = ViTImageProcessor.from_pretrained(local)
        self.model = ViTForImageClassification.from_pretrained(local).eval()

    def __call__(self, batch):
        with torch.inference_mode():
            logits = self.model(**self.processor(list(batch["image"]), return_tensors="pt")).logits
        chances, places = logits.softmax(1).topk(2, dim=1)
        names = self.model.config.id2label
        first, second = ([names[k] for k in column.tolist()] for column in places.T)
        result = {"path": batch["path"], "first": first, "second": second, "confidence": chances[:, 0].numpy()}
