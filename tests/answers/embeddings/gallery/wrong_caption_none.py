# says: ✗ one caption for each, none empty: expected 4 texts, got [None
from pathlib import Path

from PIL import Image

import raycourse


def my_gallery():
    files = [sorted(Path(raycourse.data(f"doggos/test/{breed}")).glob("*.jpg"))[0] for breed in ("pug", "husky", "corgi", "chow_chow")]
    pictures = [Image.open(file).convert("RGB") for file in files]
    return tuple(pictures), tuple(None if file == files[0] else file.parent.name for file in files)
