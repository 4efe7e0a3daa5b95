# says: ✗ there are 4 to 12 pictures: got 3
from pathlib import Path

from PIL import Image

import raycourse


def my_gallery():
    files = [sorted(Path(raycourse.data(f"doggos/test/{breed}")).glob("*.jpg"))[0] for breed in ("pug", "husky", "corgi")]
    pictures = [Image.open(file).convert("RGB") for file in files]
    return tuple(pictures), tuple(file.parent.name for file in files)
