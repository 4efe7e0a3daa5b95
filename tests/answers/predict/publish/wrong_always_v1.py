# says: ✗ the second is v2, and v1 stays as it is: expected models/v2, got models/v1
import shutil
from pathlib import Path


def publish(checkpoint, home):
    if not Path(checkpoint, "config.json").exists():
        raise FileNotFoundError(f"{checkpoint} is no checkpoint: it has no config.json")
    to = Path(home) / "v1"
    shutil.copytree(checkpoint, to, dirs_exist_ok=True)
    return str(to)
