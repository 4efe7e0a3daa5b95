"""Says before the work starts what would otherwise stop it in the middle."""

import warnings
from pathlib import Path

import pyarrow as pa
import pyarrow.fs
import ray
from PIL import Image

# What `ray.data.read_images` reads: it passes over other files without a word.
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif")
# How object storage refuses: Arrow has one kind of error for all of it, and the code in its text.
REFUSALS = {"NO_SUCH_BUCKET": FileNotFoundError, "ACCESS_DENIED": PermissionError, "NETWORK_CONNECTION": ConnectionError}


def expect_columns(dataset: ray.data.Dataset, *names: str) -> None:
    """Checks that `dataset` has the columns `names`.

    Raises:
        KeyError: one is missing; the message lists those that are there.
        ValueError: the dataset has no rows, or one of the columns came as bytes, as text does that is not in UTF-8.
    """
    schema = dataset.schema()
    if schema is None:
        raise ValueError("the dataset has no rows, so it has no columns: look at what was read, or at the filter before this step")
    if missing := [name for name in names if name not in schema.names]:
        raise KeyError(f"no column {', '.join(missing)}; the dataset has {', '.join(schema.names)}: rename or add it before this step")
    types = dict(zip(schema.names, schema.types, strict=True))
    if raw := [name for name in names if isinstance(types[name], pa.DataType) and pa.types.is_binary(types[name])]:
        raise ValueError(f"the column {', '.join(raw)} came as bytes, not as text: a file is not in UTF-8; say its encoding, or save it as UTF-8")


def _listed(folder: str, endings: tuple[str, ...]) -> tuple[pyarrow.fs.FileSystem, list[str]]:
    """The file system of `folder` and the paths in it and below it that have one of `endings`, sorted; at least one."""
    try:
        filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
        found = filesystem.get_file_info(pyarrow.fs.FileSelector(path, recursive=True))
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no folder {folder}: correct the path") from None
    except PermissionError:
        raise PermissionError(f"the folder {folder} cannot be read: ask for the right to, or name another") from None
    except OSError as error:
        kind = next((kind for code, kind in REFUSALS.items() if code in str(error)), OSError)
        raise kind(f"the folder {folder} cannot be listed: {str(error)[:200]}") from error
    listed = [info.path for info in found]
    if isinstance(filesystem, pyarrow.fs.LocalFileSystem):  # Arrow passes over links that lead nowhere
        listed += [str(link) for link in Path(path).rglob("*") if link.is_symlink() and not link.exists()]
    paths = sorted(path for path in listed if path.lower().endswith(endings))
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
        ValueError: at least one file is damaged, far too large or of 16 bits; the message names the first three.
    """
    filesystem, paths = _listed(folder, PICTURES)
    damaged = [f"{'/'.join(path.split('/')[-2:])} ({problem})" for path in paths if (problem := _problem(filesystem, path))]
    if damaged:
        raise ValueError(f"{len(damaged)} of {len(paths)} pictures below {folder} cannot be used: {', '.join(damaged[:3])}")
    return folder


def _problem(filesystem: pyarrow.fs.FileSystem, path: str) -> str:
    """Why the picture at `path` cannot be used; empty where it can."""
    if isinstance(filesystem, pyarrow.fs.LocalFileSystem) and not Path(path).exists():
        return "a link to a file that is not there"
    try:
        with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning), filesystem.open_input_file(path) as file:
            picture = Image.open(file)
            if picture.mode.startswith("I;16"):
                return "16 bits a pixel, which turn white when they become 8: save it with 8"
            picture.load()
    # Pillow has no class of its own for a broken file, and a bomb is neither of the two.
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        return str(error).split(" <")[0][:60]
    return ""
