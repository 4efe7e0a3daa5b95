"""Says before the work starts what would otherwise stop it in the middle."""

import pyarrow.fs
import ray

PUBLIC = "s3://anonymous@"


def expect_columns(dataset: ray.data.Dataset, *names: str) -> None:
    """Checks that `dataset` has the columns `names`.

    Raises:
        KeyError: one is missing; the message lists those that are there.
    """
    there = dataset.schema().names
    if missing := [name for name in names if name not in there]:
        raise KeyError(f"no column {', '.join(missing)}; the dataset has {', '.join(there)}: rename or add it before this step")


def expect_files(folder: str, *endings: str) -> str:
    """`folder` (a path or URI) as it is, if a file with one of `endings` lies in it or below it; an ending such as `".jpg"`, case aside.

    Raises:
        FileNotFoundError: there is no such folder, or no such file in it.
        PermissionError: the folder cannot be read.
    """
    wanted = " or ".join(endings)
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
    if not any(info.base_name.lower().endswith(endings) for info in found):
        raise FileNotFoundError(f"no {wanted} file in {folder}, which holds {len(found)} files and folders: correct the path")
    return folder
