"""Checks of the lab *Ingest*."""

import io
import json
import os
from collections import Counter
from itertools import product

import numpy as np
import ray
from PIL import Image

from raycourse.checks import graded
from raycourse.checks.kit import differs, items, notes, rows, scratch, section, several, type_of, write

PLAN = section("datasets", "A dataset is a plan")
BATCHES = section("datasets", "Rows and batches")
ACTORS = section("datasets", "Tasks and actors")
BAD = section("ingest", "Bad records")

# Seven arms, so that rounding half of them is not the same as counting pairs.
SPECIES = (
    {"species": "ant", "class": "insect", "legs": 6},
    {"species": "snake", "class": "reptile", "legs": 0},
    {"species": "starfish", "class": "echinoderm", "legs": 7},
    {"species": "snail", "class": "mollusc", "legs": 1},
    {"species": "heron", "class": "bird", "legs": 2},
)
OTHER_SPECIES = ({"species": "slug", "class": "mollusc", "legs": 1}, {"species": "spider", "class": "arachnid", "legs": 8})
DIARY = (
    ("winter", "frozen lake", "heron", 2),
    ("winter", "old mill", "polar bear", 1),
    ("summer", "frozen lake", "ant", 12),
    ("winter", "harbour", "snail", 0),
    ("fall", "harbour", "heron", 3),
    ("winter", "old mill", "ant", 11),
)
CLASSES = {row["species"]: row["class"] for row in SPECIES}
COLOURS = list(product((20, 95, 170, 245), repeat=3))[3:]


def _picture(colour: tuple[int, int, int], other: tuple[int, int, int] | None = None, size=(128, 128), mode: str = "RGB", kind: str = "PNG") -> bytes:
    """A picture file: `colour`, with `other` in its right half."""
    image, out = Image.new("RGB", size, colour), io.BytesIO()
    image.paste(other or colour, (size[0] // 2, 0, *size))
    image.convert(mode).save(out, kind)
    return out.getvalue()


@graded("ingest.in_pairs", points=2, findings=2)
def in_pairs(answer, found):
    folder, right = scratch("ingest.in_pairs"), []
    for k, creatures in enumerate((SPECIES, OTHER_SPECIES)):
        path = write(f"{folder}/creatures-{k}.jsonl", "".join(json.dumps(row) + "\n" for row in creatures).encode())
        got = rows(answer(path), found, {"species", "kind", "legs", "pairs"}, PLAN)
        right.append(
            ({row["species"]: row for row in got}, {row["species"]: row for row in creatures if row["legs"] > 1}, [row["species"] for row in got])
        )
    problem = "; ".join(filter(None, (differs(names, wanted) for _, wanted, names in right)))
    found.true("the species with at least one pair of legs", not problem, problem, PLAN) or found.stop()
    wrong = [
        f"{name}: {row['kind']}, {row['legs']} legs, {row['pairs']} pairs"
        for got, wanted, _ in right
        for name, row in got.items()
        if (row["kind"], row["legs"], row["pairs"]) != (wanted[name]["class"], wanted[name]["legs"], wanted[name]["legs"] // 2)
    ]
    found.true("kind, legs and whole pairs of each (seven legs are three pairs)", not wrong, f"wrong is {wrong[:1]}", PLAN)


@graded("ingest.one_row_per_animal", points=3, findings=3)
def one_row_per_animal(answer, found):
    text = "".join(f"In {season}, at the {place}: {species} x {number}.\n" for season, place, species, number in DIARY).encode()
    path = write(f"{scratch('ingest.one_row')}/diary.txt", text)
    got = {season: rows(answer(path, season), found, {"season", "place", "species"}, BATCHES) for season in ("winter", "fall")}
    seasons = {season: sorted({row["season"] for row in listed}) for season, listed in got.items()}
    found.equal("the seasons that are left, by the one asked for", seasons, {"winter": ["winter"], "fall": ["fall"]}, f"{PLAN}, filter")
    # Counted over the seasons that came, so that a forgotten filter costs one finding, not three.
    expected = [line for listed in seasons.values() for line in DIARY if line[0] in listed]
    came = [row for listed in got.values() for row in listed]
    wanted = sum((Counter({line[2]: line[3]}) for line in expected), Counter())
    found.equal(
        "rows for each species (x 11 is eleven rows, x 0 none)", dict(Counter(row["species"] for row in came)), dict(wanted), f"{BATCHES}, flat_map"
    )
    places = sorted({(row["species"], row["place"]) for row in came})
    found.equal("where each was seen, without 'at the'", places, sorted({(line[2], line[1]) for line in expected if line[3]}), f"{BATCHES}, flat_map")


@graded("ingest.with_class", points=3, findings=3)
def with_class(answer, found):
    note, noted = notes("ingest.with_class")
    here, actors, classes = os.getpid(), 3, dict(CLASSES)

    def load_table():
        import os

        class Table(dict):
            def __getitem__(self, species):  # and no `__missing__`, which pandas' `map` would call as well
                if species not in self:
                    raise KeyError(f"{species!r} is not in the table: the class of such a species is 'unknown'")
                return super().__getitem__(species)

        note(pid=os.getpid())
        return Table(classes)

    names = [*CLASSES, "yeti"] * 8
    dataset = ray.data.from_items([{"id": k, "species": name} for k, name in enumerate(names)], override_num_blocks=12)
    got = rows(answer(dataset, load_table, actors), found, {"id", "species", "class"}, ACTORS)
    problem = differs([row["id"] for row in got], range(len(names)))
    found.need(
        "all rows are there, each once, with its species", not problem and all(row["species"] == names[row["id"]] for row in got), problem, ACTORS
    )
    wrong = [f"{row['class']!r} for {row['species']}" for row in got if row["class"] != CLASSES.get(row["species"], "unknown")]
    found.true("the class of each species ('unknown' for one that is not in the table)", not wrong, f"{len(wrong)} are wrong: {wrong[:1]}", ACTORS)
    pids = [entry["pid"] for entry in noted()]
    problem = f"expected 1 to {actors} calls for {actors} actors, got {len(pids)}"
    if here in pids:
        problem += " in the notebook's own process: a model would have to travel from here to each actor"
    found.true("load_table is called once per actor, in the actor", 1 <= len(pids) == len(set(pids)) <= actors and here not in pids, problem, ACTORS)
    mistakes = [([], "no pool of a fixed size was asked for: `compute=ray.data.ActorPoolStrategy(size=actors)`")]
    found.equal("how many actors the pool has", found.pools, [actors], ACTORS, mistakes)


@graded("ingest.quarantine", points=4, findings=3)
def quarantine(answer, found):
    folder, red, blue = scratch("ingest.quarantine"), (220, 40, 40), (40, 80, 220)
    good = {
        "a-red.jpg": (red, _picture(red, kind="JPEG")),
        "c-grey.jpg": ((78, 78, 78), _picture((78, 78, 78), mode="L", kind="JPEG")),
        "d-small.png": ((240, 200, 40), _picture((240, 200, 40), size=(40, 60))),
        "g-blue.jpg": (blue, _picture(blue, kind="JPEG")),
    }
    bad = {"b-short.jpg": _picture(red, kind="JPEG")[:700], "e-empty.jpg": b""}
    bad |= {f"f-letter-{k}.jpg": b"Dear zoo." for k in range(20)}  # more than `take` gives unasked
    for name, content in ({name: content for name, (_, content) in good.items()} | bad).items():
        write(f"{folder}/{name}", content)
    dataset, named = several(answer(folder), found, "a dataset and a list of file names", see=BAD)
    got, named = rows(dataset, found, {"file", "image"}, BAD), items(named, found, "the names of the bad files")
    files = [str(row["file"]) for row in got]
    problem = differs(files, good)
    if any("/" in file for file in files):
        problem = f"`file` is the name without its folder, got {files[0]}"
    found.true(f"the {len(good)} good pictures, each once", not problem, problem, BAD) or found.stop()
    problem = differs(named, bad)
    found.true(f"the names of the {len(bad)} bad files, each once", not problem, problem, BAD)
    see = f"{BAD}, decode"
    shapes = sorted({type_of(row["image"]) for row in got})
    right = shapes == ["an array, uint8 of shape (128, 128, 3)"]
    wrong = [row["file"] for row in got if right and np.abs(row["image"].astype(int) - good[row["file"]][0]).max() > 24]
    problem = f"other colours in {', '.join(wrong[:3])}" if right else f"expected uint8 of shape (128, 128, 3), got {'; '.join(shapes)}"
    found.true("every picture in its own colours, of one shape (one is grey, some are small)", right and not wrong, problem, see)


@graded("ingest.contact_sheet", points=3, findings=2)
def contact_sheet(answer, found):
    """Each picture has two halves, so that a tile that covers half of another is found; no colour comes twice."""
    sheets = []
    for count, size in ((24, (128, 128)), (5, (90, 60))):
        folder, halves = scratch(f"ingest.sheet-{count}"), list(zip(COLOURS[:count], COLOURS[count : 2 * count], strict=True))
        for k, (left, right) in enumerate(halves):
            write(f"{folder}/{k}.png", _picture(left, right, size))
        sheet = answer(folder)
        sheet = np.asarray(sheet) if isinstance(sheet, Image.Image) else sheet
        right = isinstance(sheet, np.ndarray) and sheet.dtype == np.uint8 and sheet.ndim == 3 and sheet.shape[2] == 3
        found.need("a uint8 array of shape (height, width, 3) comes back", right, f"got {type_of(sheet)}", BATCHES)
        sheets.append((sheet, halves))
    for sheet, halves in sheets:
        seen = [min((np.abs(sheet.astype(int) - colour).max(axis=2) < 24).sum() for colour in pair) for pair in halves]
        hidden = sum(pixels < 160 for pixels in seen)  # a tile of 20 x 20 has 200 of each half, less a seam where it was scaled
        problem = f"{hidden} of {len(halves)} are missing, covered, smaller than 20 x 20 or in other colours; count the tiles that you paste"
        found.true(f"a sheet of {len(halves)} pictures shows each of them, whole", not hidden, problem, f"{BAD}: count before and after")
