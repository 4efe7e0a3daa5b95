"""What a learner has scored so far, at best: `progress.json` in the course's storage, written by every check and read by the start page."""

import contextlib
import json
import os
from pathlib import Path
from typing import Any

import pyarrow.fs

from raycourse.places import storage


def read() -> dict[str, dict[str, float]]:
    """`{name of a check: {"score": …, "points": …}}`, the best of each; empty where nothing was, or where the file is damaged or cannot be read."""
    try:
        return _read()
    except (OSError, ValueError):
        return {}


def _read() -> dict[str, dict[str, float]]:
    """As `read`. Raises OSError or ValueError where the storage does not say what is there."""
    filesystem, path = pyarrow.fs.FileSystem.from_uri(storage("progress.json"))
    try:
        with filesystem.open_input_stream(path) as file:
            content = file.read()
        return {name: entry for name, entry in json.loads(content).items() if _sound(entry)}
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError, AttributeError):
        return {}


def _sound(entry: Any) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry.get(key), int | float) for key in ("score", "points"))


def record(name: str, score: float, points: float) -> None:
    """Notes the score of a check, where it is the best so far. A storage that cannot be read or written costs the note, never the check or other notes."""
    with contextlib.suppress(OSError, ValueError):
        found = _read()
        if score < found.get(name, {"score": 0})["score"]:
            return
        content = json.dumps(found | {name: {"score": float(score), "points": float(points)}}, indent=1, sort_keys=True).encode()
        to = storage("progress.json")
        if "://" in to:  # an object appears whole or not at all
            filesystem, path = pyarrow.fs.FileSystem.from_uri(to)
            with filesystem.open_output_stream(path) as file:
                file.write(content)
        else:
            beside = Path(f"{to}.{os.getpid()}")
            beside.write_bytes(content)
            beside.replace(to)
