"""Lanes: notebooks run side by side, each lane on a Ray of its own that all its notebooks join by `RAY_ADDRESS`."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

import psutil

from raycourse.settings import PROJECT, settings

# What a Ray with two pools of actors, its notebook and their libraries take at their peak, measured with the lessons (the proportional set size of all its processes).
GIB_PER_LANE = 7
_SERVE = """
import contextlib, os, sys, ray, raycourse
raycourse.connect()
with contextlib.suppress(BrokenPipeError):  # nobody waits for it any more
    os.write(1, f"{ray.get_runtime_context().gcs_address}\\n".encode())
    sys.stdin.read()
"""


def lanes() -> int:
    """How many notebooks this machine runs side by side: a core and 7 GiB of free memory for each. One in the full profile, whose models
    fill a card, and whose lessons need what the one before them made."""
    if settings().profile == "full":
        return 1
    return max(1, min(4, os.cpu_count() or 1, psutil.virtual_memory().available // (GIB_PER_LANE * 2**30)))


@contextlib.contextmanager
def running_ray(**variables: str) -> Iterator[str]:
    """The address of a Ray as `connect()` starts it, in a process of its own whose environment has `variables`, for the length of a `with`.

    Raises:
        RuntimeError: it did not start.
    """
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"} | variables
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=PROJECT,
        start_new_session=True,  # an interrupt at the keyboard is for the one who asked for this Ray
    ) as server:
        address = server.stdout.readline().strip()
        if not address:
            raise RuntimeError("Ray did not start: `.venv/bin/python -m raycourse doctor` says why")
        try:
            yield address
        finally:
            server.stdin.close()  # it ends when nobody can talk to it, however this process went
