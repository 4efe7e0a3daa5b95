# says: it raised ValueError: invalid literal
import shutil
from pathlib import Path


def publish(checkpoint, home):
    if not Path(checkpoint, "config.json").exists():
        raise FileNotFoundError(f"{checkpoint} is no checkpoint: it has no config.json")
    numbers = [int(path.name[1:]) for path in Path(home).glob("v*")]
    to = Path(home) / f"v{max(numbers, default=0) + 1}"
    shutil.copytree(checkpoint, to)
    return str(to)
