"""Pictures as notebooks keep them: light, and as sharp as they were drawn."""

import io

import numpy as np
from PIL import Image

COLOURS = 256
SAME_DB = 50  # of signal to noise: from here on, nobody tells a picture from its original
QUALITY = 93


def lightest(png: bytes) -> tuple[str, bytes]:
    """The MIME type and the bytes of the smallest file that shows what `png` does.

    A plot has few colours, and a palette holds them all; a picture has many, and JPEG keeps them better. Chroma is not subsampled, which would
    blur coloured text. The same input always gives the same bytes.
    """
    picture = Image.open(io.BytesIO(png))
    if picture.mode == "P" or "A" in picture.getbands() and picture.getchannel("A").getextrema()[0] < 255:
        return "image/png", png  # has a palette already, or has what JPEG cannot keep
    picture = picture.convert("RGB")
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    found = [("image/png", _file(picture, "PNG")), ("image/jpeg", _file(picture, "JPEG", quality=QUALITY, subsampling="4:4:4", progressive=True))]
    if _signal_to_noise(picture, few.convert("RGB")) >= SAME_DB:
        found.append(("image/png", _file(few, "PNG")))
    return min(found, key=lambda candidate: len(candidate[1]))


def _file(picture: Image.Image, format: str, **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, format, optimize=True, **options)
    return file.getvalue()


def _signal_to_noise(one: Image.Image, other: Image.Image) -> float:
    """The peak signal-to-noise ratio of two pictures, in decibels."""
    error = np.mean((np.asarray(one, dtype=np.float64) - np.asarray(other, dtype=np.float64)) ** 2)
    return 10 * np.log10(255**2 / error) if error else np.inf
