"""Models by role: the same notebook loads the embedded model on a laptop and the public one on a GPU machine."""

import hashlib
import re
import tomllib
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyarrow.fs import FileSystem

from raycourse.catalogue import lesson
from raycourse.places import data, storage
from raycourse.settings import settings

TABLE = Path(__file__).with_name("models.toml")


@dataclass(frozen=True)
class Model:
    """One row of `models.toml`.

    `source` goes to `from_pretrained` with `**load`; `**call` goes to each call; `train` has what suits this model in training. `device` is `"cuda"` where a GPU is, else `"cpu"`.
    """

    role: str
    profile: str
    source: str
    load: dict[str, Any]
    call: dict[str, Any]
    train: dict[str, Any]

    @property
    def device(self) -> str:
        import torch  # only here: see connect()

        # Asked where it runs: an actor may sit on another machine than the notebook.
        return "cuda" if torch.cuda.is_available() else "cpu"


def model(role: str) -> Model:
    """The model that plays `role` in the profile that `COURSE_PROFILE` names. Until a lesson has made the one that it leaves there, the course's
    own takes its place, with a warning.

    Raises:
        ValueError: unknown role; the message lists the known ones.
        FileNotFoundError: a file of an embedded model is missing.
        OSError: a file of an embedded model is damaged (its checksum differs).
    """
    table, profile = tomllib.loads(TABLE.read_text()), settings().profile
    if role not in table:
        raise ValueError(f"unknown role {role!r}: models.toml has {', '.join(table)}")
    row = table[role][profile]
    source = row["source"]
    if source.startswith("storage/"):
        source = storage(source.removeprefix("storage/"))
        filesystem, path = FileSystem.from_uri(f"{source}/config.json")
        if not filesystem.get_file_info(path).is_file:
            maker, source = lesson(row["made_by"]), row["until_then"]
            warnings.warn(
                f"{role} is what lesson {maker.number}, {maker.title}, makes in this profile, and it has not been run: {source} takes its place, "
                f"which knows drawings alone. Run {maker.notebook} for one that knows photographs.",
                stacklevel=2,
            )
    if source.startswith("data/"):
        verify(source.removeprefix("data/models/"))
        source = data(source.removeprefix("data/"))
    load = dict(row["load"])
    if "dtype" in load:
        import torch

        load["dtype"] = getattr(torch, load["dtype"])
    return Model(role, profile, source, load, row["call"], row.get("train", {}))


CURE = "fetch it again with `git checkout -- data/models`"
# What a model's folder holds beside the files that are loaded: its card, and pictures for the card.
BESIDE = (".md", ".png")


def embedded() -> list[str]:
    """The names of the embedded models, as `data/models/SHA256SUMS` lists them.

    Raises:
        OSError: the list is missing or damaged.
    """
    return sorted({path.split("/")[0] for path in _sums()})


def verify(name: str) -> None:
    """Compares the files of the embedded model `name` with their checksums in `data/models/SHA256SUMS`. Raises as `model` does."""
    folder = Path(data("models"))
    sums = {path: digest for path, digest in _sums().items() if path.startswith(f"{name}/")}
    if not sums:
        raise FileNotFoundError(f"data/models/{name} is not in this project: `make models` trains it")
    there = {path.relative_to(folder).as_posix() for path in (folder / name).rglob("*") if path.is_file() and path.suffix not in BESIDE}
    if missing := sorted(set(sums) - there):
        raise FileNotFoundError(f"data/models/{missing[0]} is missing: {CURE}")
    if foreign := sorted(there - set(sums)):
        raise OSError(f"data/models/{foreign[0]} does not belong to the model, which might load it: remove the file")
    for path, digest in sums.items():
        if hashlib.sha256((folder / path).read_bytes()).hexdigest() != digest:
            raise OSError(f"data/models/{path} is damaged (its checksum differs): {CURE}")


def _sums() -> dict[str, str]:
    path = Path(data("models")) / "SHA256SUMS"
    try:
        lines = re.findall(r"^([0-9a-f]{64})  (\S+/.+)$", text := path.read_text(), re.M)
    except OSError:
        raise FileNotFoundError(f"data/models/SHA256SUMS is missing: {CURE}") from None
    if not text.endswith("\n") or len(lines) != len(text.splitlines()):
        raise OSError(f"data/models/SHA256SUMS is damaged (a line is no checksum and file name): {CURE}")
    return {name: digest for digest, name in lines}
