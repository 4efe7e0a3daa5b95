"""Where the course's files are: `data()` to read from, `storage()` to write to."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from raycourse.settings import settings

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
    """The absolute path of a file or folder below the course's data; for those of `PUBLIC` in the full profile, the public folder or what is in it.

    Raises:
        FileNotFoundError: there is no such file; the message lists what is there.
    """
    if settings().profile == "full":
        for drawn, public in PUBLIC.items():
            if name == drawn or name.startswith(drawn + "/"):
                return public + name.removeprefix(drawn)
    root = Path(settings().data)
    path = root / name
    if not path.exists():
        near = path.parent if path.parent.is_dir() else root
        there = ", ".join(sorted(p.name for p in near.iterdir()))
        raise FileNotFoundError(f"data/{name} does not exist; {'data' / near.relative_to(root)}/ holds: {there}")
    return str(path)


def storage(name: str = "") -> str:
    """Where a notebook writes: a path or URI below the learner's storage, which all nodes of the cluster must see.

    `COURSE_STORAGE` names the folder or `s3://` URI that learners share, each with a folder of their own in it. Unset: `build/storage` in the project.

    Raises:
        PermissionError: the folder cannot be made or written.
    """
    root = settings().storage
    if "://" in root:
        return f"{root}/{name.strip('/')}".rstrip("/")
    cure = "set COURSE_STORAGE to a folder that you may write"
    try:
        Path(root).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PermissionError(f"the storage folder {root} cannot be made ({error.strerror}): {cure}") from error
    if not os.access(root, os.W_OK):
        raise PermissionError(f"the storage folder {root} cannot be written: {cure}")
    return str(Path(root, name))


def fetched(folder: str) -> str:
    """A local copy of a folder that lies in object storage (`s3://…`), for what reads local files only, as `from_pretrained` does; any other folder
    as it is. Call it where the files are read: another node has other files. The copy goes when this process ends.

    Raises:
        FileNotFoundError: there is nothing at `folder`.
    """
    import pyarrow.fs

    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    if filesystem.get_file_info(path).type == pyarrow.fs.FileType.NotFound:
        raise FileNotFoundError(f"there is nothing at {folder}")
    if "://" not in folder:
        return folder
    local = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, local, ignore_errors=True)
    pyarrow.fs.copy_files(path, local, source_filesystem=filesystem)
    return local


def metric(name: str) -> str:
    """The file of a metric that `evaluate.load` takes, so that it fetches nothing.

    Raises:
        FileNotFoundError: the course ships no such metric; the message lists those that it has.
    """
    path = Path(__file__).parent / "metrics" / f"{name}.py"
    if not path.exists():
        raise FileNotFoundError(f"the course has no metric {name!r}; it has {', '.join(p.stem for p in sorted(path.parent.glob('*.py')))}")
    return str(path)
