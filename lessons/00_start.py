# ---
# jupyter:
#   course:
#     title: Start here
#     minutes: 10
#     builds: a checked machine and a first pipeline, its plan read
# ---

# %% [markdown]
# # Start here
#
# By the end you have checked your machine, run a first pipeline from a table to pictures, and read its plan.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | Python; nothing of Ray |
# | **You will learn** | to connect to Ray, to tell a logical GPU from a real one, to build a lazy pipeline and read its plan, to use the labs |
# | **Hardware** | two CPU cores; no GPU |

# %%
import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# The table says what you have to work with. [Ray](https://docs.ray.io) runs Python functions and classes on many cores and machines.
# *Ray Data* is the part of Ray that sends whole datasets through them. `connect()` started Ray on this machine, or joined the cluster that the
# variable `RAY_ADDRESS` names. Every notebook of this course begins like that.
#
# ## What you will build
#
# One pipeline, over the whole course. It reads prompts and outfits, joins them, lets a language model add a season, paints the result with
# an image model, and writes pictures and tables. Each box below names the lesson that builds this step.

# %%
from raycourse.catalogue import lesson

steps = {  # name: (x, y, lesson)
    "animals.csv": (0, 0, "ingest"), "outfits.csv": (0, 1, "ingest"), "join": (1, 0.5, "joins"), "expand prompt": (2, 0.5, "joins"),
    "language model": (3, 0.5, "enhance"), "image model": (4, 0.5, "images"), "pictures": (5, 0, "images"), "Parquet": (5, 1, "images"),
}  # fmt: skip
boxes = [(f"{name}\nlesson {lesson(slug).number}", x, y) for name, (x, y, slug) in steps.items()]
colours = [int(lesson(slug).number) for _, _, slug in steps.values()]
arrows = [(0, 2), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (5, 7)]
raycourse.plot_boxes(boxes, arrows, title="The course's pipeline", colours=colours)

# %% [markdown]
# Each step is a few lines of Python. What makes it a pipeline is that the steps run at the same time wherever they can, on the right
# hardware, with no more data in memory than fits. That part is Ray Data's, and how it works is what you are here to learn.
#
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
# ## Real and logical GPUs
#
# To Ray, a GPU is a number. A task that says `num_gpus=0.5` waits until half a GPU is free, takes it, and gives it back. Ray does not look
# at what the task does with it. On a machine without a card, `connect()` therefore tells Ray of two **logical GPUs**: everything is scheduled
# as on two cards, and the models run on the CPU. With real cards, it declares those.
#
# You can ask a task what it holds. `@ray.remote` makes a **task** of a function. `look_around.remote()` hands it to a worker process and
# returns at once, with a reference to the result; `ray.get` waits for the result and fetches it.

# %%
import ray


@ray.remote(num_gpus=0.5)
def look_around():
    reserved = ray.get_runtime_context().get_assigned_resources()["GPU"]
    return f"I hold {reserved} of GPU {ray.get_gpu_ids()[0]}"


print(ray.get(look_around.remote()), "(a real card)" if cluster.gpus_are_real else "(a number without a card)")

# %% [markdown]
# Everything you learn here about pools, fractions and waiting holds on real cards. What you cannot learn from a logical one is speed.
#
# ## The models
#
# Two models do the writing and the painting, and later lessons bring more. Each model has a role, and a file of the course says which model
# plays it. By default (`COURSE_PROFILE=tiny`) the course uses small models of its own, so you need neither a card nor a network. With
# `COURSE_PROFILE=full`, on a GPU machine, it uses public ones. The notebooks stay the same.

# %%
# NBVAL_CHECK_OUTPUT
import tomllib
from pathlib import Path

table = tomllib.loads((Path(raycourse.__file__).parent / "models.toml").read_text())
for role, profiles in table.items():
    for profile, row in profiles.items():
        print(f"{role:14} {profile:5} {row['source']}")

# %% [markdown]
# The small ones are real model folders: `diffusers` and `transformers` load them as they load any other. **They are not SDXL-Turbo, and not
# Qwen.** This project trains them from nothing, on drawings and sentences of one small world: 24 animals, ten garments in ten colours, five
# media and four seasons. Ask for a castle and you get nothing sensible. The `README.md` in a model's folder says how it was made and how well
# it does.
#
# ## A first pipeline
#
# The pipeline below reads the prompts, renames a column, measures each prompt, and adds a picture: one of this animal, from the course's
# data. In [lesson {}](lesson:images) a model takes the place of `illustrate`.

# %%
import numpy as np
from PIL import Image

pictures = Path(raycourse.data("pictures"))


def illustrate(batch):
    species = [prompt.split()[-1] for prompt in batch["prompt"]]
    batch["image"] = np.stack([np.asarray(Image.open(pictures / name / f"{name}-0.jpg")) for name in species])
    return batch


# %% [markdown]
# A **batch** is a dict with one NumPy array for each column. The function gets one and returns one. Now the pipeline, step after step.
#
# **Predict.** After the next cell, has the file been read?

# %%
# NBVAL_CHECK_OUTPUT
from ray.data.expressions import col

pipeline = (
    ray.data.read_csv(raycourse.data("animals.csv"))
    .rename_columns({"animal": "prompt"})
    .with_column("letters", col("prompt").str.len())
    .map_batches(illustrate, batch_size=8)
)
print(pipeline)

# %% [markdown]
# <details><summary>Answer</summary>
#
# No. A dataset is **lazy**: a plan of what to do. The number of rows is a question mark, because nobody has counted them. Ray Data starts
# when you ask for rows, and by then it knows the whole plan.
#
# </details>
#
# Because Ray Data knows the whole plan, it can improve it before anything runs. `explain()` prints the plan as you wrote it, and what it
# becomes:

# %%
# NBVAL_CHECK_OUTPUT
pipeline.explain()

# %% [markdown]
# Read each plan from the bottom up. The first is yours: read, two changes of columns (a `Project` each), your function. In the second, both
# changes have become one. The third names the *operators* that do the work; `InputDataBuffer` hands the list of files to the reader. The
# fourth is what runs: the changes of columns and your function are **fused** (`A->B`), so one task does both, and nothing is stored between
# them. `ReadCSV` stays apart on purpose. One task reads the one file and cuts it into pieces, so that several tasks can go on from there.
#
# `materialize()` runs the plan and keeps the result:

# %%
illustrated = pipeline.materialize()
print(f"{illustrated.count()} rows in {illustrated.num_blocks()} blocks, with the columns {illustrated.schema().names}")

# %% [markdown]
# The rows lie in **blocks**, small tables of their own. A block is what one task works on. That is why a pipeline can use all cores, and
# why it never needs all the data at once. [Lesson {}](lesson:ingest) is about them.
#
# Write the result to storage. Any notebook can read it from there:

# %%
folder = raycourse.storage("start/zoo")
illustrated.write_parquet(folder, mode="overwrite")

# %%
rows = sorted(ray.data.read_parquet(folder).take_all(), key=lambda row: row["id"])[:12]
captions = [f"{row['id']}: {row['prompt']}" for row in rows]
raycourse.show_images([row["image"] for row in rows], captions, columns=6, title="What the first pipeline wrote")

# %% [markdown]
# Not every picture is in the medium that its prompt asks for: these were looked up, not painted. To paint them you need a model.
#
# ## Lessons and labs
#
# {lessons}
#
# Each notebook stands alone: begin where you like, rerun what you like.
#
# **How to use a lesson.** Run the cells from the top. Where it says *Predict*, stop and think of an answer before you run the next cell. The
# answer is folded below that cell: click on it to compare.
#
# **How to use a lab.** Open it from the last column of the table; its file is in the folder `labs/`. Each task has a function to fill in, a
# hint to unfold, and a check. Solutions are in `solutions/`. A check calls *your function* with data of its own, so every way that works is
# right. When something is wrong, the check says what it expected, what it got, and where to look.
#
# Here is one. The first task of [lab {}](lab:ingest) is to read a file of creatures, rename the column `class` to `kind`, add a column `pairs`
# with the number of whole pairs of legs, and keep the creatures that have a pair. This answer gets one of these steps wrong:


# %%
# NBVAL_CHECK_OUTPUT
def in_pairs(path):
    creatures = ray.data.read_json(path, lines=True).rename_columns({"class": "kind"})
    return creatures.filter(expr=col("legs") > 1).with_column("pairs", col("legs") / 2)


raycourse.check("ingest.in_pairs", in_pairs)

# %% [markdown]
# The number at the end is your score for the task. Which character is missing?
#
# ## Recap
#
# - Ray schedules by numbers. A logical GPU is a number without a card.
# - The small models are the course's own, and know one small world.
# - A dataset is a lazy plan. Ray Data improves it, fuses its steps, and runs them block by block.
#
# | API | What it does |
# |---|---|
# | [`ray.init`](https://docs.ray.io/en/latest/ray-core/api/doc/ray.init.html) | starts or joins Ray; `connect()` calls it for you |
# | [`read_csv`](https://docs.ray.io/en/latest/data/api/doc/ray.data.read_csv.html) | makes a dataset from files |
# | [`map_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map_batches.html) | your function on each batch |
# | [`explain`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.explain.html) | the plan, before and after it is improved |
# | [`materialize`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.materialize.html) | runs the plan and keeps the result |
#
# **Next:** [lesson {}](lesson:ingest), where the data comes in.

# %%
ray.shutdown()
