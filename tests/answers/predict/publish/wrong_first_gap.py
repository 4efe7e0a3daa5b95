# says: expected models/v11, got models/v2
import shutil
from pathlib import Path


def publish(checkpoint, home):
    if not Path(checkpoint, "config.json").exists():
        raise FileNotFoundError(f"{checkpoint} is no checkpoint: it has no config.json")
    numbers = [int(path.name[1:]) for path in Path(home).glob("v*") if path.name[1:].isdigit()]
    to = Path(home) / f"v{next(n for n in range(1, 100) if n not in numbers)}"
    shutil.copytree(checkpoint, to)
    return str(to)
