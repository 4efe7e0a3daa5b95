import numpy as np
import torch
from transformers import ViTForImageClassification, ViTImageProcessor


class TopTwo:
    def __init__(self, checkpoint):
        self.prepare = ViTImageProcessor.from_pretrained(checkpoint)
        self.model = ViTForImageClassification.from_pretrained(checkpoint)
        self.model.eval()
        self.names = np.array([self.model.config.id2label[k] for k in range(self.model.config.num_labels)])

    @torch.no_grad()
    def __call__(self, batch):
        logits = self.model(self.prepare([image for image in batch["image"]], return_tensors="pt")["pixel_values"]).logits.numpy()
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        order = np.argsort(-logits, axis=1)
        out = {"path": batch["path"], "confidence": odds.max(axis=1) / odds.sum(axis=1)}
        return out | {"first": self.names[order[:, 0]], "second": self.names[order[:, 1]]}
