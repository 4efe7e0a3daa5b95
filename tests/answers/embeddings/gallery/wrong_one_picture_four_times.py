# says: 4 pictures, of which 1 are different
from pathlib import Path

from PIL import Image

import raycourse


def my_gallery():
    files = [sorted(Path(raycourse.data(f"doggos/test/{breed}")).glob("*.jpg"))[0] for breed in ("pug", "husky", "corgi", "chow_chow")]
    pictures = [Image.open(files[0]).convert("RGB") for file in files]
    return tuple(pictures), tuple(file.parent.name for file in files)
