"""Where the course's files are: `data()` to read from, `storage()` to write to."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

# The public folders that take the place of drawn ones where COURSE_PROFILE=full.
PUBLIC = {
    "dogs_fish/train/dog": "s3://anonymous@air-example-data-2/imagenette2/train/n02102040",
    "dogs_fish/train/fish": "s3://anonymous@air-example-data-2/imagenette2/train/n01440764",
    "dogs_fish/test/dog": "s3://anonymous@air-example-data-2/imagenette2/val/n02102040",
    "dogs_fish/test/fish": "s3://anonymous@air-example-data-2/imagenette2/val/n01440764",
    "doggos/train": "s3://anonymous@doggos-dataset/train",
    "doggos/test": "s3://anonymous@doggos-dataset/test",
}


def data(name: str = "") -> str:
    """The absolute path of a file or folder below the course's `data/`; for the few of `PUBLIC`, in the full profile, the public folder.

    Raises:
        FileNotFoundError: there is no such file; the message lists what is there.
    """
    if os.environ.get("COURSE_PROFILE") == "full" and name in PUBLIC:
        return PUBLIC[name]
    path = PROJECT / "data" / name
    if not path.exists():
        near = path.parent if path.parent.is_dir() else PROJECT / "data"
        there = ", ".join(sorted(p.name for p in near.iterdir()))
        raise FileNotFoundError(f"data/{name} does not exist; {near.relative_to(PROJECT)}/ holds: {there}")
    return str(path)


def storage(name: str = "") -> str:
    """Where a notebook writes: a path or URI below the course's storage, which all nodes of the cluster must see.

    `COURSE_STORAGE` names it: an absolute folder, a folder relative to the project, or an `s3://` URI. Default: `build/storage` in the project.

    Raises:
        PermissionError: the folder cannot be made or written.
        ValueError: the folder lies inside `data/`, which the course only reads.
    """
    root = os.environ.get("COURSE_STORAGE", "build/storage")
    if "://" in root:
        return "/".join(part.strip("/") if k else part.rstrip("/") for k, part in enumerate((root, name)) if part)
    folder = (PROJECT / Path(root).expanduser()).resolve()
    if folder.is_relative_to(PROJECT / "data"):
        raise ValueError(f"COURSE_STORAGE={root} lies inside data/, which the course only reads: name a folder outside it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PermissionError(
            f"the storage folder {folder} cannot be made ({error.strerror}): set COURSE_STORAGE to a folder that you may write"
        ) from error
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"the storage folder {folder} cannot be written: set COURSE_STORAGE to a folder that you may write")
    return str(folder / name) if name else str(folder)


def metric(name: str) -> str:
    """The file of a metric that `evaluate.load` takes, so that it fetches nothing.

    Raises:
        FileNotFoundError: the course ships no such metric; the message lists those that it has.
    """
    path = Path(__file__).parent / "metrics" / f"{name}.py"
    if not path.exists():
        raise FileNotFoundError(f"the course has no metric {name!r}; it has {', '.join(p.stem for p in sorted(path.parent.glob('*.py')))}")
    return str(path)
