# says: it was refused, and left v12 behind
import shutil
from pathlib import Path


def publish(checkpoint, home):
    numbers = [int(path.name[1:]) for path in Path(home).glob("v*") if path.name[1:].isdigit()]
    to = Path(home) / f"v{max(numbers, default=0) + 1}"
    shutil.copytree(checkpoint, to)
    if not (to / "config.json").exists():
        raise FileNotFoundError(f"{checkpoint} is no checkpoint: it has no config.json")
    return str(to)
