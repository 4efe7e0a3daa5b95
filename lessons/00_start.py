# ---
# jupyter:
#   course:
#     title: Start here
#     minutes: 30
#     builds: the whole pipeline on four rows; a task, a reference and an actor; a checked machine
# ---

# %% [markdown]
# # Start here
#
# By the end you have run the whole pipeline of this course on four rows, and you know the three ideas that Ray is made of.
#
# ![24 pictures of animals in garments and seasons, in watercolour, pencil, pixels and as photos](../data/models/text_to_image/samples.png)
#
# The course's own small diffusion model painted these. In a few minutes it paints four for you.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | Python; nothing of Ray |
# | **You will learn** | to run a pipeline on Ray Data, to tell a task, an actor and a reference apart, to read a plan, to use the labs |
# | **Hardware** | two CPU cores; no GPU |

# %%
import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# [Ray](https://docs.ray.io) runs Python functions and classes on many cores and machines. *Ray Data* is the part of Ray that sends whole
# datasets through them. `connect()` started Ray on this machine, and the table says what Ray has to work with. (CPUs are numbers to schedule
# by: `connect()` declares six even on two cores, so that no step waits for a number. They share the real cores.) Every notebook of this course begins like that.
#
# ## The whole game
#
# Two tables lie in the course's data. One says which animal somebody wants a picture of, the other says what each animal wears. A language
# model will add a season to each wish, and an image model will paint it. Here is all of it, for the first four rows. Read the code, but do
# not stop at what you do not know yet: the lessons take it apart.
#
# First the tables. A **join** brings the rows with the same `id` together, and a function glues the words into one prompt.

# %%
import ray
from ray.data.expressions import col


def dress(row):
    return {"id": row["id"], "prompt": f"{row['animal']} wearing a {row['outfit']}"}


animals = ray.data.read_csv(raycourse.data("animals.csv")).filter(expr=col("id") <= 4)
outfits = ray.data.read_csv(raycourse.data("outfits.csv"))
dressed = animals.join(outfits, join_type="inner", num_partitions=2, on=("id",)).map(dress)

# %% [markdown]
# The language model. Its class loads it once, in `__init__`. `__call__` gets a **batch** of rows, a dict with one array for each column, and
# returns one.

# %%
from transformers import pipeline

WISH = "Enhance the image description with two short elements corresponding to the {} season."


class Enhancer:
    def __init__(self):
        self.model = raycourse.model("enhancer")
        self.chat = pipeline("text-generation", self.model.source, device=self.model.device, **self.model.load)

    def __call__(self, batch):
        wish = {"role": "system", "content": WISH.format("winter")}
        chats = [[wish, {"role": "user", "content": prompt}] for prompt in batch["prompt"]]
        answers = self.chat(chats, **self.model.call)
        batch["prompt"] = [answer[0]["generated_text"][-1]["content"] for answer in answers]
        return batch


# %% [markdown]
# The image model, a class of the same shape. It adds the column `image`.

# %%
import numpy as np
import torch
from diffusers import AutoPipelineForText2Image


class Painter:
    def __init__(self):
        self.model = raycourse.model("text_to_image")
        self.paint = AutoPipelineForText2Image.from_pretrained(self.model.source, **self.model.load)
        self.paint.to(self.model.device).set_progress_bar_config(disable=True)

    def __call__(self, batch):
        noise = [torch.Generator().manual_seed(int(number)) for number in batch["id"]]
        pictures = self.paint(prompt=list(batch["prompt"]), generator=noise, **self.model.call).images
        batch["image"] = np.stack([np.asarray(picture) for picture in pictures])
        return batch


# %% [markdown]
# Now put them together. `map_batches` sends the rows through a class, and `take_all` asks for the result.

# %%
from ray.data import ActorPoolStrategy

one = {"batch_size": 4, "compute": ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
painted = dressed.map_batches(Enhancer, **one).map_batches(Painter, **one)

# %%
rows = []
ray_seconds = raycourse.seconds(lambda: rows.extend(painted.take_all()))
rows.sort(key=lambda row: row["id"])
raycourse.show_images(
    [row["image"] for row in rows],
    [row["prompt"] for row in rows],
    title=f"Two tables, two models, four pictures: {ray_seconds:.0f} s",
)

# %% [markdown]
# That is the pipeline of this course. Each box names the lesson that builds the step:

# %%
from raycourse.catalogue import lesson

steps = {  # name: (x, y, lesson)
    "animals.csv": (0, 0, "datasets"), "outfits.csv": (0, 1, "datasets"), "join": (1, 0.5, "joins"), "dress": (2, 0.5, "joins"),
    "language model": (3, 0.5, "enhance"), "image model": (4, 0.5, "images"), "pictures": (5, 0, "images"), "Parquet": (5, 1, "images"),
}  # fmt: skip
boxes = [(f"{name}\nlesson {lesson(slug).number}", x, y) for name, (x, y, slug) in steps.items()]
colours = [int(lesson(slug).number) for _, _, slug in steps.values()]
arrows = [(0, 2), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (5, 7)]
raycourse.plot_boxes(boxes, arrows, title="The course's pipeline", colours=colours)

# %% [markdown]
# ## The same without Ray
#
# Four rows need no Ray. The classes are plain classes, so a plain program can call them.
#
# **Predict.** Which takes longer for four rows, this program or Ray? And what will the slower one spend most of its time on?

# %%
import time

import pandas as pd

begin = time.time()
table = pd.read_csv(raycourse.data("animals.csv")).query("id <= 4")
table = table.merge(pd.read_csv(raycourse.data("outfits.csv")), on="id")
batch = {"id": table["id"].to_numpy(), "prompt": (table["animal"] + " wearing a " + table["outfit"]).to_numpy()}
enhance, paint = Enhancer(), Painter()
loaded = time.time()
batch = paint(enhance(batch))
done = time.time()

# %% tags=["nbval-check-output"]
print("the same prompts:", [row["prompt"] for row in rows] == list(batch["prompt"]))

# %%
spent = {"plain: models load": loaded - begin, "plain: four rows": done - loaded, "Ray: everything": ray_seconds}
raycourse.plot_bars(spent, x="", y="seconds", title="Four rows")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The plain program is faster. Ray started a process for each model and several for the join, and each of them imported its libraries. This
# notebook had imported them already. That price is paid once: four million rows cost the same start as four.
#
# </details>
#
# Then what is Ray for? The plain program paints while the language model waits, and waits while the language model writes. It holds all rows
# in memory. It ends at the first crash, and at the edge of this machine. You could write threads, queues, retries and a network protocol
# around it. Ray Data is that, written already: on a hundred machines you read from storage that all of them see, and change the sizes of the pools and the number of the join's
# partitions. The functions stay as they are.
#
# ## Tasks
#
# Everything that Ray runs is made of three ideas. The first is the **task**: a function that runs in another process. `@ray.remote` makes
# one. Calling `nap.remote()` returns at once, and `ray.get` waits for the result.
#
# **Predict.** Four naps of half a second each: how long do they take together?

# %%
import os


@ray.remote
def nap():
    time.sleep(0.5)
    return os.getpid()


# %%
for attempt in ("first time", "second time"):
    begin = time.time()
    processes = ray.get([nap.remote() for _ in range(4)])
    spent = time.time() - begin
    print(
        f"{attempt}: {spent:.1f} s in {len(set(processes))} processes; this one among them: {os.getpid() in processes}"
    )

# %% [markdown]
# <details><summary>Answer</summary>
#
# About half a second: the four tasks nap at the same time, each in a process of its own. The first time takes longer if Ray still has to
# start those processes. It keeps them, and the second time shows what a task itself costs.
#
# </details>
#
# **Your turn.** Write `everywhere(function, values)`: it calls `function` on each of the values, all at the same time in other processes, and returns
# the list of results. Two lines are enough: `ray.remote(function)` does what `@ray.remote` does.


# %%
def everywhere(function, values):
    raise NotImplementedError


raycourse.check("turns.everywhere", everywhere)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def everywhere(function, values):
#     task = ray.remote(function)
#     return ray.get([task.remote(value) for value in values])
# ```
#
# First all tasks are started, then one `ray.get` waits for all of them. A `ray.get` inside the loop would wait for each before it starts the next.
#
# </details>
#
# ## References
#
# What does `.remote()` return, if not the result? A **reference**: a ticket for a value that may not exist yet. The value stays in Ray's
# **object store**, memory that all processes of a machine share. You hand tickets around, and whoever needs the value gets it.


# %%
@ray.remote
def total(numbers):
    return int(numbers.sum()), "a copy" if numbers.flags["OWNDATA"] else "the store's own memory"


ticket = ray.put(np.arange(1_000_000))
answer = total.remote(ticket)
print(ticket)
print(answer)
print(ray.get(answer))

# %% [markdown]
# Two tickets, and neither holds a number. `total` was handed the ticket and received the array. It read the array where it lies: eight
# megabytes that nobody copied.
#
# ## Actors
#
# A task forgets everything when it returns. An **actor** is an object that lives in a process of its own and keeps what it has: a counter,
# or a model that took seconds to load. Put `@ray.remote` above a class:


# %%
@ray.remote
class Counter:
    def __init__(self):
        self.pictures = 0

    def add(self, number):
        self.pictures += number
        return self.pictures


# %% tags=["nbval-check-output"]
counter = Counter.remote()
ray.get([counter.add.remote(number) for number in (4, 2, 4)])

# %% [markdown]
# Three calls went to one object, in order, and it remembered.
#
# **Your turn.** Write `pooled(Model, batches, size)`: it starts `size` actors of the class `Model`, calls the method `work` once for each batch,
# the actors taking turns, and returns the list of results in the order of the batches.


# %%
def pooled(Model, batches, size):
    raise NotImplementedError


raycourse.check("turns.pooled", pooled)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def pooled(Model, batches, size):
#     actors = [ray.remote(Model).remote() for _ in range(size)]
#     return ray.get([actors[k % size].work.remote(batch) for k, batch in enumerate(batches)])
# ```
#
# `Model` is made `size` times, however many batches there are. All calls are under way before the one `ray.get` waits for them.
#
# </details>
#
# That is an actor pool. In the pipeline above, `ActorPoolStrategy(size=1)` asked for a pool of one actor for each model. Ray Data's pools do not
# go by turns: the next batch goes to an actor that is free.
#
# Now look at the pipeline with these three words. The classes `Enhancer` and `Painter` became **actors**, one of each, because loading a
# model for every batch would take longer than using it. `dress` keeps nothing, so it ran as **tasks**. Between them the rows travelled in
# pieces called **blocks**, as **references**: the driver, which is this notebook, saw a row only when you asked for it.
#
# ## A plan, not a result
#
# **Predict.** After the next cell, has a file been read? Has a model been loaded?

# %% tags=["nbval-check-output"]
more = ray.data.read_csv(raycourse.data("animals.csv")).map_batches(Painter, **one)
print(more)

# %% [markdown]
# <details><summary>Answer</summary>
#
# Neither. A dataset is **lazy**: a plan of what to do, printed here from the last step to the first. The number of rows is a question mark,
# because nobody has counted them. Ray starts when you ask for rows, and by then it knows the whole plan and can improve it.
#
# </details>
#
# Here is the plan of the pipeline, as Ray improved it. `Input` is the list of files. Two steps in one box are **fused**: one task does both, and
# nothing is stored between them.

# %%
raycourse.plot_plan(painted)

# %% [markdown]
# ## Real and logical GPUs
#
# Each model asked for half a GPU, `num_gpus=0.5`. To Ray, a GPU is a number. A task or an actor that asks for 0.5 waits until that much is
# free, takes it, and gives it back. Ray does not look at what it does with it. On a machine without a card, `connect()` therefore tells Ray
# of two **logical GPUs**: everything is scheduled as on two cards, and the models run on the CPU. With real cards, it declares those, and Ray
# sets `CUDA_VISIBLE_DEVICES`: a process sees only the card that it was given, always as `cuda:0`. Nothing limits the memory that it takes there. The task
# below holds half a GPU and computes on a card, if PyTorch finds one:


# %%
@ray.remote(num_gpus=0.5)
def look_around():
    reserved = ray.get_runtime_context().get_assigned_resources()["GPU"]
    ones = torch.ones(1000, device="cuda" if torch.cuda.is_available() else "cpu")
    return f"I hold {reserved} of GPU {ray.get_gpu_ids()[0]}, and added {ones.sum():.0f} ones on {ones.device}"


print(ray.get(look_around.remote()))

# %% [markdown]
# Everything you learn here about pools, fractions and waiting holds on real cards. What you cannot learn from a logical one is speed.
#
# ## The models
#
# Each model has a role, and a file of the course says which model plays it. By default (`COURSE_PROFILE=tiny`) the course uses small models
# of its own, so you need neither a card nor a network. With `COURSE_PROFILE=full`, on a GPU machine, it uses public ones.

# %% tags=["nbval-check-output"]
import tomllib
from pathlib import Path

models = tomllib.loads((Path(raycourse.__file__).parent / "models.toml").read_text())
for role, profiles in models.items():
    for profile, row in profiles.items():
        print(f"{role:14} {profile:5} {row['source']}")

# %% [markdown]
# The small ones are real model folders: `diffusers` and `transformers` load them as they load any other. **They are not SDXL-Turbo, and not
# Qwen.** This project trains them from nothing, on drawings and sentences of one small world. The enhancer copies whatever you write, and adds two
# elements of a season. The painter knows that world only: 24 animals, ten garments in ten colours, five media and four seasons. Ask for a castle
# and the prompt keeps it, but the picture shows nothing sensible. The `README.md` in a model's folder says how it was made and how well it does.
#
# **Your turn.** The two models are still loaded from the plain program above. Write a wish of your own, in the words of the painter's world, and
# run the cell again with another number for another light (a large model would paint another fox):

# %%
wish, number = "a paper cut-out of a fox wearing a red scarf", 7

mine = paint(enhance({"id": np.array([number]), "prompt": np.array([wish])}))
raycourse.show_images(mine["image"], mine["prompt"])

# %% [markdown]
# ## Is this machine ready?
#
# The course has a doctor. It looks at what the course needs and says, for each thing that is wrong, what to do about it. In a terminal you
# call it with `.venv/bin/python -m raycourse doctor`. Its last check starts Ray. Ray runs here already, so leave that one out:

# %%
from raycourse.__main__ import CHECKS

for look in CHECKS[:-1]:
    fine, finding = look()
    print("✓" if fine else "✗", finding)

# %% [markdown]
# ## Lessons and labs
#
# {lessons}
#
# Each notebook stands alone: begin where you like, rerun what you like.
#
# **How to use a lesson.** Run the cells from the top. Where it says *Predict*, stop and think of an answer before you run the next cell. The
# answer is folded below that cell: click on it to compare. Where it says *Your turn*, write a line or two in place of
# `raise NotImplementedError` and run the cell again: a check answers at once, and one way is folded below.
#
# **How to use a lab.** Open it from the last column of the table; its file is in the folder `labs/`. Each task has a function to fill in, a
# hint to unfold, and a check. Solutions are in `solutions/`. A check calls *your function* with data of its own, so every way that works is
# right. When something is wrong, the check says what it expected, what it got, and where to look.
#
# Here is one. The first task of [lab {}](lab:ingest) is to read a file of creatures, rename the column `class` to `kind`, add a column `pairs`
# with the number of whole pairs of legs, and keep the creatures that have a pair. This answer gets one of these steps wrong:


# %% tags=["nbval-check-output"]
def in_pairs(path):
    creatures = ray.data.read_json(path, lines=True).rename_columns({"class": "kind"})
    return creatures.filter(expr=col("legs") > 1).with_column("pairs", col("legs") / 2)


raycourse.check("ingest.in_pairs", in_pairs)

# %% [markdown]
# The number at the end is your score for the task. Which character is missing?
#
# ## Quiz
#
# **1.** A function needs the same large table in each of a hundred calls. What do you hand to its tasks? (a) The table. (b) `ray.put(table)`, once. (c) The path of a file on your laptop.
#
# <details><summary>Answer</summary>
#
# (b). The value is stored once, and every task reads it there. With (a), Ray stores a copy for each call. (c) works until a task runs on another machine, which has no such file.
#
# </details>
#
# **2.** A model takes ten seconds to load and 20 ms for a batch. Should it be (a) a task for each batch, (b) an actor, or (c) loaded in the notebook and sent along?
#
# <details><summary>Answer</summary>
#
# (b). An actor loads once and keeps the model. A task (a) loads it again for every batch, and spends 99.8 % of its time on that. (c) sends the whole model through the object store, and fails where the notebook
# has put it on a card that the worker does not have.
#
# </details>
#
# **3.** You call `read_parquet` on a folder that is ten times as large as your memory. What happens? (a) An error. (b) Swapping. (c) Next to nothing.
#
# <details><summary>Answer</summary>
#
# (c). You get a plan, and no row is read. When it runs, only the blocks that somebody works on have to be in memory, so neither (a) nor (b) need happen later.
#
# </details>
#
# ## Recap
#
# - A **task** is a function in another process, an **actor** an object that stays there, a **reference** a ticket for a value.
# - A dataset is a lazy plan. Ray Data improves it, runs it block by block, and sends the rows through tasks and actors.
# - Ray schedules by numbers. A logical GPU is a number without a card.
#
# | API | What it does |
# |---|---|
# | [`ray.init`](https://docs.ray.io/en/latest/ray-core/api/doc/ray.init.html) | starts or joins Ray; `connect()` calls it for you |
# | [`ray.remote`](https://docs.ray.io/en/latest/ray-core/api/doc/ray.remote.html) | makes a task of a function, an actor of a class |
# | [`ray.put`](https://docs.ray.io/en/latest/ray-core/api/doc/ray.put.html), [`ray.get`](https://docs.ray.io/en/latest/ray-core/api/doc/ray.get.html) | a value into the object store, and out of it |
# | [`join`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.join.html) | rows of two datasets with the same key |
# | [`map_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map_batches.html) | your function or class on each batch |
#
# **Next:** [lesson {}](lesson:datasets), where the data comes in.

# %%
ray.shutdown()
