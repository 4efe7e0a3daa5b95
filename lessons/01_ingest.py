# ---
# jupyter:
#   course:
#     title: Ingest
#     minutes: 40
#     builds: readers for tables, text, pictures and object storage; streaming; bad records
# ---

# %% [markdown]
# # Ingest: from files to a pipeline
#
# By the end you have read tables, text and pictures with Ray Data, streamed a set that is larger than memory, saved what a damaged file
# would have cost you, and run pictures and text through one pipeline.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes, in two parts of about 20 |
# | **You need** | Python and a little NumPy; the course installed; no network |
# | **You will learn** | to read a plan, to choose rows or batches, tasks or actors, to write safely, to lose no record in silence |
# | **Hardware** | two CPU cores; with GPUs, the last section uses them |

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

# %%
# NBVAL_CHECK_OUTPUT
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

# %%
# NBVAL_CHECK_OUTPUT
long_prompts.explain()

# %% [markdown]
# Four steps became two operators. The two projections were merged, and `Project->Filter` is **fused**: one task does both, and no row is
# copied between them. The `InputDataBuffer` at the bottom does no work: it holds the list of files.
#
# Why is reading not fused as well? One task reads a single file, and then cuts its rows into more blocks, so that more than one task finds
# work after it. Ray does not fuse a step with a reader that cuts. Where there are many files, it does: [lesson {}](lesson:embeddings) shows a plan like that.
#
# `schema()` reads a little to learn the columns; `take_all` runs the plan:

# %%
# NBVAL_CHECK_OUTPUT
print(long_prompts.schema())
print(min(long_prompts.take_all(), key=lambda row: row["id"]))

# %% [markdown]
# Now choose columns and rows of a Parquet file. Such a file knows where each column lies and what values it holds.
#
# **Predict.** Which operators run for "two columns of the sightings, only groups of more than seven"?

# %%
# NBVAL_CHECK_OUTPUT
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
# Most readers aim at two blocks for each CPU, so that every CPU finds work. A single CSV file is read by one task, which cuts what it
# reads. The Parquet reader goes by bytes: a small file is one block.
#
# </details>
#
# Two or three rows are too few for a block, and one block is too few for a slow model. You can overrule the reader where you read, or
# change the count later:

# %%
# NBVAL_CHECK_OUTPUT
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

# %%
# NBVAL_CHECK_OUTPUT
print(sightings.take(1)[0])
batch = sightings.take_batch(3)
print({name: f"{type(values).__name__} of {values.dtype}" for name, values in batch.items()})

# %% [markdown]
# Numbers keep their type; text arrives as Python objects. Pictures of one shape become *one* array with the batch as its first axis, the
# form that models want:

# %%
# NBVAL_CHECK_OUTPUT
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
# <div class="alert alert-warning">
#
# **Pitfall: a batch may be a view of shared memory.** You may put a new array under a new name, as above. To change values in place
# (`batch["image"][...] = 0`), copy the array first; otherwise NumPy says `assignment destination is read-only`.
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


# %%
# NBVAL_CHECK_OUTPUT
def stamp(batch):
    return Stamp()(batch)


by_tasks = few.map_batches(stamp, batch_size=10).to_pandas()
print("rows that share a load:", sorted(by_tasks.groupby("load").size()))

# %% [markdown]
# <details><summary>Answer</summary>
#
# Once for each batch. You may have expected five batches, four of ten and one of eight. There are six: each task cuts *its own* block, so
# each block ends in a short batch of four.
#
# </details>
#
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
# each actor holds one CPU as long as it lives, and on a small machine the readers may wait for that CPU for ever. Ray's documentation calls
# a CPU *and* a GPU for one actor experimental, and names `num_cpus=0` as the way out. The course takes it, for it runs
# pipelines on a handful of CPUs.
#
# Ray Data refuses two things: a *function* with an actor pool, since a function has nowhere to keep a model, and a GPU without a
# `batch_size`, since you have to say how many rows fit on it at once. In this lesson you make several errors on purpose. `attempt` runs
# such code and prints the first sentence of what went wrong.


# %%
def attempt(work):
    """Runs `work` and prints what it returns, or the first sentence of its error."""
    try:
        print(work())
    except Exception as error:
        cause = getattr(error, "cause", error)  # Ray wraps what a task raises
        print(f"{type(cause).__name__}: {str(cause).splitlines()[0].split('. ')[0]}")


attempt(lambda: animals.map_batches(Stamp, num_gpus=1).take(1))

# %% [markdown]
# ## Write, and write again
#
# Results belong in storage that the whole cluster sees. Every node writes its own blocks, so you name a folder, not a file.
#
# **Predict.** You write 48 prompts to an empty folder and rerun the cell. How many rows does the folder hold?

# %%
# NBVAL_CHECK_OUTPUT
folder = raycourse.storage("ingest/prompts")
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

# %%
# NBVAL_CHECK_OUTPUT
few.write_parquet(folder, mode="overwrite")
ray.data.read_parquet(folder).count()

# %% [markdown]
# **Part one ends here**, a good place to stop. Then come object storage, a set that is larger than memory, bad records, and pictures and text in
# one pipeline. In a new kernel, run all cells above.

# %% [markdown]
# ## Read from object storage
#
# On a cluster the data lies in object storage: Amazon S3, or one of the many that speak its language. You need neither an account nor a
# network to learn it: `moto` is a server on this machine that answers as S3 does.

# %%
import logging

from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)  # else the server prints a line per request
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()

# %% [markdown]
# A `pyarrow` file system says where the storage is and with which keys to open it. Ray Data sends it along with every task, so it works
# on a Ray that was started long before your notebook. (127.0.0.1 is this machine; real storage has an address that all nodes of a cluster
# reach.) Make a **bucket** and copy three pictures into it:

# %%
import pyarrow.fs

s3 = pyarrow.fs.S3FileSystem(
    endpoint_override=f"{host}:{port}",
    scheme="http",
    region="us-east-1",
    access_key="any",
    secret_key="any",
    allow_bucket_creation=True,
)
s3.create_dir("zoo")
pyarrow.fs.copy_files(raycourse.data("pictures/owl"), "zoo/owls", destination_filesystem=s3)

# %% [markdown]
# Now the same readers and writers work on `s3://` addresses. The only difference is `filesystem=`.

# %%
owls = ray.data.read_images("s3://zoo/owls", mode="RGB", include_paths=True, filesystem=s3)
owls.write_parquet("s3://zoo/owls-parquet", filesystem=s3, mode="overwrite")
back = sorted(ray.data.read_parquet("s3://zoo/owls-parquet", filesystem=s3).take_all(), key=lambda row: row["path"])
raycourse.show_images(
    [row["image"] for row in back], [row["path"] for row in back], title="Written to S3 and read back"
)

# %% [markdown]
# With real S3 you leave `filesystem=` out: the workers find the region and the keys where every tool finds them, in the environment or in
# the machine's role. An `AWS_ENDPOINT_URL` in the environment would work here too, but only if it was there *before* Ray started its
# workers.
#
# The server is done. Stop it:

# %%
server.stop()

# %% [markdown]
# ## Stream more than memory holds
#
# Blocks live in the **object store**, memory that all processes of a node share. It is much smaller than a real set of pictures. So Ray
# Data does not load a set, it **streams** it: while you use one batch, tasks make the next, and memory is freed behind you. A pipeline has a
# **budget**, by default half of the store. When its blocks fill the budget, Ray Data holds the producers back (**backpressure**).
#
# To see it, make pictures worth twice the store (a GiB where it is a large one), and note after every batch how much of the store is in use.
# After two of the batches, pause for two seconds, as a slow model would: the tasks go on without you. Do it once with a small budget and once
# with three times as much. `batch_size=None` hands `paint` a whole block.

# %%
MIB = 2**20
store = ray.cluster_resources()["object_store_memory"] / MIB
PICTURE = 512 * 512 * 3 / MIB
count = int(2 * min(store, 512) / PICTURE)  # on a cluster with a large store: 1 GiB


def paint(batch):
    return {"image": np.zeros((len(batch["id"]), 512, 512, 3), dtype=np.uint8)}


print(f"{count} pictures of {PICTURE} MiB are {count * PICTURE:.0f} MiB; the object store has {store:.0f} MiB")

# %%
context, PAUSES = ray.data.DataContext.get_current(), (4, 12)


def stream(budget):
    """Reads the pictures, with two pauses; returns the MiB in use after each batch."""
    context.override_object_store_memory_limit_fraction = budget / store
    large, used = ray.data.range(count, override_num_blocks=count // 16).map_batches(paint, batch_size=None), [0]
    for number, _ in enumerate(large.iter_batches(batch_size=64), start=1):
        time.sleep(2 if number in PAUSES else 0.05)  # "a model works"
        used.append(store - ray.available_resources()["object_store_memory"] / MIB)
    return used


budgets = [int(min(store, 512) * share) for share in (0.25, 0.75)]
lines = {f"in use, with a budget of {budget} MiB": stream(budget) for budget in budgets}
context.override_object_store_memory_limit_fraction = None  # the default again

# %%
for name, used in lines.items():
    print(f"{name}: {max(used):.0f} MiB at most, while {count * PICTURE:.0f} MiB went by")
read = [64 * PICTURE * k for k in range(len(used))]
lines["size of the store"] = [store] * len(read)
pauses = {64 * PICTURE * number: "a pause" for number in PAUSES}
title = "Object store while a large set streams through"
raycourse.plot_lines(lines, at=read, x="MiB read so far", y="MiB", title=title, marks=pauses)

# %% [markdown]
# In a pause nobody takes pictures away, and the tasks go on making them. Compare the two lines there: with the small budget the tasks are soon
# held back, with the large one they get further ahead. The second pause is like the first, though you have read three times as much by then. So
# memory in use depends on the budget and on how fast you read, not on how much you have read: a set a thousand times as large needs no more.
#
# <div class="alert alert-warning">
#
# **Pitfall: materialize what is larger than the store.** `materialize()` keeps every block. When the store is full, Ray **spills**: it moves
# blocks to disk, and later back. It works, slowly, until the disk is full too. Materialize what is small or expensive to compute; stream the
# rest.
#
# </div>

# %% [markdown]
# ## Bad records
#
# In ten thousand files one is broken. A pipeline that stops for it is a nuisance. A pipeline that drops it without a word is worse:
# nobody knows what is missing. The rule of this section: **count before, count after, and account for the difference.**
#
# Make an inbox with trouble in it: nine pictures, one of them cut short, and a note that is no picture at all.


# %%
def put(path, content):
    """Writes bytes to `path`, a local path or an address such as s3://..."""
    where, inside = pyarrow.fs.FileSystem.from_uri(path)
    where.create_dir(inside.rsplit("/", 1)[0])
    with where.open_output_stream(inside) as out:
        out.write(content)


inbox = raycourse.storage("ingest/inbox")
for name in [f"{animal}-{k}.jpg" for animal in ("fish", "fox", "owl") for k in range(3)]:
    with open(raycourse.data(f"pictures/{name[:-6]}/{name}"), "rb") as file:
        content = file.read()
    put(f"{inbox}/{name}", content[:1500] if name == "fox-1.jpg" else content)
put(f"{inbox}/note.jpg", b"Picture follows by post.")

# %% [markdown]
# **Predict.** Two of ten files are damaged. What does `count()` say, and what does reading say?

# %%
attempt(lambda: ray.data.read_images(inbox).count())
attempt(lambda: ray.data.read_images(inbox).materialize().count())

# %% [markdown]
# <details><summary>Answer</summary>
#
# `count()` says ten: a picture file is one row, so Ray Data counts names and opens nothing. Reading stops at the first damaged file. A
# count that never looked at the data proves nothing about it.
#
# </details>
#
# Ray Data has a switch for this: `max_errored_blocks` lets a run go on when blocks fail (`-1`: any number of them). Mind the word
# *blocks*.
#
# **Predict.** Eight pictures are good. How many survive if the folder is read in 2, 5 or 10 blocks?


# %%
def survivors(blocks):
    return ray.data.read_images(inbox, override_num_blocks=blocks).materialize().count()


context.max_errored_blocks = -1
survived = {blocks: survivors(blocks) for blocks in (2, 5, 10)}
context.max_errored_blocks = 0
raycourse.plot_bars(
    survived, x="blocks", y="pictures", title="Of eight good pictures, those that survive max_errored_blocks"
)

# %% [markdown]
# <details><summary>Answer</summary>
#
# An error takes its whole block along. With a file per block you lose the two bad ones only. With two blocks each holds a bad file, and
# all is lost. On real data a block holds hundreds of files.
#
# </details>
#
# `ignore_missing_paths=True` is another switch with a narrow use. It forgives a path that is not there, says nothing, and does nothing
# for a file that is damaged:

# %%
listed = [f"{inbox}/owl-0.jpg", f"{inbox}/owl-9.jpg"]
attempt(lambda: ray.data.read_images(listed).materialize().count())
attempt(lambda: ray.data.read_images(listed, ignore_missing_paths=True).materialize().count())
attempt(lambda: ray.data.read_images(f"{inbox}/note.jpg", ignore_missing_paths=True).materialize().count())

# %% [markdown]
# What always works: read the **bytes**, which cannot fail for a damaged picture, decode them yourself, and turn an error into a *value*.
# Then a bad record is a row like any other, with a column that says what is wrong.

# %%
import io

from PIL import Image


def decode(row):
    try:
        image, problem = np.asarray(Image.open(io.BytesIO(row["bytes"])).convert("RGB")), ""
    except Exception as error:
        image, problem = np.zeros((128, 128, 3), dtype=np.uint8), type(error).__name__
    return {"file": row["path"].split("/")[-1], "image": image, "problem": problem}


files = ray.data.read_binary_files(inbox, include_paths=True)
decoded = files.map(decode).materialize()

# %% [markdown]
# `materialize` keeps the result, so that the looks below do not decode again. Split by the status, count, and show everything, the bad ones
# too:

# %%
good, bad = decoded.filter(expr=col("problem") == ""), decoded.filter(expr=col("problem") != "")
rows = sorted(decoded.take_all(), key=lambda row: row["file"])
print(f"before: {files.count()} files; after: {good.count()} good + {bad.count()} bad")
raycourse.show_images(
    [row["image"] for row in rows],
    [f"{row['file']} {row['problem']}" for row in rows],
    columns=5,
    title="Nothing is lost",
)

# %% [markdown]
# ### The same for a table
#
# A CSV file can have rows that are too short or too long, and values of the wrong kind. This one has one of each, in five rows:

# %%
table = f"{inbox}-tables/sightings.csv"
put(table, b"sighting,species,number\n1,fox,2\n2,owl\n3,frog,1\n4,dog,3,big\n5,cat,many\n")
attempt(lambda: ray.data.read_csv(table).take_all())

# %% [markdown]
# This sentence names the file; Arrow's reason stands above it, in the traceback. `read_csv` hands its options to `pyarrow`. An `invalid_row_handler` may say `"skip"` for a row with the wrong number of fields:

# %%
# NBVAL_CHECK_OUTPUT
from pyarrow import csv

skipping = csv.ParseOptions(invalid_row_handler=lambda row: "skip")
for row in ray.data.read_csv(table, parse_options=skipping).take_all():
    print(row)

# %% [markdown]
# Two rows are gone without a word. And look at `number`: because of one `many`, *every* number is text now. As with pictures, read what
# cannot fail, here lines of text, and turn errors into values:


# %%
def parse_sighting(row):
    try:
        sighting, name, number = row["text"].split(",")
        return {"line": row["text"], "species": name, "number": int(number), "problem": ""}
    except ValueError as error:
        return {"line": row["text"], "species": "", "number": 0, "problem": str(error)}


lines = ray.data.read_text(table).filter(expr=col("text") != "sighting,species,number")
parsed = lines.map(parse_sighting).materialize()
bad = parsed.filter(expr=col("problem") != "")
print(f"before: {lines.count()} lines; after: {parsed.count() - bad.count()} good + {bad.count()} bad")
for row in sorted(bad.take_all(), key=lambda row: row["line"]):
    print(f"{row['line']:12} {row['problem']}")

# %% [markdown]
# The bad rows are a dataset. Write them beside the good ones, into a **quarantine**, so that someone can repair them:

# %%
# NBVAL_CHECK_OUTPUT
quarantine = raycourse.storage("ingest/quarantine")
bad.write_parquet(quarantine, mode="overwrite")
ray.data.read_parquet(quarantine).count()

# %% [markdown]
# | Option | Forgives | You lose |
# |---|---|---|
# | `ignore_missing_paths=True` | paths that are not there | the list of them |
# | `invalid_row_handler` | CSV rows with the wrong number of fields | those rows, unless your handler keeps them |
# | `max_errored_blocks` | any error | whole blocks, good rows included |
# | bytes or text, and a status column | anything | nothing |

# %% [markdown]
# ## Checkpoint: pictures and text in one pipeline
#
# Here is a multimodal pipeline of the steps that you have seen: pictures go through a vision model in an actor, text through a
# word count in tasks, and both are counted.
#
# The model is a ResNet-18, loaded once per actor, its last layer taken off so that it returns 512 **features** for each picture. Its
# weights are *random*: drawn from a fixed seed, with no training behind them. The pipeline around it is real, but its features mean
# nothing; trained weights would be loaded in the same place.


# %%
class Features:
    def __init__(self):
        import torch
        import torchvision

        torch.manual_seed(0)  # the same random weights wherever it runs
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = torchvision.models.resnet18(weights=None).eval().to(self.device)
        self.model.fc = torch.nn.Identity()

    def __call__(self, batch):
        import torch

        pixels = torch.tensor(batch["image"], device=self.device).permute(0, 3, 1, 2) / 255
        with torch.inference_mode():
            batch["features"] = self.model(pixels).cpu().numpy()
        return batch


# %% [markdown]
# The weights are made in `__init__`, on the machine and device where they are used; nothing large travels from your notebook.
# You choose `batch_size` for the model. One actor is enough for 72 pictures: a second one would take longer to start than to work.

# %%
image_results = pictures.map_batches(
    Features, batch_size=24, compute=ray.data.ActorPoolStrategy(size=1), num_gpus=1, num_cpus=0
).materialize()


def count_words(batch):
    batch["word_count"] = np.array([len(text.split()) for text in batch["text"]])
    return batch


text_results = diary.map_batches(count_words, batch_size=100).materialize()

# %%
# NBVAL_CHECK_OUTPUT
print(f"Processed {image_results.count()} images into {image_results.take(1)[0]['features'].shape[0]} features each")
print(
    f"Processed {text_results.count()} text samples with {sum(row['word_count'] for row in text_results.take_all())} words"
)

# %% [markdown]
# All 72 pictures and all 200 lines came through. Look at what the model saw, and at the first numbers of what it returned:

# %%
some = sorted(image_results.take_all(), key=lambda row: row["path"])[::18]
captions = [
    row["path"].split("/")[-1] + ": " + " ".join(f"{x:.2f}" for x in row["features"][:2]) + " …" for row in some
]
raycourse.show_images(
    [row["image"] for row in some], captions, title="Pictures and their first features, from random weights"
)

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
# **3.** A folder of 10,000 pictures holds some damaged ones, and every row must be accounted for. (a) `max_errored_blocks=-1`. (b) `ignore_missing_paths=True`. (c) Read bytes, decode in a function, keep the error as a
# column.
#
# <details><summary>Answer</summary>
#
# (c). A damaged file becomes a row with a reason. (a) loses the good pictures of each damaged block as well, and names none. (b) is about paths that do not exist.
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
# - Streaming keeps memory flat, however large the set.
# - Count before and after. Turn an error into a column, and no record is lost in silence.
#
# | API | What it does |
# |---|---|
# | [`read_csv`](https://docs.ray.io/en/latest/data/api/doc/ray.data.read_csv.html) | and its sisters make a dataset from files |
# | [`read_binary_files`](https://docs.ray.io/en/latest/data/api/doc/ray.data.read_binary_files.html) | reads bytes, whatever is in them |
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
# | [`iter_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.iter_batches.html) | streams the rows to you |
# | [`write_parquet`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.write_parquet.html) | `mode="overwrite"` empties the folder first |
# | [`DataContext`](https://docs.ray.io/en/latest/data/api/doc/ray.data.DataContext.html) | settings such as `max_errored_blocks` |
#
# **Next:** the lab, then [lesson {}](lesson:joins), where two datasets meet.

# %%
ray.shutdown()
