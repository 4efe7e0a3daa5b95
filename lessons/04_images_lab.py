# ---
# jupyter:
#   course:
#     title: "Lab: image generation"
#     minutes: 40
# ---

# %% [markdown]
# # Lab: image generation
#
# You write a generator that can be trusted, store what it paints in two formats, and end with a gallery of your own.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}, *Image generation*](lesson:images) |
# | **Points** | {points} |
# | **You will learn** | to seed a model by row, run it on a pool, and write Parquet and PNG that survive a rerun |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse
from raycourse import check, done

cluster = raycourse.connect()
cluster

# %% [markdown]
# Tasks 2 and 4 take the generator as an *argument*; task 3 gets pictures that are painted already. The checks pass a quick stand-in that paints stripes instead of animals. Like a real one,
# it reads the columns `id` and `prompt` and adds the column `image`.
#
# ## Task 1: a generator that you can trust (4 points)
#
# Write the class `ImageGen`: it takes a batch with the columns `id` and `prompt` and adds `image`, one `uint8` array per row. The
# same `id` and prompt must give the same picture, whatever else is in the batch. The model loads once, and is called with its own options.
#
# <details><summary>Hint</summary>
#
# The lesson's class `SeededImageGen` does this, on top of `ImageGen`. Load the model in `__init__`, with
# `raycourse.model("text_to_image")`. In `__call__` make one `torch.Generator` for each row, and `np.stack` the pictures.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "generator", "locked": false, "schema_version": 3, "solution": true, "task": false}
import numpy as np
import torch
from diffusers import AutoPipelineForText2Image


class ImageGen:
    """Paints `batch["prompt"]`, seeded by `batch["id"]`, into `batch["image"]`."""

    def __init__(self):
        ### BEGIN SOLUTION
        model = raycourse.model("text_to_image")
        self.pipe = AutoPipelineForText2Image.from_pretrained(model.source, **model.load).to(model.device)
        self.pipe.set_progress_bar_config(disable=True)
        self.options = model.call
        ### END SOLUTION

    def __call__(self, batch: dict) -> dict:
        ### BEGIN SOLUTION
        noise = [torch.Generator().manual_seed(int(i)) for i in batch["id"]]
        images = self.pipe(prompt=batch["prompt"].tolist(), generator=noise, **self.options).images
        return {**batch, "image": np.stack([np.asarray(image) for image in images])}
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-generator", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("images.generator", ImageGen)

# %% [markdown]
# ## Task 2: everything as Parquet (4 points)
#
# `prompts` has the columns `id` and `animal`. Run the class `generator` over it in one actor for each GPU, which it holds alone, in batches of at most
# four, and write `id`, `prompt` and `image` to `folder` as Parquet. A second run replaces the first.
#
# <details><summary>Hint</summary>
#
# Three steps: rename the column that the generator reads, `map_batches` with `compute`, `num_gpus`, `num_cpus` and `batch_size`, then
# `write_parquet`. What do writers do by default with what is already there?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "parquet", "locked": false, "schema_version": 3, "solution": true, "task": false}
def save_all(prompts: ray.data.Dataset, generator: type, folder: str) -> None:
    """Paint `prompts` (columns `id`, `animal`) with `generator` and write `id`, `prompt` and `image` to `folder` as Parquet."""
    ### BEGIN SOLUTION
    painted = prompts.rename_columns({"animal": "prompt"}).map_batches(
        generator, compute=ray.data.ActorPoolStrategy(size=cluster.gpus), num_gpus=1, num_cpus=0, batch_size=4
    )
    painted.write_parquet(folder, mode="overwrite")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-parquet", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("images.parquet", save_all)

# %% [markdown]
# ## Task 3: PNG files, but no black ones (4 points)
#
# Public models with a safety filter answer some prompts with a picture that is all black, and so does a model whose numbers overflow. Nobody
# wants to find those in a folder of results.
#
# `pictures` has the columns `id` and `image`. Write each picture to `folder` as `<id>.png`, for instance `7.png`, unless every pixel of it is
# black, and return the sorted ids of those left out. A picture of the night is dark and not black: it is written. A second run leaves only
# its own files. Open them through `pyarrow.fs`, so that your function can write to a bucket as well.
#
# <details><summary>Hint</summary>
#
# The lesson's section *PNG files, and their names* has two functions to begin with: `save_png` and `empty_folder`. What `map` returns for a
# row is up to you, so let it say whether the picture was black: the pictures themselves need not come back to the notebook. numpy has `any`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "png", "locked": false, "schema_version": 3, "solution": true, "task": false}
import io

import pyarrow.fs
from PIL import Image


def save_pngs(pictures: ray.data.Dataset, folder: str) -> list[int]:
    """Write each `image` of `pictures` to `folder` as `<id>.png`; return the sorted ids of those that are black, and not written.

    Files of an earlier run are deleted.
    """
    ### BEGIN SOLUTION
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path, recursive=True)
    filesystem.delete_dir_contents(path)

    def save(row):
        black = not row["image"].any()
        if not black:
            png = io.BytesIO()
            Image.fromarray(row["image"]).save(png, format="png")
            filesystem, path = pyarrow.fs.FileSystem.from_uri(f"{folder}/{row['id']}.png")
            with filesystem.open_output_stream(path) as file:
                file.write(png.getvalue())
        return {"id": row["id"], "black": black}

    return sorted(row["id"] for row in pictures.map(save).take_all() if row["black"])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-png", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("images.png", save_pngs)

# %% [markdown]
# ## Task 4: another table, the same generator (3 points)
#
# A colleague's table has an `id` and column names of its own, none of them `prompt` or `image`. Paint the texts of the column `column` with `generator`, and return the dataset with all its
# columns as they were and the pictures in a new column `picture`. The generator stays as it is. Run it once: whoever looks at your result
# twice must not pay twice.
#
# <details><summary>Hint</summary>
#
# Rename before the generator, and rename back after it. The pitfall *looking twice, paying twice* has the word for the last sentence.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "illustrated", "locked": false, "schema_version": 3, "solution": true, "task": false}
def illustrated(table: ray.data.Dataset, generator: type, column: str) -> ray.data.Dataset:
    """Return `table` with a new column `picture`, painted by `generator` from the texts in `column`; painted once."""
    ### BEGIN SOLUTION
    return (
        table.rename_columns({column: "prompt"})
        .map_batches(
            generator, compute=ray.data.ActorPoolStrategy(size=cluster.gpus), num_gpus=1, num_cpus=0, batch_size=4
        )
        .rename_columns({"prompt": column, "image": "picture"})
        .materialize()
    )
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-illustrated", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("images.illustrated", illustrated)

# %% [markdown]
# ## Task 5: your gallery (2 points)
#
# Paint four to eight pictures that belong together: one animal in several media, say, or all the birds. The model knows the animals and
# media of `animals.csv`; look there for words. Return the pictures and one caption for each. Any choice is right.
#
# <details><summary>Hint</summary>
#
# `ray.data.from_items([{"id": 1, "prompt": "..."}, ...])` makes a dataset of your own prompts. Your `ImageGen` from task 1 paints them, and
# `take_batch` brings them here. Another `id` changes the light, and with a large model the whole picture.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "gallery", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gallery() -> tuple[list, list]:
    """Return (pictures, captions): four to eight uint8 arrays of one shape, and as many texts."""
    ### BEGIN SOLUTION
    media = ["photo", "watercolour painting", "pencil drawing", "pixel art picture"]
    rows = [{"id": k, "prompt": f"a {medium} of a fox"} for k, medium in enumerate(media)]
    painted = ray.data.from_items(rows, override_num_blocks=1).map_batches(
        ImageGen, compute=ray.data.ActorPoolStrategy(size=1), num_gpus=1, num_cpus=0, batch_size=4
    )
    batch = painted.take_batch(len(rows))
    return list(batch["image"]), batch["prompt"].tolist()
    ### END SOLUTION


shown = []


def my_gallery():
    shown[:] = [gallery()]  # kept, so that the next cell shows these pictures without painting again
    return shown[0]


# %% nbgrader={"grade": true, "grade_id": "check-gallery", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("images.gallery", my_gallery)

# %%
if shown and done("images.gallery"):
    raycourse.show_images(*shown[0])

# %%
ray.shutdown()
