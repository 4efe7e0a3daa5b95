from itertools import count
from pathlib import Path


def publish(checkpoint: str, home: str) -> Path:
    source, home = Path(checkpoint), Path(home)
    if "config.json" not in {path.name for path in source.iterdir()}:
        raise FileNotFoundError("config.json")
    there = {path.name for path in home.iterdir()} if home.is_dir() else set()
    last = max((n for n in range(1, 10_000) if f"v{n}" in there), default=0)
    to = home / f"v{next(count(last + 1))}"
    for path in source.rglob("*"):
        if path.is_file():
            copy = to / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return to
