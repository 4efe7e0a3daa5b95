# ---
# jupyter:
#   course:
#     title: Ingest
#     minutes: 30
#     builds: object storage, a set larger than memory, bad records set aside; pictures and text in one pipeline
# ---

# %% [markdown]
# # Ingest: large, remote and damaged data
#
# By the end you have read from object storage, streamed a set that is larger than memory, saved what a damaged file would have cost you, and run pictures
# and text through one pipeline.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}](lesson:datasets) (plans, blocks, batches, actors); no network |
# | **You will learn** | to read and write on S3, to stream under a budget, to lose no record in silence |
# | **Hardware** | two CPU cores; with GPUs, the last section uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

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
import numpy as np

MIB = 2**20
store = ray.cluster_resources()["object_store_memory"] / MIB
PICTURE = 512 * 512 * 3 / MIB
count = int(2 * min(store, 512) / PICTURE)  # on a cluster with a large store: 1 GiB
print(f"{count} pictures of {PICTURE} MiB are {count * PICTURE:.0f} MiB; the object store has {store:.0f} MiB")


# %%
def paint(batch):
    return {"image": np.zeros((len(batch["id"]), 512, 512, 3), dtype=np.uint8)}


def painted(number):
    return ray.data.range(number, override_num_blocks=number // 16).map_batches(paint, batch_size=None)


def in_use():
    """The MiB of the object store that are taken."""
    return store - ray.available_resources()["object_store_memory"] / MIB


# %% [markdown]
# `DataContext` holds Ray Data's settings. The budget is one of them, as a share of the store.

# %%
import time

context = ray.data.DataContext.get_current()
PAUSES = (4, 12)  # after the fourth batch, and after the twelfth


# %%
def stream(budget):
    """Reads the pictures, with two pauses; returns the MiB in use after each batch."""
    context.override_object_store_memory_limit_fraction = budget / store
    used = [0]
    for number, _ in enumerate(painted(count).iter_batches(batch_size=64), start=1):
        time.sleep(2 if number in PAUSES else 0.05)  # "a model works"
        used.append(in_use())
    return used


# %%
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
# In a pause nobody takes pictures away, and the tasks go on making them, until Ray Data holds them back. Compare the two lines there: with the
# small budget that happens soon, with the large one they get further ahead. A budget is a ceiling, and a run may stay well below it. So
# memory in use depends on the budget and on how fast you read, not on how much you have read: a set a thousand times as large needs no more.
#
# `materialize()` is the opposite of a stream.
#
# **Predict.** A quarter of the pictures goes through `materialize()`. How much of the store is in use afterwards, and when is it free again?

# %%
kept = painted(count // 4).materialize()
time.sleep(1)  # the numbers are a moment old
print(f"kept:     {in_use():.0f} MiB in use, for {count // 4 * PICTURE:.0f} MiB of pictures")
del kept
time.sleep(1)
print(f"let go:   {in_use():.0f} MiB in use")

# %% [markdown]
# <details><summary>Answer</summary>
#
# As much as the pictures take: every block is kept, for as long as you keep the dataset.
#
# </details>
#
# <div class="alert alert-warning">
#
# **Pitfall: materialize what is larger than the store.** Four times as many pictures would not fit. When the store is full, Ray **spills**: it
# moves blocks to disk, and later back. It works, slowly, until the disk is full too. Materialize what is small or expensive to compute; stream
# the rest.
#
# </div>
#
# A stream has one more virtue: you can stop. What the tasks have not begun by then is never made.
#
# **Your turn.** Write `bright(pictures, number)`: the list of `id`s of `number` pictures whose `brightness` is more than 200, no matter which, or of
# all such pictures where there are fewer. Stop reading as soon as you have enough.


# %%
def bright(pictures, number):
    raise NotImplementedError


raycourse.check("turns.bright", bright)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def bright(pictures, number):
#     found = []
#     for batch in pictures.iter_batches(batch_size=64):
#         found += batch["id"][batch["brightness"] > 200].tolist()
#         if len(found) >= number:
#             break
#     return found[:number]
# ```
#
# When you leave the loop, Ray Data ends the pipeline. `pictures.filter(expr=col("brightness") > 200).limit(number)` stops early, too;
# `take_all` makes every picture before you see the first.
#
# </details>

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


# %%
inbox = raycourse.storage("ingest/inbox")
for name in [f"{animal}-{k}.jpg" for animal in ("fish", "fox", "owl") for k in range(3)]:
    with open(raycourse.data(f"pictures/{name[:-6]}/{name}"), "rb") as file:
        content = file.read()
    put(f"{inbox}/{name}", content[:1500] if name == "fox-1.jpg" else content)
put(f"{inbox}/note.jpg", b"Picture follows by post.")

# %% [markdown]
# `raycourse.attempt` runs what may fail, and prints what comes back, or the first sentence of the error.
#
# **Predict.** Two of ten files are damaged. What does `count()` say, and what does reading say?

# %%
raycourse.attempt(lambda: ray.data.read_images(inbox).count())
raycourse.attempt(lambda: ray.data.read_images(inbox).materialize().count())

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
raycourse.attempt(lambda: ray.data.read_images(listed).materialize().count())
raycourse.attempt(lambda: ray.data.read_images(listed, ignore_missing_paths=True).materialize().count())
raycourse.attempt(lambda: ray.data.read_images(f"{inbox}/note.jpg", ignore_missing_paths=True).materialize().count())

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


# %%
files = ray.data.read_binary_files(inbox, include_paths=True)
decoded = files.map(decode).materialize()

# %% [markdown]
# `materialize` keeps the result, so that the looks below do not decode again. Split by the status, count, and show everything, the bad ones
# too:

# %%
from ray.data.expressions import col

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
# **Your turn.** Whoever repairs the inbox wants to know what is wrong, and how often. Write `problems(decoded)`: a dict that says for each problem how many rows have it. Good rows, whose `problem` is
# empty, are not in it.


# %%
def problems(decoded):
    raise NotImplementedError


raycourse.check("turns.problems", problems)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def problems(decoded):
#     counted = decoded.select_columns(["problem"]).groupby("problem").count().take_all()
#     return {row["problem"]: row["count()"] for row in counted if row["problem"]}
# ```
#
# Only the column `problem` is counted, so no picture travels for it.
#
# </details>
#
# ### The same for a table
#
# A CSV file can have rows that are too short or too long, and values of the wrong kind. This one has one of each, in five rows:

# %%
table = f"{inbox}-tables/sightings.csv"
content = b"sighting,species,number\n1,fox,2\n2,owl\n3,frog,1\n4,dog,3,big\n5,cat,many\n"
put(table, content)
raycourse.attempt(lambda: ray.data.read_csv(table).take_all())

# %% [markdown]
# The sentence names the file, and no row. Ray Data reads CSV with Arrow. Its Python package, `pyarrow`, tells you what is wrong:

# %% tags=["nbval-check-output"]
from pyarrow import csv

raycourse.attempt(lambda: csv.read_csv(io.BytesIO(content)))

# %% [markdown]
# It stops at the first such row. `read_csv` hands its options on to Arrow. An `invalid_row_handler` may say `"skip"` for a row with the wrong
# number of fields:

# %% tags=["nbval-check-output"]
skipping = csv.ParseOptions(invalid_row_handler=lambda row: "skip")
for row in ray.data.read_csv(table, parse_options=skipping).take_all():
    print(row)

# %% [markdown]
# Two rows are gone without a word. And look at `number`: because of one `many`, *every* number is text now. As with pictures, read what
# can hardly fail, here lines of text, and turn errors into values. (Text that is not UTF-8 is read as bytes, as in [lesson {}](lesson:text). Where
# fields hold commas in quotes, let Python's `csv` cut the line.)


# %%
def parse_sighting(row):
    try:
        sighting, name, number = row["text"].split(",")
        return {"line": row["text"], "species": name, "number": int(number), "problem": ""}
    except ValueError as error:
        return {"line": row["text"], "species": "", "number": 0, "problem": str(error)}


# %%
lines = ray.data.read_text(table).filter(expr=col("text") != "sighting,species,number")
parsed = lines.map(parse_sighting).materialize()
bad = parsed.filter(expr=col("problem") != "")
print(f"before: {lines.count()} lines; after: {parsed.count() - bad.count()} good + {bad.count()} bad")
for row in sorted(bad.take_all(), key=lambda row: row["line"]):
    print(f"{row['line']:12} {row['problem']}")

# %% [markdown]
# The bad rows are a dataset. Write them beside the good ones, into a **quarantine**, so that someone can repair them:

# %% tags=["nbval-check-output"]
quarantine = raycourse.storage("ingest/quarantine")
bad.write_parquet(quarantine, mode="overwrite")
ray.data.read_parquet(quarantine).count()

# %% [markdown]
# | Option | Forgives | You lose |
# |---|---|---|
# | `ignore_missing_paths=True` | paths that are not there | the list of them |
# | `invalid_row_handler` | CSV rows with the wrong number of fields | those rows, unless your handler keeps them |
# | `max_errored_blocks` | any error | whole blocks, good rows included |
# | bytes, or text in UTF-8, and a status column | whatever is in a file | nothing |

# %% [markdown]
# ## Checkpoint: pictures and text in one pipeline
#
# Here is a multimodal pipeline of the steps that you have seen: pictures go through a vision model in an actor, text through a
# word count in tasks, and both are counted.

# %%
pictures = ray.data.read_images(raycourse.data("pictures"), mode="RGB", include_paths=True)
diary = ray.data.read_text(raycourse.data("diary.txt"))

# %% [markdown]
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

# %% tags=["nbval-check-output"]
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
# **1.** A set of 500 GB streams through a pipeline on a machine whose object store has 8 GB. How much of the store do its blocks take? (a) All of it, and the rest is spilled to disk. (b) At most about half, by default. (c) As much as one batch.
#
# <details><summary>Answer</summary>
#
# (b). The budget of a pipeline is half of the store unless you say otherwise; when its blocks fill it, the readers wait. (a) is what `materialize()` would do. (c) would leave the tasks idle while you work on a batch: they make the next ones meanwhile.
#
# </details>
#
# **2.** A folder of 10,000 pictures holds some damaged ones, and every row must be accounted for. (a) `max_errored_blocks=-1`. (b) `ignore_missing_paths=True`. (c) Read bytes, decode in a function, keep the error as a
# column.
#
# <details><summary>Answer</summary>
#
# (c). A damaged file becomes a row with a reason. (a) loses the good pictures of each damaged block as well, and names none. (b) is about paths that do not exist.
#
# </details>
#
# **3.** A reader's `count()` says 10,000 pictures. What do you know? (a) That there are 10,000 names. (b) That 10,000 pictures can be decoded. (c) That 10,000 rows will come out.
#
# <details><summary>Answer</summary>
#
# (a). Counting opens nothing. (b) and (c) are known only when every file has been decoded, and each that failed has its own row.
#
# </details>
#
# ## Recap
#
# - The same readers and writers work on a folder and on `s3://`; real S3 needs no further argument.
# - Streaming keeps memory flat, however large the set: a pipeline has a budget, and readers wait when it is used up.
# - Count before and after. Turn an error into a column, and no record is lost in silence.
# - What was bad is a dataset too: write it into a quarantine, with its reasons.
#
# | API | What it does |
# |---|---|
# | [`read_binary_files`](https://docs.ray.io/en/latest/data/api/doc/ray.data.read_binary_files.html) | reads bytes, whatever is in them |
# | [`iter_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.iter_batches.html) | streams the rows to you |
# | [`DataContext`](https://docs.ray.io/en/latest/data/api/doc/ray.data.DataContext.html) | settings such as `max_errored_blocks` |
# | [`read_text`](https://docs.ray.io/en/latest/data/api/doc/ray.data.read_text.html) | one row for each line |
# | [`range`](https://docs.ray.io/en/latest/data/api/doc/ray.data.range.html) | numbers, to make data of |
#
# **Next:** the lab, then [lesson {}](lesson:joins), where two datasets meet.

# %%
ray.shutdown()
