# says: leaves no version: it was accepted
import shutil
from pathlib import Path


def publish(checkpoint, home):
    numbers = [int(path.name[1:]) for path in Path(home).glob("v*") if path.name[1:].isdigit()]
    to = Path(home) / f"v{max(numbers, default=0) + 1}"
    shutil.copytree(checkpoint, to)
    return str(to)
