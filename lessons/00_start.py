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
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import ray
from IPython.display import display
from PIL import Image
from ray.data.expressions import col

import raycourse
from raycourse.show import PALETTE

cluster = raycourse.connect()
cluster

# %% [markdown]
# The table says what you have to work with. [Ray](https://docs.ray.io) runs Python functions and classes on many cores and machines;
# *Ray Data*, a library of it, runs whole datasets through them. `connect()` started Ray on this machine, or joined the cluster that the
# variable `RAY_ADDRESS` names. Every notebook of this course begins like that.
#
# ## What you will build
#
# One pipeline, over the whole course. It reads prompts and outfits, joins them, lets a language model add a season, paints the result with
# an image model, and writes pictures and tables. The next cell draws it.

# %%
steps = {  # name: (x, y, lesson)
    "animals.csv": (0, 1, 1), "outfits.csv": (0, 0, 1), "join": (1, 0.5, 2), "expand\nprompt": (2, 0.5, 2),
    "language\nmodel": (3, 0.5, 4), "image\nmodel": (4, 0.5, 3), "pictures": (5, 1, 3), "Parquet": (5, 0, 3),
}  # fmt: skip
arrows = [(0, 2), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (5, 7)]
places = [(x, y) for x, y, _ in steps.values()]
figure, axis = plt.subplots(figsize=(10, 2.2), layout="constrained")
arrow = {"arrowstyle": "->", "color": "grey", "shrinkA": 34, "shrinkB": 34}
for start, end in arrows:
    axis.annotate("", places[end], places[start], arrowprops=arrow)
for name, (x, y, lesson) in steps.items():
    box = {"boxstyle": "round,pad=0.5", "fc": "white", "ec": PALETTE[lesson - 1], "lw": 2}
    axis.text(x, y, name, ha="center", va="center", bbox=box)
    axis.text(x, y - 0.42, f"lesson {lesson:02}", ha="center", va="center", fontsize=8, color="dimgrey")
axis.set(xlim=(-0.5, 5.5), ylim=(-0.6, 1.4))
axis.axis("off")
alt = "The course's pipeline: two tables are joined, prompts expanded, enhanced by a model, painted, written"
display(figure, metadata={"image/png": {"alt": alt}})
plt.close(figure)

# %% [markdown]
# Each step is a few lines of Python. What makes it a pipeline is that all steps run at the same time, on the right hardware, with no more
# data in memory than fits. That part is Ray Data's, and how it works is what you are here to learn.
#
# ## Is this machine ready?
#
# The doctor looks at everything the course needs and says, for each thing that is wrong, what to do. In a terminal you call it as
# `.venv/bin/python -m raycourse doctor`. Here it uses the Ray that runs already.

# %%
environment = {**os.environ, "RAY_ADDRESS": ray.get_runtime_context().gcs_address}
report = subprocess.run([sys.executable, "-m", "raycourse", "doctor"], env=environment, capture_output=True, text=True)
print(report.stdout, end="")

# %% [markdown]
# ## Real and logical GPUs
#
# To Ray, a GPU is a number. A task that says `num_gpus=0.5` waits until half a GPU is free, takes it, and gives it back. Ray does not look
# at what the task does with it. On a machine without a card, `connect()` therefore tells Ray of two **logical GPUs**: everything is scheduled
# as on two cards, and the models run on the CPU. With real cards, it declares those.


# %%
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
# Two models do the writing and the painting. Which ones, says a table of the course: by default (`COURSE_PROFILE=tiny`) small ones of its
# own, so that you need neither a card nor a network; with `COURSE_PROFILE=full`, on a GPU machine, public ones. The notebooks are the same.

# %%
# NBVAL_CHECK_OUTPUT
table = tomllib.loads((Path(raycourse.__file__).parent / "models.toml").read_text())
for role, profiles in table.items():
    for profile, row in profiles.items():
        print(f"{role:14} {profile:5} {row['source']}")

# %% [markdown]
# The small ones are real model folders, which `diffusers` and `transformers` load as they load any other. **They are not SDXL-Turbo, and not
# Qwen.** This project trains them from nothing, on drawings and sentences of one small world: 24 animals, ten garments in ten colours, five
# media and four seasons. Ask for a castle and you get nothing sensible. How a model was made, and how well it does, stands in the `README.md`
# beside it.
#
# ## A first pipeline
#
# The pipeline below reads the prompts, renames a column, measures each prompt, and puts a picture to it: the one that the course's data has
# of this animal. In [lesson {}](lesson:images) a model takes the place of `illustrate`.

# %%
pictures = Path(raycourse.data("pictures"))


def illustrate(batch):
    species = [prompt.split()[-1] for prompt in batch["prompt"]]
    batch["image"] = np.stack([np.asarray(Image.open(pictures / name / f"{name}-0.jpg")) for name in species])
    return batch


# %% [markdown]
# A **batch** is a dict with one NumPy array for each column. The function gets one and returns one. Now the pipeline, step after step:

# %%
pipeline = (
    ray.data.read_csv(raycourse.data("animals.csv"))
    .rename_columns({"animal": "prompt"})
    .with_column("letters", col("prompt").str.len())
    .map_batches(illustrate, batch_size=8)
)
print(pipeline)

# %% [markdown]
# **Predict.** Has the file been read by now?
#
# <details><summary>Answer</summary>
#
# No. A dataset is **lazy**: a plan of what to do. The number of rows is a question mark, because nobody has counted them. Ray Data starts
# when you ask for rows, and by then it knows the whole plan.
#
# </details>
#
# And it makes a better one of it. `explain()` prints the plan as you wrote it, and what it becomes:

# %%
# NBVAL_CHECK_OUTPUT
pipeline.explain()

# %% [markdown]
# Read each plan from the bottom up. The first is yours: read, two changes of columns (a `Project` each), your function. In the second, both
# changes have become one. The third says with which *operators* to do it. The fourth is what runs: the changes of columns and your function
# are **fused** (`A->B`), so one task does both with the rows in its hands, and nothing is stored between them.
#
# Now run it. `materialize()` does so and keeps the result:

# %%
illustrated = pipeline.materialize()
print(f"{illustrated.count()} rows in {illustrated.num_blocks()} blocks, with the columns {illustrated.schema().names}")

# %% [markdown]
# The rows lie in **blocks**, small tables of their own. A block is what one task works on, so blocks are why a pipeline can use all cores,
# and why it never needs all data at once. [Lesson {}](lesson:ingest) is about them.
#
# Results go to storage, and what lies there can be read again:

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
# **How to use a lesson.** Run the cells from the top. Where it says *Predict*, stop and think of an answer before you run the next cell; the
# true one is folded below.
#
# **How to use a lab.** Open its link in the table, or its file in the folder `labs/`. Each task has a function to fill in, a hint to
# unfold, and a check. Solutions are in `solutions/`. A check calls *your function* with data of its own, so every way that works is right.
# When something is wrong it says what it expected, what came, and where to look. Here is one, with a half right answer to a task of [lab {}](lab:joins),
# "return the animals that have no outfit, with the columns that animals have":


# %%
# NBVAL_CHECK_OUTPUT
def without_outfit(animals, outfits):
    return animals.join(outfits, join_type="left_outer", num_partitions=2, on=("id",)).filter(
        expr=col("outfit").is_null()
    )


raycourse.check("joins.without_outfit", without_outfit)

# %% [markdown]
# The number in the end is your score for the task.
#
# ## Recap
#
# - Ray schedules by numbers: a logical GPU is one without a card.
# - The small models know one small world, and are the course's own.
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
