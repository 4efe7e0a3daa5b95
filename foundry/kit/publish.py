"""Figures, cards, and the way of a finished model into `data/models/`."""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foundry.kit import keys
from raycourse.models import BESIDE
from raycourse.settings import PROJECT

MODELS = PROJECT / "data" / "models"
CARDS = keys.FOUNDRY / "cards"
THREADS = 2  # with which models are measured

# A figure's name to {"value": ..., "unit": ..., "n": ...}; `n` is how many pictures or prompts it was measured on, "examples"
# are some that failed. All but the value may be absent.
Figures = dict[str, dict[str, Any]]


def figure(value: float, unit: str | None = None, n: int | None = None, examples: list | None = None) -> dict[str, Any]:
    return {name: given for name, given in (("value", value), ("unit", unit), ("n", n), ("examples", examples)) if given is not None}


@dataclass(frozen=True)
class Wanted:
    """A row of a card's table: the figure `name`, said as `label` and in `form`, and the limit that it is to reach."""

    name: str
    label: str
    limit: float
    form: str = "{:.1%}"
    at_most: bool = False

    def row(self, value: float) -> str:
        met = value <= self.limit if self.at_most else value >= self.limit
        bound = "at most" if self.at_most else "at least"
        return f"| {self.label} | {self.form.format(value)} | {bound} {self.form.format(self.limit)} | {'yes' if met else '**no**'} |"


def megabytes(folder: Path) -> float:
    return sum(p.stat().st_size for p in folder.rglob("*.safetensors")) / 1e6


def card(name: str, knobs: Any, figures: Figures, wanted: tuple[Wanted, ...] = (), **more: Any) -> str:
    """`cards/<name>.md` with its places filled.

    A place is a figure's name, `n[...]` with a figure's name, `knobs....`, `threads`, `table` (the rows of `wanted`) or one of `more`.

    Raises:
        KeyError: the template has a place that nothing fills.
    """
    values = {metric: found["value"] for metric, found in figures.items()}
    table = "\n".join(row.row(values[row.name]) for row in wanted)
    counts = {metric: found["n"] for metric, found in figures.items() if "n" in found}
    template = (CARDS / f"{name}.md").read_text()
    return template.format(knobs=knobs, n=counts, threads=THREADS, table=table, **values, **more)


def publish(name: str, text: str) -> None:
    """Puts `build/foundry/<name>/weights` with the card `text` into `data/models/<name>`, without the folder where they were made.

    Everything is made beside the published model, which is then moved aside and replaced. What fails or is cut off leaves the published
    model where it was; in the moment between the two moves it is called `.<name>.old`, and `restore` brings it back.
    """
    MODELS.mkdir(parents=True, exist_ok=True)
    restore()
    new, old, home = MODELS / f".{name}.new", MODELS / f".{name}.old", MODELS / name
    try:
        shutil.copytree(keys.weights(name), new)
        for path in new.rglob("config.json"):
            config = json.loads(path.read_text())
            config.pop("_name_or_path", None)
            path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
        (new / "README.md").write_text(text)
        for path in new.rglob("*"):  # safetensors writes for its owner alone; graders and rooms have other accounts
            path.chmod(0o755 if path.is_dir() else 0o644)
        if home.exists():
            home.rename(old)
        new.rename(home)
        write_checksums()
    except BaseException:
        if old.exists() and home.exists():
            home.rename(new)
        raise
    finally:
        restore()


def restore() -> None:
    """Brings back every model whose replacement did not take place, and removes what a broken publication left."""
    for old in MODELS.glob(".*.old"):
        home = MODELS / old.name.removeprefix(".").removesuffix(".old")
        if home.exists():
            shutil.rmtree(old)
        else:
            old.rename(home)
    for new in MODELS.glob(".*.new"):
        shutil.rmtree(new)


def write_checksums() -> None:
    """Writes `data/models/SHA256SUMS` anew, in one move: every file of a model that `raycourse.models.verify` looks for."""
    files = sorted(p for p in MODELS.glob("[!.]*/**/*") if p.is_file() and p.suffix not in BESIDE)
    part = MODELS / ".SHA256SUMS.part"
    part.write_text("".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(MODELS).as_posix()}\n" for p in files))
    os.replace(part, MODELS / "SHA256SUMS")
