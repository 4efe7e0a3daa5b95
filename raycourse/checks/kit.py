"""What the checks share: references to lessons, scratch that all nodes see, notes from workers, a stand-in for models, rows, galleries."""

import functools
import json
import struct
import uuid
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import ray
from pyarrow.fs import FileSelector, FileSystem, FileType

from raycourse.catalogue import lesson
from raycourse.places import storage
from raycourse.settings import PROJECT

REFERENCES: list[tuple[str, str]] = []  # each (lesson, heading) that a check sends a learner to; a test looks all of them up


def section(slug: str, heading: str) -> str:
    """A reference to a section of a lesson, which is named by its slug, as `"images"`."""
    REFERENCES.append((slug, heading))
    return f'lesson *{_title(slug)}*, section "{heading}"'


@functools.cache
def _title(slug: str) -> str:
    return lesson(slug).title


def scratch(name: str, shared: bool = True) -> str:
    """An empty folder for the check `name`, in the course's storage, which all nodes see; `shared=False` where it must be a folder of this machine."""
    folder = storage(f"checks/{name}")
    if not shared and "://" in folder:
        folder = str(PROJECT / "build" / "checks" / name)
    filesystem, path = FileSystem.from_uri(folder)
    filesystem.create_dir(path, recursive=True)
    filesystem.delete_dir_contents(path)
    return folder


def write(path: str, content: bytes) -> str:
    """Writes `content` to `path`, a local path or an address, and returns the path."""
    filesystem, inside = FileSystem.from_uri(path)
    filesystem.create_dir(inside.rsplit("/", 1)[0], recursive=True)
    with filesystem.open_output_stream(inside) as out:
        out.write(content)
    return path


def read(folder: str) -> dict[str, bytes]:
    """What the files in `folder` and below it hold, by their names relative to it."""
    filesystem, path = FileSystem.from_uri(folder)
    files = {}
    for info in filesystem.get_file_info(FileSelector(path, recursive=True, allow_not_found=True)):
        if info.type == FileType.File:
            with filesystem.open_input_stream(info.path) as file:
                files[info.path.removeprefix(f"{path.rstrip('/')}/")] = file.read()
    return files


def notes(name: str) -> tuple[Callable[..., None], Callable[[], list[dict]]]:
    """(note, noted): `note(key=value, …)` leaves a note, in whatever process it is called; `noted()` reads them all, the oldest first."""
    # A folder of its own for each call: an actor of the call before may start late, and still leave its note.
    folder = f"{scratch(f'{name}/notes')}/{uuid.uuid4().hex}"
    filesystem, path = FileSystem.from_uri(folder)
    filesystem.create_dir(path)

    def note(**what) -> None:
        import contextlib
        import json
        import time
        import uuid

        from pyarrow.fs import FileSystem

        filesystem, path = FileSystem.from_uri(folder)
        # The folder is gone where the check has ended: then nobody reads the note of an actor that started too late.
        with contextlib.suppress(FileNotFoundError), filesystem.open_output_stream(f"{path}/{time.time_ns():020d}-{uuid.uuid4().hex}.json") as out:
            out.write(json.dumps(what).encode())

    def noted() -> list[dict]:
        return [json.loads(content) for _, content in sorted(read(folder).items())]

    return note, noted


def stand_in(reads: Iterable[str], adds: str, make: Callable[..., Any], note: Callable[..., None]) -> type:
    """A class in the place of one that runs a model: for each row it adds `adds`, made by `make` from the columns `reads`.

    It notes how it was made (`made`: what its constructor got, `gpus` and `cpus` that its actor holds) and each call (`rows`). Made in a
    function, so that Ray ships it by value and a worker need not import the course; `make` has to be, too.
    """
    reads = tuple(reads)

    class StandIn:
        def __init__(self, *args, **given):
            context = ray.get_runtime_context()
            if context.get_actor_id() is None:
                raise RuntimeError("the class was called here: hand over the class itself, without (), and Ray makes its actors")
            share = context.get_assigned_resources()
            note(
                made=[*map(str, args), *(f"{key}={value}" for key, value in sorted(given.items()))],
                gpus=share.get("GPU", 0),
                cpus=share.get("CPU", 0),
            )

        def __call__(self, batch, *args, **given):
            import numpy as np

            if args or given:
                raise TypeError("beside the batch, a call got more parameters: those of the constructor go into fn_constructor_kwargs")
            for name in reads:
                if name not in batch:
                    raise KeyError(f"the class reads the column {name!r} and found only {', '.join(batch)}: it must be there, by this name")
            note(rows=len(batch[reads[0]]))
            return {**batch, adds: np.stack([make(*row) for row in zip(*(batch[name] for name in reads), strict=True)])}

    return StandIn


def runs(noted: list[dict]) -> tuple[list[list[str]], list[float], list[float], list[int]]:
    """What a `stand_in` noted, over all its actors: what the constructors got, GPUs held, CPUs held (each once), rows of every call."""
    made = [entry for entry in noted if "made" in entry]
    got = sorted({tuple(entry["made"]) for entry in made})
    held = (sorted({round(entry[kind], 4) for entry in made}) for kind in ("gpus", "cpus"))
    return [list(one) for one in got], *held, [entry["rows"] for entry in noted if "rows" in entry]


def a_dataset(result: Any, found, see: str = "") -> ray.data.Dataset:
    """`result`, which must be a dataset; else the check ends."""
    found.need("a dataset comes back", isinstance(result, ray.data.Dataset), f"expected a ray.data.Dataset, got {type_of(result)}", see)
    return result


def rows(result: Any, found, columns: Iterable[str], see: str = "") -> list[dict]:
    """The rows of a learner's dataset, which must have `columns` and no others; else the check ends."""
    listed = a_dataset(result, found, see).take_all()
    found.need("rows come back", bool(listed), "the dataset is empty", see)
    got, columns = sorted(set().union(*listed)), sorted(columns)
    unnamed = [name for name in got if "(" in name]
    how = f"; `alias_name` names the result of an aggregate (yours is {unnamed[0]!r})" if unnamed else ""
    found.need("the columns", got == columns, f"expected {', '.join(columns)}; got {', '.join(got)}{how}", see)
    return listed


def several(result: Any, found, what: str, number: int = 2, see: str = "") -> tuple:
    """The parts of a learner's tuple, of which there must be `number`; else the check ends."""
    right = isinstance(result, tuple | list) and len(result) == number
    came = f"{len(result)} of them" if isinstance(result, tuple | list) else type_of(result)
    found.need(f"{what} come back", right, f"expected a tuple of {number}, got {came}", see)
    return tuple(result)


def items(value: Any, found, what: str) -> list:
    """`value` as a list, of which it must be one (or an array, or a tuple); else the check ends."""
    found.need(f"{what} are a list", isinstance(value, list | tuple | np.ndarray), f"got {type_of(value)}")
    return list(value)


def gallery(result: Any, found, most: int, see: str = "") -> None:
    """The two findings of a gallery, a pair of four to `most` pictures and as many captions."""
    pictures, captions = several(result, found, "pictures and captions", see=see)
    pictures, captions = colour_pictures(pictures, found, 4, most, see), items(captions, found, "captions")
    distinct = len({picture.tobytes() for picture in pictures})
    flat = sum(np.ptp(picture) == 0 for picture in pictures)
    problem = f"{flat} of {len(pictures)} are of one colour" if flat else f"{len(pictures)} pictures, of which {distinct} are different"
    found.true("every picture shows something of its own", not flat and distinct == len(pictures), problem, see) or found.stop()
    said = [caption for caption in captions if isinstance(caption, str) and caption.strip()]
    found.true("one caption for each, none empty", len(said) == len(captions) == len(pictures), f"expected {len(pictures)} texts, got {captions}")


def colour_pictures(pictures: Any, found, least: int, most: int, see: str = "") -> list[np.ndarray]:
    """`pictures` as arrays: `least` to `most` of them, uint8 in three channels; else the check ends."""
    arrays = [np.asarray(picture) for picture in items(pictures, found, "pictures")]
    wanted = f"{least} to {most}" if least < most else f"{least}"
    found.need(f"there are {wanted} pictures", least <= len(arrays) <= most, f"got {len(arrays)}")
    odd = next((p for p in arrays if p.dtype != np.uint8 or p.ndim != 3 or p.shape[2] != 3), None)
    found.need("pictures are uint8, (height, width, 3)", odd is None, f"one is {type_of(odd)}", see)
    return arrays


def bomb() -> bytes:
    """A PNG file of a hundred bytes whose head promises 20,000 x 20,000 pixels: Pillow refuses it with a `DecompressionBombError`."""
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    packed = [struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def type_of(value: Any) -> str:
    """What `value` is, in a learner's words."""
    if value is None:
        return "None (did you forget `return`?)"
    return f"an array, {value.dtype} of shape {value.shape}" if isinstance(value, np.ndarray) else type(value).__name__


def differs(got: Iterable, expected: Iterable) -> str:
    """What `got` lacks and has too much, of `expected`; empty where they hold the same, each as often."""
    got, expected = Counter(map(str, got)), Counter(map(str, expected))
    return "; ".join(
        f"{what}: {', '.join(sorted(rest.elements())[:5])}{' …' if rest.total() > 5 else ''}"
        for what, rest in (("missing", expected - got), ("too many", got - expected))
        if rest
    )
