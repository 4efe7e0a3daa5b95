"""What a learner has scored so far, at best: `progress.json` in the course's storage, written by every check and read by the start page."""

import contextlib
import json
import os
from pathlib import Path
from typing import Any

import pyarrow.fs

from raycourse.places import storage


def read() -> dict[str, dict[str, float]]:
    """`{name of a check: {"score": …, "points": …}}`, the best of each; empty where nothing was, or where the file is damaged."""
    try:
        filesystem, path = pyarrow.fs.FileSystem.from_uri(storage("progress.json"))
        with filesystem.open_input_stream(path) as file:
            found = json.loads(file.read())
        return {name: entry for name, entry in found.items() if _sound(entry)}
    except (OSError, ValueError, AttributeError):
        return {}


def _sound(entry: Any) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry.get(key), int | float) for key in ("score", "points"))


def record(name: str, score: float, points: float) -> None:
    """Notes the score of a check, where it is the best so far. A storage that cannot be written costs the note, never the check."""
    found = read()
    if score < found.get(name, {"score": 0})["score"]:
        return
    content = json.dumps(found | {name: {"score": float(score), "points": float(points)}}, indent=1, sort_keys=True).encode()
    with contextlib.suppress(OSError, ValueError):
        to = storage("progress.json")
        if "://" in to:  # an object appears whole or not at all
            filesystem, path = pyarrow.fs.FileSystem.from_uri(to)
            with filesystem.open_output_stream(path) as file:
                file.write(content)
        else:
            beside = Path(f"{to}.{os.getpid()}")
            beside.write_bytes(content)
            beside.replace(to)
