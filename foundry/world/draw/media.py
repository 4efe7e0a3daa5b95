"""Media: how three layers (backdrop, subject, what is in front) become one picture, and the pen that draws them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import pi

import numpy as np
from PIL import Image, ImageFilter

from foundry.world.scenes import Colour


@lru_cache
def _grain(size: int, cells: int) -> np.ndarray:
    """Smooth fixed noise in [-1, 1] with `cells` cells across. Shape (size, size, 1), float32."""
    coarse = np.random.default_rng(cells).uniform(-1, 1, (cells, cells)).astype(np.float32)
    return np.asarray(Image.fromarray(coarse).resize((size, size), Image.Resampling.BICUBIC))[..., None]


def _over(under: np.ndarray, layer: Image.Image) -> np.ndarray:
    top = np.asarray(layer, np.float32)
    alpha = top[..., 3:] / 255
    return under * (1 - alpha) + top[..., :3] * alpha


def _blurred(mask: np.ndarray, radius: float) -> np.ndarray:
    return np.asarray(Image.fromarray(mask.astype(np.uint8)).filter(ImageFilter.GaussianBlur(radius)), np.float32)


def _shifted(mask: np.ndarray, by: int) -> np.ndarray:
    """`mask` moved right and down by `by` pixels (left and up where negative); what comes in from outside repeats the border."""
    padded = np.pad(mask, abs(by), mode="edge")
    start = abs(by) - by
    return padded[start : start + mask.shape[0], start : start + mask.shape[1]]


def _photo(back, subject, front, size):
    """A shallow depth of field, light from the upper left, a shadow on the ground, a vignette."""
    back = np.asarray(back.filter(ImageFilter.GaussianBlur(size / 90)), np.float32)
    alpha = np.asarray(subject)[..., 3]
    back = back * (1 - 0.30 * _shifted(_blurred(alpha, size / 32), size // 32)[..., None] / 255)
    body = np.asarray(subject, np.float32)
    inner = _blurred(alpha, size / 20)
    # The blurred silhouette, shifted both ways, is lit on one side and in shade on the other.
    lit = (_shifted(inner, size // 18) - _shifted(inner, -size // 18))[..., None] / 255
    body[..., :3] = np.clip(body[..., :3] * (1 + 0.34 * lit), 0, 255)
    picture = _over(back, Image.fromarray(body.astype(np.uint8), "RGBA"))
    picture = _over(picture, front.filter(ImageFilter.GaussianBlur(size / 160)))
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    return picture * (1.03 - 0.20 * (x**2 + y**2) ** 1.5 / 2)[..., None]


def _watercolour(back, subject, front, size):
    """Thin paint on white paper: pale, blotchy, darker where a wash ends, with a ragged paper border."""
    back = np.asarray(back.filter(ImageFilter.GaussianBlur(size / 110)), np.float32)
    alpha = np.asarray(subject)[..., 3]
    body = np.asarray(subject.filter(ImageFilter.GaussianBlur(size / 300)), np.float32)
    rim = (alpha - _blurred(alpha, size / 40)).clip(0)[..., None] / 255
    picture = _over(back * 0.72 + 255 * 0.28, Image.fromarray(body.astype(np.uint8), "RGBA"))
    picture = _over(picture, front)
    picture = 255 - (255 - picture) * (0.84 + 0.30 * _grain(size, 9) + 0.10 * _grain(size, 40)) * (1 + 0.45 * rim)
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    inside = np.clip((0.97 - np.maximum(abs(x), abs(y)) + 0.05 * _grain(size, 14)[..., 0]) * 16, 0, 1)[..., None]
    return picture * inside + np.array([252.0, 250, 245]) * (1 - inside)


def _pencil(back, subject, front, size):
    """Graphite on paper: outlines stay, tones become strokes on a diagonal."""
    tone = np.asarray(back.convert("L"), np.float32)[..., None] * 0.55 + 112
    picture = _over(_over(np.repeat(tone, 3, 2), subject), front).mean(2, keepdims=True)
    # Eight pixels of 128 to a stroke: the autoencoder's grid, so that strokes need no place in its latents.
    y, x = np.mgrid[:size, :size] * (16 / size)
    strokes = (0.5 + 0.5 * np.sin(2 * pi * (x + y)))[..., None]
    dark = np.clip((236 - picture) / 236, 0, 1)
    paper = 250 + 4 * _grain(size, 60)
    return np.repeat(paper - 205 * dark * (0.62 + 0.38 * strokes * (dark < 0.75)), 3, 2)


def _pixel_art(back, subject, front, size):
    """Sixty-four fat pixels across and eight levels a channel."""
    whole = _over(_over(np.asarray(back, np.float32), subject), front)
    small = Image.fromarray(whole.clip(0, 255).astype(np.uint8)).resize((64, 64), Image.Resampling.BOX)
    levels = np.round(np.asarray(small, np.float32) / 36.43) * 36.43
    return np.repeat(np.repeat(levels, size // 64, 0), size // 64, 1)


def _cut_out(back, subject, front, size):
    """Layers of paper that cast shadows; matt colours and a faint grain."""
    picture = np.asarray(back, np.float32)
    for layer in (subject, front):
        shadow = _shifted(_blurred(np.asarray(layer)[..., 3], size / 70), size // 42)[..., None] / 255
        picture = _over(picture * (1 - 0.42 * shadow), layer)
    return picture * 0.93 + 14 + 4 * _grain(size, 64)


@dataclass(frozen=True)
class Medium:
    """`finish(back, subject, front, size)` makes the picture, floats (size, size, 3); the rest is for the `Pen`."""

    finish: Callable[[Image.Image, Image.Image, Image.Image, int], np.ndarray]
    edge: float = 0.006
    ink: Colour | None = None
    shadow: bool = False


MEDIA = {
    "photo": Medium(_photo),
    "watercolour painting": Medium(_watercolour),
    "pencil drawing": Medium(_pencil, edge=0.011, ink=(52, 52, 56)),
    "pixel art picture": Medium(_pixel_art, edge=0.013, ink=(34, 30, 44)),
    "paper cut-out": Medium(_cut_out, shadow=True),
}
