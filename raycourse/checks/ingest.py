"""Checks of the lab *Ingest*."""

import io
import json
import os
from typing import Any

import numpy as np
import ray
from PIL import Image
from pyarrow.fs import FileSystem

from raycourse.checks import Findings, graded
from raycourse.places import storage

SPECIES = (
    {"species": "ant", "class": "insect", "legs": 6},
    {"species": "snake", "class": "reptile", "legs": 0},
    {"species": "starfish", "class": "echinoderm", "legs": 5},
    {"species": "snail", "class": "mollusc", "legs": 1},
    {"species": "heron", "class": "bird", "legs": 2},
)
DIARY = (
    ("winter", "frozen lake", "heron", 2),
    ("winter", "old mill", "polar bear", 1),
    ("summer", "frozen lake", "ant", 12),
    ("winter", "harbour", "snail", 0),
    ("fall", "harbour", "heron", 3),
    ("winter", "old mill", "ant", 11),
)
CLASSES = {row["species"]: row["class"] for row in SPECIES}
COLOURS = (
    (220, 40, 40), (40, 160, 60), (40, 80, 220), (240, 200, 40), (150, 60, 180),
    (60, 200, 200), (250, 140, 40), (120, 80, 50), (240, 120, 180), (30, 30, 30),
)  # fmt: skip


def _put(path: str, content: bytes) -> str:
    """Writes `content` to `path`, a local path or an address, and returns the path."""
    where, inside = FileSystem.from_uri(path)
    where.create_dir(inside.rsplit("/", 1)[0])
    with where.open_output_stream(inside) as out:
        out.write(content)
    return path


def _empty(path: str) -> str:
    """The folder `path`, with nothing in it."""
    where, inside = FileSystem.from_uri(path)
    where.create_dir(inside)
    where.delete_dir_contents(inside)
    return path


def _picture(colour: tuple[int, int, int], size: tuple[int, int] = (128, 128), mode: str = "RGB", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).convert(mode).save(out, kind)
    return out.getvalue()


def _rows(result: Any, findings: Findings, columns: set[str]) -> list[dict] | None:
    """The rows of a learner's dataset, where it is one and has `columns`; else a finding says what it is."""
    if not isinstance(result, ray.data.Dataset):
        problem = f"expected a ray.data.Dataset, got {type(result).__name__}"
        findings.true("you return a Dataset", False, problem, 'lesson section "A dataset is a plan"')
        return None
    rows = result.take_all()
    got = set(rows[0]) if rows else set()
    if rows and got != columns:
        findings.equal("the columns", sorted(got), sorted(columns), 'lesson sections "A dataset is a plan" and "Rows and batches"')
        return None
    return rows


@graded("ingest.in_pairs", points=2)
def in_pairs(answer, findings):
    lines = "".join(json.dumps(row) + "\n" for row in SPECIES).encode()
    path = _put(storage("01_ingest_lab/check/in_pairs/creatures.jsonl"), lines)
    rows = _rows(answer(path), findings, {"species", "kind", "legs", "pairs"})
    if rows is None:
        return
    see = 'lesson section "A dataset is a plan"'
    pairs = {row["species"]: row["pairs"] for row in rows}
    findings.equal("the species with at least one pair of legs", sorted(pairs), ["ant", "heron", "starfish"], see)
    wanted = {row["species"]: row["legs"] // 2 for row in SPECIES}
    findings.equal("the number of whole pairs (a starfish has 5 legs, so 2)", pairs, {name: wanted.get(name) for name in pairs}, see)


@graded("ingest.one_row_per_animal", points=3)
def one_row_per_animal(answer, findings):
    text = "".join(f"In {season}, at the {place}: {species} x {number}.\n" for season, place, species, number in DIARY).encode()
    path = _put(storage("01_ingest_lab/check/one_row/diary.txt"), text)
    rows = _rows(answer(path, "winter"), findings, {"season", "place", "species"})
    if rows is None:
        return
    see = 'lesson section "Rows and batches", flat_map'
    findings.equal("the seasons that are left", sorted({row["season"] for row in rows}), ["winter"], 'lesson section "A dataset is a plan", filter')
    # Counted over the seasons that came, so that a forgotten filter costs one finding, not three.
    expected = [line for line in DIARY if line[0] in {row["season"] for row in rows}]
    counts = {name: sum(row["species"] == name for row in rows) for name in sorted({row["species"] for row in rows})}
    wanted = {name: sum(line[3] for line in expected if line[2] == name) for name in sorted({line[2] for line in expected if line[3]})}
    findings.equal("rows for each species (x 11 is eleven rows, x 0 none)", counts, wanted, see)
    places = sorted({row["place"] for row in rows})
    findings.equal("the places, without 'at the'", places, sorted({line[1] for line in expected if line[3]}), see)


@graded("ingest.with_class", points=3)
def with_class(answer, findings):
    # Made in here, so that its actor need not import this package (and torch with it).
    class Calls:
        def __init__(self):
            self.pids = []

        def add(self, pid):
            self.pids.append(pid)

        def get(self):
            return self.pids

    calls, here = ray.remote(num_cpus=0)(Calls).remote(), os.getpid()

    def load_table():
        ray.get(calls.add.remote(os.getpid()))
        return dict(CLASSES)

    names = [*CLASSES, "yeti"] * 8
    dataset = ray.data.from_items([{"id": k, "species": name} for k, name in enumerate(names)], override_num_blocks=12)
    rows = _rows(answer(dataset, load_table, 2), findings, {"id", "species", "class"})
    if rows is None:
        return
    pids, see = ray.get(calls.get.remote()), 'lesson section "Tasks and actors"'
    findings.equal("all rows are there, each once", sorted(row["id"] for row in rows), list(range(len(names))), see)
    got = {row["species"]: row["class"] for row in rows}
    wanted = {**CLASSES, "yeti": "unknown"}
    findings.equal("the class of each species ('unknown' for one that is not in the table)", got, {name: wanted.get(name) for name in got}, see)
    problem = f"expected 1 or 2 calls for 2 actors, got {len(pids)}"
    if here in pids:
        problem += " in the notebook's own process: a model would have to travel from here to each actor"
    findings.true("load_table is called once per actor, in the actor", 1 <= len(pids) <= 2 and here not in pids, problem, see)


@graded("ingest.quarantine", points=4)
def quarantine(answer, findings):
    folder = _empty(storage("01_ingest_lab/check/quarantine"))
    files = {
        "a-red.jpg": _picture(COLOURS[0], kind="JPEG"),
        "b-short.jpg": _picture(COLOURS[1], kind="JPEG")[:500],
        "c-grey.jpg": _picture(COLOURS[2], mode="L", kind="JPEG"),
        "d-small.png": _picture(COLOURS[3], size=(40, 60)),
        "e-empty.jpg": b"",
        "f-letter.jpg": b"Dear zoo, the picture follows.",
        "g-blue.jpg": _picture(COLOURS[2], kind="JPEG"),
    }
    for name, content in files.items():
        _put(f"{folder}/{name}", content)
    see = 'lesson section "Bad records"'
    result = answer(folder)
    if not (isinstance(result, tuple) and len(result) == 2):
        findings.true("you return two things", False, f"expected (dataset, list of file names), got {type(result).__name__}", see)
        return
    rows = _rows(result[0], findings, {"file", "image"})
    if rows is None:
        return
    good, bad = ["a-red.jpg", "c-grey.jpg", "d-small.png", "g-blue.jpg"], ["b-short.jpg", "e-empty.jpg", "f-letter.jpg"]
    came, named = sorted(str(row["file"]) for row in rows), sorted(map(str, result[1]))
    findings.equal("the good pictures", came, good, see)
    findings.equal("the bad files", named, bad, see)
    findings.equal(f"good and bad together are the {len(files)} files, each once", sorted(came + named), sorted(files), see)
    shapes = {f"{np.shape(row['image'])} {np.asarray(row['image']).dtype}" for row in rows}
    what = "every picture is (128, 128, 3) and uint8 (one in the folder is grey, one is small)"
    findings.equal(what, sorted(shapes), ["(128, 128, 3) uint8"], see + ", decode")


@graded("ingest.contact_sheet", points=3)
def contact_sheet(answer, findings):
    for count, size in ((len(COLOURS), (128, 128)), (5, (90, 60))):
        folder = _empty(storage(f"01_ingest_lab/check/sheet-{count}"))
        for k, colour in enumerate(COLOURS[:count]):
            _put(f"{folder}/{k}.png", _picture(colour, size))
        sheet = answer(folder)
        sheet = np.asarray(sheet) if isinstance(sheet, (np.ndarray, Image.Image)) else sheet
        got = f"{sheet.dtype} array of shape {sheet.shape}" if isinstance(sheet, np.ndarray) else type(sheet).__name__
        what, see = f"a sheet of {count} pictures shows each of them", 'lesson section "Bad records": count before and after'
        if not (isinstance(sheet, np.ndarray) and sheet.dtype == np.uint8 and sheet.ndim == 3 and sheet.shape[2] == 3):
            findings.true(what, False, f"expected a uint8 array of shape (height, width, 3), got {got}", 'lesson section "Rows and batches"')
            continue
        pixels = [int((np.abs(sheet.astype(int) - colour).max(axis=2) < 24).sum()) for colour in COLOURS[:count]]
        problem = f"expected at least 400 pixels of each, {sum(n < 400 for n in pixels)} of {count} have fewer; count the tiles that you paste"
        findings.true(what, min(pixels) >= 400, problem, see)
