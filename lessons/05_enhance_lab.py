# ---
# jupyter:
#   course:
#     title: "Lab: make the enhancer a part that fits anywhere"
#     minutes: 40
# ---

# %% [markdown]
# # Lab: make the enhancer a part that fits anywhere
#
# By the end you have an enhancer that takes any chat model and any column, and a picture of one animal in four seasons.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}, *Prompt enhancement*](lesson:enhance) |
# | **Points** | {points} |
# | **You will practise** | writing chats, passing parameters to actors, sizing two pools for one set of GPUs |
# | **Hardware** | none: without a GPU, Ray schedules by two logical ones |

# %%
import ray

import raycourse
from raycourse import check, done

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Task 1: write the chat (2 points)
#
# Return the chat that asks for `prompt` in `season`: a system message that names the season, and a user message that is the prompt.
#
# The season is now *asked for*, not drawn: somebody tells you which one it is.
#
# <details><summary>Hint</summary>
#
# A message is a dictionary with `role` and `content`. Use one string with `{season}` in it, and `.format(season=season)`; the lesson says
# what goes wrong when you glue strings.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "chat", "locked": false, "schema_version": 3, "solution": true, "task": false}
INSTRUCTION = (
    "You are a helpful assistant. Enhance the image description with two short elements corresponding to the {season} season. "
    "Keep animal wearing clothing and retain image medium information (like photo or painting). Return new description only, no intro."
)


def chat(prompt: str, season: str) -> list[dict]:
    """Return a list of two messages, system and user."""
    ### BEGIN SOLUTION
    return [{"role": "system", "content": INSTRUCTION.format(season=season)}, {"role": "user", "content": prompt}]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-chat", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("enhance.chat", chat)

# %% [markdown]
# ## Task 2: an enhancer with parameters (5 points)
#
# Write an `Enhancer` that loads the chat model `enhancer_model`, reads prompts from the column `prompt_column` and the season of each row
# from the column `season`, and puts the answers into a **new** column `enhanced`. The prompts stay as they are.
#
# Load the model once, with transformers' `pipeline(...)`, and give it all chats of a batch in one call. `m.load`, `m.call` and `m.device`
# hold the options that this course's model likes; the model's *name* comes from the parameter.
#
# The check puts a stand-in for `pipeline` into your notebook while it looks. The stand-in is quick, and its answers are known.
#
# <details><summary>Hint</summary>
#
# Take the class of the lesson. `__init__` keeps `prompt_column` as `self.prompt_column` and gives `enhancer_model` to
# `pipeline(..., model=...)`. `__call__` makes one chat per row with task 1, calls the pipeline, and takes
# `answer[0]["generated_text"][-1]["content"]` of each answer.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "enhancer", "locked": false, "schema_version": 3, "solution": true, "task": false}
from transformers import pipeline

m = raycourse.model("enhancer")


class Enhancer:
    """Adds the column `enhanced`: the prompts of `prompt_column`, each enhanced for the row's `season`."""

    def __init__(self, enhancer_model: str, prompt_column: str):
        """Load the model once."""
        ### BEGIN SOLUTION
        self.prompt_column = prompt_column
        self.pipe = pipeline("text-generation", model=enhancer_model, device=m.device, **m.load)
        ### END SOLUTION

    def __call__(self, batch: dict) -> dict:
        """Return the batch with one column more."""
        ### BEGIN SOLUTION
        prompts, seasons = batch[self.prompt_column].tolist(), batch["season"].tolist()
        chats = [chat(prompt, season) for prompt, season in zip(prompts, seasons, strict=True)]
        answers = self.pipe(chats, batch_size=4, **m.call)
        batch["enhanced"] = [answer[0]["generated_text"][-1]["content"] for answer in answers]
        return batch
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-enhancer", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("enhance.enhancer", Enhancer)

# %% [markdown]
# With the real model, once, without Ray:

# %%
import numpy as np

if done("enhance.enhancer"):
    two = {"text": np.array(["a photo of a fox wearing a red scarf"] * 2), "season": np.array(["winter", "summer"])}
    print(*Enhancer(m.source, "text")(two)["enhanced"], sep="\n")

# %% [markdown]
# ## Task 3: parameters reach the actors (4 points)
#
# Return `dataset` sent through a pool of `cluster.gpus` actors of the class `enhancer`, each with 0.6 of a GPU and no CPU, 4 rows to a
# call. The class is made with the two parameters `enhancer_model` and `prompt_column`.
#
# You never call the class: Ray does, on another process. So say what its constructor gets.
#
# <details><summary>Hint</summary>
#
# `map_batches(..., fn_constructor_kwargs={...})`; the rest stands in the lesson's pipeline. The check hands in an enhancer class of its
# own, which reports what it was given.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "seasonal", "locked": false, "schema_version": 3, "solution": true, "task": false}
from ray.data import ActorPoolStrategy


def seasonal(dataset: ray.data.Dataset, enhancer: type, enhancer_model: str, prompt_column: str) -> ray.data.Dataset:
    """Return `dataset` after a pool of `enhancer` actors."""
    ### BEGIN SOLUTION
    return dataset.map_batches(
        enhancer,
        fn_constructor_kwargs={"enhancer_model": enhancer_model, "prompt_column": prompt_column},
        batch_size=4,
        compute=ActorPoolStrategy(size=cluster.gpus),
        num_gpus=0.6,
        num_cpus=0,
    )
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-seasonal", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("enhance.seasonal", seasonal)

# %% [markdown]
# ## Task 4: two pools that fit (3 points)
#
# Return two fractions of a GPU, for an enhancer and for a painter, so that `enhancers` and `painters` actors all find a place on `gpus`
# cards. Suppose that they are spread evenly: then a card holds at most `ceil(enhancers / gpus)` enhancers and `ceil(painters / gpus)`
# painters. (Ray itself does not spread, it packs: the lesson shows what that may cost.)
#
# An enhancer is the larger model: its share must be larger than a painter's. And waste no more than a tenth of a full card.
#
# <details><summary>Hint</summary>
#
# Choose weights, for instance 3 for an enhancer and 2 for a painter. Add up the weights on a full card; one card is 1. Ray cuts a share off
# after four decimals. If you round yourself, round *down*, or the sum may be a little more than 1.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "shares", "locked": false, "schema_version": 3, "solution": true, "task": false}
import math


def shares(gpus: int, enhancers: int, painters: int) -> tuple[float, float]:
    """Return `num_gpus` of one enhancer and `num_gpus` of one painter."""
    ### BEGIN SOLUTION
    weight = 3 * math.ceil(enhancers / gpus) + 2 * math.ceil(painters / gpus)
    return math.floor(30_000 / weight) / 10_000, math.floor(20_000 / weight) / 10_000
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-shares", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("enhance.shares", shares)

# %% [markdown]
# ## Task 5: four seasons of one animal (4 points)
#
# Return a dataset of four rows, one per season, with the columns `season`, `prompt` (as it was asked), `enhanced` and `image`. Both
# models run on Ray. Return it painted (`materialize()`), for the cell below looks at it again.
#
# This task is yours: choose the noise, the pools, the batch sizes. The painter is here; it paints the prompts in `column` and takes the
# same noise for each picture, so that the season is all that differs. It imports its libraries in its methods, so that only the actor that
# paints has to wait for them.


# %%
class Painter:
    """Adds the column `image`: uint8 arrays, one per prompt of `column`."""

    def __init__(self, column: str, noise: int = 7):
        from diffusers import AutoPipelineForText2Image

        self.column, self.noise, self.model = column, noise, raycourse.model("text_to_image")
        self.pipe = AutoPipelineForText2Image.from_pretrained(self.model.source, **self.model.load)
        self.pipe.to(self.model.device).set_progress_bar_config(disable=True)

    def __call__(self, batch):
        import torch

        prompts = batch[self.column].tolist()
        noise = [torch.Generator().manual_seed(self.noise) for _ in prompts]
        images = self.pipe(prompt=prompts, generator=noise, **self.model.call).images
        batch["image"] = np.stack([np.asarray(image) for image in images])
        return batch


# %% [markdown]
# <details><summary>Hint</summary>
#
# `ray.data.from_items` makes the four rows. An `Enhancer` enhances them, as in `seasonal`; `map_batches(Painter, fn_constructor_kwargs=...)`
# paints. Four rows need one actor of each kind at most; `shares(1, 1, 1)` fits them on one card.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "four-seasons", "locked": false, "schema_version": 3, "solution": true, "task": false}
from functools import cache


@cache  # asked twice for one animal, it gives the same dataset
def four_seasons(prompt: str) -> ray.data.Dataset:
    """Return four rows: `prompt` in winter, spring, summer and fall, with its picture."""
    ### BEGIN SOLUTION
    of_enhancer, of_painter = shares(1, 1, 1)
    rows = ray.data.from_items(
        [{"season": season, "prompt": prompt} for season in ("winter", "spring", "summer", "fall")]
    )
    enhanced = rows.map_batches(
        Enhancer,
        fn_constructor_kwargs={"enhancer_model": m.source, "prompt_column": "prompt"},
        batch_size=4,
        compute=ActorPoolStrategy(size=1),
        num_gpus=of_enhancer,
        num_cpus=0,
    )
    return enhanced.map_batches(
        Painter,
        fn_constructor_kwargs={"column": "enhanced"},
        batch_size=4,
        compute=ActorPoolStrategy(size=1),
        num_gpus=of_painter,
        num_cpus=0,
    ).materialize()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-four-seasons", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("enhance.four_seasons", four_seasons)

# %% [markdown]
# The check asked for a cat. Look at it, then put in an animal of your own choice.

# %%
if done("enhance.four_seasons"):
    mine = "a photo of a cat wearing a blue cape"
    row_of = {row["season"]: row for row in four_seasons(mine).take_all()}
    rows = [row_of[season] for season in ("winter", "spring", "summer", "fall")]
    captions = [f"{row['season']}: {row['enhanced']}" for row in rows]
    raycourse.show_images([row["image"] for row in rows], captions, title="Four seasons of one animal")

# %%
ray.shutdown()
