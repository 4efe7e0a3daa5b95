# ---
# jupyter:
#   course:
#     title: Datasets
#     minutes: 30
#     builds: readers for tables, text and pictures; a plan, its blocks and batches; tasks and actors
# ---

# %% [markdown]
# # Datasets: from files to batches
#
# By the end you have read tables, text and pictures with Ray Data, worked on them by rows and by batches, loaded a model once for each actor, and written a result.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | Python and a little NumPy; the course installed; no network |
# | **You will learn** | to read a plan, to choose rows or batches, tasks or actors, and to write so that a rerun does no harm |
# | **Hardware** | two CPU cores; no GPU |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Five formats, one kind of dataset
#
# A project's data never comes in one format. The course's own small zoo has a table of prompts as CSV, facts as JSON lines, sightings as
# Parquet, a diary as text, and pictures as JPEG. Ray Data has a reader for each, and each reader returns the same thing: a `Dataset`.

# %%
animals = ray.data.read_csv(raycourse.data("animals.csv"))
species = ray.data.read_json(raycourse.data("species.jsonl"), lines=True)
sightings = ray.data.read_parquet(raycourse.data("sightings.parquet"))
diary = ray.data.read_text(raycourse.data("diary.txt"))
pictures = ray.data.read_images(raycourse.data("pictures"), mode="RGB", include_paths=True)

# %% [markdown]
# The paths may be files, folders, or lists of both. `mode="RGB"` gives every picture three channels, also one that was saved in grey;
# `include_paths=True` adds a column that says which file a row came from. Where pictures come in several sizes, `size=(height, width)` brings
# all of them to one. Look at one row of each table:

# %% tags=["nbval-check-output"]
for dataset in (animals, species, sightings, diary):
    print(dataset.take(1)[0])

# %% [markdown]
# A picture is a row as well. Its pixels are a NumPy array.

# %%
some = pictures.take(4)
raycourse.show_images(
    [row["image"] for row in some], [row["path"].split("/")[-1] for row in some], title="Four rows of a dataset"
)

# %% [markdown]
# ## A dataset is a plan
#
# **Predict.** The cell below builds a pipeline of four steps: read, rename a column, derive another, keep some rows. Does it read the
# file?

# %%
from ray.data.expressions import col

long_prompts = (
    animals.rename_columns({"animal": "prompt"})
    .with_column("letters", col("prompt").str.len())
    .filter(expr=col("letters") > 30)
)
print(long_prompts)

# %% [markdown]
# <details><summary>Answer</summary>
#
# No. A `Dataset` is a plan of what to do, and building one reads no rows. Ray Data works only when you ask for rows: with `take`,
# `count`, `iter_batches`, a `write_...`. So it sees the whole plan before it starts and can improve it.
#
# </details>
#
# The number of rows is a question mark: nothing has run. `col("letters") > 30` is an **expression**: it describes a computation on a
# column, and Ray Data can look into it.
#
# `explain()` prints the plan four times: as you wrote it, improved, as operators, and as the operators that run. Read the last one from
# the bottom up.

# %% tags=["nbval-check-output"]
long_prompts.explain()

# %% [markdown]
# Four steps became two operators. The two projections were merged, and `Project->Filter` is **fused**: one task does both, and no row is
# copied between them. The `InputDataBuffer` at the bottom does no work: it holds the list of files.
#
# Why is reading not fused as well? One task reads a single file, and then cuts its rows into more blocks, so that more than one task finds
# work after it. Ray does not fuse a step with a reader that cuts. Where there are files enough, no reader cuts, and reading is fused as well:
# [lesson {}](lesson:multimodal) shows a plan like that.
#
# `schema()` reads a little to learn the columns; `take_all` runs the plan:

# %% tags=["nbval-check-output"]
print(long_prompts.schema())
print(min(long_prompts.take_all(), key=lambda row: row["id"]))

# %% [markdown]
# Now choose columns and rows of a Parquet file. Such a file knows where each column lies and what values it holds.
#
# **Predict.** Which operators run for "two columns of the sightings, only groups of more than seven"?

# %% tags=["nbval-check-output"]
crowds = sightings.select_columns(["species", "number"]).filter(expr=col("number") > 7)
crowds.explain()
print(crowds.count(), "of", sightings.count(), "rows")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Two: one lists the files and one reads them. The filter and the choice of columns are no operators any more, and still only the crowds
# come out. Both have moved *into* the reader, which is called **pushdown**: Ray Data could do that because it can look into an expression.
#
# </details>

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: every look runs the plan again.** `take`, `count` and `schema` keep no rows. Behind a model that takes a minute, each
# `take(3)` takes a minute. Write the result to storage, or keep it in memory with `materialize()`, and look at that.
#
# </div>

# %% [markdown]
# ## Blocks: the pieces that travel
#
# A dataset is not one table. It travels in **blocks**, Arrow tables that one task can hold. The number of blocks decides how many tasks
# can work at once. `materialize()` runs a plan and keeps its blocks, so that you can count them.
#
# **Predict.** There is one file of each kind, and 72 pictures. How many blocks does each reader make?

# %%
sources = {
    "animals.csv": animals,
    "species.jsonl": species,
    "sightings.parquet": sightings,
    "diary.txt": diary,
    "pictures/": pictures,
}
blocks = {name: dataset.materialize().num_blocks() for name, dataset in sources.items()}
raycourse.plot_bars(blocks, x="source", y="blocks", title=f"Blocks that each reader makes with {cluster.cpus} CPUs")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Most readers aim at no fewer than two blocks for each CPU, so that every CPU finds work; with large data, size decides, and there are 200 or
# more. A single CSV file is read by one task, which cuts what it reads. The Parquet reader goes by bytes: a small file is one block.
#
# </details>
#
# Two or three rows are too few for a block, and one block is too few for a slow model. You can overrule the reader where you read, or
# change the count later:

# %% tags=["nbval-check-output"]
few = ray.data.read_csv(raycourse.data("animals.csv"), override_num_blocks=2)
ignored = ray.data.read_parquet(raycourse.data("sightings.parquet"), override_num_blocks=4)
cut = sightings.repartition(4)
for name, dataset in {"CSV, override": few, "Parquet, override": ignored, "Parquet, repartition": cut}.items():
    print(f"{name}: {dataset.materialize().num_blocks()}")

# %% [markdown]
# Why two ways? `override_num_blocks` costs nothing: the reader cuts as it reads. But it is only a hint, and the Parquet reader ignores it.
# `repartition` works everywhere, and moves rows about to do so. On real data leave the count alone at first: readers keep blocks below 128
# MiB by themselves.

# %% [markdown]
# **Your turn.** Write `in_blocks(read, path, number)`: it reads the file with the reader `read`, such as `ray.data.read_csv`, and returns a dataset of
# `number` blocks, whatever the reader.


# %%
def in_blocks(read, path, number):
    raise NotImplementedError


raycourse.check("turns.in_blocks", in_blocks)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def in_blocks(read, path, number):
#     return read(path).repartition(number)
# ```
#
# </details>
#
# ## Rows and batches
#
# Your own code meets the data in one of two forms. A **row** is a dict of values. A **batch** is a dict of NumPy arrays, one array for
# each column.

# %% tags=["nbval-check-output"]
print(sightings.take(1)[0])
batch = sightings.take_batch(3)
print({name: f"{type(values).__name__} of {values.dtype}" for name, values in batch.items()})

# %% [markdown]
# Numbers keep their type; text arrives as Python objects. Pictures of one shape become *one* array with the batch as its first axis, the
# form that models want:

# %% tags=["nbval-check-output"]
images = pictures.take_batch(4)["image"]
print(images.shape, images.dtype)

# %% [markdown]
# `map` takes a row and returns a row. Use it where the work is by nature one at a time, such as parsing a line of the diary.

# %%
import re

LINE = re.compile(r"In (\w+), at the (.+): (.+) x (\d+)\.")


def parse(row):
    season, place, animal, number = LINE.fullmatch(row["text"]).groups()
    return {"season": season, "place": place, "species": animal, "number": int(number)}


entries = diary.map(parse)
entries.take_batch(4, batch_format="pandas")

# %% [markdown]
# `flat_map` takes a row and returns a list of rows: none, one or many. One line becomes its words; `filter` keeps the long ones.

# %%
words = diary.flat_map(lambda row: [{"word": word.strip(",.:")} for word in row["text"].split()])
long_words = words.filter(expr=col("word").str.len() > 7)
print(
    f"{diary.count()} lines, {words.count()} words, {long_words.count()} of them long:",
    sorted({row["word"] for row in long_words.take_all()}),
)

# %% [markdown]
# `map_batches` takes a batch and returns a batch. NumPy then does the loop, which is where the speed comes from. Here is the brightness
# of all pictures of a batch in one line:


# %%
def add_brightness(batch):
    batch["brightness"] = batch["image"].mean(axis=(1, 2, 3))
    return batch


measured = sorted(pictures.map_batches(add_brightness, batch_size=16).take_all(), key=lambda row: row["brightness"])
ends = measured[:2] + measured[-2:]
captions = [f"{row['path'].split('/')[-1]}: {row['brightness']:.0f}" for row in ends]
raycourse.show_images([row["image"] for row in ends], captions, title="The two darkest and the two brightest pictures")

# %% [markdown]
# **Your turn.** Write `contrast(batch)`: it adds a column `contrast`, for each picture its largest value minus its smallest.


# %%
def contrast(batch):
    raise NotImplementedError


raycourse.check("turns.contrast", contrast)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def contrast(batch):
#     images = batch["image"]
#     return batch | {"contrast": images.max(axis=(1, 2, 3)) - images.min(axis=(1, 2, 3))}
# ```
#
# The first axis counts the pictures, so the other three belong to one picture. Without `axis=` you get one number for the whole batch.
#
# </details>
#
# Which one to take? An **expression** where one says it, since Ray Data can move and merge it. `map_batches` where NumPy or a model does
# the work. `map` and `flat_map` for the rest.
#
# One thing is easy to get wrong. May your function change the arrays that it gets? NumPy knows:


# %% tags=["nbval-check-output"]
def writable(batch):
    return {name: [values.flags.writeable] for name, values in batch.items()}


for dataset in (sightings, pictures):
    print(dataset.map_batches(writable, batch_size=4).take(1)[0])

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: a batch may be a view of shared memory.** `False` marks such an array. To change its values in place, as in
# `batch["number"][...] = 0`, ends in `assignment destination is read-only`. Which columns are views depends on their type, and may change with
# Ray's version. So do not change an array that you were given: make a new one, as above, or copy it first.
#
# </div>

# %% [markdown]
# ## Tasks and actors
#
# A model takes seconds to load and milliseconds to call. So you want to load it once and call it often. `Stamp` stands for such a model:
# slow to make, and each copy carries a name of its own, so that you can count how often it was loaded.

# %%
import time
import uuid

import numpy as np


class Stamp:
    def __init__(self):
        time.sleep(0.2)  # "loading"
        self.name = uuid.uuid4().hex[:6]

    def __call__(self, batch):
        batch["load"] = np.full(len(batch["id"]), self.name)
        return batch


# %% [markdown]
# A *function* runs as a **task**. It keeps nothing between calls, so it has to load at each call. A *class* runs in **actors**: processes
# that Ray starts, each of which calls `__init__` once and then `__call__` for batch after batch.
#
# **Predict.** The 48 prompts lie in two blocks of 24. They go through `stamp` in batches of ten. How often do the tasks load?


# %% tags=["nbval-check-output"]
def stamp(batch):
    return Stamp()(batch)


by_tasks = few.map_batches(stamp, batch_size=10).to_pandas()
print("rows that share a load:", sorted(by_tasks.groupby("load").size()))

# %% [markdown]
# <details><summary>Answer</summary>
#
# Once for each batch. You may have expected five batches, four of ten and one of eight. There are six: each task cuts *its own* block, so
# each block ends in a short batch of four. (Blocks smaller than a batch are first put together for one task: [lesson {}](lesson:images) shows it.)
#
# </details>

# %%
batches = {
    "the two blocks": [24, 24],
    "the batches": by_tasks.groupby("load", sort=False).size().tolist(),
    "what you may have expected": [10, 10, 10, 10, 8],
}
raycourse.plot_blocks(batches, title="Each of these two blocks ends in a short batch")

# %% [markdown]
# Now the class, over the same prompts, in a pool with one actor for each GPU.
#
# **Predict.** How often is a `Stamp` loaded this time?

# %%
by_actors = animals.map_batches(
    Stamp, batch_size=10, compute=ray.data.ActorPoolStrategy(size=cluster.gpus), num_gpus=1, num_cpus=0
).to_pandas()
loads = {"tasks": by_tasks["load"].nunique(), "actors": by_actors["load"].nunique()}
raycourse.plot_bars(loads, x="", y="loads", title=f"Loads of the model: tasks, or a pool of {cluster.gpus} actors")

# %% [markdown]
# <details><summary>Answer</summary>
#
# At most once for each actor. It can be less: an actor that is ready first may have done all the work before the second one is up.
#
# </details>

# %% [markdown]
# You will write the three arguments for every model of this course. `ActorPoolStrategy(size=...)` says how many actors. `num_gpus=1`
# *reserves* a GPU for each; Ray starts no actor for which none is left. `num_cpus=0` says that an actor wants no CPU of its own. Without it,
# each actor holds one CPU as long as it lives, and on a small machine the readers may wait for that CPU for ever. (Ray's documentation calls it
# experimental to ask for CPUs *and* GPUs. With 0 you ask for no CPU, and the warning that Ray logs for other numbers stays away.)
#
# Ray Data refuses two things: a *function* with an actor pool, since a function has nowhere to keep a model, and a GPU without a
# `batch_size`, since you have to say how many rows fit on it at once. `raycourse.attempt` runs code that is meant to fail, and prints the first
# sentence of what went wrong.

# %%
raycourse.attempt(lambda: animals.map_batches(stamp, compute=ray.data.ActorPoolStrategy(size=1)).take(1))
raycourse.attempt(lambda: animals.map_batches(Stamp, num_gpus=1).take(1))

# %% [markdown]
# ## Write, and write again
#
# Results belong in storage that the whole cluster sees. Every node writes its own blocks, so you name a folder, not a file.
#
# **Predict.** You write 48 prompts to an empty folder and rerun the cell. How many rows does the folder hold?

# %% tags=["nbval-check-output"]
folder = raycourse.storage("datasets/prompts")
few.write_parquet(folder, mode="overwrite")  # starts from an empty folder
few.write_parquet(folder)  # "the rerun"
ray.data.read_parquet(folder).count()

# %% [markdown]
# <details><summary>Answer</summary>
#
# Twice as many as you have. The second write adds its files to those of the first.
#
# </details>
#
# <div class="alert alert-warning">
#
# **Pitfall: writing appends.** The file names are new on each run, so the second run adds to the first, and nothing complains. The
# symptom is a set that doubles; the cure is `mode="overwrite"`, which empties the folder first. Every lesson of this course writes so.
#
# </div>

# %% tags=["nbval-check-output"]
few.write_parquet(folder, mode="overwrite")
ray.data.read_parquet(folder).count()

# %% [markdown]
# ## Quiz
#
# **1.** `dataset.map(slow).count()` ran for a minute. How long does `dataset.map(slow).take(3)` take after it? (a) No time, the rows are there. (b) It works again, on part of the rows at least. (c) It fails: a
# dataset can be read once.
#
# <details><summary>Answer</summary>
#
# (b). Nothing is kept between two looks, so `slow` runs again until three rows are out. (a) is what `materialize()` gives you. (c) is a generator in Python; a dataset is a plan, and a plan can run as often as you
# like.
#
# </details>
#
# **2.** A hundred rows lie in four blocks of 25. A task pool works in batches of 10. How many calls does your function get? (a) 10. (b) 12. (c) 4.
#
# <details><summary>Answer</summary>
#
# (b). Each task cuts its own block: 10, 10 and 5, four times over. (a) would need batches that cross from block to block. (c) is what `batch_size=None` does: a whole block for each call.
#
# </details>
#
# **3.** A step needs a model that takes a minute to load. You write it as (a) a function for `map`, (b) a function for `map_batches` with a large batch, (c) a class for `map_batches`.
#
# <details><summary>Answer</summary>
#
# (c). Only a class runs in actors, which load in `__init__` and stay. (a) loads for each row, and (b) for each batch: fewer loads, but still one for every call.
#
# </details>
#
# ## Recap
#
# - A dataset is a lazy plan. `explain()` shows what runs: steps are fused, and filters move into Parquet's reader.
# - Blocks decide how many tasks can work; readers choose them, and you can overrule it.
# - Expressions first, `map_batches` for NumPy and models, `map` and `flat_map` for the rest.
# - Functions run as tasks. Classes run in actors and load once per actor.
# - Writers append unless you say `mode="overwrite"`.
#
# | API | What it does |
# |---|---|
# | [`read_csv`](https://docs.ray.io/en/latest/data/api/doc/ray.data.read_csv.html) | and its sisters make a dataset from files |
# | [`schema`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.schema.html) | the columns and their types |
# | [`explain`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.explain.html) | the plan, before and after it is improved |
# | [`with_column`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.with_column.html) | derives a column by an expression |
# | [`filter`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.filter.html) | keeps rows by an expression |
# | [`map`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map.html) | your code on one row |
# | [`flat_map`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.flat_map.html) | one row becomes none, one or many |
# | [`map_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map_batches.html) | your function or class on a batch |
# | [`ActorPoolStrategy`](https://docs.ray.io/en/latest/data/api/doc/ray.data.ActorPoolStrategy.html) | how many actors |
# | [`take_batch`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.take_batch.html) | a few rows as NumPy arrays |
# | [`materialize`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.materialize.html) | runs the plan and keeps the blocks |
# | [`write_parquet`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.write_parquet.html) | `mode="overwrite"` empties the folder first |
#
# **Next:** [lesson {}](lesson:ingest), where data comes from other machines, is larger than memory, and has faults. Its lab practises this lesson, too.

# %%
ray.shutdown()
