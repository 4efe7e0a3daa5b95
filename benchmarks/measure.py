"""One run of one contender, in a process of its own: its figures, and the most memory that it and its children held at once."""

import contextlib
import importlib
import json
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parent.parent
BUILD = PROJECT / "build" / "bench"
CORES = os.cpu_count() or 1
EVERY = 2  # seconds between two pauses
# Contenders that the lock does not have, since their pins clash with it: they get an environment of their own.
ELSEWHERE = {"Daft": ["daft==0.7.26", "tqdm"], "DuckDB": ["duckdb==2.0.0"]}


class Failed(Exception):
    """A contender ended without figures; the message has the last line that it said."""


@contextlib.contextmanager
def _paused(family: Iterable[psutil.Process]) -> Iterator[None]:
    stopped = []
    try:
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.suspend()
                stopped.append(process)
        yield
    finally:
        for process in stopped:
            with contextlib.suppress(psutil.Error):
                process.resume()


def run(work: str, contender: str, job: dict, yardstick: Callable[[], float] | None = None, timeout: float = 300) -> dict:
    """The figures that `contender` of `benchmarks.WORK` gives for `job`, with `began` (when its process started, seconds since the epoch) and
    `memory` (bytes: the most that it and all its children held at once, a shared page counted once).

    With a `yardstick`, they are all stopped for a moment every `EVERY` seconds, while it measures the machine: `pauses` has (from, until, its figure).

    Raises:
        Failed: it did not end in `timeout` seconds, or ended with an error.
    """
    python = elsewhere() if contender in ELSEWHERE else sys.executable
    said, errors = BUILD / "said.txt", BUILD / "errors.txt"
    with said.open("w") as out, errors.open("w") as err:
        began = time.time()
        process = psutil.Popen(
            [python, "-m", "benchmarks.measure", work, contender, json.dumps(job)], cwd=PROJECT, env=_environment(), stdout=out, stderr=err
        )
        memory, family, pauses = 0, {process.pid: process}, [(began, began, 0.0)]
        try:
            while time.time() - began < timeout:
                looked = time.perf_counter()
                with contextlib.suppress(psutil.NoSuchProcess):
                    family |= {child.pid: child for child in process.children(recursive=True)}
                memory = max(memory, sum(map(_held, family.values())))
                spent = time.perf_counter() - looked
                if yardstick and time.time() - pauses[-1][1] > EVERY:
                    stopped = time.time()
                    with _paused(family.values()):
                        pace = yardstick()
                    pauses.append((stopped, time.time(), pace))
                with contextlib.suppress(psutil.TimeoutExpired):
                    # To look costs as well: a twentieth of a core at most.
                    process.wait(max(0.2, 20 * spent))
                    break
        finally:
            _, alive = psutil.wait_procs(family.values(), timeout=20 if process.returncode is not None else 0)
            for child in alive:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
    if process.returncode is None:
        raise Failed(f"not done after {timeout:.0f} s")
    figures = [line for line in said.read_text().splitlines() if line.startswith("{")]
    if process.returncode or not figures:
        raise Failed((errors.read_text().strip().splitlines() or [f"it ended with {process.returncode}"])[-1])
    return {"began": began, "memory": memory, "pauses": pauses[1:]} | json.loads(figures[-1])


def _held(process: psutil.Process) -> int:
    try:
        found = process.memory_full_info()
    except psutil.Error:
        return 0
    return getattr(found, "pss", None) or found.uss  # macOS knows no proportional share


def _environment() -> dict[str, str]:
    """A Ray of its own, no network, no reports of use, as many threads as cores."""
    asked = {name: value for name, value in os.environ.items() if not name.startswith(("RAY_", "COURSE_", "PYTHONDONT"))}
    return asked | {
        "COURSE_STORAGE": str(BUILD / "storage"),
        "DAFT_ANALYTICS_ENABLED": "0",
        "DAFT_PROGRESS_BAR": "0",
        "DO_NOT_TRACK": "1",
        "HF_HOME": str(BUILD / "hub"),
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
        "POLARS_MAX_THREADS": str(CORES),
        "TOKENIZERS_PARALLELISM": "false",
    }


def elsewhere() -> str:
    """The Python that has what the lock has not, and behind it the packages of the lock.

    Raises:
        Failed: it cannot be made, as on a machine without a network.
    """
    folder, pins = BUILD / "daft", sorted(sum(ELSEWHERE.values(), []))
    python, made = folder / "bin" / "python", folder / "made.json"
    if not made.exists() or json.loads(made.read_text()) != pins:
        uv = str(Path(sys.executable).parent / "uv")
        print(f"Making {folder.relative_to(PROJECT)} ({', '.join(pins)}) ...", flush=True)
        for command in (
            ["venv", "--quiet", "--clear", "--python", sys.executable, folder],
            ["pip", "install", "--quiet", "--system-certs", "--python", python, *pins],
        ):
            done = subprocess.run([uv, *command], capture_output=True, text=True)
            if done.returncode:
                raise Failed((done.stderr.strip().splitlines() or ["uv failed"])[-1])
        own = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
        (own / "lock.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")  # behind its own: PyTorch is not installed twice
        made.write_text(json.dumps(pins))
    return str(python)


if __name__ == "__main__":
    name, contender, job = sys.argv[1:]
    figures = importlib.import_module(f"benchmarks.{name}").CONTENDERS[contender](**json.loads(job))
    print(json.dumps({"finished": time.time()} | figures), flush=True)
