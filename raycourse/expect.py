"""Says before the work starts what would otherwise stop it in the middle."""

import pyarrow.fs
import ray
from PIL import Image

PUBLIC = "s3://anonymous@"
PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp")


def expect_columns(dataset: ray.data.Dataset, *names: str) -> None:
    """Checks that `dataset` has the columns `names`.

    Raises:
        KeyError: one is missing; the message lists those that are there.
    """
    there = dataset.schema().names
    if missing := [name for name in names if name not in there]:
        raise KeyError(f"no column {', '.join(missing)}; the dataset has {', '.join(there)}: rename or add it before this step")


def _listed(folder: str, endings: tuple[str, ...]) -> tuple[pyarrow.fs.FileSystem, list[str]]:
    """The file system of `folder` and the paths in it and below it that have one of `endings`, sorted; at least one."""
    try:
        if folder.startswith(PUBLIC):  # Ray's way to name a public bucket; Arrow's addresses have none
            filesystem, path = pyarrow.fs.S3FileSystem(anonymous=True), folder.removeprefix(PUBLIC)
        else:
            filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
        found = filesystem.get_file_info(pyarrow.fs.FileSelector(path, recursive=True))
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no folder {folder}: correct the path") from None
    except PermissionError:
        raise PermissionError(f"the folder {folder} cannot be read: ask for the right to, or name another") from None
    paths = sorted(info.path for info in found if info.base_name.lower().endswith(endings))
    if not paths:
        raise FileNotFoundError(f"no {' or '.join(endings)} file in {folder}, which holds {len(found)} files and folders: correct the path")
    return filesystem, paths


def expect_files(folder: str, *endings: str) -> str:
    """`folder` (a path or URI) as it is, if a file with one of `endings` lies in it or below it; an ending such as `".jpg"`, case aside.

    Raises:
        FileNotFoundError: there is no such folder, or no such file in it.
        PermissionError: the folder cannot be read.
    """
    _listed(folder, endings)
    return folder


def expect_pictures(folder: str) -> str:
    """`folder` (a path or URI) as it is, if every picture in it or below it can be decoded. All of them are: `read_images` stops at a damaged
    picture too, and does not always say which file it was.

    Raises:
        FileNotFoundError: there is no such folder, or no picture in it.
        PermissionError: the folder cannot be read.
        ValueError: at least one file is damaged; the message names the first three.
    """
    filesystem, paths = _listed(folder, PICTURES)
    damaged = []
    for path in paths:
        try:
            with filesystem.open_input_file(path) as file:
                Image.open(file).load()
        except (OSError, SyntaxError) as error:  # Pillow has no class of its own for a broken PNG
            damaged.append(f"{'/'.join(path.split('/')[-2:])} ({str(error).split(' <')[0][:60]})")
    if damaged:
        raise ValueError(f"{len(damaged)} of {len(paths)} pictures below {folder} are damaged: {', '.join(damaged[:3])}")
    return folder
