# says: it raised ValueError, expected FileNotFoundError
import shutil
from pathlib import Path


def publish(checkpoint, home):
    if not Path(checkpoint, "config.json").exists():
        raise ValueError(f"{checkpoint} is no checkpoint: it has no config.json")
    numbers = [int(path.name[1:]) for path in Path(home).glob("v*") if path.name[1:].isdigit()]
    to = Path(home) / f"v{max(numbers, default=0) + 1}"
    shutil.copytree(checkpoint, to)
    return str(to)
