# ---
# jupyter:
#   course:
#     title: Prompt enhancement
#     minutes: 40
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
import random
import re

import numpy as np
import pandas as pd
import ray
import torch
from diffusers import AutoPipelineForText2Image
from ray.data import ActorPoolStrategy
from transformers import pipeline

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Sixteen prompts to enhance
#
# Start where [lesson {}](lesson:joins) ends: animals joined to their outfits. Sixteen rows are enough to see everything that follows.

# %%
# NBVAL_CHECK_OUTPUT
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
# blocks allow.


# %%
# NBVAL_CHECK_OUTPUT
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
# Before anything runs on Ray, call the model once. A **chat** is a list of messages. The *system* message says what to do; the *user*
# message says to what.

# %%
m = raycourse.model("enhancer")
chat_model = pipeline("text-generation", model=m.source, device=m.device, **m.load)

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

# %%
# NBVAL_CHECK_OUTPUT
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

# %%
# NBVAL_CHECK_OUTPUT
chats = [chat(prompt, "winter") for prompt in prompts]
answers = chat_model(chats, batch_size=4, **m.call)
len(answers), type(answers[0]).__name__, sorted(answers[0][0])

# %% [markdown]
# One list per chat, and inside it one dictionary. So the text of one answer is `answer[0]["generated_text"][-1]["content"]`.
#
# Does it pay? The four chats once more, one at a time and together.

# %%
times = {size: raycourse.seconds(lambda size=size: chat_model(chats, batch_size=size, **m.call)) for size in (1, 4)}
raycourse.plot_bars(times, x="batch_size of the chat model", y="seconds", title="Four chats")

# %% [markdown]
# In a batch, one pass through the model makes one token for *every* chat. On a GPU, that pass costs nearly the same for four chats as for
# one, until the memory is full.
#
# <div class="alert alert-warning">
#
# **Pitfall: NumPy strings.** In a Ray batch a column is a NumPy array. Libraries that ask "is this a list of strings?" say no to it.
# Call `.tolist()` at the border.
#
# </div>

# %%
try:
    chat_model(np.array(prompts), **m.call)
except Exception as error:
    print(f"{type(error).__name__}: {str(error).splitlines()[0][:120]}")

# %% [markdown]
# ## A season that stays
#
# Every row shall get a season at random. The first idea is `random.choice` inside the actor. Here is that idea without a model, so that
# it costs nothing.
#
# **Predict.** `draw` runs twice over the same rows, each time with `random.choice` and with a generator seeded by the row. Which of the
# two gives the same seasons both times?

# %%
SEASONS = ("winter", "spring", "summer", "fall")


def season_for(prompt, seed=0):
    return random.Random(f"{seed}-{prompt}").choice(SEASONS)


def draw(batch):
    batch["by_chance"] = [random.choice(SEASONS) for _ in batch["prompt"]]
    batch["by_row"] = [season_for(prompt) for prompt in batch["prompt"]]
    return batch


expanded = pairs.map_batches(expand_prompt, batch_size="auto")
first, second = (
    expanded.map_batches(draw, batch_size=4).to_pandas().sort_values("prompt", ignore_index=True) for _ in range(2)
)
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

# %%
# NBVAL_CHECK_OUTPUT
first["by_row"].value_counts().sort_index().to_dict()

# %% [markdown]
# ## The class that Ray keeps alive
#
# The model takes seconds to load and is used for many batches. So it belongs in the constructor of a class: Ray makes a few **actors**
# of the class, and each loads once. The class keeps the season as a column. Without it you could never ask later which season a row got.
#
# The last lines note who did the work: the actor and the GPU that Ray assigned to it. They are there for a section below.


# %%
def who(role, rows):
    """Columns that say which actor, on which GPU, did this batch, and how many rows it had."""
    here = ray.get_runtime_context()
    gpus = here.get_accelerator_ids().get("GPU", [])
    return {
        f"{role}_actor": [(here.get_actor_id() or "none")[:6]] * rows,
        f"{role}_gpu": [",".join(gpus)] * rows,
        f"{role}_rows": [rows] * rows,
    }


# %%
class Enhancer:
    def __init__(self, seed=0):
        self.seed = seed
        self.model = raycourse.model("enhancer")
        self.pipe = pipeline("text-generation", model=self.model.source, device=self.model.device, **self.model.load)

    def __call__(self, batch):
        prompts = batch["prompt"].tolist()
        seasons = [season_for(prompt, self.seed) for prompt in prompts]
        chats = [chat(prompt, season) for prompt, season in zip(prompts, seasons, strict=True)]
        answers = self.pipe(chats, batch_size=4, **self.model.call)
        batch["season"] = seasons
        batch["prompt"] = [answer[0]["generated_text"][-1]["content"] for answer in answers]
        return batch | who("enhancer", len(prompts))


# %% [markdown]
# A class for `map_batches` is a plain class. Try it without Ray: make one, hand it a batch.

# %%
batch = Enhancer()({"prompt": np.array(prompts)})
pd.set_option("display.max_colwidth", None)
pd.DataFrame({"before": prompts, "season": batch["season"], "after": batch["prompt"]})

# %% [markdown]
# The painter is the one of [lesson {}](lesson:images). Its random numbers come from the row too: a generator seeded with `id` gives an animal the same
# starting noise whatever its prompt says. That makes the comparison at the end a fair one.


# %%
class ImageGen:
    def __init__(self):
        self.model = raycourse.model("text_to_image")
        self.pipe = AutoPipelineForText2Image.from_pretrained(self.model.source, **self.model.load).to(
            self.model.device
        )
        self.pipe.set_progress_bar_config(disable=True)

    def __call__(self, batch):
        noise = [torch.Generator().manual_seed(int(number)) for number in batch["id"]]
        images = self.pipe(prompt=batch["prompt"].tolist(), generator=noise, **self.model.call).images
        batch["image"] = np.stack([np.asarray(image) for image in images])
        return batch | who("painter", len(images))


# %% [markdown]
# ## Four operators, two GPUs
#
# The painters of [lesson {}](lesson:images) took a GPU each. Now enhancers want one as well, and a second pool of whole GPUs does not fit. But a model that
# fills a quarter of the card leaves the rest idle. Ray lets an actor ask for a **fraction**: `num_gpus=0.6` for an enhancer, `num_gpus=0.4`
# for a painter. Then one of each shares a card.


# %%
def per_card(shares):
    return f"{' + '.join(map(str, shares))} = {sum(shares):.1f} of a card: " + (
        "fits" if sum(shares) <= 1 else "does not fit"
    )


for shares in [(1, 1), (0.6, 0.4), (0.6, 0.6)]:
    print(per_card(shares))

# %% [markdown]
# **Predict.** Below, as many small actors as you have GPUs ask for 0.6 each. Added up, 0.4 of each card stays free. One more actor then
# asks for 0.6. Does it start? And one that asks for 0.4?


# %%
@ray.remote(num_cpus=0, num_gpus=0.6)
class Holder:
    def gpu(self):
        return ray.get_runtime_context().get_accelerator_ids()["GPU"][0]


holders = [Holder.remote() for _ in range(cluster.gpus)]
print("GPUs of the first holders:", sorted(ray.get([holder.gpu.remote() for holder in holders])))
late, small = Holder.remote(), Holder.options(num_gpus=0.4).remote()
print("a holder of 0.4 starts, on GPU", ray.get(small.gpu.remote()))
started, _ = ray.wait([late.gpu.remote()], timeout=2)
print(
    "one more holder of 0.6 starts:",
    bool(started),
    f"(free, over all GPUs: {ray.available_resources().get('GPU', 0):.1f})",
)

for holder in (*holders, late, small):
    ray.kill(holder)

# %% [markdown]
# <details><summary>Answer</summary>
#
# The 0.4 starts, the 0.6 waits. A fraction lives on **one** card: two rests of 0.4 are not one place of 0.8. The waiting actor gives no
# error. A pipeline with pools of 0.6 and 0.6 on every card does the same: the second pool never gets its actors, and the run stands
# still. Do the sum per card before you start it.
#
# </details>
#
# So the pipeline asks for 0.6 and 0.4, with one actor of each kind per GPU. Two more arguments matter:
#
# - `size=cluster.gpus` comes from the cluster, so the same line fills one card or sixteen.
# - `num_cpus=0`: an actor with a GPU reserves a whole CPU as well if you do not say otherwise. Four of those leave few CPUs, on a small
#   machine none, for the tasks that read, join and expand. They then wait in silence. These actors wait for a GPU most of the time, so
#   they reserve no CPU.
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
dressed = pairs.repartition(8).map_batches(expand_prompt, batch_size="auto")
enhanced = dressed.map_batches(
    Enhancer, batch_size=4, compute=ActorPoolStrategy(size=cluster.gpus), num_gpus=0.6, num_cpus=0
)
seasonal = enhanced.map_batches(
    ImageGen, batch_size=8, compute=ActorPoolStrategy(size=cluster.gpus), num_gpus=0.4, num_cpus=0
)

# %% [markdown]
# Nothing has run yet. Models are the expensive part: run the plan **once** with `materialize()` and look at the result as often as you
# like. `verbose_stats_logs` makes Ray keep more numbers for the report at the end.

# %%
ray.data.DataContext.get_current().verbose_stats_logs = True
pictures = seasonal.materialize()
pictures.count(), sorted(pictures.columns())

# %% [markdown]
# ## Who ran where
#
# Each actor wrote its name and its card into the rows it worked on. Group by them.

# %%
table = pictures.drop_columns(["image"]).to_pandas()
ran = pd.concat(
    table.groupby([f"{role}_gpu", f"{role}_actor"])
    .size()
    .rename_axis(["gpu", "actor"])
    .reset_index(name="rows")
    .assign(role=role)
    for role in ("enhancer", "painter")
)
ran.sort_values(["gpu", "role"], ignore_index=True)[["gpu", "role", "actor", "rows"]]

# %% [markdown]
# A card whose number stands beside an enhancer and beside a painter is shared by them, by 0.6 and 0.4. Ray hands a batch to whichever
# actor is free, so the rows need not be spread evenly, and an actor that got no batch leaves no trace here.
#
# ## Three batch sizes in one pipeline
#
# The plan names three sizes: `repartition(8)` cuts the rows into blocks, enhancers take 4 rows at a time, painters 8.
#
# **Predict.** A block has two rows. How many rows does an enhancer see in one call? How many does a painter see?

# %%
blocks = dressed.materialize().num_blocks()
print(f"rows in a block: {pairs.count() / blocks:g}")
print("rows in a call of the enhancer:", sorted(table["enhancer_rows"].unique().tolist()))
print("rows in a call of the painter: ", sorted(table["painter_rows"].unique().tolist()))

# %% [markdown]
# <details><summary>Answer</summary>
#
# As many as its own `batch_size` asks for, as long as there are rows enough. Ray bundles small blocks before it calls an actor, and cuts
# large ones. So each model gets the batch that suits it, whatever the blocks are and whatever its neighbours like.
#
# </details>
#
# A large language model and a painter need different amounts of memory for a row. That you can size them apart is worth more than it
# looks: in a hand-written loop, one batch size serves all.
#
# ## Where the time goes
#
# Ray keeps a report of every run. It is long, so read two things out of it: the seconds that each operator worked, all its calls
# together, and the seconds for which Ray held it back.

# %%
report = pictures.stats()
work, held, operator = {}, {}, ""
for line in report.splitlines():
    if found := re.match(r"\s*(?:Subo|O)perator \d+ ([\w>()-]+)", line):
        operator = found[1].split("->")[-1].replace("MapBatches", "").strip("()")
    if found := re.search(r"Remote wall time: .* ([\d.]+)(us|ms|s) total", line):
        work[operator] = float(found[1]) * {"us": 1e-6, "ms": 1e-3, "s": 1}[found[2]]
    if found := re.search(r"'task_submission_backpressure_time': ([\d.e-]+)", line):
        held[operator] = float(found[1])

wanted = ["expand_prompt", "Enhancer", "ImageGen"]
raycourse.plot_bars(
    {name: work.get(name, 0) for name in wanted}, x="operator", y="seconds of work", title="One pipeline, sixteen rows"
)

# %% [markdown]
# The report itself, for one operator. You meet these lines whenever you call `ds.stats()`.

# %%
start = report.rindex("Operator", 0, report.index("(Enhancer)"))
print(
    *[
        line
        for line in report[start:].splitlines()
        if re.search(r"tasks executed|wall time|Output num rows per block", line)
    ][:3],
    sep="\n",
)

# %% [markdown]
# **Backpressure** is how Ray keeps a fast operator from flooding a slow one. A stage that is ahead is not given new work while the rows it
# made wait in the object store, so memory stays bounded however long the dataset is. Ray counts the seconds for which it held work back:

# %%
pd.DataFrame({"seconds of work": work, "seconds held back": held}).reindex(wanted).round(2)

# %% [markdown]
# Read it honestly. Sixteen rows of text are small, so a zero in the last column means that Ray never had to step in. With a million rows,
# look at it first: an operator that is held back for long is *not* the slow one. The slow one comes after it. Give that one the larger
# pool.
#
# ## Before and after
#
# Does the season reach the picture? Paint the first four rows without enhancement: same animals, same noise, the plain prompt.

# %%
plain = pairs.limit(4).map_batches(expand_prompt, batch_size="auto")
plain = plain.map_batches(ImageGen, batch_size=8, compute=ActorPoolStrategy(size=1), num_gpus=1, num_cpus=0)
before = sorted(plain.take_all(), key=lambda row: row["id"])
after = pictures.sort(["id", "outfit"]).take(4)

raycourse.show_images(
    [row["image"] for row in before + after],
    [row["prompt"] for row in before] + [f"{row['season']}: {row['prompt']}" for row in after],
    title="Above: the plain prompt. Below: enhanced",
)

# %% [markdown]
# Everything that was made, one grid:

# %%
rows = pictures.sort(["id", "outfit"]).take_all()
raycourse.show_images(
    [row["image"] for row in rows],
    [f"{row['season']}, {row['outfit']}" for row in rows],
    columns=8,
    title="Sixteen animals, four seasons",
)

# %% [markdown]
# Keep the pictures with their prompts and seasons, so that nobody has to run the models again. `mode="overwrite"` lets you run this
# notebook twice without doubling the rows.

# %%
# NBVAL_CHECK_OUTPUT
folder = raycourse.storage("enhance/seasons")
pictures.select_columns(["id", "animal", "outfit", "season", "prompt", "image"]).write_parquet(folder, mode="overwrite")
again = ray.data.read_parquet(folder)
again.count(), again.take(1)[0]["image"].shape

# %% [markdown]
# ## Recap
#
# - A chat is a list of messages; a list of chats with `batch_size=` goes through the model together; the answer is the last message.
# - Random choices in a pipeline belong to the row: seed a generator with something of the row, and keep what was drawn as a column.
# - Fractions put several actors on one card. The sum per card decides; memory is yours to watch. `num_cpus=0` keeps CPUs for the tasks.
# - Each operator has a batch size of its own, whatever the blocks are.
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
