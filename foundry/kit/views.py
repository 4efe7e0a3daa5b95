"""Pictures as the small vision transformers see them, and other views of them: framed, recoloured, partly covered."""

from math import log, pi

import numpy as np
import torch
from torch.nn import functional as F

SIDE = 56  # pixels; what a network sees
STORED = 96  # pixels; what is kept in memory: sampled at 56, it needs no further smoothing


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
