import io
from pathlib import Path

import numpy as np
from PIL import Image
from transformers import pipeline

import raycourse


def my_hesitant():
    judge = pipeline("image-classification", model=raycourse.fetched(raycourse.model("dog_or_fish").source), device="cpu")
    files = [path for kind in ("dog", "fish") for path in sorted(Path(raycourse.data(f"dogs_fish/test/{kind}")).iterdir())[:30]]
    pictures = []
    for path in files:
        try:
            pictures.append(Image.open(io.BytesIO(path.read_bytes())).convert("RGB").resize((96, 96)))
        except OSError:
            continue
    best = [max(answers, key=lambda one: one["score"]) for answers in judge(pictures, batch_size=16)]
    order = sorted(range(len(best)), key=lambda k: best[k]["score"])[:8]
    captions = ["It says %s (%.2f)" % (best[k]["label"], best[k]["score"]) for k in order]
    return tuple([np.array(pictures[k]) for k in order]), captions, np.array([best[k]["score"] for k in order])
