"""`python -m raycourse doctor`: is this machine ready for the course? One line for each thing, with the cure where it fails.

`python -m raycourse start` writes the start page, `START.md`.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import psutil

from raycourse import needs
from raycourse.needs import GIB, Finding
from raycourse.settings import PROJECT, settings

DISK_GIB, MEMORY_GIB = 2, 6  # free, beside the packages, for which README adds 8 GiB. The largest notebook, with its Ray, was seen to take 6


def python_version() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return ok, f"Python {version}" + ("" if ok else ": install Python 3.11, 3.12 or 3.13 and run `rm -rf .venv; make course PYTHON=python3.12`")


def disk() -> Finding:
    from ray._common.utils import get_default_system_temp_dir

    free, folder = min((shutil.disk_usage(folder).free / GIB, folder) for folder in (str(PROJECT), get_default_system_temp_dir()))
    ok = free >= DISK_GIB
    return ok, f"{free:.0f} GiB of disk free" + (
        "" if ok else f" at {folder}: the course writes there, or Ray spills to it, and needs {DISK_GIB} GiB: free some space"
    )


def memory() -> Finding:
    free = psutil.virtual_memory().available / GIB
    ok = free >= MEMORY_GIB
    return ok, f"{free:.1f} GiB of memory available" + ("" if ok else f": the course needs {MEMORY_GIB} GiB: close other programs")


def shared_memory() -> Finding:
    """Ray keeps its object store in /dev/shm on Linux; containers often give it 64 MiB."""
    folder = Path("/dev/shm")
    if not folder.exists():
        return True, "no /dev/shm here: Ray keeps its object store elsewhere on this system"
    free = shutil.disk_usage(folder).free / GIB
    ok = free >= 0.6
    return ok, f"{free:.1f} GiB of /dev/shm free" + ("" if ok else ": Ray's object store needs 0.6 GiB: start the container with --shm-size=1g")


def cores() -> Finding:
    count = os.cpu_count() or 1
    return count >= 2, f"{count} CPU cores" + ("" if count >= 2 else ": the course runs on one, at half the speed; two are asked for")


def gpu() -> Finding:
    import torch

    if torch.cuda.is_available():
        return True, f"GPU: {'; '.join(map(str, needs.cards_here()))}. PyTorch was built for CUDA {torch.version.cuda}"
    if shutil.which("nvidia-smi"):
        return False, (
            f"nvidia-smi is here, but PyTorch (built for CUDA {torch.version.cuda}) sees no GPU: update the NVIDIA driver, or set "
            "CUDA_VISIBLE_DEVICES to the card's number"
        )
    return True, "no GPU: models run on the CPU, and Ray schedules by two logical GPUs"


def packages() -> Finding:
    """The direct dependencies as `pyproject.toml` pins them."""
    wrong = []
    for requirement in metadata.requires("raycourse") or []:
        name, _, version = requirement.partition(";")[0].strip().partition("==")
        name = name.partition("[")[0]
        if not version or "*" in version or "extra" in requirement:
            continue
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = "missing"
        if found != version:
            wrong.append(f"{name} is {found}, wanted {version}")
    cure = ": run `rm -rf .venv` and the command that you came with again"
    return not wrong, "; ".join(wrong) + cure if wrong else "package versions as pinned"


def models() -> Finding:
    from raycourse.models import embedded, verify

    try:
        names = embedded()
        for name in names:
            verify(name)
    except OSError as error:
        return False, str(error)
    return True, f"embedded models whole: {', '.join(names)}"


def settings_make_sense() -> Finding:
    try:
        said = settings()
    except ValueError as error:
        return False, str(error)
    return True, f"profile {said.profile}, data in {said.data}, learner {said.learner}, cluster {said.cluster or 'none: Ray starts on this machine'}"


def storage_folder() -> Finding:
    from raycourse.places import storage

    try:
        return True, f"storage at {storage()}"
    except OSError as error:
        return False, str(error)


def path() -> Finding:
    from raycourse.cluster import expect_path_for_ray

    try:
        expect_path_for_ray()
    except OSError as error:
        return False, str(error)
    return True, f"the course lies in {PROJECT}"


def ray_starts() -> Finding:
    import ray

    import raycourse

    try:
        cluster = raycourse.connect()
        answer = ray.get(ray.remote(num_cpus=1)(lambda: 6 * 7).remote(), timeout=120)
        return answer == 42, str(cluster)
    except Exception as error:  # whatever stops Ray is what the learner must see
        return False, f"Ray does not start: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
    finally:
        ray.shutdown()


CHECKS = (python_version, path, disk, memory, shared_memory, cores, gpu, packages, settings_make_sense, models, storage_folder, ray_starts)
MARKS = {True: "✓", None: "!", False: "✗"}


def checks() -> Iterator[Callable[[], Finding]]:
    """Those of every profile, then those of the full one."""
    yield from CHECKS
    if settings().profile == "full":
        yield from needs.CHECKS


def doctor() -> int:
    """Prints one line for each check; returns how many failed."""
    failed = 0
    for check in checks():
        ok, line = check()
        failed += ok is False
        print(MARKS[ok], line, flush=True)
        if check is settings_make_sense and not ok:
            break  # what comes after would look in the wrong places
    print("ready" if not failed else f"{failed} to mend before you start", flush=True)
    return failed


def main() -> int:
    if sys.argv[1:] == ["doctor"]:
        return 1 if doctor() else 0
    if sys.argv[1:] == ["start"]:
        from raycourse import start

        try:
            start.write()
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
        return 0
    print("usage: python -m raycourse doctor | start", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
