"""Media: how a backdrop, a lit figure and what is in front become one picture."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import pi

import numpy as np
from PIL import Image, ImageFilter

from foundry.world.words import Colour


@dataclass
class Layers:
    """What a medium works with; float32, colours from 0 to 255, shapes (size, size, 3) or (size, size, 1)."""

    back: np.ndarray
    flat: np.ndarray  # the figure's own colours
    lit: np.ndarray  # the figure in its light
    alpha: np.ndarray  # of the figure, 0 to 1
    line: np.ndarray  # where its parts end, 0 to 1
    inner: np.ndarray  # where its colours meet, 0 to 1
    front: np.ndarray
    front_alpha: np.ndarray

    @property
    def size(self) -> int:
        return self.back.shape[0]

    def whole(self, figure: np.ndarray, back: np.ndarray | None = None) -> np.ndarray:
        """All layers as one picture, with `figure` for the figure."""
        picture = (self.back if back is None else back) * (1 - self.alpha) + figure * self.alpha
        return picture * (1 - self.front_alpha) + self.front * self.front_alpha


@lru_cache
def _grain(size: int, cells: int, tall: int = 1) -> np.ndarray:
    """Smooth fixed noise in [-1, 1] with `cells` cells across and `cells` / `tall` down. Shape (size, size, 1), float32."""
    coarse = np.random.default_rng(cells).uniform(-1, 1, (max(2, cells // tall), cells)).astype(np.float32)
    return np.asarray(Image.fromarray(coarse).resize((size, size), Image.Resampling.BICUBIC))[..., None]


@lru_cache
def _from_middle(size: int) -> np.ndarray:
    """The distance from the middle, 1 at the middle of a side, shape (size, size, 1)."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j].astype(np.float32)
    return np.sqrt(x * x + y * y)[..., None]


@cache
def _border(size: int) -> np.ndarray:
    """Where paint covers paper: 1 inside, ragged at the rim."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j].astype(np.float32)
    return np.clip((0.97 - np.maximum(abs(x), abs(y)) + 0.05 * _grain(size, 14)[..., 0]) * 16, 0, 1)[..., None]


def _blurred(picture: np.ndarray, radius: float) -> np.ndarray:
    """A (size, size, 1) or (size, size, 3) array, smoothed; values from 0 to 255."""
    image = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8).squeeze())
    return np.asarray(image.filter(ImageFilter.BoxBlur(radius)), np.float32).reshape(picture.shape)


def _shifted(mask: np.ndarray, by: int) -> np.ndarray:
    """`mask` moved right and down by `by` pixels."""
    moved = np.zeros_like(mask)
    moved[by:, by:] = mask[:-by, :-by]
    return moved


def _luma(picture: np.ndarray) -> np.ndarray:
    return (picture @ np.array([0.299, 0.587, 0.114], np.float32))[..., None]


@lru_cache
def _cells(size: int, width: float, long: float) -> tuple[np.ndarray, np.ndarray]:
    """Irregular cells about `width` pixels wide and `long` times as long, along a field that turns slowly.

    Returns each pixel's cell, from 0, and its distance from the cell's rim, in pixels: shapes (size, size).
    """
    count = int(np.ceil(size / width))
    rng = np.random.default_rng(count)
    gy, gx = np.mgrid[:count, :count]
    sites = np.stack([gx + rng.uniform(0.12, 0.88, gx.shape), gy + rng.uniform(0.12, 0.88, gy.shape)], -1).astype(np.float32) * width
    angle = pi * (0.25 + 0.5 * _grain(size, 5)[..., 0])
    c, s = np.cos(angle), np.sin(angle)
    y, x = np.mgrid[:size, :size].astype(np.float32) + 0.5
    cy, cx = (np.clip((v / width).astype(int), 0, count - 1) for v in (y, x))
    best, second, label = (np.full((size, size), 1e9, np.float32), np.full((size, size), 1e9, np.float32), np.zeros((size, size), np.int32))
    reach = 2 if long > 1 else 1
    for i in range(-reach, reach + 1):
        for j in range(-reach, reach + 1):
            yy, xx = np.clip(cy + i, 0, count - 1), np.clip(cx + j, 0, count - 1)
            dx, dy = x - sites[yy, xx, 0], y - sites[yy, xx, 1]
            far = ((dx * c + dy * s) / long) ** 2 + (-dx * s + dy * c) ** 2
            number = yy * count + xx
            again = number == label
            nearer = (far < best) & ~again
            second = np.where(nearer, best, np.where(again, second, np.minimum(second, far)))
            label, best = np.where(nearer, number, label), np.where(nearer, far, best)
    return np.unique(label, return_inverse=True)[1].reshape(size, size), np.sqrt(second) - np.sqrt(best)


def _by_cell(picture: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Each cell in its mean colour."""
    flat, count = label.ravel(), np.bincount(label.ravel())
    means = np.stack([np.bincount(flat, picture[..., k].ravel()) / count for k in range(3)], -1).astype(np.float32)
    return means[label]


def _saturated(picture: np.ndarray, share: float) -> np.ndarray:
    grey = picture.mean(2, keepdims=True)
    return grey + (picture - grey) * share


# --- the ten media ----------------------------------------------------------------------------------------------------------------


def _photo(p: Layers) -> np.ndarray:
    """A shallow depth of field, fur, and a vignette."""
    size = p.size
    back = _blurred(p.back, size / 96)
    fur = 1 + 0.03 * _grain(size, size // 2, 2) + 0.015 * _grain(size, size // 4)
    picture = p.whole(p.lit * fur, back)
    return (picture - 128) * 1.04 + 130 - picture * 0.10 * _from_middle(size) ** 3 + 2.5 * _grain(size, size)


def _watercolour(p: Layers) -> np.ndarray:
    """Thin paint on white paper: pale, blotchy, darker where a wash ends, with a ragged paper border."""
    size = p.size
    back = _blurred(p.back, size / 130) * 0.72 + 255 * 0.28
    rim = (p.alpha * 255 - _blurred(p.alpha * 255, size / 60)).clip(0) / 255
    figure = p.lit * 0.6 + p.flat * 0.4
    picture = p.whole(figure * 0.86 + 255 * 0.14, back)
    wash = (0.84 + 0.30 * _grain(size, 9) + 0.10 * _grain(size, 40)) * (1 + 0.5 * rim + 0.28 * p.line + 0.2 * p.inner)
    picture = 255 - (255 - picture) * wash
    inside = _border(size)
    return picture * inside + np.array([252.0, 250, 245], np.float32) * (1 - inside)


def _pencil(p: Layers) -> np.ndarray:
    """Graphite on paper: outlines stay, tones become strokes on a diagonal."""
    size = p.size
    tone = _luma(p.back) * 0.55 + 112
    picture = _luma(p.whole(p.lit, np.repeat(tone, 3, 2)))
    edge = np.clip(np.maximum(p.line, 0.75 * p.inner) * 1.35, 0, 1) * (1 - p.front_alpha)
    y, x = np.mgrid[:size, :size].astype(np.float32) * (32 / size)
    strokes = (0.5 + 0.5 * np.sin(2 * pi * (x + y) / 2))[..., None]
    dark = np.clip((238 - picture) / 238, 0, 1)
    paper = 250 + 4 * _grain(size, 60)
    grey = paper - 205 * dark * (0.58 + 0.42 * strokes * (dark < 0.75)) - 150 * edge * (1 + 0.2 * _grain(size, 64))
    return np.repeat(grey, 3, 2)


def _pixel_art(p: Layers) -> np.ndarray:
    """Sixty-four fat pixels across, eight levels a channel, dark outlines."""
    size = p.size
    figure = np.round(p.lit / 36.43) * 36.43
    picture = p.whole(figure)
    step = size // 64
    small = picture.reshape(64, step, 64, step, 3).mean((1, 3))
    edge = (p.line * (1 - p.front_alpha)).reshape(64, step, 64, step).max((1, 3))[..., None]
    small = np.round(small / 36.43) * 36.43 * (1 - 0.78 * (edge > 0.55))
    return np.repeat(np.repeat(small, step, 0), step, 1)


def _cut_out(p: Layers) -> np.ndarray:
    """Layers of paper that cast shadows, with pale cut edges; matt colours and a faint grain."""
    size = p.size
    far = _shifted(_blurred(p.alpha * 255, size / 80), size // 40) / 255
    rim = (_blurred(p.alpha * 255, size / 110) > 40).astype(np.float32)
    picture = p.back * (1 - 0.45 * far)
    picture = picture * (1 - rim) + np.array([250.0, 246, 238], np.float32) * rim
    inner = _shifted(_blurred(p.line * 255, size / 190), max(1, size // 130)) / 255
    figure = p.flat * (1 - 0.42 * inner)
    picture = picture * (1 - p.alpha) + figure * p.alpha
    near = _shifted(_blurred(p.front_alpha * 255, size / 90), size // 48) / 255
    picture = picture * (1 - 0.4 * near)
    picture = picture * (1 - p.front_alpha) + p.front * p.front_alpha
    return picture * 0.94 + 12 + 5 * _grain(size, 64)


def _oil(p: Layers) -> np.ndarray:
    """Thick strokes that follow one another, broad behind and fine on the figure."""
    size = p.size
    picture = _saturated(p.whole(p.lit), 1.22)
    broad, rim = _cells(size, size / 30, 2.6)
    fine, thin = _cells(size, size / 84, 2.0)
    detail = np.clip(p.alpha + p.front_alpha, 0, 1)
    painted = _by_cell(picture, broad) * (1 - detail) + _by_cell(picture, fine) * detail
    share = 0.12 + 0.28 * detail
    painted = painted * (1 - share) + picture * share
    ridge = np.where(detail[..., 0] > 0.5, np.minimum(thin, 1.6) / 1.6, np.minimum(rim, 2.4) / 2.4)[..., None]
    bristle = _grain(size, size // 3)
    return painted * (0.90 + 0.12 * ridge) + 7 * bristle


def _charcoal(p: Layers) -> np.ndarray:
    """Black, smudged, on toned paper, with white chalk where light falls."""
    size = p.size
    paper = np.array([224.0, 206, 178], np.float32) + 7 * _grain(size, size // 2)
    tooth = 0.5 + 0.5 * _grain(size, size // 2) * 0.9
    dark = np.clip((205 - _luma(p.whole(p.lit, p.back * 0.62 + 78))) / 205, 0, 1)
    smudge = _blurred(dark * 255, size / 100) / 255
    tone = np.clip(0.55 * smudge + 0.62 * dark, 0, 1) ** 1.15
    edge = np.clip(_blurred(np.maximum(p.line, 0.6 * p.inner) * 255, 1) / 255 * 1.9, 0, 1) * (1 - p.front_alpha)
    cover = np.clip(tone * (0.72 + 0.5 * tooth) + edge * (0.7 + 0.3 * tooth), 0, 0.96)
    chalk = np.clip((_luma(p.whole(p.lit, p.back * 0.86)) - 200) / 50, 0, 1) * (0.5 + 0.5 * tooth)
    return (paper * (1 - chalk) + 250 * chalk) * (1 - cover) + np.array([32.0, 29, 30], np.float32) * cover


def _crayon(p: Layers) -> np.ndarray:
    """Waxy scribbles that leave paper between them, and thick outlines of the same colour."""
    size = p.size
    picture = _saturated(p.whole(p.flat * 0.55 + p.lit * 0.45), 1.3)
    y, x = np.mgrid[:size, :size].astype(np.float32) / size
    strokes = np.sin(2 * pi * 30 * (x * 0.55 + y) + 5 * _grain(size, 6)[..., 0])[..., None]
    wax = 0.74 + 0.2 * strokes + 0.38 * _grain(size, size // 2)
    cover = np.clip(wax + 0.42 * (p.alpha + p.front_alpha), 0.12, 0.97)
    soft = _blurred(p.line * 255, 1) / 255
    edge = np.clip(np.maximum(soft * 2.1, p.inner * 0.8), 0, 1) * (1 - p.front_alpha) * (0.75 + 0.4 * _grain(size, size // 2))
    picture = picture * (1 - 0.55 * edge)
    return picture * cover + np.array([252.0, 249, 240], np.float32) * (1 - cover)


def _mosaic(p: Layers) -> np.ndarray:
    """Small stones with pale joints, each a little lighter or darker than the next."""
    size = p.size
    coarse, wide = _cells(size, size / 50, 1.0)
    fine, thin = _cells(size, size / 78, 1.0)
    near = p.alpha[..., 0] > 0.5  # smaller stones where the figure is
    label, rim = np.where(near, fine + coarse.max() + 1, coarse), np.where(near, thin * 1.35, wide)
    label = np.unique(label, return_inverse=True)[1].reshape(size, size)
    picture = _saturated(p.whole(p.lit * (1 - 0.5 * p.line)), 1.25)
    tone = np.random.default_rng(size).uniform(0.9, 1.08, label.max() + 1).astype(np.float32)
    stones = _by_cell(picture, label) * tone[label][..., None]
    joint = np.clip((1.0 * size / 192 - rim) / (0.8 * size / 192), 0, 1)[..., None] * (0.6 - 0.3 * p.alpha)
    return stones * (1 - joint) + np.array([232.0, 226, 214], np.float32) * joint


def _clay(p: Layers) -> np.ndarray:
    """All modelled: rounded, glossy, with the marks of fingers."""
    size = p.size
    label, rim = _cells(size, size / 15, 1.7)
    lump = np.minimum(rim * (96 / size), 1.6)[..., None]
    back = (_by_cell(p.back, label) * 0.4 + p.back * 0.6) * (0.93 + 0.05 * lump) + 5 * _grain(size, 40)
    prints = _grain(size, 34) * 0.6 + _grain(size, 70) * 0.55
    light = _luma(p.lit) / np.maximum(_luma(p.flat), 12)
    gloss = np.clip((light - 1.0) * 4.5, 0, 1) ** 2
    figure = _saturated(p.flat, 1.15) * (0.40 + 0.62 * light) * (1 + 0.085 * prints) + 84 * gloss * (1 + 0.6 * prints)
    figure = figure * (1 - 0.35 * p.line)
    return p.whole(figure, back)


@dataclass(frozen=True)
class Medium:
    """`finish(layers)` makes the picture; `edge`, `ink` and `shadow` are for the `Pen` that draws backdrop and front."""

    finish: Callable[[Layers], np.ndarray]
    edge: float = 0.006
    ink: Colour | None = None
    shadow: bool = False


MEDIA = {
    "photo": Medium(_photo, edge=0),
    "watercolour painting": Medium(_watercolour),
    "pencil drawing": Medium(_pencil, edge=0.009, ink=(52, 52, 56)),
    "pixel art picture": Medium(_pixel_art, edge=0.012, ink=(34, 30, 44)),
    "paper cut-out": Medium(_cut_out, shadow=True),
    "oil painting": Medium(_oil, edge=0),
    "charcoal drawing": Medium(_charcoal, edge=0.010, ink=(36, 34, 36)),
    "crayon drawing": Medium(_crayon, edge=0.011),
    "mosaic": Medium(_mosaic, edge=0.008, ink=(60, 54, 60)),
    "clay figure": Medium(_clay, edge=0),
}
