# says: it raised FileExistsError:
import shutil
from pathlib import Path


def publish(checkpoint, home):
    if not Path(checkpoint, "config.json").exists():
        raise FileNotFoundError(f"{checkpoint} is no checkpoint: it has no config.json")
    names = sorted(path.name for path in Path(home).glob("v*") if path.name[1:].isdigit())
    numbers = [int(names[-1][1:])] if names else []
    to = Path(home) / f"v{max(numbers, default=0) + 1}"
    shutil.copytree(checkpoint, to)
    return str(to)
