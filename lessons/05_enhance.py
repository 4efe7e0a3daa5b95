# ---
# jupyter:
#   course:
#     title: Prompt enhancement
#     minutes: 35
#     builds: a chat model and a painter that share two GPUs by fractions
# ---

# %% [markdown]
# # Prompt enhancement: a chat model and a painter share the GPUs
#
# By the end you have a pipeline that dresses animals, lets a chat model put each into a season, and paints the result, with four model
# actors on two GPUs.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:joins) (joins) and [{}](lesson:images) (a model in a class); two CPU cores |
# | **You will learn** | to batch chats, to draw at random and repeat a run, to place actors by fractions of a GPU, to read where time went |
# | **Hardware** | none: without a GPU, Ray schedules by two logical ones. With real cards the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Sixteen prompts to enhance
#
# Start where [lesson {}](lesson:joins) ends: animals joined to their outfits. The prompts that it left in storage do not say which word is the outfit,
# and the names of files below do, so join the two tables once more. Sixteen rows are enough to see everything that follows.

# %% tags=["nbval-check-output"]
animals = ray.data.read_csv(raycourse.data("animals.csv"))
outfits = ray.data.read_csv(raycourse.data("outfits.csv"))
pairs = (
    animals.join(outfits, join_type="inner", num_partitions=2, on=("id",))
    .sort(["id", "outfit"])
    .limit(16)
    .materialize()
)
pairs.take(2)

# %% [markdown]
# The first expansion of the prompt needs no model, so a function does it. It keeps no state, and Ray runs it as tasks, as many as the
# blocks allow. `batch_size="auto"` leaves the size of a batch to Ray Data, which is fine where no model has to hold it.


# %% tags=["nbval-check-output"]
def expand_prompt(batch):
    batch["prompt"] = batch["animal"] + " wearing a " + batch["outfit"]
    return batch


prompts = [row["prompt"] for row in pairs.map_batches(expand_prompt, batch_size="auto").sort("id").take(4)]
prompts

# %% [markdown]
# Gluing strings says the same thing about every animal. A chat model can add details that fit. That is the step to build now.
#
# ## One chat by hand
#
# Before anything runs on Ray, call the model once. A **chat** is a list of messages. The *system* message tells the model what to do. The
# *user* message is the text to work on.

# %%
from transformers import pipeline

m = raycourse.model("enhancer")
chat_model = pipeline("text-generation", model=m.source, device=m.device, **m.load)

# %%
INSTRUCTION = (
    "You are a helpful assistant. Enhance the image description with two short elements corresponding to the {season} season. "
    "Keep animal wearing clothing and retain image medium information (like photo or painting). Return new description only, no intro."
)


def chat(prompt, season):
    return [{"role": "system", "content": INSTRUCTION.format(season=season)}, {"role": "user", "content": prompt}]


answer = chat_model(chat(prompts[0], "winter"), **m.call)
[message["role"] for message in answer[0]["generated_text"]]

# %% [markdown]
# The pipeline gives the whole conversation back, with one message more. The answer is the `content` of the last one.

# %%
print("asked: ", prompts[0])
print("answer:", answer[0]["generated_text"][-1]["content"])

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: the space that is not there.** Python glues neighbouring strings without a space. Instructions are often built like that, and a
# chat model answers all the same, so nobody notices. Print an instruction once before you pay for a thousand answers.
#
# </div>

# %% tags=["nbval-check-output"]
season = "winter"
glued = (
    "You are a helpful assistant."
    + "Enhance the description with elements of the "
    + season
    + "season. Keep the clothing."
)
glued

# %% [markdown]
# "assistant.Enhance", "winterseason". One template with `{season}` in it, as in `INSTRUCTION`, shows its spaces.
#
# ## Many chats in one call
#
# The model can answer several chats at a time. Hand the pipeline a list of chats and say how many go through the model together.

# %% tags=["nbval-check-output"]
chats = [chat(prompt, "winter") for prompt in prompts]
answers = chat_model(chats, batch_size=4, **m.call)
len(answers), type(answers[0]).__name__, sorted(answers[0][0])

# %% [markdown]
# One list per chat, and inside it one dictionary. So the text of one answer is `answer[0]["generated_text"][-1]["content"]`.
#
# **Your turn.** Write `texts(answers)`: the list of the model's last words, one for each chat of a call like the one above.


# %%
def texts(answers):
    raise NotImplementedError


raycourse.check("turns.texts", texts)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def texts(answers):
#     return [answer[0]["generated_text"][-1]["content"] for answer in answers]
# ```
#
# `[-1]` and not `[2]`: a conversation may have been longer.
#
# </details>
#
# Does it pay? The four chats once more, one at a time and together.

# %%
times = {size: raycourse.seconds(lambda size=size: chat_model(chats, batch_size=size, **m.call)) for size in (1, 4)}
raycourse.plot_bars(times, x="batch_size of the chat model", y="seconds", title="Four chats")

# %% [markdown]
# In a batch, one pass through the model makes one token for *every* chat. On a GPU, that pass costs nearly the same for four chats as for
# one, up to the batch that keeps the whole card busy. Beyond that it takes longer, and at some point the memory is full.
#
# <div class="alert alert-warning">
#
# **Pitfall: NumPy strings.** In a Ray batch a column is a NumPy array. Libraries that ask "is this a list of strings?" say no to it.
# Call `.tolist()` at the border.
#
# </div>

# %%
import numpy as np

try:
    chat_model(np.array(prompts), **m.call)
except Exception as error:
    print(f"{type(error).__name__}: {str(error).splitlines()[0][:120]}")

# %% [markdown]
# ## A season that stays
#
# Every row gets a season at random. The first idea is `random.choice` inside the actor. Here is that idea without a model, so that it costs
# nothing.
#
# **Predict.** `draw` runs twice over the same rows, each time with `random.choice` and with a generator seeded by the row. Which of the
# two gives the same seasons both times?

# %%
import random

SEASONS = ("winter", "spring", "summer", "fall")


def season_for(prompt, seed=0):
    return random.Random(f"{seed}-{prompt}").choice(SEASONS)


# %%
def draw(batch):
    batch["by_chance"] = [random.choice(SEASONS) for _ in batch["prompt"]]
    batch["by_row"] = [season_for(prompt) for prompt in batch["prompt"]]
    return batch


# %%
drawn = pairs.map_batches(expand_prompt, batch_size="auto").map_batches(draw, batch_size=4)
first, second = (drawn.to_pandas().sort_values("prompt", ignore_index=True) for _ in range(2))
{column: f"{(first[column] == second[column]).sum()} of {len(first)} rows agree" for column in ("by_chance", "by_row")}

# %% [markdown]
# <details><summary>Answer</summary>
#
# The one that is seeded by the row. `random.choice` draws from a generator that each worker process seeds for itself, and which worker
# gets which batch, and when, differs from run to run. Seeding that generator once in each actor does not help: the *order* of the batches
# still decides. `random.Random(f"{seed}-{prompt}")` depends on nothing but the row, so it does not matter who computes it, or when. After a
# crash, Ray computes lost blocks again: then too, the row keeps its season.
#
# </details>
#
# A string seed is hashed by a fixed rule, the same in every process. `hash(prompt)` is not: Python salts it anew for each process.

# %% tags=["nbval-check-output"]
first["by_row"].value_counts().sort_index().to_dict()

# %% [markdown]
# ## The class that Ray keeps alive
#
# The model takes seconds to load and is used for many batches. So it belongs in the constructor of a class: Ray makes a few **actors**
# of the class, and each loads once. The class keeps the season as a column. Without it you could never ask later which season a row got.
#
# Two things are there for a section below: a `register`, in which an actor writes its card when it is up, and columns that say who did the
# work, on which card, and when.


# %%
import time


def card():
    here = ray.get_runtime_context()
    return f"machine {here.get_node_id()[:3]}, GPU {','.join(here.get_accelerator_ids().get('GPU', []))}"


# %%
def who(role, start, rows):
    """Columns that say which actor, on which GPU, did this batch, when, and how many rows it had."""
    actor = (ray.get_runtime_context().get_actor_id() or "none")[:4]
    return {
        f"{role}_name": [f"{card()}: {role} {actor}"] * rows,
        f"{role}_rows": [rows] * rows,
        f"{role}_start": [start] * rows,
        f"{role}_seconds": [time.time() - start] * rows,
    }


# %%
class Enhancer:
    def __init__(self, seed=0, register=None):
        self.seed = seed
        self.model = raycourse.model("enhancer")
        self.pipe = pipeline("text-generation", model=self.model.source, device=self.model.device, **self.model.load)
        if register:
            register.add.remote(card(), "enhancer")

    def __call__(self, batch):
        start, prompts = time.time(), batch["prompt"].tolist()
        seasons = [season_for(prompt, self.seed) for prompt in prompts]
        chats = [chat(prompt, season) for prompt, season in zip(prompts, seasons, strict=True)]
        answers = self.pipe(chats, batch_size=len(chats), **self.model.call)
        batch["season"] = seasons
        batch["prompt"] = [answer[0]["generated_text"][-1]["content"] for answer in answers]
        return batch | who("enhancer", start, len(prompts))


# %% [markdown]
# A class for `map_batches` is a plain class. Try it without Ray: make one, hand it a batch.

# %%
import pandas as pd

batch = Enhancer()({"prompt": np.array(prompts)})
pd.set_option("display.max_colwidth", None)
pd.DataFrame({"before": prompts, "season": batch["season"], "after": batch["prompt"]})

# %% [markdown]
# The painter is the one of [lesson {}](lesson:images). Its random numbers come from the row too: a generator seeded with `id` gives an animal the same
# starting noise whatever its prompt says. That makes the comparison at the end a fair one.


# %%
import torch
from diffusers import AutoPipelineForText2Image


# %%
class ImageGen:
    def __init__(self, register=None):
        self.model = raycourse.model("text_to_image")
        self.pipe = AutoPipelineForText2Image.from_pretrained(self.model.source, **self.model.load)
        self.pipe.to(self.model.device)
        self.pipe.set_progress_bar_config(disable=True)
        if register:
            register.add.remote(card(), "painter")

    def __call__(self, batch):
        start = time.time()
        noise = [torch.Generator().manual_seed(int(number)) for number in batch["id"]]
        images = self.pipe(prompt=batch["prompt"].tolist(), generator=noise, **self.model.call).images
        batch["image"] = np.stack([np.asarray(image) for image in images])
        return batch | who("painter", start, len(images))


# %% [markdown]
# ## Four actors, two GPUs
#
# The painters of [lesson {}](lesson:images) took a GPU each. Now enhancers want one as well, and a second pool of whole GPUs does not fit. But a
# model that fills half of a card or less leaves the rest idle. Ray lets an actor ask for a **fraction**. Here an enhancer, the larger model, asks
# for `num_gpus=0.6` and a painter for `num_gpus=0.4`; then one of each fits on a card.
#
# **Predict.** On each card, 0.6 and 0.4 make 1. Below, actors that do nothing ask for these shares, for each card one of 0.4 and one of 0.6:
# first all the small ones, then the large ones. Do all of them start?
#
# (`options` changes what one actor asks for, and `ray.kill` ends it. `ray.wait` gives two lists, the references whose results are there and the
# others, after `timeout` seconds at the latest.)


# %%
@ray.remote(num_cpus=0)
class Holder:
    def card(self):
        return card()


# %%
small = [Holder.options(num_gpus=0.4).remote() for _ in range(cluster.gpus)]
small_on = ray.get([holder.card.remote() for holder in small])

large = [Holder.options(num_gpus=0.6).remote() for _ in range(cluster.gpus)]
asked = [holder.card.remote() for holder in large]
ray.wait(asked, timeout=60)  # until the first one is up
started, waiting = ray.wait(asked, num_returns=len(asked), timeout=3)
large_on, free = ray.get(started), ray.available_resources().get("GPU", 0)
for holder in (*small, *large):
    ray.kill(holder)

# %%
cards = {
    card: [("small", 0.4)] * small_on.count(card) + [("large", 0.6)] * large_on.count(card)
    for card in sorted({*small_on, *large_on})
}
raycourse.plot_cards(cards, waiting=[("large", 0.6)] * len(waiting), title=f"Free, over all cards: {free:.1f}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# With two cards, one large actor waits, although as much as it asks for is free. A fraction lives on **one** card, and Ray puts an actor
# where the *least* is left over. So both small ones went to the first card, where 0.2 is left, and the second card has room for one large
# actor only. In the other order, the large ones take a card each, and the small ones fill them up. That the shares add up to 1 is necessary,
# and not enough: place the large ones first. (With one card, nothing can go wrong here.)
#
# </details>
#
# Ray counts shares to four decimals: three actors with 0.3333 fit on a card, three with 0.3334 do not. With several machines there is one trap
# more. Ray chooses the machine by the *sum* that is free on it. So an actor can be sent where no single card has room for it, and wait there
# while a card of another machine is free ([ray#52133](https://github.com/ray-project/ray/issues/52133)).
#
# **Your turn.** Write `fitting(share, cards)`: how many actors with `num_gpus=share` fit on so many cards at most, on one machine. `share` is
# at most 1 and has up to four decimals.


# %%
def fitting(share, cards):
    raise NotImplementedError


raycourse.check("turns.fitting", fitting)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def fitting(share, cards):
#     return cards * (10_000 // round(share * 10_000))
# ```
#
# Ray counts in whole ten-thousandths for the same reason: 0.1 is no exact number in a computer, and `1 // 0.1` is 9.
#
# </details>
#
# A waiting actor gives no error. A pipeline whose pool never comes up stands still. Ray Data ends it after a time without any progress,
# `execution_no_progress_timeout_s`: half an hour, and ten minutes in this course. Watch it with three seconds. Other actors hold 0.6 of each
# card, and a pool that asks for 0.6 cannot start:


# %%
from ray.data import ActorPoolStrategy


class Idle:
    def __call__(self, batch):
        return batch


def idle(actors):
    pool = ActorPoolStrategy(size=actors)
    return pairs.map_batches(Idle, batch_size=4, compute=pool, num_gpus=0.6, num_cpus=0)


# %%
holders = [Holder.options(num_gpus=0.6).remote() for _ in range(cluster.gpus)]
ray.get([holder.card.remote() for holder in holders])
waits = idle(1)
waits.context.execution_no_progress_timeout_s = 3
try:
    waits.materialize()
except ray.data.exceptions.ExecutionTimeoutError as error:
    print(*str(error).splitlines()[:3], sep="\n")
for holder in holders:
    ray.kill(holder)

# %% [markdown]
# The error names the operator that did nothing. Two cases escape it. It keeps no watch over a plan in which a step waits for all rows, as
# `repartition(8)` does below. And a pool that is up in part makes progress, with fewer actors than you asked for. `wait_for_min_actors_s` is
# sharper: it says how many seconds it may take until a pool is complete. Here a pool asks for one actor more than there are cards, each with 0.6:

# %% tags=["nbval-check-output"]
too_many = idle(cluster.gpus + 1)
too_many.context.wait_for_min_actors_s = 3
try:
    too_many.materialize()
except ray.exceptions.GetTimeoutError as error:
    print(error)

# %% [markdown]
# The actors of that pool that did start are still there, and hold their shares: the error's traceback refers to the pipeline, and the pipeline
# to its actors. A notebook goes on, and the next pool would wait for them. Let Python collect what nobody uses. Ray then ends the actors in the
# background, which takes some seconds. And a dataset shares its settings with all that are made from the same one: set the three seconds back.

# %%
import gc

usual = ray.data.DataContext.get_current()
pairs.context.execution_no_progress_timeout_s = usual.execution_no_progress_timeout_s
pairs.context.wait_for_min_actors_s = usual.wait_for_min_actors_s

print(f"free, over all cards: {ray.available_resources().get('GPU', 0):.1f}")
gc.collect()
start = time.time()
while ray.available_resources().get("GPU", 0) < cluster.gpus and time.time() - start < 30:
    time.sleep(0.5)
print(f"and {time.time() - start:.0f} s later: {ray.available_resources().get('GPU', 0):.1f}")

# %% [markdown]
# The setting has a second use. Ray Data starts the pools of a plan in their order, from the reader on, and now waits for each one. So the
# enhancers, which are larger and come first, have a card each before the painters are placed. For the real models, give it ten minutes.
#
# Two arguments of the pools matter as well:
#
# - `size=cluster.gpus` comes from the cluster, so the same line fills one card or sixteen.
# - `num_cpus=0`: an actor with a GPU reserves a whole CPU as well if you do not say otherwise, for as long as it lives. Four of those leave few
#   CPUs, on a small machine none, for the tasks that read, join and expand. They then wait in silence. ([Lesson {}](lesson:datasets)
#   says more.)
#
# Ray calls `__init__` on the machine where the actor is. It hands over what you say in `fn_constructor_kwargs`: `{"seed": 1}` makes enhancers
# with another seed. Here, that is the register. It is an actor itself, so all of them write into one.
#
# <div class="alert alert-warning">
#
# **Pitfall: a fraction limits nothing.** `num_gpus=0.6` is bookkeeping. Ray puts actors on cards so that the sum is at most 1 and shows
# each process its card. How much *memory* a process takes there, or how long it keeps the card busy, Ray does not watch. Two models that
# need more memory than the card has fail with an out-of-memory error, whatever their fractions say. Measure the models, then choose
# fractions that reflect it.
#
# </div>


# %%
@ray.remote(num_cpus=0)
class Register:
    def __init__(self):
        self.held = []

    def add(self, card, role):
        self.held.append((card, role))

    def all(self):
        return sorted(self.held)


# %%
register = Register.remote()
both = {"compute": ActorPoolStrategy(size=cluster.gpus), "num_cpus": 0, "fn_constructor_kwargs": {"register": register}}
dressed = pairs.repartition(8).map_batches(expand_prompt, batch_size="auto")
dressed.context.wait_for_min_actors_s = 600
enhanced = dressed.map_batches(Enhancer, batch_size=4, num_gpus=0.6, **both)
seasonal = enhanced.map_batches(ImageGen, batch_size=3, num_gpus=0.4, **both)

# %% [markdown]
# Nothing has run yet. Models are the expensive part: run the plan **once** with `materialize()` and look at the result as often as you
# like. `verbose_stats_logs` makes Ray keep more numbers for the report at the end.

# %%
ray.data.DataContext.get_current().verbose_stats_logs = True
pictures = seasonal.materialize()
pictures.count()

# %% [markdown]
# ## Who ran where
#
# Each actor wrote its name, its card and its times into the rows it worked on. Draw a lane for each actor.

# %%
table = pictures.drop_columns(["image"]).to_pandas()
calls = {}  # one row for each call of a model
for role in ("enhancer", "painter"):
    rows = table[[f"{role}_name", f"{role}_start", f"{role}_seconds", f"{role}_rows"]].drop_duplicates()
    calls[role] = rows.set_axis(["name", "start", "seconds", "rows"], axis=1).sort_values("start")

# %%
zero, lanes = calls["enhancer"]["start"].min(), {}
for role, rows in calls.items():
    for call in rows.itertuples():
        lanes.setdefault(call.name, []).append((role, call.start - zero, call.seconds))
raycourse.plot_timeline(dict(sorted(lanes.items())), title="Sixteen rows through one pipeline")

# %% [markdown]
# And here are the cards, with the actors that the register has on them:

# %%
held, share = {}, {"enhancer": 0.6, "painter": 0.4}
for where, role in ray.get(register.all.remote()):
    held.setdefault(where, []).append((role, share[role]))
raycourse.plot_cards(held, title="Large ones first: one of each fits on a card")

# %% [markdown]
# An enhancer and a painter share a card, by 0.6 and 0.4. After `repartition(8)`, which waits for all
# rows, the rows stream: painters begin before the enhancers have had all rows. Ray hands rows to whichever actor has the least to do, so they need
# not be spread evenly, and an actor that got none has no lane, but its share of the card.
#
# ## Three batch sizes in one pipeline
#
# The plan names three sizes: `repartition(8)` cuts the sixteen rows into blocks of two, enhancers take 4 rows at a time, painters 3.
#
# **Predict.** How many rows does an enhancer see in one call? How many does a painter see?

# %% tags=["nbval-check-output"]
for role, rows in calls.items():
    print(f"rows in the calls of the {role}:", sorted(rows["rows"]))

# %% [markdown]
# <details><summary>Answer</summary>
#
# An enhancer sees 4: Ray puts small blocks together until there are enough rows for a batch. Its 4 answers are one block for a painter, which
# cuts it into 3 and a rest of 1. A batch never goes beyond its task, so a size that does not divide costs you a short call in *every* task.
# Four would have been better, or two.
#
# </details>
#
# A large language model and a painter need different amounts of memory for a row. Here you size them apart;
# in a hand-written loop, one batch size serves all.
#
# ## Where the time goes
#
# The rows carry the seconds of each call. Add them up:

# %%
work = {role: rows["seconds"].sum() for role, rows in calls.items()}
raycourse.plot_bars(work, x="operator", y="seconds of work", title="One pipeline, sixteen rows")

# %% [markdown]
# An actor's first call warms up and takes many times as long: with sixteen rows, these sums are mostly that.
#
# You do not need columns of your own for that: Ray keeps a report of every run, `stats()`. Here is its beginning for one operator.

# %%
report = pictures.stats()
print("\n".join(report[report.index("MapBatches(Enhancer):") :].splitlines()[:6]))

# %% [markdown]
# **Backpressure** is how Ray keeps a fast operator from flooding a slow one. A stage that is ahead is not given new work while the rows it
# made wait in the object store, so memory stays bounded however long the dataset is. The report has the seconds for which Ray held each
# operator back:

# %%
import re

for name in ("expand_prompt", "Enhancer", "ImageGen"):
    part = report[report.index(f"MapBatches({name}):") :]
    print(f"{name}:", re.search(r"'task_submission_backpressure_time': ([\d.e-]+)", part)[1])

# %% [markdown]
# Read it honestly. The clock runs whenever Ray would not start another task of an operator: because the rows it made wait in the store, because
# no CPU, GPU or memory is free for it, or, in a run's first second, because Ray Data does not know yet what there is. With sixteen rows, a second or two says nothing. With a million, look at it first. An operator that
# is held back for long because of its rows is *not* the slow one: the slow one comes after it. Give that one the larger pool.
#
# **Your turn.** Which one is it? Write `slowest(work, actors)`: the name of the operator that the others wait for. `work` has the seconds of work of
# each operator, as in the chart, and `actors` has the number of its actors, which share that work.


# %%
def slowest(work, actors):
    raise NotImplementedError


raycourse.check("turns.slowest", slowest)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def slowest(work, actors):
#     return max(work, key=lambda name: work[name] / actors[name])
# ```
#
# The one with the most seconds in all may have the most actors, and be done first.
#
# </details>
#
# ## Before and after
#
# Does the season reach the picture? Paint the first four rows without enhancement: same animals, same noise, the plain prompt. Four pictures
# need no pool.

# %%
plain = sorted(dressed.take_all(), key=lambda row: (row["id"], row["outfit"]))[:4]
batch = {name: np.array([row[name] for row in plain]) for name in ("id", "prompt")}
before = ImageGen()(batch)
after = pictures.sort(["id", "outfit"]).take(4)

raycourse.show_images(
    [*before["image"], *(row["image"] for row in after)],
    [*before["prompt"], *(f"{row['season']}: {row['prompt']}" for row in after)],
    title="Above: the plain prompt. Below: enhanced",
)

# %% [markdown]
# Everything that was made, one grid:

# %%
rows = pictures.sort(["id", "outfit"]).take_all()
raycourse.show_images(
    [row["image"] for row in rows],
    [f"{row['animal'].split()[-1]}, {row['outfit']}: {row['season']}" for row in rows],
    title="Sixteen prompts, four seasons",
)

# %% [markdown]
# Keep the pictures with their prompts and seasons, so that nobody has to run the models again. `mode="overwrite"` lets you run this
# notebook twice without doubling the rows.

# %% tags=["nbval-check-output"]
folder = raycourse.storage("enhance/seasons")
pictures.select_columns(["id", "animal", "outfit", "season", "prompt", "image"]).write_parquet(folder, mode="overwrite")
again = ray.data.read_parquet(folder)
again.count(), again.take(1)[0]["image"].shape

# %% [markdown]
# ## All of it
#
# Now all rows, as one plan from the two tables to the files: read, join, expand, enhance, paint, save. Blocks of
# four suit both models, so only one call is short. As in [lesson {}](lesson:images), a function saves each picture as PNG. Two animals have two
# outfits each, so the file's name says both. What goes on to Parquet is the row without its pixels, and the name of its file.

# %%
import io

import pyarrow.fs
from PIL import Image


# %%
def save_png(row, folder):
    name = f"{row['id']}-{row['outfit'].replace(' ', '-')}.png"
    png = io.BytesIO()
    Image.fromarray(row["image"]).save(png, format="png")
    filesystem, path = pyarrow.fs.FileSystem.from_uri(f"{folder}/{name}")
    with filesystem.open_output_stream(path) as file:
        file.write(png.getvalue())
    return {column: row[column] for column in ("id", "animal", "outfit", "season", "prompt")} | {"file": name}


# %%
def empty_folder(folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path, recursive=True)
    filesystem.delete_dir_contents(path)


# %%
everyone = animals.join(outfits, join_type="inner", num_partitions=2, on=("id",))
fours = everyone.repartition(target_num_rows_per_block=4, strict=True).map_batches(expand_prompt, batch_size="auto")
fours.context.wait_for_min_actors_s = 600
pool = {"compute": ActorPoolStrategy(size=cluster.gpus), "num_cpus": 0, "batch_size": 4}

# %%
gallery, catalogue = raycourse.storage("enhance/gallery"), raycourse.storage("enhance/catalogue")
empty_folder(gallery)
start = time.time()
(
    fours.map_batches(Enhancer, num_gpus=0.6, **pool)
    .map_batches(ImageGen, num_gpus=0.4, **pool)
    .map(save_png, fn_kwargs={"folder": gallery})
    .write_parquet(catalogue, mode="overwrite")
)
print(f"{time.time() - start:.0f} s, with the start of {2 * cluster.gpus} actors")

# %% [markdown]
# [Lesson {}](lesson:joins) counted 46 prompts. Has each become a row, and each row a picture?

# %% tags=["nbval-check-output"]
rows = ray.data.read_parquet(catalogue).take_all()
filesystem, path = pyarrow.fs.FileSystem.from_uri(gallery)
files = [info.base_name for info in filesystem.get_file_info(pyarrow.fs.FileSelector(path))]
print(len(rows), "rows,", len(files), "files; one for each row:", sorted(row["file"] for row in rows) == sorted(files))

# %% [markdown]
# The two animals that come twice, read back from their files. Each starts from the same noise; the outfit differs, and the season may:

# %%
from collections import Counter

times = Counter(row["id"] for row in rows)
twice = sorted((row for row in rows if times[row["id"]] > 1), key=lambda row: row["file"])
paths = [f"{gallery}/{row['file']}" for row in twice]
back = sorted(ray.data.read_images(paths, mode="RGB", include_paths=True).take_all(), key=lambda row: row["path"])
raycourse.show_images([row["image"] for row in back], [row["prompt"] for row in twice], title="Read back from PNG")

# %% [markdown]
# ## Six lessons, one pipeline
#
# - [Lesson {}](lesson:start): a loop does it; a plan does it wherever Ray finds room.
# - [Lesson {}](lesson:datasets): files become blocks and batches, functions run in tasks, models in actors.
# - [Lesson {}](lesson:ingest): a large set streams, and a bad record becomes a row with its reason.
# - [Lesson {}](lesson:joins): a join brings two tables together, and an anti join says who is missing.
# - [Lesson {}](lesson:images): a painter loads once for each actor, and a row's seed paints the same picture again.
# - This lesson: two models share the cards, each with its own batch size, and one plan goes from tables to pictures.

# %% [markdown]
# ## Quiz
#
# **1.** Two cards. Two painters ask for `num_gpus=0.4` each and start first, then two enhancers ask for 0.6 each. Do all four start? (a) Yes, the sum is 2.0. (b) No, one enhancer may wait for ever. (c) No, Ray refuses
# fractions that do not divide 1.
#
# <details><summary>Answer</summary>
#
# (b). Both painters may land on one card, and a fraction lives on one card. So the sum (a) is necessary and not enough: start the large ones first. (c) is not a rule of Ray's.
#
# </details>
#
# **2.** `num_gpus=0.25` for an actor on a card with 16 GB. How much memory can it use? (a) 4 GB. (b) Whatever it takes. (c) 16 GB minus what the others have reserved.
#
# <details><summary>Answer</summary>
#
# (b). The fraction is bookkeeping for the scheduler; Ray watches no memory on the card. So neither (a) nor (c) is kept by anybody, and two models that take too much fail together.
#
# </details>
#
# **3.** The season of a row should stay the same in every run. (a) `random.choice` in the actor. (b) `random.seed(0)` in `__init__`, then `random.choice`. (c) `random.Random(f"{seed}-{prompt}").choice(…)`.
#
# <details><summary>Answer</summary>
#
# (c). It depends on the row and on nothing else. In (b) the order of the batches decides, and that is not fixed. (a) is new in every process.
#
# </details>
#
# ## Recap
#
# - A chat is a list of messages; a list of chats with `batch_size=` goes through the model together; the answer is the last message.
# - Random choices in a pipeline belong to the row: seed a generator with something of the row, and keep what was drawn as a column.
# - Fractions put several actors on one card. The shares on a card add up to 1 at most, and large shares want to be placed first.
#   `wait_for_min_actors_s` turns a pool that does not fit into an error. Memory is yours to watch. `num_cpus=0` keeps CPUs for the tasks.
# - Each operator has a batch size of its own. Each task may end in a short batch.
# - `materialize()` once, then look; `stats()` says which operator worked and which was held back.
#
# | API | What it does |
# |---|---|
# | [`Dataset.map_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map_batches.html) | runs a function or class on batches |
# | [`ActorPoolStrategy`](https://docs.ray.io/en/latest/data/api/doc/ray.data.ActorPoolStrategy.html) | how many actors of the class there are |
# | [`Dataset.materialize`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.materialize.html) | runs the plan once and keeps the blocks |
# | [`Dataset.stats`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.stats.html) | reports what each operator did |
# | [Fractional GPUs](https://docs.ray.io/en/latest/ray-core/scheduling/accelerators.html#fractional-accelerators) | what `num_gpus=0.6` means |
#
# **Next:** the lab, where the model's name and the column become parameters.

# %%
ray.shutdown()
