# ---
# jupyter:
#   course:
#     title: The clinic
#     minutes: 35
#     builds: seven sick pipelines cured; how many machines a job needs
# ---

# %% [markdown]
# # The clinic: scaling out and troubleshooting
#
# By the end you have diagnosed seven pipelines that hang, crawl, die or lie, and you know how many machines ten million pictures need by Friday.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:datasets), [{}](lesson:images) and [{}](lesson:predict) |
# | **You will learn** | to find out where a pipeline is stuck, to cure it and prove the cure, to size a cluster from measured rates, and to tell when Ray is the wrong tool |
# | **Hardware** | a laptop; on a cluster the same code shows the same faults |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Five steps
#
# Every case below goes the same way: **symptom, where to look, cause, cure, proof**. The symptom says where to look first:
#
# | Symptom | Look first at | Usual cause |
# |---|---|---|
# | it **hangs** | what waits (`ray status`), what is free (`ray.available_resources()`), which operator has no finished task | a request that cannot be placed |
# | it **crawls** | `stats()`: tasks, blocks, time per task | too few blocks, work done again and again, a step that waits for all rows |
# | it **dies** | the first error in the traceback, not the last | something that cannot travel, or is not there |
# | it **lies** | the number of rows, their keys, two runs side by side | an order or a memory that nobody promised |
#
# The last step is the one that people skip. A cure is proved by a number that was wrong before and is right now.
#
# Each sick pipeline here ends by itself within seconds. `attempt` runs it with a short patience and prints what it complains about. `execution_no_progress_timeout_s` is the setting that turns standing still into
# an error; Ray's own default is half an hour.

# %%
import gc


def attempt(dataset, patience=6):
    dataset.context.execution_no_progress_timeout_s = patience
    try:
        print(dataset.materialize().count(), "rows")
    except Exception as error:
        lines = [line.rstrip() for line in str(error).splitlines()]
        print("\n".join(line for line in lines if line.startswith(("Dataset", "  - ")) or "Error: " in line))
    gc.collect()  # an error keeps its pipeline, and that keeps its actors


# %% [markdown]
# ## Hangs: nobody can start it
#
# **Symptom.** A task asks for one GPU more than the largest machine has. (The task is the simplest example. An actor of a pool waits in the same way.)
#
# **Predict.** What does Ray say: an error at once, a warning, or nothing?


# %%
@ray.remote(num_cpus=0)
def paint():
    return "a picture"


largest = int(max(node["Resources"].get("GPU", 0) for node in ray.nodes() if node["Alive"]))
task = paint.options(num_gpus=largest + 1).remote()
ready, waiting = ray.wait([task], timeout=3)
print(f"after 3 seconds: {len(ready)} ready, {len(waiting)} waiting")

# %% [markdown]
# <details><summary>Answer</summary>
#
# No error: the task waits, since a larger machine could join the cluster at any time. Ray's log may warn of it after a while, and this course keeps that log out of the notebook. An exception has been asked for since 2021
# ([ray#18835](https://github.com/ray-project/ray/issues/18835)). Ray 2.60 has a switch for one, off by default, where version 2 of its autoscaler runs (on Kubernetes, or after `ray up`): `RAY_enable_infeasible_task_early_exit=true`, set before Ray starts. A Ray that `ray.init` started has no autoscaler.
#
# </details>
#
# **Where to look.** The command `ray status` lists what nobody can place yet, under *Pending Demands*. The same list in Python:

# %%
from ray.autoscaler.v2.sdk import get_cluster_status

status = get_cluster_status(ray.get_runtime_context().gcs_address)
for demand in status.resource_demands.ray_task_actor_demand:
    print("waiting for", [one.bundle for one in demand.bundles_by_count])
print("the largest node has", largest, "GPUs")

# %% [markdown]
# **Cause.** One worker lives on one machine, and no machine has that many GPUs. **Cure.** Ask for what a machine has. **Proof.** The task returns.

# %% tags=["nbval-check-output"]
ray.cancel(task)
print(ray.get(paint.options(num_gpus=1).remote()))

# %% [markdown]
# **Your turn.** Do not wait to find out. Write `never(request, nodes)`: whether no living node has enough of everything in `request`, a dict such as `{"CPU": 2, "GPU": 1}`. `nodes` is what `ray.nodes()` returns; the cells above
# show which two keys of a node you need.


# %%
def never(request, nodes):
    raise NotImplementedError


raycourse.check("turns.never", never)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def never(request, nodes):
#     alive = [node["Resources"] for node in nodes if node["Alive"]]
#     return not any(all(has.get(kind, 0) >= amount for kind, amount in request.items()) for has in alive)
# ```
#
# </details>
#
# ## Hangs: everything is taken
#
# **Symptom.** A pool of one actor works. So why not use the whole machine?


# %%
class Idle:
    def __call__(self, batch):
        return batch


def pooled(size):
    rows = ray.data.range(8, override_num_blocks=8)
    return rows.map_batches(Idle, batch_size=1, compute=ray.data.ActorPoolStrategy(size=size), num_cpus=1)


attempt(pooled(1), patience=120)

# %% [markdown]
# **Predict.** Ray has as many CPUs to schedule by as the table at the top says. What does a pool of exactly that size do?

# %%
attempt(pooled(cluster.cpus))

# %% [markdown]
# <details><summary>Answer</summary>
#
# It stands still. The actors started first and hold every CPU for as long as they live. Now the read wants one as well. **Where to look:** the operators in the error. `ReadRange` has an active task and no finished one, and the pool
# has nothing to do. The first operator without a finished task is the one that waits
# ([ray#44687](https://github.com/ray-project/ray/issues/44687)).
#
# </details>
#
# **Cure.** Leave CPUs for what feeds the pool, here half of them. **Proof.**

# %%
attempt(pooled(cluster.cpus // 2), patience=120)

# %% [markdown]
# ## Hangs: somebody else has reserved it
#
# **Symptom.** The next pipeline has no pool at all, only tasks, and stands still as well. A training run is at work beside it. `TorchTrainer` reserves its workers' resources as a **placement group**: several
# requests that are granted together and held until the run ends. The cell reserves in the same way, without the training.

# %%
from ray.util.placement_group import placement_group, placement_group_table, remove_placement_group

free = int(ray.available_resources().get("CPU", 0))
training = placement_group([{"CPU": 1}] * max(free, 1), name="training")
training.wait(10)
attempt(ray.data.range(8, override_num_blocks=8).map(lambda row: row))

# %% [markdown]
# **Where to look.** Tasks are *active*: Ray Data has submitted them. None is finished. What is free, and who holds the rest?

# %%
print("free CPUs:", ray.available_resources().get("CPU", 0))
for group in placement_group_table().values():
    if group["state"] == "CREATED":
        print(group["name"], "holds", sum(bundle.get("CPU", 0) for bundle in group["bundles"].values()), "CPUs")

# %% [markdown]
# **Cause.** `ScalingConfig(num_workers=...)` with as many workers as there are CPUs leaves none for the dataset that feeds them. The workers wait for batches, the dataset waits for CPUs, and both wait politely. **Cure.** Fewer
# workers, or `resources_per_worker` with fractions. Here, end the reservation. **Proof.**

# %%
remove_placement_group(training)
attempt(ray.data.range(8, override_num_blocks=8).map(lambda row: row), patience=120)

# %% [markdown]
# ## Crawls: one block
#
# **Symptom.** A table of forty rows; a model takes 50 ms for each. The job takes two seconds, and Ray has CPUs to spare. (The model sleeps, as a process does while a GPU works or a service answers. So the figures do not hang on your cores.)

# %%
import time

import pandas as pd


def model(batch):
    time.sleep(0.05 * len(batch["id"]))
    return batch


def timed(dataset):
    """The result of the model, and the seconds that it took with processes that are up."""
    work = dataset.map_batches(model, batch_size=5)
    work.materialize()
    begin = time.perf_counter()
    return work.materialize(), time.perf_counter() - begin


table = ray.data.from_pandas(pd.DataFrame({"id": range(40)}))
slow, before = timed(table)
print(f"{before:.1f} s")

# %% [markdown]
# **Where to look.** `stats()` is long. Three of its lines tell the story: how many tasks ran, how many blocks came out, and how long a task took.

# %%
import re


def story(dataset):
    for line in dataset.stats().splitlines():
        if re.match(r"Operator \d|\* (Remote wall time|Output rows per task)", line):
            print(line[:110])


story(slow)

# %% [markdown]
# **Cause.** `1 tasks executed`: a DataFrame comes as one block, and a block is worked on by one task. (A large file that is read is cut into blocks by the reader; what you hand over in one piece is not.) So few blocks that CPUs stay idle is an old
# stumbling block: since 2022 Ray has warned of it where files are read ([ray#23573](https://github.com/ray-project/ray/pull/23573)).
#
# **Cure.** Cut it into blocks before the slow step. **Predict.** Forty rows in eight blocks: how long does the job take?

# %%
fast, after = timed(table.repartition(8))
story(fast)

# %%
raycourse.plot_bars(
    {"one block": before, "eight blocks": after}, x="", y="seconds", title="The same rows, the same model"
)

# %% [markdown]
# <details><summary>Answer</summary>
#
# A task for each block sleeps for a quarter of a second, as many at a time as there are CPUs to schedule by: eight blocks take two rounds on six CPUs, and one on eight. The rest of the bar is the start of tasks and
# the price of `repartition`, which waits for all rows. In front of a model of milliseconds it would cost more than it brings, and in the middle of a long pipeline it stops the stream: the lab has that case.
#
# </details>
#
# ## Dies: what cannot travel
#
# **Symptom.** The function uses a lock, as a database client or a logger does. It works here. In the pipeline it dies before the first row.

# %%
import threading

lock = threading.Lock()


def numbered(batch):
    with lock:
        return batch


print(list(numbered({"id": [1, 2]})["id"]), "without Ray")
four = ray.data.range(4).materialize()
try:
    four.map_batches(numbered).materialize()
except TypeError as error:
    print(len(str(error).splitlines()), "lines, and the first:", str(error).splitlines()[0][:90])

# %% [markdown]
# **Where to look.** Ray sends functions to its workers as bytes, by `pickle`, with every variable that they use. `inspect_serializability` finds the one that refuses.

# %% tags=["nbval-check-output"]
import io

from ray.util import inspect_serializability

travels, failures = inspect_serializability(numbered, print_file=io.StringIO())
print(travels, [failure.path[-1] for failure in failures])

# %% [markdown]
# **Cause.** A lock, an open file, a connection and a CUDA context belong to the process that made them. **Cure.** Make them where they are used: in `__init__` of a class. **Proof.** The rows come back.


# %% tags=["nbval-check-output"]
class Numbered:
    def __init__(self):
        self.lock = threading.Lock()

    def __call__(self, batch):
        with self.lock:
            return batch


one = ray.data.ActorPoolStrategy(size=1)
print(four.map_batches(Numbered, compute=one).count(), "rows")

# %% [markdown]
# ## Dies: what is not there
#
# **Symptom.** A module of your own, in a folder that your notebook knows.

# %%
import sys
import tempfile
from pathlib import Path

folder = tempfile.TemporaryDirectory()
Path(folder.name, "houserules.py").write_text("def tidy(number):\n    return f'row {number}'\n")
sys.path.append(folder.name)

import houserules


def tidied(batch):
    return {"text": [houserules.tidy(number) for number in batch["id"]]}


attempt(ray.data.range(2).map_batches(tidied))

# %% [markdown]
# **Where to look.** The first error in the chain: `No module named`. **Cause.** A function of the notebook travels whole. A function of a *module* travels as its name, and the worker imports the module, if it has it. Workers
# know the path that this notebook had when it connected, and on another machine not even that folder exists.
#
# **Cure.** Send the module by value, which suits a file that you still change. **Proof.**

# %% tags=["nbval-check-output"]
import ray.cloudpickle

ray.cloudpickle.register_pickle_by_value(houserules)
print(sorted(row["text"] for row in ray.data.range(2).map_batches(tidied).take_all()))

# %%
ray.cloudpickle.unregister_pickle_by_value(houserules)
sys.path.remove(folder.name)
folder.cleanup()

# %% [markdown]
# A package that many use belongs on every machine (in the image), or in the job's [runtime environment](https://docs.ray.io/en/latest/ray-core/handling-dependencies.html): `ray.init(runtime_env={"py_modules": [...]})`.
#
# The same rule holds for files. `open("prices.csv")` opens a file of the *worker's* working folder, on the worker's machine. Give whole paths in a storage that all machines see, as this course does with `raycourse.storage`.
#
# ## Lies: another order
#
# **Symptom.** Labels were made from twelve pictures in their order, and set beside predictions in theirs. Here a "model" that predicts each id itself, so that the accuracy should be 100 %. The first blocks are the slow ones.

# %%
import numpy as np


def predict(batch):
    time.sleep(0.6 - 0.05 * batch["id"][0])
    return {"id": batch["id"], "prediction": batch["id"]}


truth = np.arange(12)
predictions = ray.data.range(12, override_num_blocks=4).map_batches(predict, batch_size=None)
for _ in range(2):  # the first run starts the processes
    found = predictions.take_all()
said = np.array([row["prediction"] for row in found])
print(said.tolist(), f"accuracy by position: {(said == truth).mean():.0%}")

# %% [markdown]
# **Where to look.** No error, no warning, the right number of rows. Only a **key** shows the fault. Compare through it:

# %%
by_key = np.array([truth[row["id"]] for row in found])
print(f"accuracy by key: {(said == by_key).mean():.0%}")

# %% [markdown]
# **Cause.** A block that is ready goes on; nobody waits for the slow one before it. **Cure.** Let each row carry its key, and join by it. `ctx.execution_options.preserve_order = True` keeps the order as well, and lets
# the fast blocks wait. **Proof.** The accuracy by key is what you know it to be, in every run.
#
# Of the four kinds, this is the worst. Whatever hangs, crawls or dies asks for help. So test with data whose answer you know, as here, and count rows and keys before and after.
#
# ## How many machines?
#
# Ten million pictures are to be classified by Friday. How many machines is that? Do not guess, and do not ask a benchmark of others: measure **one core**, and divide.

# %%
import os

from PIL import Image

files = ray.data.read_binary_files(raycourse.data("dogs_fish/test/dog")).limit(100).take_all()
encoded = [row["bytes"] for row in files]


def decoded(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB").resize((96, 96)))


pictures = [decoded(content) for content in encoded]
decode = len(encoded) / raycourse.seconds(lambda: [decoded(content) for content in encoded])
print(f"decode: {decode:.0f} pictures per second and core")

# %%
import torch
from transformers import ViTForImageClassification, ViTImageProcessor

local = raycourse.fetched(raycourse.model("dog_or_fish").source)
processor, network = ViTImageProcessor.from_pretrained(local), ViTForImageClassification.from_pretrained(local).eval()


def classify(images):
    with torch.inference_mode():
        return network(**processor([image.copy() for image in images], return_tensors="pt")).logits.argmax(1)


torch.set_num_threads(1)  # one core, as a worker of Ray
classify(pictures[:10])  # warm up
classified = len(pictures) / raycourse.seconds(lambda: classify(pictures))
print(f"model:  {classified:.0f} pictures per second and core")

# %% [markdown]
# Now the worksheet. `machine` and `storage` are yours to type in: look them up in your provider's list, and put the price of a machine-hour in your currency. With a price of 1, the cost is in machine-hours. On GPUs, measure
# `classified` there, and count cards in place of cores.

# %%
PICTURES, DEADLINE = 10_000_000, 48  # hours
machine = {"cores": 16, "memory GiB": 64, "Gbit/s": 10, "price": 1.0}
storage = {"Gbit/s": 1.0}  # what a bucket or a disk gives to all machines together
START = 0.2  # hours until machines are up and models loaded

size = np.mean([len(content) for content in encoded])
print(f"{size / 1e3:.1f} kB a picture, {PICTURES * size / 1e9:.0f} GB in all")


# %%
def bounds(machines):
    """Hours that each resource needs, if it were the only one."""
    gbits = PICTURES * size * 8 / 1e9
    return {
        "cores": PICTURES * (1 / decode + 1 / classified) / (machines * machine["cores"]) / 3600,
        "network of the machines": gbits / (machines * machine["Gbit/s"]) / 3600,
        "storage": gbits / storage["Gbit/s"] / 3600,
    }


def hours(machines):
    return START + max(bounds(machines).values())


for n in (1, 2, 4):
    print(
        f"{n} machines: {hours(n):5.1f} h, cost {n * hours(n) * machine['price']:.1f}, bound by {max(bounds(n), key=bounds(n).get)}"
    )

# %% [markdown]
# The slowest resource decides; the others wait for it. **Predict.** Twice the machines, half the time: for how long does that hold?

# %%
at = [2**k for k in range(9)]
lines = {name: [bounds(n)[name] for n in at] for name in bounds(1)} | {"all together": [hours(n) for n in at]}
knee = next((n for n in at if max(bounds(n), key=bounds(n).get) != "cores"), None)
title = (
    f"Hours for ten million pictures; with {knee} machines, cores no longer bind"
    if knee
    else "Hours: cores bind throughout"
)
raycourse.plot_lines(lines, at=at, x="machines", y="hours", title=title)

# %% [markdown]
# <details><summary>Answer</summary>
#
# Never quite: the start takes as long for one machine as for a hundred. The rest halves as long as cores bind; the storage gives the same to all machines together. Where a flat line crosses the falling one, more machines
# only cost more. (For pictures as small as these, one machine meets the deadline by far.) With pictures of your own, put in their `size`, and measure `decode` and `classified` on them: the crossing moves.
#
# </details>
#
# **Your turn.** Write `machines(hours, deadline)`: the smallest number of machines, from 1 to 1,000, for which `hours(n)` is at most `deadline`; `None` where there is none.


# %%
def machines(hours, deadline):
    raise NotImplementedError


raycourse.check("turns.machines", machines)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def machines(hours, deadline):
#     return next((n for n in range(1, 1001) if hours(n) <= deadline), None)
# ```
#
# Measured rates vary, machines fail, and Friday comes anyway: plan for half of the deadline.
#
# </details>
#
# **Memory** decides whether it works at all. Three figures, from the same measurements:

# %%
row = pictures[0].nbytes
flying = machine["cores"] * 2 * 128 * 2**20 / 2**30
print(f"a stream: {machine['cores']} tasks with 2 blocks of 128 MiB each are {flying:.0f} GiB of a machine's memory")
print(f"materialized: {PICTURES * row / 2**30:.0f} GiB; what the object store cannot hold is spilled to disk")
print(f"the object store: by default 30 % of the memory, {0.3 * machine['memory GiB']:.0f} GiB a machine")

# %% [markdown]
# Ray Data cuts what its operators put out into blocks of about 128 MiB (`ctx.target_max_block_size`; it cuts from one and a half times that on), except for a single row that is larger. A batch inside your function is not cut: it takes `batch_size` rows, and on a GPU the model's
# activations for them. If memory is short, the batch is the first thing to make smaller. Cost has one lever more: results that you write once and read often (`write_parquet` after the decoding) are paid for once.
#
# ## What more machines give
#
# The worksheet assumes that twice the cores do twice the work. Do they? `raycourse.nodes` starts a cluster of its own: one node, then a second and a third, each with two CPUs *for Ray*, and all on this machine. Measure two steps there, one that waits and one that computes.
#
# **Predict.** Which of the two gets three times as much done on three nodes?


# %%
def waits():
    time.sleep(0.4)


def computes():
    until = time.thread_time() + 0.1  # seconds of a core, not of the clock
    while time.thread_time() < until:
        decoded(encoded[0])


# %%
from raycourse import nodes

measured = dict(zip(("waits", "computes"), nodes.rates(waits, computes), strict=True))
ideal = {"waits, twice for twice": [measured["waits"][0] * n for n in (1, 2, 3)]}
title = f"Tasks per second; all nodes share {os.cpu_count()} cores"
raycourse.plot_lines(measured | ideal, at=[1, 2, 3], x="nodes", y="tasks per second", title=title)

# %% [markdown]
# <details><summary>Answer</summary>
#
# The step that waits, on any machine: each node brings CPUs to schedule by, and a task that sleeps needs no more. (If its line lags, processes of a new node were still starting: run the cell again.) The step that computes
# gains from *cores*, and these nodes bring none beyond those of this machine: it rises while cores are left, six for three nodes, and no further. With more tasks than cores it may even fall.
#
# </details>
#
# That is what a second and a third machine give: their cores, their cards and their memory, for the part of the work that is cut into enough blocks. They give nothing to the part that is not, such as the start, one large file, or a `repartition` in the middle. If a tenth of the time cannot be shared
# out, ten machines are five times as fast as one, and a hundred nine times:

# %% tags=["nbval-check-output"]
for n in (2, 3, 10, 100):
    print(f"{n:3} machines, a tenth of the work serial: {1 / (0.1 + 0.9 / n):.1f} times as fast")

# %% [markdown]
# ## When not to use Ray
#
# **Predict.** A hundred pictures are to be decoded. A plain loop, or Ray on all cores?

# %%
plain = raycourse.seconds(lambda: [decoded(content) for content in encoded])
dataset = ray.data.from_items([{"bytes": content} for content in encoded], override_num_blocks=8)
with_ray = raycourse.seconds(lambda: dataset.map(lambda row: {"image": decoded(row["bytes"])}).materialize())
raycourse.plot_bars({"a loop": plain, "Ray": with_ray}, x="", y="seconds", title="A hundred pictures, decoded")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The loop, by far. Ray plans, starts tasks and moves blocks for longer than the whole work takes, even with its processes up. What fits in memory and is done in a minute needs no cluster; a table of a few gigabytes is
# pandas' or Polars' work; one machine with many cores and no failures to fear is well served by `concurrent.futures`. Ray pays where a model must stay loaded, CPUs feed GPUs, rows do not fit in memory, or a job must survive
# the death of a machine.
#
# </details>
#
# ## Quiz
#
# **1.** The error says: `Read: 1 active task(s), 0 finished`, `MapBatches(Model): 0 active`. What do you do first? (a) Raise the time-out. (b) Compare the CPUs that the pool holds with those that there are. (c) Add a GPU.
#
# <details><summary>Answer</summary>
#
# (b). The read is the first operator without a finished task, so it waits for a CPU, and the pool is the usual holder. (a) waits longer for the same. (c): nothing here waits for a GPU.
#
# </details>
#
# **2.** `stats()` says `1 tasks executed` for the slow operator, on a cluster of 64 CPUs. What helps? (a) More machines. (b) More blocks in front of it. (c) A larger batch.
#
# <details><summary>Answer</summary>
#
# (b). One block is one task. (a) adds CPUs to 63 idle ones. (c) may make that one task faster, and it stays one.
#
# </details>
#
# **3.** The worksheet says that storage binds from 20 machines on. What do 40 give? (a) Half the time. (b) The same time for twice the price. (c) An error.
#
# <details><summary>Answer</summary>
#
# (b). All wait for the storage. (a) holds while cores bind. (c): nothing fails, which is why nobody notices.
#
# </details>
#
# ## Recap
#
# - Symptom, where to look, cause, cure, proof. The proof is a number that was wrong before.
# - Hangs: the first operator without a finished task waits; `ray status` and `ray.available_resources()` say for what.
# - Crawls: tasks, blocks and time per task in `stats()`.
# - Dies: the first error of the chain; `inspect_serializability` for what cannot travel.
# - Lies: keys, counts, and data whose answer you know.
# - Machines: measured rates, the resource that binds, and a deadline halved.
#
# | API | What it does |
# |---|---|
# | [`ray status`](https://docs.ray.io/en/latest/cluster/cli.html) | nodes, use, and what waits to be placed |
# | [`ray.nodes`](https://docs.ray.io/en/latest/ray-core/api/doc/ray.nodes.html) | every node with its resources, dead ones too |
# | [`ray.available_resources`](https://docs.ray.io/en/latest/ray-core/api/doc/ray.available_resources.html) | what is free now |
# | [`placement_group_table`](https://docs.ray.io/en/latest/ray-core/scheduling/placement-group.html) | who has reserved what |
# | [`DataContext`](https://docs.ray.io/en/latest/data/api/doc/ray.data.DataContext.html) | `execution_no_progress_timeout_s`, `target_max_block_size` |
# | [`stats`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.stats.html) | what each operator did, and for how long |
# | [`inspect_serializability`](https://docs.ray.io/en/latest/ray-core/api/doc/ray.util.inspect_serializability.html) | which variable cannot travel |
#
# **Next:** the lab, with ten more patients.

# %%
ray.shutdown()
