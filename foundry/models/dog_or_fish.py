"""Dog or fish: the vision transformer fine-tuned to `data/dogs_fish`, by a recipe of its own."""

import csv
import io
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F
from tqdm import tqdm
from transformers import ViTForImageClassification, ViTImageProcessor

from foundry.data.dogs_fish import CLASSES, encode, picture
from foundry.kit import keys, publish, seeds
from foundry.kit.publish import Figures, Wanted, figure
from foundry.kit.training import DEVICE
from foundry.kit.training import train as learn
from foundry.kit.views import STORED, augment
from foundry.models.vit import accuracy, config
from raycourse.settings import PROJECT

NEEDS = ("vit",)
DATA = PROJECT / "data" / "dogs_fish"


@dataclass(frozen=True)
class Knobs:
    steps: int = 376
    batch: int = 32
    learning_rate: float = 3e-4
    weight_decay: float = 0.05
    ema: float = 0.95
    tested_new: int = 1000  # pictures as in the test folder, drawn by a seed of their own: by them, no recipe was chosen


WANTED = (
    Wanted("test", "pictures of `data/dogs_fish/test` named rightly", 0.95),
    Wanted("above_scratch", "points above the same network from scratch, same steps", 10, "{:.1f}"),
    Wanted("seconds", "seconds of one core for the steps", 60, "{:.0f}", at_most=True),
    Wanted("weights", "weights, MB", 15, "{:.1f}", at_most=True),
)


def sound(split: str) -> list[tuple[Image.Image, int]]:
    """Pictures of `data/dogs_fish/<split>` as RGB, with their labels; damaged files are left out."""
    found = []
    with open(DATA / "labels.csv") as table:
        for line in csv.DictReader(table):
            if line["path"].startswith(split):
                try:
                    found.append((Image.open(DATA / line["path"]).convert("RGB"), CLASSES.index(line["label"])))
                except OSError:
                    continue
    return found


def newly_drawn(count: int) -> list[tuple[Image.Image, int]]:
    """`count` pictures as in the test folder, half dogs and half fish, with their labels."""
    found = []
    for k in tqdm(range(count), desc="newly drawn"):
        rng = np.random.default_rng((seeds.PICTURES_NEW_DOGS_FISH, k))
        found.append((Image.open(io.BytesIO(encode(picture(CLASSES[k % 2], rng), rng)[1])).convert("RGB"), k % 2))
    return found


def build(pretrained: bool = True) -> ViTForImageClassification:
    """The network with a new head for `CLASSES`: on the pretrained backbone, or with all weights at random."""
    torch.manual_seed(seeds.WEIGHTS)
    if not pretrained:
        return ViTForImageClassification(config(CLASSES))
    names = dict(enumerate(CLASSES))
    return ViTForImageClassification.from_pretrained(
        keys.weights("vit"), num_labels=len(CLASSES), id2label=names, label2id={v: k for k, v in names.items()}, ignore_mismatched_sizes=True
    )


def loss(model: ViTForImageClassification, rng: np.random.Generator, *, knobs: Knobs, shown: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    k = torch.from_numpy(rng.integers(len(shown), size=knobs.batch))
    views = augment(shown[k], zoom=(0.85, 1.05), turn=8, recolour=0.0).to(DEVICE)
    return F.cross_entropy(model(pixel_values=views).logits, labels[k].to(DEVICE))


def fine_tuned(knobs: Knobs, key: str | None, model: ViTForImageClassification) -> ViTForImageClassification:
    """`model`, all of it trained on the folder's training pictures."""
    found = sound("train")
    pixels = np.stack([np.asarray(p.resize((STORED, STORED), Image.Resampling.BILINEAR)) for p, _ in found])
    shown, labels = torch.from_numpy(pixels).permute(0, 3, 1, 2), torch.tensor([label for _, label in found])
    batches = partial(loss, knobs=knobs, shown=shown, labels=labels)
    return learn(
        "dog_or_fish", key, model, batches, steps=knobs.steps, learning_rate=knobs.learning_rate, weight_decay=knobs.weight_decay, ema=knobs.ema
    )  # fmt: skip


def train(knobs: Knobs, key: str, folder: Path) -> None:
    fine_tuned(knobs, key, build()).save_pretrained(folder)
    ViTImageProcessor.from_pretrained(keys.weights("vit")).save_pretrained(folder)


def measure(knobs: Knobs, folder: Path) -> Figures:
    """Shares right on the test folder and on newly drawn pictures; and what the pretraining is worth: the same network trained from scratch."""
    model, processor = ViTForImageClassification.from_pretrained(folder), ViTImageProcessor.from_pretrained(folder)

    def share(of, found) -> float:
        pixels = processor([p for p, _ in found], return_tensors="pt").pixel_values
        return accuracy(of, pixels, torch.tensor([label for _, label in found]))

    test, new = sound("test"), newly_drawn(knobs.tested_new)
    right, start = share(model, test), time.process_time()
    scratch = fine_tuned(knobs, None, build(pretrained=False))
    seconds = time.process_time() - start
    return {
        "test": figure(right, n=len(test)),
        "new": figure(share(model, new), n=len(new)),
        "above_scratch": figure(100 * (right - share(scratch, test)), "points", len(test)),
        "seconds": figure(seconds, "s of one core"),
    }


def card(knobs: Knobs, figures: Figures) -> str:
    return publish.card("dog_or_fish", knobs, figures, WANTED)
