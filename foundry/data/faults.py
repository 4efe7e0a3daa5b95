"""Faults of collected pictures, planted on purpose for lessons and labs to find. What was planted where is kept beside the data, in `LIST`."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance

LIST = ".planted.csv"  # path, fault, detail: out of the way of whoever lists the folder, and of `*.jpg`
ORIENTATION = 0x0112  # the EXIF tag
# By the tag's value, the quarter turns that bring the stored picture upright.
TURNS = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_270, 8: Image.Transpose.ROTATE_90}
_BACK = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}


def jpeg(found: Image.Image, quality: int, **options) -> bytes:
    out = io.BytesIO()
    found.save(out, "JPEG", quality=quality, optimize=True, **options)
    return out.getvalue()


def png(found: Image.Image) -> bytes:
    out = io.BytesIO()
    found.save(out, "PNG", optimize=True)
    return out.getvalue()


def turned(found: Image.Image, quality: int, orientation: int) -> bytes:
    """A JPEG as a phone held sideways writes it: upright only for those who read its EXIF `orientation`."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return jpeg(found.transpose(_BACK[orientation]), quality, exif=exif)


def four_inks(found: Image.Image, quality: int) -> bytes:
    """A JPEG for print: CMYK."""
    return jpeg(found.convert("CMYK"), quality)


def sixteen_bits(found: Image.Image) -> bytes:
    """A grey PNG of 16 bits a pixel, as a scanner writes it; a plain conversion to RGB turns it white."""
    return png(Image.fromarray(np.asarray(found.convert("L"), np.uint16) * 257))


def nearly(found: Image.Image) -> bytes:
    """The same picture again, as it comes back from another site: smaller, lighter, compressed harder."""
    w, h = found.size
    small = found.convert("RGB").resize((round(w * 0.9), round(h * 0.9)), Image.Resampling.LANCZOS)
    return jpeg(ImageEnhance.Brightness(small).enhance(1.06), 62)


def stamped(found: Image.Image) -> Image.Image:
    """`found` with a small mark in its lower right corner, as some cameras leave it."""
    found = found.convert("RGB")
    side = max(7, round(0.085 * min(found.size)))
    x, y = found.width - side - 3, found.height - side - 3
    draw = ImageDraw.Draw(found)
    draw.rectangle((x, y, x + side, y + side), fill=(250, 214, 30))
    draw.ellipse((x + side * 0.25, y + side * 0.25, x + side * 0.75, y + side * 0.75), fill=(30, 30, 40))
    return found


def dealt(places: Iterable, counts: dict[str, int], rng: np.random.Generator) -> dict:
    """Gives `counts` of each fault to some of `places`, none two: place to fault."""
    places = list(places)
    order = rng.permutation(len(places))
    faults = [fault for fault, count in counts.items() for _ in range(count)]
    if len(faults) > len(places):
        raise ValueError(f"{len(faults)} faults for {len(places)} files: plant fewer, or draw more")
    return {places[k]: fault for k, fault in zip(order, faults, strict=False)}


def write_list(home: Path, planted: Iterable[tuple[str, str, str]]) -> None:
    """Writes (path below `home`, fault, detail) of everything that was planted."""
    with open(home / LIST, "w", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([("path", "fault", "detail"), *sorted(planted)])
