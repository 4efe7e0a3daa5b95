# says: ✗ pictures and captions come back: expected a tuple of 2, got 4 of them
from pathlib import Path

from PIL import Image

import raycourse


def my_gallery():
    files = [sorted(Path(raycourse.data(f"doggos/test/{breed}")).glob("*.jpg"))[0] for breed in ("pug", "husky", "corgi", "chow_chow")]
    pictures = [Image.open(file).convert("RGB") for file in files]
    return tuple(pictures)
