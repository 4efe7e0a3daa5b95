"""What is written: results that take the place of earlier ones, and a store of vectors."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow.fs

TABLE = "pictures"


@contextlib.contextmanager
def swapped(uri: str) -> Iterator[str]:
    """A new, empty place beside the folder or URI `uri`, to write to. At the end of the `with`, what was written takes the place of what was in `uri`;
    where the `with` fails, `uri` stays as it was. Folders are renamed; object storage (`s3://…`) cannot rename, so files are copied there,
    and a copy that was cut off is done again by the next call."""
    filesystem, path = pyarrow.fs.FileSystem.from_uri(uri)
    new, old, whole = f"{path}.new", f"{path}.old", f"{path}.new-is-whole"
    if _is_there(filesystem, old) and not _is_there(filesystem, path):
        filesystem.move(old, path)  # a swap was cut off half-way
    if _is_there(filesystem, whole):
        _copy_over(filesystem, new, path, whole)  # so was a copy
    _remove(filesystem, new)
    filesystem.create_dir(new, recursive=True)
    try:
        yield f"{uri.rstrip('/')}.new"
    except BaseException:
        _remove(filesystem, new)
        raise
    if isinstance(filesystem, pyarrow.fs.LocalFileSystem):
        _remove(filesystem, old)
        if _is_there(filesystem, path):
            filesystem.move(path, old)
        filesystem.move(new, path)
        _remove(filesystem, old)
    else:
        filesystem.open_output_stream(whole).close()
        _copy_over(filesystem, new, path, whole)


def _copy_over(filesystem: pyarrow.fs.FileSystem, new: str, path: str, whole: str) -> None:
    """Puts a copy of `new` in the place of `path`. While the file `whole` is there, this can be done again from the start."""
    _remove(filesystem, path)
    pyarrow.fs.copy_files(new, path, source_filesystem=filesystem, destination_filesystem=filesystem)
    filesystem.delete_file(whole)
    _remove(filesystem, new)


def _is_there(filesystem: pyarrow.fs.FileSystem, path: str) -> bool:
    return filesystem.get_file_info(path).type != pyarrow.fs.FileType.NotFound


def _remove(filesystem: pyarrow.fs.FileSystem, path: str) -> None:
    if _is_there(filesystem, path):
        filesystem.delete_dir(path)


def open_store(uri: str, dimension: int):
    """The LanceDB table `pictures` of the store at `uri`, whose column `vector` holds `dimension` float32 numbers a row.

    Raises:
        LookupError: there is no such store, or nothing was written to it.
        ValueError: its vectors have another dimension: another model made them.
    """
    import lancedb

    found = lancedb.connect(uri)
    if TABLE not in found.list_tables().tables:
        raise LookupError(f"the store at {uri} has no table {TABLE!r}: write it first")
    table = found.open_table(TABLE)
    if (stored := table.schema.field("vector").type.list_size) != dimension:
        raise ValueError(f"the store at {uri} holds vectors of {stored} numbers, this model makes {dimension}: search with the model that wrote it")
    return table


@contextlib.contextmanager
def only_writer(uri: str) -> Iterator[None]:
    """Keeps other writers out of the store at `uri` for the length of a `with`; readers go on, and a process that dies lets go.
    Object storage (`s3://…`) has no such locks: there, this does nothing.

    Raises:
        BlockingIOError: another process is writing; the message says which.
    """
    if "://" in uri:
        yield
        return
    Path(uri).mkdir(parents=True, exist_ok=True)
    with open(Path(uri, "writer.lock"), "a+", buffering=1) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise BlockingIOError(f"the store at {uri} is being written by process {lock.read().strip()}: wait for it, or end it") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        yield
