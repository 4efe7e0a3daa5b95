# says: v1 holds ['config.json'], expected the files as they were
import shutil
from pathlib import Path


def publish(checkpoint, home):
    if not Path(checkpoint, "config.json").exists():
        raise FileNotFoundError(f"{checkpoint} is no checkpoint: it has no config.json")
    numbers = [int(path.name[1:]) for path in Path(home).glob("v*") if path.name[1:].isdigit()]
    to = Path(home) / f"v{max(numbers, default=0) + 1}"
    to.mkdir(parents=True)
    for path in Path(checkpoint).glob("*.*"):
        shutil.copy(path, to)
    return str(to)
