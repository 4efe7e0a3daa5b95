# says: ✗ pictures are uint8, (height, width, 3)
from pathlib import Path

import raycourse


def my_gallery():
    files = [sorted(Path(raycourse.data(f"doggos/test/{breed}")).glob("*.jpg"))[0] for breed in ("pug", "husky", "corgi", "chow_chow")]
    pictures = [str(file) for file in files]
    return tuple(pictures), tuple(file.parent.name for file in files)
