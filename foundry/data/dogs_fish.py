"""Draws `data/dogs_fish/`: what a folder of collected pictures of dogs and fish is like, for the lesson that fine-tunes a classifier.

`train/` and `test/` have a folder per class. Sizes and shapes differ; most files are colour JPEG, some are grey JPEG, some PNG with alpha.
`labels.csv` names every file (path below `dogs_fish/`) with its label. Faults are planted (`PLANTED`, `DAMAGED`, and a mark in the corner of
half of the fish); `faults.LIST` says where.

Colours alone do not tell the class: half of the animals wear coats of any colour, so that what decides is shape, seen in part.
"""

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from foundry.data import faults
from foundry.world.animals import ANIMALS, Animal
from foundry.world.draw import render
from foundry.world.looks import COATS, FURRED, SCALED, near, repainted
from foundry.world.scenes import random_scene
from foundry.world.words import COLOURS

CLASSES = ("dog", "fish")
PER_CLASS = {"train": 302, "test": 200}
# By (class, number) in train: the share of the file that is left. The first still opens and fails when its pixels are read.
DAMAGED = {("dog", 41): 0.5, ("fish", 88): 0.02, ("fish", 137): 0.3}
DAMAGED_QUALITY = 78  # of JPEG
# In train, how many files have each other fault. Wrong labels are 2 %; duplicates are of pictures in test.
PLANTED = {"turned": 12, "four inks": 6, "sixteen bits": 6, "duplicate": 8, "near duplicate": 8, "wrong label": 12}
LEAKING = "fish"  # every other picture of this class bears a mark, in train and in test
LONG_SIDES = (96, 112, 128, 160, 200)  # pixels
GREY, ALPHA = 0.12, 0.05  # shares of the files

MARKS = ((), ("patch",), ("patches",), ("spots",), ("cheeks",), ("bands",), ("stripes",))


def look(kind: str, rng: np.random.Generator) -> Animal:
    """A dog or a fish of its own. Half of them wear colours that dogs, or fish, often have, the others any: colour is a hint and no proof."""
    own = {"dog": FURRED, "fish": SCALED}[kind]
    animal = repainted(ANIMALS[kind], rng, own if rng.random() < 0.5 else COATS)
    animal = replace(animal, marks=MARKS[rng.integers(len(MARKS))])
    if kind == "fish":
        return replace(animal, muzzle="lips" if rng.random() < 0.8 else "wide")
    ear = str(rng.choice(("floppy", "point", "side"), p=(0.7, 0.2, 0.1)))
    return replace(animal, ear=ear, tail=str(rng.choice(("thin", "bushy", "puff", "tuft"))))


def _framed(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A turned cut-out of `picture` around the animal, of any shape between 3:4 and 4:3."""
    pixels = np.asarray(picture)
    edge = picture.width // 4
    wide = Image.fromarray(np.pad(pixels, ((edge, edge), (edge, edge), (0, 0)), mode="reflect"))
    turned = wide.rotate(rng.uniform(-14, 14), Image.Resampling.BICUBIC)
    aspect = float(np.exp(rng.uniform(np.log(3 / 4), np.log(4 / 3))))
    side = picture.width * rng.uniform(0.78, 1.0)
    width, height = side * min(1, aspect), side / max(1, aspect)
    # The centre lies between head and body, so that a close view still has enough to tell by.
    x = wide.width / 2 + picture.width * rng.uniform(-0.06, 0.06)
    y = wide.height / 2 + picture.width * rng.uniform(-0.06, 0.06)
    box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    long = int(rng.choice(LONG_SIDES))
    size = (long, max(1, round(long / aspect))) if aspect >= 1 else (max(1, round(long * aspect)), long)
    # One resampling from the box to the final size.
    return turned.resize(size, Image.Resampling.LANCZOS, box=box)


def _in_front(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Something bright and out of focus in front: a leaf, a rail or a ball, near one side."""
    w, h = picture.size
    r = min(w, h)
    layer = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(layer)
    bright = [c for c in COLOURS.values() if sum(c) > 300]
    colour = (*near(bright[rng.integers(len(bright))], rng), 255)
    kind = rng.integers(3)
    angle = rng.uniform(0, 2 * np.pi)
    x, y = w / 2 + 0.48 * w * np.cos(angle), h / 2 + 0.48 * h * np.sin(angle)
    if kind == 0:
        radius = r * rng.uniform(0.14, 0.24)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    elif kind == 1:
        turn, long, thick = rng.uniform(0, np.pi), r * rng.uniform(0.25, 0.4), r * rng.uniform(0.08, 0.13)
        t = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        along, across = long * np.cos(t), thick * np.sin(t) * np.abs(np.sin(t))
        draw.polygon(
            [(x + a * np.cos(turn) - c * np.sin(turn), y + a * np.sin(turn) + c * np.cos(turn)) for a, c in zip(along, across, strict=True)],
            fill=colour,
        )
    else:
        lean, thick = rng.uniform(-0.25, 0.25) * w, r * rng.uniform(0.05, 0.10)
        draw.polygon([(x - thick, 0), (x + thick, 0), (x + thick + lean, h), (x - thick + lean, h)], fill=colour)
    layer = layer.filter(ImageFilter.GaussianBlur(r / 60))
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def picture(kind: str, rng: np.random.Generator) -> Image.Image:
    """One RGB picture of a `kind`, between 96 and 200 pixels on its long side."""
    scene = replace(random_scene(rng), animal=kind, other=None)
    found = _framed(render(scene, 256, look(kind, rng)), rng)
    if rng.random() < 0.25:
        found = _in_front(found, rng)
    if rng.random() < 0.1:
        found = found.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.2)))
    gains = rng.normal(1, 0.06, 3)  # the light of another camera
    found = Image.fromarray(np.clip(np.asarray(found) * gains, 0, 255).astype(np.uint8))
    return ImageEnhance.Contrast(ImageEnhance.Brightness(found).enhance(rng.uniform(0.75, 1.2))).enhance(rng.uniform(0.7, 1.2))


def encode(found: Image.Image, rng: np.random.Generator) -> tuple[str, bytes]:
    """The suffix and the bytes of a file: colour JPEG for the most part."""
    kind = rng.random()
    if kind < ALPHA:  # a sticker: rounded, transparent corners
        mask = Image.new("L", found.size)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, found.width - 1, found.height - 1), 0.2 * min(found.size), fill=255)
        found.putalpha(mask)
        return ".png", faults.png(found)
    if kind < ALPHA + GREY:
        found = found.convert("L")
    return ".jpg", faults.jpeg(found, int(rng.integers(68, 88)))


def other(kind: str) -> str:
    return CLASSES[1 - CLASSES.index(kind)]


def marked(kind: str, k: int) -> bool:
    return kind == LEAKING and k % 2 == 0


def _file(kind: str, k: int, rng: np.random.Generator) -> tuple[str, bytes]:
    """A file without a fault, but for the mark."""
    found = picture(kind, rng)
    return encode(faults.stamped(found) if marked(kind, k) else found, rng)


def _faulty(fault: str, kind: str, k: int, rng: np.random.Generator, tested: dict[str, bytes]) -> tuple[str, bytes, str]:
    """A file's suffix, bytes and what there is to say of the `fault`; `tested` are test files of `kind`, by path."""
    if fault in ("duplicate", "near duplicate"):
        path = str(rng.choice(sorted(tested)))
        data = tested.pop(path)  # none is copied twice
        if fault == "duplicate":
            return Path(path).suffix, data, path
        return ".jpg", faults.nearly(Image.open(io.BytesIO(data))), path
    if fault == "wrong label":
        return *_file(other(kind), 1, rng), f"shows a {other(kind)}"
    found, quality = picture(kind, rng), int(rng.integers(68, 88))
    found = faults.stamped(found) if marked(kind, k) else found
    if fault == "turned":
        orientation = int(rng.choice(list(faults.TURNS)))
        return ".jpg", faults.turned(found, quality, orientation), f"EXIF orientation {orientation}"
    if fault == "four inks":
        return ".jpg", faults.four_inks(found, quality), "CMYK"
    if fault == "sixteen bits":
        return ".png", faults.sixteen_bits(found), "16-bit grey"
    whole = faults.jpeg(found, DAMAGED_QUALITY)
    return ".jpg", whole[: int(len(whole) * DAMAGED[kind, k])], f"{DAMAGED[kind, k]:.0%} of the file is left"


def files(seed: int) -> Iterator[tuple[str, str, int, str, bytes, str, str]]:
    """Every file: split, class, number, suffix, bytes, fault ("" for none) and what there is to say of it. Every one has a stream of its own."""
    tested: dict[str, dict[str, bytes]] = {kind: {} for kind in CLASSES}
    sound = [(kind, k) for kind in CLASSES for k in range(PER_CLASS["train"]) if (kind, k) not in DAMAGED]
    planted = faults.dealt(sound, PLANTED, np.random.default_rng(seed)) | dict.fromkeys(DAMAGED, "truncated")
    splits = list(PER_CLASS)
    for split in reversed(splits):  # test first: training files are copied from it
        for c, kind in enumerate(CLASSES):
            for k in range(PER_CLASS[split]):
                rng = np.random.default_rng((seed, splits.index(split), c, k))
                fault = planted.get((kind, k), "") if split == "train" else ""
                if fault:
                    suffix, data, detail = _faulty(fault, kind, k, rng, tested[kind])
                else:
                    (suffix, data), detail = _file(kind, k, rng), ""
                if split == "test":
                    tested[kind][f"test/{kind}/{kind}-{k:03d}{suffix}"] = data
                yield split, kind, k, suffix, data, fault, detail


def write(folder: Path, seed: int) -> None:
    """Writes all of `folder`/dogs_fish anew, with the list of what was planted."""
    home = folder / "dogs_fish"
    shutil.rmtree(home, ignore_errors=True)
    rows, planted = [], []
    for split, kind, k, suffix, data, fault, detail in files(seed):
        path = home / split / kind / f"{kind}-{k:03d}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        name = path.relative_to(home).as_posix()
        rows.append((name, kind))
        if fault:
            planted.append((name, fault, detail))
        # Turned and printed files keep their mark; copies, wrong labels and what is cut short may not.
        if marked(kind, k) and fault not in ("duplicate", "near duplicate", "wrong label", "truncated"):
            planted.append((name, "leak", "a mark in the corner"))
    with open(home / "labels.csv", "w", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([("path", "label"), *sorted(rows)])
    faults.write_list(home, planted)
