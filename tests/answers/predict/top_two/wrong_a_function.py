# says: ✗ TopTwo is a class: expected a class, got function
import torch
from transformers import ViTForImageClassification, ViTImageProcessor


def TopTwo(checkpoint):
    processor, model = ViTImageProcessor.from_pretrained(checkpoint), ViTForImageClassification.from_pretrained(checkpoint).eval()

    def judge(batch):
        with torch.inference_mode():
            chances, places = model(**processor(list(batch["image"]), return_tensors="pt")).logits.softmax(1).topk(2)
        first, second = ([model.config.id2label[k] for k in column.tolist()] for column in places.T)
        return {"path": batch["path"], "first": first, "second": second, "confidence": chances[:, 0].numpy()}

    return judge
