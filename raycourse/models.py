"""Models by role: the same notebook loads the embedded model on a laptop and the public one on a GPU machine."""

import hashlib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from raycourse.places import PROJECT, storage

TABLE = Path(__file__).with_name("models.toml")
CHECKSUMS = PROJECT / "data" / "models" / "SHA256SUMS"


@dataclass(frozen=True)
class Model:
    """One row of `models.toml`.

    `source` goes to `from_pretrained` with `**load`; `**call` goes to each call. `device` is `"cuda"` where a GPU is, else `"cpu"`.
    """

    role: str
    profile: str
    source: str
    load: dict[str, Any]
    call: dict[str, Any]

    @property
    def device(self) -> str:
        import torch  # only here: see connect()

        # Asked where it runs: an actor may sit on another machine than the notebook.
        return "cuda" if torch.cuda.is_available() else "cpu"


def model(role: str) -> Model:
    """The model that plays `role` in the profile that `COURSE_PROFILE` names.

    Raises:
        ValueError: unknown role or profile; the message lists the known ones.
        FileNotFoundError: a file of an embedded model is missing.
        OSError: a file of an embedded model is damaged (its checksum differs).
        LookupError: the model is one that a lesson makes, and that lesson has not been run.
    """
    table = tomllib.loads(TABLE.read_text())
    profile = os.environ.get("COURSE_PROFILE", "tiny")
    if role not in table:
        raise ValueError(f"unknown role {role!r}: models.toml has {', '.join(table)}")
    if profile not in table[role]:
        raise ValueError(f"unknown COURSE_PROFILE {profile!r}: {role} has {', '.join(table[role])}")
    row = table[role][profile]
    source = row["source"]
    if (PROJECT / source).is_relative_to(PROJECT / "data"):
        verify(source)
        source = str(PROJECT / source)
    if source.startswith("storage/"):
        source = storage(source.removeprefix("storage/"))
        if "://" not in source and not Path(source).exists():
            raise LookupError(f"{role} is what lesson {row['made_by']} makes in this profile: run that lesson first")
    load = dict(row["load"])
    if "dtype" in load:
        import torch

        load["dtype"] = getattr(torch, load["dtype"])
    return Model(role, profile, source, load, row["call"])


def verify(source: str) -> None:
    """Compares the files below `source` (relative to the project) with `data/models/SHA256SUMS`; raises as `model` does."""
    prefix = source.removeprefix("data/models/") + "/"
    listed = [line.split(maxsplit=1) for line in CHECKSUMS.read_text().splitlines()]
    files = [(digest, name) for digest, name in listed if name.startswith(prefix)]
    if not files:
        raise FileNotFoundError(f"{source} is not in this project: `make models` trains it")
    for digest, name in files:
        path = CHECKSUMS.parent / name
        cure = "fetch it again with `git checkout -- data/models`"
        if not path.exists():
            raise FileNotFoundError(f"data/models/{name} is missing: {cure}")
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise OSError(f"data/models/{name} is damaged (its checksum differs): {cure}")
