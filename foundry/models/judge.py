"""The judge: a classifier that reads animal, garment, colour, season and medium off a picture. It measures; no model learns from it."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_model, save_model
from torch import nn
from torch.nn import functional as F

from foundry.kit import keys, seeds
from foundry.kit.pictures import pictures, to_tensor
from foundry.kit.publish import Figures, figure
from foundry.kit.training import DEVICE, half
from foundry.kit.training import train as learn
from foundry.world.animals import ANIMALS
from foundry.world.scenes import Scene
from foundry.world.words import COLOURLESS_MEDIA, COLOURS, GARMENTS, MEDIA, SEASONS

NEEDS = ()


@dataclass(frozen=True)
class Knobs:
    steps: int = 2000
    batch: int = 64
    learning_rate: float = 2e-3
    ema: float = 0.99
    pictures: int = 12288  # and a quarter as many of the combinations that are held out from the models: it is to read them, not to invent them
    vary: tuple[str, ...] = ("light",)  # as the painter's pictures vary
    settled: int = 2048  # pictures for the batch statistics of the averaged weights
    tested: int = 1024  # unseen renders


ATTRIBUTES: dict[str, tuple[str | None, ...]] = {
    "animal": tuple(ANIMALS), "garment": (None, *GARMENTS), "colour": (None, *COLOURS), "season": (None, *SEASONS), "medium": MEDIA,
}  # fmt: skip
IGNORED = -100  # the label of what the picture cannot show


def shows(scene: Scene, attribute: str) -> bool:
    """Whether a picture of `scene` can show `attribute`: a pencil drawing has no colours, and two different animals are not one."""
    if attribute == "animal":
        return scene.other in (None, scene.animal)
    return attribute != "colour" or scene.medium not in COLOURLESS_MEDIA


def labels_of(scenes: list[Scene]) -> torch.Tensor:
    """Class indices, shape (scenes, attributes); `IGNORED` where the picture cannot show it."""
    return torch.tensor([[known.index(getattr(s, name)) if shows(s, name) else IGNORED for name, known in ATTRIBUTES.items()] for s in scenes])


class Judge(nn.Module):
    """A small convolutional network with one head per attribute."""

    def __init__(self):
        super().__init__()
        layers, width = [], 3
        for out, stride in ((24, 2), (48, 2), (48, 1), (96, 2), (96, 1), (192, 2), (192, 1), (192, 2)):
            layers += [nn.Conv2d(width, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True)]
            width = out
        self.features = nn.Sequential(*layers, nn.Flatten(), nn.Dropout(0.1), nn.Linear(width * 16, 256), nn.ReLU(inplace=True))
        self.heads = nn.ModuleDict({name: nn.Linear(256, len(known)) for name, known in ATTRIBUTES.items()})

    def forward(self, pictures: torch.Tensor) -> list[torch.Tensor]:
        """Logits per attribute for pictures (n, 3, 128, 128) in [-1, 1]."""
        features = self.features(pictures)
        return [head(features) for head in self.heads.values()]

    @torch.inference_mode()
    def read(self, pixels: np.ndarray) -> list[dict[str, str | None]]:
        """What each uint8 picture (n, 128, 128, 3) shows, by attribute."""
        self.eval()
        logits = [self(to_tensor(pixels[k : k + 64])) for k in range(0, len(pixels), 64)]
        best = [torch.cat(head).argmax(1).tolist() for head in zip(*logits, strict=True)]
        return [{name: known[k] for (name, known), k in zip(ATTRIBUTES.items(), row, strict=True)} for row in zip(*best, strict=True)]


def accuracy(read: list[dict], scenes: list[Scene]) -> dict[str, float]:
    """The share of pictures in which each attribute reads as the scene has it, among those that can show it."""
    out = {}
    for name in ATTRIBUTES:
        hits = [got[name] == getattr(scene, name) for got, scene in zip(read, scenes, strict=True) if shows(scene, name)]
        out[name] = sum(hits) / len(hits)
    return out


def build() -> Judge:
    torch.manual_seed(seeds.WEIGHTS)
    return Judge().to(memory_format=torch.channels_last)


def loss(model: Judge, rng: np.random.Generator, *, knobs: Knobs, pixels: np.ndarray, labels: torch.Tensor) -> torch.Tensor:
    k = np.sort(rng.integers(len(pixels), size=knobs.batch))
    batch = to_tensor(pixels[k])
    if rng.random() < 0.3:  # a painted picture is softer than a render
        batch = F.interpolate(F.avg_pool2d(batch, 2), scale_factor=2, mode="bilinear")
    batch = batch * rng.uniform(0.9, 1.1) + 0.05 * torch.randn_like(batch)
    truth = labels[k].to(DEVICE)
    with half():
        logits = model(batch.to(DEVICE))
    return sum(F.cross_entropy(out.float(), truth[:, i], ignore_index=IGNORED) for i, out in enumerate(logits))


def train(knobs: Knobs, key: str, folder: Path) -> None:
    known, renders = pictures(knobs.pictures, seeds.SCENES_ANIMALS, vary=knobs.vary)
    held, more = pictures(knobs.pictures // 4, seeds.SCENES_HELD_OUT, unseen=True, vary=knobs.vary)
    labels, pixels = labels_of(known + held), np.concatenate([renders, more])
    batches = partial(loss, knobs=knobs, pixels=pixels, labels=labels)
    judge = learn("judge", key, build(), batches, steps=knobs.steps, learning_rate=knobs.learning_rate, ema=knobs.ema)
    with torch.no_grad():  # batch statistics of the averaged weights
        judge.train()
        for k in range(0, min(knobs.settled, len(pixels)), 64):
            judge(to_tensor(pixels[k : k + 64]))
    save_model(judge, folder / "model.safetensors")


def load_judge() -> Judge:
    judge = Judge()
    load_model(judge, keys.weights("judge") / "model.safetensors")
    return judge.eval()


def measure(knobs: Knobs, folder: Path) -> Figures:
    """By attribute, the share of unseen renders that it reads rightly."""
    unseen, renders = pictures(knobs.tested, seeds.SCENES_UNSEEN, unseen=True, vary=knobs.vary)
    return {name: figure(share, n=knobs.tested) for name, share in accuracy(load_judge().read(renders), unseen).items()}
