# ---
# jupyter:
#   course:
#     title: Image generation
#     minutes: 30
#     builds: a diffusion model on a pool of actors; Parquet and PNG
# ---

# %% [markdown]
# # Image generation: a model inside a pipeline
#
# By the end a text-to-image model paints your prompts on every GPU of the cluster, and the pictures lie in storage as Parquet and as PNG.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}](lesson:datasets) (datasets, batches, blocks); two CPU cores |
# | **You will learn** | to wrap a model in a class, size a pool of actors, choose a batch size, seed each row, and write pictures |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## One picture by hand
#
# Before a model goes into a pipeline, call it once without Ray.
#
# `raycourse.model` names the model for this machine: what to load (`source`), with which options (`load`), and how to call it (`call`).

# %%
from diffusers import AutoPipelineForText2Image

model = raycourse.model("text_to_image")
pipe = AutoPipelineForText2Image.from_pretrained(model.source, **model.load).to(model.device)
pipe.set_progress_bar_config(disable=True)

# %%
images = pipe(prompt=["a photo of a dog"], **model.call).images
raycourse.show_images(images, ["a photo of a dog"])

# %% [markdown]
# A list of texts goes in, a list of pictures comes out. Two questions decide how it fits into a pipeline: what does Ray Data hand to the
# model, and what may the model hand back?

# %% [markdown]
# ## What goes in: a list of texts
#
# [Lesson {}](lesson:joins) ends with prompts in storage, in the folder `joins/prompts`: an animal's `id`, and a text that dresses it. If you have run it,
# read what it wrote. If not, join the two tables here. `raycourse.expect_files` raises an error where no Parquet file lies.


# %%
def expand_prompt(batch):
    return {"id": batch["id"], "prompt": batch["animal"] + " wearing a " + batch["outfit"]}


# %%
try:
    dressed = ray.data.read_parquet(raycourse.expect_files(raycourse.storage("joins/prompts"), ".parquet"))
    print("read: the prompts that the lesson Joins left in storage")
except FileNotFoundError:
    animals, outfits = (ray.data.read_csv(raycourse.data(f"{table}.csv")) for table in ("animals", "outfits"))
    pairs = animals.join(outfits, join_type="inner", num_partitions=2, on=("id",))
    dressed = pairs.map_batches(expand_prompt).materialize()
    print("joined here: the lesson Joins has left no prompts in storage")

# %% [markdown]
# An animal with two outfits comes twice, under one `id`. Below, the `id` names files and seeds noise, so it has to stand for one row. Keep one
# prompt for each animal, the first in the alphabet. Then take a batch: a dictionary with one NumPy array for each column.

# %% tags=["nbval-check-output"]
from ray.data.aggregate import Min

prompts = dressed.groupby("id").aggregate(Min("prompt", alias_name="prompt")).sort("id").materialize()
print(dressed.count(), "prompts for", prompts.count(), "animals; the first is", prompts.take(1)[0])
batch = prompts.take_batch(4)
batch["prompt"]

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: the model does not take arrays.** A column of a batch is a NumPy array, and the image pipeline refuses it. The cure is
# `.tolist()`.
#
# </div>

# %%
try:
    pipe(prompt=batch["prompt"], **model.call)
except ValueError as error:
    print(error)
batch["prompt"].tolist()

# %% [markdown]
# ## What comes out: arrays, not image objects
#
# The model returns PIL images: Python objects that only Pillow understands. A dataset can carry them from step to step, so the mistake
# shows late. Watch what happens when such a column goes to Parquet and back. The pictures here are grey squares, so no model has to run.


# %%
from PIL import Image


def grey_pil(row):
    return {"id": row["id"], "image": Image.new("RGB", (8, 8), "grey")}


# %%
trap = raycourse.storage("images/trap")
try:
    prompts.limit(2).map(grey_pil).write_parquet(trap, mode="overwrite")
    print("written without a complaint")
    print(type(ray.data.read_parquet(trap).take(1)[0]["image"]))
except ray.exceptions.RayTaskError as error:
    print(str(error.cause).splitlines()[0])

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: PIL images in a column.** Parquet has no type for a Python object, so Ray can only pickle it, and a pickled file is not safe to
# read. The cure is one array of numbers for each picture, all of the same shape. Ray stores such a column as a **tensor**: a real type,
# readable by others.
#
# </div>


# %% tags=["nbval-check-output"]
import numpy as np


def grey_array(row):
    return {"id": row["id"], "image": np.asarray(Image.new("RGB", (8, 8), "grey"))}


prompts.limit(2).map(grey_array).write_parquet(trap, mode="overwrite")
image = ray.data.read_parquet(trap).take(1)[0]["image"]
print(type(image).__name__, image.dtype, image.shape)

# %% [markdown]
# For a whole batch, `np.stack` puts the pictures on top of each other: one array of shape *(pictures, height, width, 3)*, type `uint8`.
#
# **Your turn.** A web page wants small pictures. Write `halves(batch)`: it adds a column `small`, the pictures of the column `image` at half their width and
# height, as one `uint8` array. (With NumPy alone, take every second pixel.)


# %%
def halves(batch):
    raise NotImplementedError


raycourse.check("turns.halves", halves)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def halves(batch):
#     return batch | {"small": batch["image"][:, ::2, ::2]}
# ```
#
# The batch comes first, then height and width; the colours stay.
#
# </details>
#
# ## A class, so that the model loads once
#
# Loading a model takes long, a batch takes a moment. A *function* given to `map_batches` keeps nothing between batches: it would load the
# model for each one. So give a **class** instead:
#
# - `__init__` runs once, when a worker starts. It loads the model.
# - `__call__` runs once for each batch. It uses the model.
#
# `actor` and `batch_number` are here to show you who did what; a real class has no need of them.


# %%
class ImageGen:
    def __init__(self):
        model = raycourse.model("text_to_image")
        self.pipe = AutoPipelineForText2Image.from_pretrained(model.source, **model.load).to(model.device)
        self.pipe.set_progress_bar_config(disable=True)
        self.options = model.call
        self.batches = 0

    def __call__(self, batch):
        images = self.pipe(prompt=batch["prompt"].tolist(), **self.options).images
        self.batches += 1
        batch["image"] = np.stack([np.asarray(image) for image in images])
        batch["actor"] = [ray.get_runtime_context().get_actor_id()[:8]] * len(images)
        batch["batch_number"] = [self.batches] * len(images)
        return batch


# %% [markdown]
# Ray starts the class in **actors**. An actor is a worker process that stays alive and keeps its state: here, the loaded model. Begin with
# one actor. `repartition(1)` puts the eight prompts into one piece; a section below says why that matters.

# %%
eight = prompts.limit(8).repartition(1)
pictures = eight.map_batches(
    ImageGen,
    compute=ray.data.ActorPoolStrategy(size=1),
    num_gpus=1,
    num_cpus=0,
    batch_size=2,
)

# %% [markdown]
# Each argument answers a question of the scheduler:
#
# | Argument | What it says |
# |---|---|
# | `compute=ActorPoolStrategy(size=1)` | how many actors |
# | `num_gpus=1` | what each actor reserves. Two actors never share a card this way |
# | `num_cpus=0` | reserve no CPU beside it. By default each actor also takes one, and on a small machine a second pool may then wait forever |
# | `batch_size=2` | how many rows one `__call__` gets. With `num_gpus`, Ray insists that you choose |
#
# Beyond the choice of a card, the reservation is bookkeeping: Ray counts, and does not measure, so logical GPUs work as well. What the notebook
# itself loads, as `pipe`, it does not count: on a real card, `del` it before a pool starts.
#
# The cell above ran in an instant: nothing has been painted. Datasets are lazy. `take_batch` is what starts the work.
#
# **Predict.** Eight prompts go through in batches of two. How many times does the model load? How many times is it called?

# %%
import time

start = time.perf_counter()
first = pictures.take_batch(8)
seconds_first = time.perf_counter() - start
captions = [f"id {i}: {prompt}" for i, prompt in zip(first["id"], first["prompt"], strict=True)]
raycourse.show_images(first["image"], captions)

# %% tags=["nbval-check-output"]
loads, calls = set(first["actor"]), set(zip(first["actor"], first["batch_number"], strict=True))
print(f"loads: {len(loads)}; calls: {len(calls)}; pictures: {len(first['image'])}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# It loads once, since there is one actor. It is called once for each batch: four times.
#
# </details>
#
# ## Every look runs the model again
#
# **Predict.** You call `pictures.take_batch(8)` a second time. Do you get the same pictures, and do you get them at once?

# %%
start = time.perf_counter()
second = pictures.take_batch(8)
seconds_second = time.perf_counter() - start
print(f"first call {seconds_first:.1f} s, second call {seconds_second:.1f} s")
print("actors in common:", len(set(first["actor"]) & set(second["actor"])))

# %%
same = {i: image for i, image in zip(second["id"], second["image"], strict=True)}
number, before = first["id"][0], first["image"][0]
raycourse.show_images([before, same[number]], [f"id {number}, first call", f"id {number}, second call"])
print("largest difference between two pixel values:", np.abs(before.astype(int) - same[number]).max(), "of 255")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Neither. A lazy dataset is a recipe, not a result. The second call starts another actor, which loads the model again and paints from fresh
# noise. Most of the seconds are that start. The two pictures look alike because the course's small model leaves
# only the light to chance. A large model paints another dog.
#
# </details>

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: looking twice, paying twice.** `take`, `take_batch`, `show`, `count` after a filter, and every `write_…` run the whole plan.
# Where a model is in the plan, run it **once**: either `materialize()`, which keeps the result in Ray's object store, or write it and read
# it back.
#
# </div>

# %% [markdown]
# ## A seed for each row
#
# The picture starts from random noise, so each run gives another one. You want a rerun to give the *same* pictures: after a crash, or
# when a colleague asks for number 8 again.
#
# One seed for the whole run is not enough. Which rows share a batch, and which actor gets it, changes from run to run. So give **each row
# a generator of its own**, made from its `id`. Keep it on the CPU, as here, also where the model sits on a GPU: the same seed then gives the same
# noise on both.


# %%
import torch


class SeededImageGen(ImageGen):
    def __call__(self, batch):
        noise = [torch.Generator().manual_seed(int(i)) for i in batch["id"]]
        images = self.pipe(prompt=batch["prompt"].tolist(), generator=noise, **self.options).images
        batch["image"] = np.stack([np.asarray(image) for image in images])
        return batch


# %% [markdown]
# `batch["id"]` holds NumPy numbers, and `manual_seed` wants a Python one: hence `int(i)`.
#
# A class is plain Python: you can try it here, without Ray. Paint the row with `id` 2 alone, and then in a batch with two others.

# %%
gen = SeededImageGen()
rows = prompts.take_batch(3)
position = rows["id"].tolist().index(2)
alone = gen({name: column[[position]] for name, column in rows.items()})["image"][0]
together = gen(rows)["image"][position]
raycourse.show_images([alone, together], ["id 2 alone", "id 2 in a batch of three"])
print("largest difference between two pixel values:", np.abs(alone.astype(int) - together).max(), "of 255")

# %% [markdown]
# The same picture. A very small difference may remain: another batch size adds the same numbers in another order.
#
# **Your turn.** A customer wants ten versions of each picture. Every row has an `id` and a `version` from 0 to 9. Write `noise(batch)`: a list with
# one generator for each row. Each version of each animal starts from noise of its own, the same in every run and every batch.


# %%
def noise(batch):
    raise NotImplementedError


raycourse.check("turns.noise", noise)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def noise(batch):
#     numbers = zip(batch["id"], batch["version"], strict=True)
#     return [torch.Generator().manual_seed(10 * int(i) + int(version)) for i, version in numbers]
# ```
#
# `id + version` would not do: version 2 of animal 1 and version 1 of animal 2 would share a seed.
#
# </details>
#
# ## Batch size and block size
#
# A **block** is a piece of the dataset that lies in memory; a **batch** is what the model sees. You choose the two sizes separately. To see
# how they meet, send eight rows through a function that makes one row of each batch: its size.
#
# **Predict.** `batch_size` is three. What sizes do you see if the eight rows lie in one block, in two blocks of four, in eight blocks of one?


# %% tags=["nbval-check-output"]
def count_rows(batch):
    return {"rows": [len(batch["id"])]}


for blocks in (1, 2, 8):
    batches = prompts.limit(8).repartition(blocks).map_batches(count_rows, batch_size=3).take_all()
    print(f"blocks: {blocks}; batches of", sorted((batch["rows"] for batch in batches), reverse=True))

# %% [markdown]
# <details><summary>Answer</summary>
#
# One block gives 3, 3 and a rest of 2. Two blocks of four give 3 and a rest of 1, twice. Eight blocks of one are put together until there
# are enough rows for a batch: 3, 3 and 2 again. As a drawing, with brackets around blocks and lines around batches:
#
# ```
# 1 block     [● ● ● | ● ● ● | ● ●]
# 2 blocks    [● ● ● | ●]   [● ● ● | ●]
# 8 blocks    [●] [●] [●]  |  [●] [●] [●]  |  [●] [●]
# ```
#
# </details>
#
# So Ray Data puts *small* blocks together for one task, and cuts *large* ones into batches. A batch never goes beyond its task. It may be
# short at the end of every task: your class must cope with any length.
#
# The same numbers decide how many actors have work. One block goes to one actor, **while the others wait**. For a pool you want at least
# as many blocks as actors. With few rows, one batch to a block shares the work best; with many rows, a few batches to a block cost less in
# hand-overs. `repartition(8)` names the number of blocks, and waits until all rows are there. `repartition(target_num_rows_per_block=8, strict=True)`
# names their size, and cuts what flows by.
#
# ## How fast?
#
# A model paints several pictures at once faster than one after the other, up to a point that depends on your machine. Measure it. The first
# call with a new batch size prepares things, so it does not count; the next three do.

# %%
texts, sizes = prompts.take_batch(4)["prompt"].tolist(), (1, 2, 4)
speed = {}
for n in sizes:
    pipe(prompt=texts[:n], **model.call)
    speed[n] = sorted(n / raycourse.seconds(lambda n=n: pipe(prompt=texts[:n], **model.call)) for _ in range(3))

lines = {f"{name} of three calls": [speed[n][k] for n in sizes] for k, name in ((2, "fastest"), (0, "slowest"))}
raycourse.plot_lines(lines, at=sizes, x="batch size", y="pictures per second", title="One copy of the model")

# %% [markdown]
# A larger batch pays as long as the lines rise; from there on it only costs memory. On a GPU that point lies far higher than on a CPU, and
# past it the card runs out of memory. Do not read much into a difference that is smaller than the gap
# between the two lines.

# %% [markdown]
# ## Write once, as Parquet
#
# Now run the model once, over sixteen prompts, on every GPU of the cluster, and keep everything. A group of actors that shares the work is an
# **actor pool**; `size=cluster.gpus` makes one actor for each GPU. By default Ray Data begins as soon as one actor is ready, and that one may
# have done all the work before the next is up. `wait_for_min_actors_s` makes it wait for the whole pool, at most so many seconds.
#
# A small class notes which card each actor holds, and when it loads and paints.


# %%
class TimedImageGen(SeededImageGen):
    def __init__(self):
        start = time.time()
        super().__init__()
        self.load = [start, time.time() - start]

    def __call__(self, batch):
        start, rows, here = time.time(), len(batch["id"]), ray.get_runtime_context()
        batch = super().__call__(batch)
        batch["card"] = [f"machine {here.get_node_id()[:3]}, GPU {here.get_accelerator_ids()['GPU'][0]}"] * rows
        batch["load"], batch["paint"] = [self.load] * rows, [[start, time.time() - start]] * rows
        return batch


# %% [markdown]
# While real cards paint, CPUs are idle. A second step gives them work: it makes a large copy of each picture for print, as a PNG file in
# memory. It keeps nothing between batches, so it is a function, and Ray runs it in tasks.
#
# **Predict.** Does the first large copy wait until the last picture is painted?

# %%
import io


def enlarge(batch):
    start, batch["poster"] = time.time(), []
    for image in batch["image"]:
        png, (height, width, _) = io.BytesIO(), image.shape
        Image.fromarray(image).resize((4 * width, 4 * height)).save(png, format="png")
        batch["poster"].append(png.getvalue())
    batch["enlarge"] = [[start, time.time() - start]] * len(batch["id"])
    return batch


# %%
to_paint = prompts.limit(16).repartition(8)
to_paint.context.wait_for_min_actors_s = 600
pool = ray.data.ActorPoolStrategy(size=cluster.gpus)
began = time.time()
painted = to_paint.map_batches(TimedImageGen, compute=pool, num_gpus=1, num_cpus=0, batch_size=2)
painted = painted.map_batches(enlarge, batch_size=2).materialize()

# %% [markdown]
# A lane for each actor, named by its card, and one for the tasks:

# %%
rows = painted.take_all()
lanes = {}
for row in rows:
    for kind, lane in (("load", row["card"]), ("paint", row["card"]), ("enlarge", "tasks, on CPUs")):
        lanes.setdefault(lane, set()).add((kind, *row[kind]))
order = {lane: sorted(lanes[lane], key=lambda bar: bar[1]) for lane in sorted(lanes)}
since_start = {lane: [(kind, start - began, length) for kind, start, length in bars] for lane, bars in order.items()}
kinds = ("load", "paint", "enlarge")
raycourse.plot_timeline(since_start, title="Sixteen pictures in batches of two, from the start", kinds=kinds)

# %% [markdown]
# On the left, where nothing is drawn, processes start and import PyTorch and diffusers. Then each actor loads the model. Only the right end is
# work: with sixteen pictures a pipeline is all start, with sixteen million the start does not matter. Here is that end, closer:

# %%
zero = min(row["paint"][0] for row in rows)
work = {lane: [(kind, start - zero, s) for kind, start, s in bars if kind != "load"] for lane, bars in order.items()}
raycourse.plot_timeline(work, title="The same run, from the first picture on", kinds=kinds)
painted_at = max(sum(row["paint"]) for row in rows)
ahead = painted_at - min(row["enlarge"][0] for row in rows)
print(f"the first copy is begun {ahead:.1f} s before the last picture is painted")

# %% [markdown]
# <details><summary>Answer</summary>
#
# It does not. The rows **stream**: as soon as a batch is painted, a task enlarges it, while the painter has the next one. Cards and CPUs
# work at the same time. (Logical GPUs share the CPU: their batches slow down once copies begin.) In a loop that paints everything
# and then enlarges everything, each would wait for the other.
#
# </details>
#
# Write what you have kept. `mode="overwrite"` replaces what an earlier run has left. Without it the writers *append*, and a second run
# doubles the rows.

# %%
folder = raycourse.storage("images/pictures")
keep = painted.select_columns(["id", "prompt", "image", "poster"])
written_in = raycourse.seconds(lambda: keep.write_parquet(folder, mode="overwrite"))
poster = Image.open(io.BytesIO(rows[0]["poster"]))
print(f"written in {written_in:.1f} s; a poster is {poster.width} pixels wide")

# %% [markdown]
# `materialize()` ran the plan; `write_parquet` wrote what it had kept. No actor started and no model loaded for that.
# Read it back: the picture is a tensor column again, and every pixel is as it was.

# %% tags=["nbval-check-output"]
stored = ray.data.read_parquet(folder)
before = {row["id"]: row["image"] for row in rows}
after = {row["id"]: row["image"] for row in stored.take_all()}
print(stored.schema().names, len(after), "rows, equal:", all(np.array_equal(before[i], after[i]) for i in before))

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: overwrite deletes first.** `mode="overwrite"` empties the folder *before* the pipeline runs. If the run then fails, the earlier rows are
# gone as well. Watch it: two rows lie in the folder `trap`, and the run that is to replace them breaks.
#
# </div>


# %%
def full_disk(batch):
    raise OSError("no space left on device (so we pretend)")


# %% tags=["nbval-check-output"]
import pyarrow.fs

print("before:", ray.data.read_parquet(trap).count(), "rows")
try:
    prompts.limit(2).map_batches(full_disk).write_parquet(trap, mode="overwrite")
except ray.exceptions.RayTaskError as error:
    print("the run fails:", next(line for line in str(error).splitlines() if line.startswith("OSError")))
filesystem, path = pyarrow.fs.FileSystem.from_uri(trap)
print("after:", len(filesystem.get_file_info(pyarrow.fs.FileSelector(path))), "files")

# %% [markdown]
# (`error.cause` says only that a *UDF* failed, a user-defined function.) That is no loss where a rerun takes seconds. Where rows have cost a night on a GPU, write *beside* the old ones, and swap when all are there,
# as [lesson {}](lesson:predict) does.
#
# ## PNG files, and their names
#
# People look at PNG files. `write_images` makes one for each row; `column` says where the arrays are.

# %%
loose = raycourse.storage("images/loose")
stored.write_images(loose, column="image", mode="overwrite")


def names_in(folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    return sorted(info.base_name for info in filesystem.get_file_info(pyarrow.fs.FileSelector(path)))


print(len(names_in(loose)), "files; the first is", names_in(loose)[0])

# %% [markdown]
# The names come from the write and the task, and say nothing about the row. For names that do, write the file in a function of your own and
# give it to `map`, which hands over one row at a time. `pyarrow.fs` opens a folder on disk and a bucket alike.


# %%
def save_png(row, folder):
    name = f"{row['id']}.png"
    png = io.BytesIO()
    Image.fromarray(row["image"]).save(png, format="png")
    filesystem, path = pyarrow.fs.FileSystem.from_uri(f"{folder}/{name}")
    with filesystem.open_output_stream(path) as file:
        file.write(png.getvalue())
    return {"id": row["id"], "file": name}


# %% [markdown]
# Two things that `write_images` did for you are now yours: make the folder, and empty it of an earlier run's files.


# %%
def empty_folder(folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path, recursive=True)
    filesystem.delete_dir_contents(path)


# %% tags=["nbval-check-output"]
named = raycourse.storage("images/named")
empty_folder(named)
written = stored.map(save_png, fn_kwargs={"folder": named}).materialize()
print(*names_in(named))

# %% [markdown]
# `map` is lazy too: without `materialize()` no file would be there. As the name comes
# from the `id`, a task that Ray has to run twice writes the same file twice, and no stray copy remains.
#
# `read_images` brings the files back. With `include_paths=True` each row carries its path, and so its id.

# %%
back = ray.data.read_images(named, mode="RGB", include_paths=True).take_all()
back = {int(row["path"].split("/")[-1].removesuffix(".png")): row["image"] for row in back}
print("all equal:", all(np.array_equal(back[i], after[i]) for i in after))
four = sorted(back)[:4]
raycourse.show_images([back[i] for i in four], [f"{i}.png" for i in four], title="Read back from PNG")

# %% [markdown]
# PNG keeps every pixel. JPEG would not: its pictures come back close, but not equal.
#
# ## Quiz
#
# **1.** You run the painter with `seed=0` in its constructor instead of a generator for each row. The same prompts, twice: are the pictures the same? (a) Yes. (b) Not in general. (c) Only with a GPU.
#
# <details><summary>Answer</summary>
#
# (b). Which actor gets which rows, and in what order, differs from run to run, so a row meets other random numbers. (a) would need the order to be fixed, and by default Ray promises none. (c) has nothing to do with it: a generator
# seeded by the row's `id` gives the same noise on every device.
#
# </details>
#
# **2.** Two GPUs, a pool of two painters, and all 44 prompts in one block. How many painters work? (a) Both. (b) One. (c) None, until the block is cut.
#
# <details><summary>Answer</summary>
#
# (b). A block goes to one task, and a task to one actor; the other one waits. `repartition` gives both something to do. (a) forgets that batches are cut *inside* a task. (c) is not so: one block is enough to run.
#
# </details>
#
# ## Recap
#
# - Try the model by hand first; prompts go in as a list (`.tolist()`), pictures come out as one `uint8` array (`np.stack`).
# - A class loads once for each actor; the pool has one actor for each GPU, and `num_cpus=0` keeps the CPUs free.
# - Blocks are for the pool, batches are for the model. A batch may be short at the end of every task.
# - A generator seeded by the row's `id` makes a rerun give the same picture.
# - Each look at a lazy dataset runs the model again: `materialize()` or write, once, with `mode="overwrite"`, which deletes the old rows before the new ones are there.
#
# | API | What it does |
# |---|---|
# | [`map_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map_batches.html) | runs a function or a class over batches |
# | [`ActorPoolStrategy`](https://docs.ray.io/en/latest/data/api/doc/ray.data.ActorPoolStrategy.html) | how many actors run the class |
# | [`repartition`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.repartition.html) | cuts blocks by number or by rows |
# | [`materialize`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.materialize.html) | runs the plan and keeps the result |
# | [`write_parquet`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.write_parquet.html) | writes all columns, tensors included |
# | [`write_images`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.write_images.html) | writes one picture file for each row |
# | [`read_images`](https://docs.ray.io/en/latest/data/api/doc/ray.data.read_images.html) | reads picture files as arrays |
#
# **Next:** the lab, where the pictures are yours. Then [lesson {}](lesson:enhance).

# %%
ray.shutdown()
