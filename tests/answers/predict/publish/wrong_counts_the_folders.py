# says: expected models/v11, got models/v
import shutil
from pathlib import Path


def publish(checkpoint, home):
    if not Path(checkpoint, "config.json").exists():
        raise FileNotFoundError(f"{checkpoint} is no checkpoint: it has no config.json")
    Path(home).mkdir(exist_ok=True)
    numbers = [len(list(Path(home).iterdir()))]
    to = Path(home) / f"v{max(numbers, default=0) + 1}"
    shutil.copytree(checkpoint, to)
    return str(to)
