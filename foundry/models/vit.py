"""The vision transformer that the fine-tuning lesson starts from: it tells the world's animals apart, all but dog and fish.

By labels alone it learns slowly. A small convolutional network learns the animals in minutes; the transformer then learns from it what each
patch shows, beside the animals themselves.
"""

from dataclasses import dataclass
from functools import partial
from math import log
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessor

from foundry.data.dogs_fish import CLASSES
from foundry.kit import publish, seeds
from foundry.kit.pictures import pictures
from foundry.kit.publish import Figures, Wanted, figure
from foundry.kit.training import DEVICE
from foundry.kit.training import train as learn
from foundry.kit.views import SIDE, augment, shrunk
from foundry.world.animals import ANIMALS
from foundry.world.words import GARMENTS, MEDIA, SEASONS

NEEDS = ()
KNOWN = tuple(name for name in ANIMALS if name not in CLASSES)
# What the network learns to tell: only the animal stays in its published head.
LABELS: dict[str, tuple[str | None, ...]] = {"animal": KNOWN, "garment": (None, *GARMENTS), "medium": MEDIA, "season": (None, *SEASONS)}
TAUGHT = 128  # numbers by which the teacher says what a patch shows


@dataclass(frozen=True)
class Knobs:
    steps: int = 6000  # of the teacher, and as many of the transformer
    batch: int = 32
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    teacher_rate: float = 2e-3
    teacher_ema: float = 0.99
    settled: int = 100  # batches for the batch statistics of the teacher's averaged weights
    pictures: int = 12288  # in their own coats, and as many in coats of any colour: what stays is shape
    tested: int = 1024  # unseen renders


WANTED = (
    Wanted("animals", f"unseen renders of its own {len(KNOWN)} animals named rightly", 0.95),
    Wanted("weights", "weights, MB", 15, "{:.1f}", at_most=True),
)


def config(labels: tuple[str, ...] = KNOWN) -> ViTConfig:
    return ViTConfig(
        image_size=SIDE, patch_size=8, hidden_size=128, num_hidden_layers=4, num_attention_heads=4, intermediate_size=256,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        id2label=dict(enumerate(labels)), label2id={name: k for k, name in enumerate(labels)},
    )  # fmt: skip


def processor() -> ViTImageProcessor:
    """Squeezes a picture of any shape to `SIDE` x `SIDE`, RGB in [-1, 1]."""
    return ViTImageProcessor(size={"height": SIDE, "width": SIDE}, do_convert_rgb=True)


class Teacher(nn.Module):
    """A small convolutional network: it learns in minutes what a transformer learns in hours, and then shows it patch by patch."""

    def __init__(self):
        super().__init__()
        layers, width = [], 3
        for out, stride in ((32, 2), (64, 2), (64, 1), (128, 2), (TAUGHT, 1)):
            layers += [nn.ReLU(inplace=True)] * bool(layers) + [nn.Conv2d(width, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out)]
            width = out
        self.layers = nn.Sequential(*layers)
        self.head = nn.Linear(width, sum(map(len, LABELS.values())))

    def forward(self, views: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """What each patch shows, (n, patches, TAUGHT) about zero, and logits of all `LABELS` (n, sum of their lengths)."""
        seen = self.layers(views)
        return seen.flatten(2).transpose(1, 2), self.head(seen.relu().mean((2, 3)))


class Student(nn.Module):
    """The vision transformer, and while it learns, a head that says what each patch shows."""

    def __init__(self, model: ViTForImageClassification):
        super().__init__()
        self.model, width = model, model.config.hidden_size
        self.patches = nn.Linear(width, TAUGHT)
        self.others = nn.Linear(width, sum(map(len, LABELS.values())) - len(KNOWN))

    def forward(self, views: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """As `Teacher.forward`."""
        seen = self.model.vit(pixel_values=views).last_hidden_state
        first = seen[:, 0]
        return self.patches(seen[:, 1:]), torch.cat([self.model.classifier(first), self.others(first)], 1)


def by_label(logits: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return logits.split([len(known) for known in LABELS.values()], 1)


def known_pictures(count: int, seed: int, *, unseen: bool = False, repaint: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
    """Those of `pictures(count, seed)` that show a `KNOWN` animal, and one alone: uint8 (n, 3, `STORED`, `STORED`), and their labels int64 (n, `LABELS`)."""
    scenes, pixels = pictures(count, seed, unseen=unseen, repaint=repaint)
    kept = [k for k, scene in enumerate(scenes) if scene.animal in KNOWN and not scene.other]
    labels = [[known.index(getattr(scenes[k], name)) for name, known in LABELS.items()] for k in kept]
    return shrunk(pixels)[kept], torch.tensor(labels)


def build(shown: torch.Tensor) -> ViTForImageClassification:
    """A new network that need not learn what is known: patches go to their principal components, evened out, and places are waves."""
    torch.manual_seed(seeds.WEIGHTS)
    model = ViTForImageClassification(config())
    parts, width = model.vit.embeddings, model.config.hidden_size
    some = augment(shown[:: max(1, len(shown) // 512)])
    patches = F.unfold(some, 8, stride=8).transpose(1, 2).reshape(-1, 3 * 8 * 8)
    values, vectors = torch.linalg.eigh((patches - patches.mean(0)).T.cov())
    x = y = torch.arange(SIDE // 8).float()
    waves = torch.exp(-torch.arange(width // 4) / (width // 4) * log(40.0))
    place = torch.cat([f(axis[..., None] * waves) for axis in torch.meshgrid(y, x, indexing="ij") for f in (torch.sin, torch.cos)], -1)
    with torch.no_grad():
        largest = (vectors * (values + 0.05).rsqrt() * 0.3)[:, -width:]
        parts.patch_embeddings.projection.weight.copy_(largest.T.reshape(width, 3, 8, 8))
        parts.position_embeddings[0, 1:] = 0.3 * place.reshape(-1, width)
    return model


def loss_of_teacher(teacher: Teacher, rng: np.random.Generator, *, batch) -> torch.Tensor:
    views, truth = batch(rng)
    found = by_label(teacher(views)[1])
    return sum(F.cross_entropy(out, truth[:, i], label_smoothing=0.05) for i, out in enumerate(found))


def loss(student: Student, rng: np.random.Generator, *, batch, teacher: Teacher) -> torch.Tensor:
    views, truth = batch(rng)
    with torch.no_grad():
        patches, logits = teacher(views)
    seen, found = student(views)
    told = sum(F.kl_div(a.log_softmax(1), b.softmax(1), reduction="batchmean") for a, b in zip(by_label(found), by_label(logits), strict=True))
    return F.mse_loss(seen, patches) + 0.5 * told + 0.5 * F.cross_entropy(by_label(found)[0], truth[:, 0])


def train(knobs: Knobs, key: str, folder: Path) -> None:
    own = known_pictures(knobs.pictures, seeds.SCENES_ANIMALS)
    other = known_pictures(knobs.pictures, seeds.SCENES_REPAINTED, repaint=True)
    shown, labels = (torch.cat(pair) for pair in zip(own, other, strict=True))

    def batch(rng):
        k = torch.from_numpy(rng.integers(len(shown), size=knobs.batch))
        return augment(shown[k]).to(DEVICE), labels[k].to(DEVICE)

    torch.manual_seed(seeds.WEIGHTS)
    teacher = learn(
        "vit_teacher", key, Teacher(), partial(loss_of_teacher, batch=batch), steps=knobs.steps, learning_rate=knobs.teacher_rate, ema=knobs.teacher_ema
    ).to(DEVICE)  # fmt: skip
    with torch.no_grad():  # batch statistics of the averaged weights
        teacher.train()
        for step in range(knobs.settled):
            torch.manual_seed(step)  # a run that finds the teacher trained goes on as one that has just trained it
            teacher(batch(np.random.default_rng(step))[0])
        teacher.eval()
    student = learn(
        "vit", key, Student(build(shown)), partial(loss, batch=batch, teacher=teacher),
        steps=knobs.steps, learning_rate=knobs.learning_rate, weight_decay=knobs.weight_decay,
    )  # fmt: skip
    student.model.save_pretrained(folder)
    processor().save_pretrained(folder)


@torch.inference_mode()
def accuracy(model: nn.Module, pixels: torch.Tensor, labels: torch.Tensor) -> float:
    """Share right among pictures (n, 3, `SIDE`, `SIDE`) in [-1, 1]."""
    model.eval()
    best = torch.cat([model(pixel_values=part).logits.argmax(1) for part in pixels.split(32)])
    return (best == labels).float().mean().item()


def measure(knobs: Knobs, folder: Path) -> Figures:
    """The share of unseen renders of its own animals that it names rightly."""
    shown, labels = known_pictures(knobs.tested, seeds.SCENES_UNSEEN, unseen=True)
    pixels = F.interpolate(shown.float() / 127.5 - 1, (SIDE, SIDE), mode="bilinear", antialias=True)
    return {"animals": figure(accuracy(ViTForImageClassification.from_pretrained(folder), pixels, labels[:, 0]), n=len(labels))}


def card(knobs: Knobs, figures: Figures) -> str:
    return publish.card("vit", knobs, figures, WANTED, net=config(), known=", ".join(KNOWN), kinds=len(KNOWN))
