"""Pretrains the vision transformer that the fine-tuning lesson starts from, to tell the world's animals apart: all but dog and fish.

Run as `python -m foundry.train_vit`; writes a `transformers` directory to `build/foundry/vit/`. `foundry.evaluate_vit` measures and publishes it.
"""

import argparse
from math import log, pi

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessor

from foundry.dogs_fish import CLASSES
from foundry.pictures import BUILD, pictures
from foundry.training import train
from foundry.world import ANIMALS, GARMENTS, MEDIA, SEASONS

KNOWN = tuple(name for name in ANIMALS if name not in CLASSES)
# What the network learns to tell: only the animal stays in its published head.
LABELS: dict[str, tuple[str | None, ...]] = {"animal": KNOWN, "garment": (None, *GARMENTS), "medium": MEDIA, "season": (None, *SEASONS)}
SIDE = 56  # pixels; what the network sees
STORED = 96  # pixels; what is kept in memory: sampled at 56, it needs no further smoothing
BATCH = 32
TAUGHT = 128  # numbers by which the teacher says what a patch shows


def config(labels: tuple[str, ...] = KNOWN) -> ViTConfig:
    return ViTConfig(
        image_size=SIDE, patch_size=8, hidden_size=128, num_hidden_layers=4, num_attention_heads=4, intermediate_size=256,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        id2label=dict(enumerate(labels)), label2id={name: k for k, name in enumerate(labels)},
    )  # fmt: skip


def processor() -> ViTImageProcessor:
    """Squeezes a picture of any shape to `SIDE` x `SIDE`, RGB in [-1, 1]."""
    return ViTImageProcessor(size={"height": SIDE, "width": SIDE}, do_convert_rgb=True)


def shrunk(pixels: np.ndarray) -> torch.Tensor:
    """uint8 (n, h, w, 3) as uint8 (n, 3, `STORED`, `STORED`), in memory."""
    parts = []
    for k in range(0, len(pixels), 256):
        part = torch.from_numpy(np.array(pixels[k : k + 256])).permute(0, 3, 1, 2)
        parts.append(F.interpolate(part, (STORED, STORED), mode="bilinear", antialias=True))
    return torch.cat(parts)


def _uniform(n: int, low: float, high: float) -> torch.Tensor:
    return torch.empty(n, 1, 1, 1).uniform_(low, high)


def _sometimes(n: int, share: float) -> torch.Tensor:
    """Ones for about `share` of n pictures, else zeros. Shape (n, 1, 1, 1)."""
    return (torch.rand(n, 1, 1, 1) < share).float()


def _hue_turns(angles: torch.Tensor, saturation: torch.Tensor) -> torch.Tensor:
    """Matrices (n, 3, 3) that turn RGB about the axis of greys by `angles` (n,) in radians and scale the distance from it."""
    axis = torch.full((3, 3), 1 / 3)
    cross = torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / 3**0.5
    cos, sin = (angles.cos() * saturation)[:, None, None], (angles.sin() * saturation)[:, None, None]
    return axis + cos * (torch.eye(3) - axis) + sin * cross


def seen_from(batch: torch.Tensor, zoom: tuple[float, float], turn: float) -> torch.Tensor:
    """Other frames of uint8 pictures (n, 3, h, w): float (n, 3, `SIDE`, `SIDE`) in [0, 1], with torch's own random numbers.

    Each shows `zoom` of the side, turned by up to `turn` degrees, squeezed, every other one mirrored.
    """
    n = len(batch)
    size, squeeze = _uniform(n, *zoom).flatten(), (_uniform(n, -log(1.5), log(1.5)).flatten() / 2).exp()
    angle = _uniform(n, -turn, turn).flatten() * pi / 180
    mirror = 1 - 2 * _sometimes(n, 0.5).flatten()
    cos, sin, room = angle.cos(), angle.sin(), (1.1 - size).clamp(0.05, 0.3)
    wide, high = size * squeeze.clamp(max=1.2), size / squeeze.clamp(min=1 / 1.2)
    x, y = (torch.empty(n).uniform_(-1, 1) * room for _ in range(2))
    theta = torch.stack([torch.stack([wide * mirror * cos, -high * sin, x], 1), torch.stack([wide * mirror * sin, high * cos, y], 1)], 1)
    grid = F.affine_grid(theta, (n, 3, SIDE, SIDE), align_corners=False)
    return F.grid_sample(batch.float() / 255, grid, padding_mode="reflection", align_corners=False)


def augment(batch: torch.Tensor, *, zoom: tuple[float, float] = (0.75, 1.05), turn: float = 14, recolour: float = 0.1) -> torch.Tensor:
    """Other views of uint8 pictures (n, 3, h, w): float (n, 3, `SIDE`, `SIDE`) in [-1, 1].

    Framed as by `seen_from`, sometimes grey or with something in front. A share of `recolour` has its hues turned, so that shape and not colour
    tells the animals apart.
    """
    n, views = len(batch), seen_from(batch, zoom, turn)
    hue = torch.where(torch.rand(n) < recolour, torch.empty(n).uniform_(-pi, pi), torch.randn(n) * 0.1)
    saturation = torch.empty(n).uniform_(0.4, 1.3) * (torch.rand(n) > 0.15)
    views = torch.einsum("nij,njhw->nihw", _hue_turns(hue, saturation), views)
    views = (views - 0.5) * _uniform(n, 0.7, 1.2) + 0.5 + _uniform(n, -0.12, 0.12)
    views = views * (1 + 0.06 * torch.randn(n, 3, 1, 1))

    # In front of one in four, off the middle: an ellipse of one colour, from a ball to a rail.
    at = torch.linspace(-1, 1, SIDE)
    where, lean = _uniform(n, -pi, pi), _uniform(n, -pi, pi)
    dx, dy = at.view(1, 1, 1, -1) - 0.85 * where.cos(), at.view(1, 1, -1, 1) - 0.85 * where.sin()
    along = (dx * lean.cos() + dy * lean.sin()) / _uniform(n, 0.3, 1.5)
    across = (dy * lean.cos() - dx * lean.sin()) / _uniform(n, 0.12, 0.4)
    cover = torch.sigmoid((1 - along**2 - across**2) * 12) * _sometimes(n, 0.25)
    views = views * (1 - cover) + torch.rand(n, 3, 1, 1) * cover
    return views.clamp(0, 1) * 2 - 1


def start(shown: torch.Tensor) -> ViTForImageClassification:
    """A new network that need not learn what is known: patches go to their principal components, evened out, and places are waves."""
    torch.manual_seed(0)
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


def known_pictures(count: int, seed: int, *, unseen: bool = False, repaint: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
    """Those of `pictures(count, seed)` that show a `KNOWN` animal: uint8 (n, 3, `STORED`, `STORED`), and their labels int64 (n, `LABELS`)."""
    scenes, pixels = pictures(count, seed, unseen=unseen, repaint=repaint)
    kept = [k for k, scene in enumerate(scenes) if scene.animal in KNOWN]
    labels = [[known.index(getattr(scenes[k], name)) for name, known in LABELS.items()] for k in kept]
    return shrunk(pixels)[kept], torch.tensor(labels)


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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--pictures", type=int, default=12288)
    args = parser.parse_args()
    # Half in their own coats, half in any: what stays is shape.
    own, other = known_pictures(args.pictures, seed=2), known_pictures(args.pictures, seed=6, repaint=True)
    shown, labels = (torch.cat(pair) for pair in zip(own, other, strict=True))

    def batch(rng):
        k = torch.from_numpy(rng.integers(len(shown), size=BATCH))
        return augment(shown[k]), labels[k]

    def loss_of_teacher(teacher, rng):
        views, truth = batch(rng)
        found = by_label(teacher(views)[1])
        return sum(F.cross_entropy(out, truth[:, i], label_smoothing=0.05) for i, out in enumerate(found))

    teacher = train("vit_teacher", Teacher(), loss_of_teacher, steps=args.steps, learning_rate=2e-3, ema=0.99)
    with torch.no_grad():  # batch statistics of the averaged weights
        teacher.train()
        for step in range(100):
            teacher(batch(np.random.default_rng(step))[0])
        teacher.eval()

    def loss_of_student(student, rng):
        views, truth = batch(rng)
        with torch.no_grad():
            patches, logits = teacher(views)
        seen, found = student(views)
        told = sum(F.kl_div(a.log_softmax(1), b.softmax(1), reduction="batchmean") for a, b in zip(by_label(found), by_label(logits), strict=True))
        return F.mse_loss(seen, patches) + 0.5 * told + 0.5 * F.cross_entropy(by_label(found)[0], truth[:, 0])

    student = train("vit", Student(start(shown)), loss_of_student, steps=args.steps, learning_rate=1e-3, weight_decay=0.05)
    student.model.save_pretrained(BUILD / "vit")
    processor().save_pretrained(BUILD / "vit")


if __name__ == "__main__":
    main()
