# says: ✗ better than chance:
from pathlib import Path

import raycourse


def my_breeds():
    number = {breed: len(list(Path(raycourse.data(f"doggos/test/{breed}")).iterdir())) for breed in ("husky", "corgi")}
    return {("husky", "husky"): number["husky"], ("corgi", "husky"): number["corgi"]}
