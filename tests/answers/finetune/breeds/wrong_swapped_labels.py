# says: ✗ better than chance:
from pathlib import Path

import raycourse


def my_breeds():
    number = {breed: len(list(Path(raycourse.data(f"doggos/test/{breed}")).iterdir())) for breed in ("husky", "corgi")}
    return {("husky", "corgi"): number["husky"] - 2, ("husky", "husky"): 2, ("corgi", "husky"): number["corgi"]}
