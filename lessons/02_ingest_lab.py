# ---
# jupyter:
#   course:
#     title: "Lab: ingest"
#     minutes: 30
# ---

# %% [markdown]
# # Lab: ingest
#
# Read four kinds of files, load a table once per actor, lose no picture, and end with a contact sheet of the whole zoo.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}, *Datasets*](lesson:datasets), and [{}, *Ingest*](lesson:ingest) |
# | **Points** | {points} |
#
# Each task is a function. Replace `raise NotImplementedError`, run the cell, then run the check below it. A check calls your function
# with data of its own and says what it expected, what it got, and where to look. It never looks at how you wrote it.

# %%
import ray

import raycourse
from raycourse import check, done

raycourse.connect()

# %% [markdown]
# ## Task 1: legs in pairs (2 points)
#
# Read a JSON-lines file of creatures with the columns `species`, `class` and `legs`. Rename `class` to `kind`, add a column `pairs` with
# the number of whole pairs of legs, and keep the creatures that have at least one pair.
#
# <details><summary>Hint</summary>
#
# All three steps are in the section *A dataset is a plan* of [lesson {}](lesson:datasets). Expressions know Python's arithmetic, `//` among it.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "in-pairs", "locked": false, "schema_version": 3, "solution": true, "task": false}
from ray.data.expressions import col


def in_pairs(path: str) -> ray.data.Dataset:
    """The creatures of the JSON-lines file `path` that have a pair of legs: columns species, kind, legs, pairs."""
    ### BEGIN SOLUTION
    creatures = ray.data.read_json(path, lines=True)
    return (
        creatures.rename_columns({"class": "kind"}).with_column("pairs", col("legs") // 2).filter(expr=col("pairs") > 0)
    )
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-in-pairs", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("ingest.in_pairs", in_pairs)

# %% [markdown]
# ## Task 2: one row per animal (3 points)
#
# A line of the diary reads `In fall, at the harbour: fish x 3.` Make one row for *each animal* of a season: this line is three rows of
# `season`, `place` and `species`. Return the rows of the season asked for.
#
# <details><summary>Hint</summary>
#
# `parse`, in *Rows and batches* of [lesson {}](lesson:datasets), takes a line apart. `flat_map` may return the same row several times, or none: a list times a number does it.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "one-row", "locked": false, "schema_version": 3, "solution": true, "task": false}
import re


def one_row_per_animal(path: str, season: str) -> ray.data.Dataset:
    """One row (season, place, species) for each animal that the diary at `path` names in `season`."""
    ### BEGIN SOLUTION

    def animals(row):
        season, place, species, number = re.fullmatch(r"In (\w+), at the (.+): (.+) x (\d+)\.", row["text"]).groups()
        return [{"season": season, "place": place, "species": species}] * int(number)

    return ray.data.read_text(path).flat_map(animals).filter(expr=col("season") == season)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-one-row", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("ingest.one_row_per_animal", one_row_per_animal)

# %% [markdown]
# How is the winter in the course's own diary?

# %%
if done("ingest.one_row_per_animal"):
    winter = one_row_per_animal(raycourse.data("diary.txt"), "winter").take_all()
    places = sorted({row["place"] for row in winter})
    raycourse.plot_bars(
        {p: sum(row["place"] == p for row in winter) for p in places},
        x="place",
        y="animals",
        title="Animals seen in winter",
    )

# %% [markdown]
# ## Task 3: load once per actor (3 points)
#
# `load_table()` returns a dict from species to class. Imagine that it takes a minute. Add the column `class` to a dataset that has `id`
# and `species`, with a pool of `actors` actors, so that the table is loaded once in each actor. A species that is not in the table gets
# `"unknown"`.
#
# <details><summary>Hint</summary>
#
# Write a class inside the function: `__init__` loads, `__call__` works on a batch. `map_batches` takes the class itself, with
# `compute=ray.data.ActorPoolStrategy(...)`. `num_cpus=0` leaves the CPUs to others.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "with-class", "locked": false, "schema_version": 3, "solution": true, "task": false}
import numpy as np


def with_class(dataset: ray.data.Dataset, load_table, actors: int) -> ray.data.Dataset:
    """`dataset` with a column `class` from `load_table()`, which is called once in each of `actors` actors."""

    ### BEGIN SOLUTION
    class Classify:
        def __init__(self):
            self.table = load_table()

        def __call__(self, batch):
            batch["class"] = np.array([self.table.get(species, "unknown") for species in batch["species"]])
            return batch

    return dataset.map_batches(Classify, compute=ray.data.ActorPoolStrategy(size=actors), num_cpus=0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-with-class", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("ingest.with_class", with_class)

# %% [markdown]
# ## Task 4: quarantine (4 points)
#
# A folder of pictures holds damaged files. Return a dataset of the good ones with the columns `file` (the name without its folder) and
# `image` (128 x 128 pixels, RGB, uint8), and the list of the bad files' names. Some good pictures are grey or have another size: bring
# them to the common shape. None may be lost.
#
# <details><summary>Hint</summary>
#
# Read bytes, decode in `map`, and carry a status column, as `decode` does in *Bad records* of [lesson {}](lesson:ingest). Pillow has `convert("RGB")` and
# `resize((128, 128))`. `drop_columns` removes what you no longer need. Decode once: `materialize()`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "quarantine", "locked": false, "schema_version": 3, "solution": true, "task": false}
import io

from PIL import Image


def quarantine(folder: str) -> tuple[ray.data.Dataset, list[str]]:
    """The good pictures of `folder` (file, image) and the names of the bad files."""

    ### BEGIN SOLUTION
    def decode(row):
        try:
            image, good = Image.open(io.BytesIO(row["bytes"])).convert("RGB").resize((128, 128)), True
        except Exception:
            image, good = Image.new("RGB", (128, 128)), False
        return {"file": row["path"].split("/")[-1], "image": np.asarray(image), "good": good}

    decoded = ray.data.read_binary_files(folder, include_paths=True).map(decode).materialize()
    bad = decoded.filter(expr=~col("good")).take_all()
    return decoded.filter(expr=col("good")).drop_columns(["good"]), [row["file"] for row in bad]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-quarantine", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("ingest.quarantine", quarantine)

# %% [markdown]
# ## Task 5: a contact sheet (3 points)
#
# Photographers print all pictures of a film on one sheet. Make one of a folder: read every picture, and return a single uint8 array of
# shape (height, width, 3) that shows them all. The rest is yours: tile size, margins, order. Sort them by colour, by brightness, by
# animal, or lay them out as a spiral. Keep the pictures' own colours, and show each at 20 x 20 pixels or more. The check looks for every
# picture on the sheet, and at nothing else.
#
# <details><summary>Hint</summary>
#
# `read_images` has `mode=` and `size=`, so that all tiles have one shape. Derive a sort key in `map_batches`, then `take_all` and
# `sorted`. Start from `np.full((height, width, 3), 255, dtype=np.uint8)` and copy tile after tile into it.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "contact-sheet", "locked": false, "schema_version": 3, "solution": true, "task": false}
def contact_sheet(folder: str) -> np.ndarray:
    """All pictures below `folder` on one sheet."""
    ### BEGIN SOLUTION
    tile, gap, columns = 64, 4, 12

    def add_hue(batch):
        colours = batch["image"].mean(axis=(1, 2)).astype(np.uint8)  # one average colour for each picture
        batch["hue"] = np.array(
            [Image.new("RGB", (1, 1), tuple(map(int, c))).convert("HSV").getpixel((0, 0))[0] for c in colours]
        )
        return batch

    images = ray.data.read_images(folder, mode="RGB", size=(tile, tile), include_paths=True)
    rows = sorted(images.map_batches(add_hue, batch_size=32).take_all(), key=lambda row: (row["hue"], row["path"]))
    step, lines = tile + gap, -(-len(rows) // columns)
    sheet = np.full((lines * step + gap, columns * step + gap, 3), 255, dtype=np.uint8)
    for k, row in enumerate(rows):
        y, x = gap + k // columns * step, gap + k % columns * step
        sheet[y : y + tile, x : x + tile] = row["image"]
    return sheet
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-contact-sheet", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("ingest.contact_sheet", contact_sheet)

# %% [markdown]
# Here is yours, of the whole zoo:

# %%
if done("ingest.contact_sheet"):
    sheet = Image.fromarray(np.asarray(contact_sheet(raycourse.data("pictures"))))
    display(sheet, include=["image/png"], metadata={"image/png": {"alt": "A contact sheet of all pictures of the zoo"}})

# %%
ray.shutdown()
