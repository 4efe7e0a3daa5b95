# ---
# jupyter:
#   course:
#     title: Performance
#     minutes: 40
#     builds: a slow pipeline made fast, against its ceiling
# ---

# %% [markdown]
# # Performance: as fast as the machine allows
#
# By the end you have made a slow pipeline faster, step by step, and you know how far it is from the fastest that your machine allows.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:images) and [{}](lesson:embeddings) |
# | **You will learn** | to measure a ceiling, find the bottleneck, choose a batch size, overlap decoding with a model, count threads and copies, and price the result |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## A pipeline as people write it
#
# JPEG files go in; a CLIP vector for each picture comes out. The files are read once and kept, so that every run below meets the same blocks and no disk is measured.

# %%
ray.data.DataContext.get_current().wait_for_min_actors_s = 600  # see below
PICTURES, BLOCKS = 1920, 32
found = ray.data.read_binary_files(raycourse.data("doggos/train"), include_paths=True).limit(PICTURES)
files = found.repartition(BLOCKS).materialize()
print(f"{files.count()} files in {files.num_blocks()} blocks, {files.size_bytes() / files.count() / 1e3:.1f} kB each")

# %% [markdown]
# Three functions do the work. `prepared` decodes a file, and resizes and crops the picture to the size that the model wants. `embedded` runs the model on a batch of pictures.

# %%
import io

import numpy as np
from PIL import Image, ImageOps
from transformers import CLIPModel, CLIPProcessor

model = raycourse.model("clip")
how = CLIPProcessor.from_pretrained(model.source).image_processor
SIDE, MEAN, STD = how.crop_size["height"], how.image_mean, how.image_std


def prepared(content):
    return np.asarray(ImageOps.fit(Image.open(io.BytesIO(content)).convert("RGB"), (SIDE, SIDE)))


# %%
import torch


def normalised(images, device):
    """A float32 tensor (pictures, 3, height, width) on `device`, of uint8 pictures (pictures, height, width, 3)."""
    pixels = torch.tensor(images, device=device).permute(0, 3, 1, 2) / 255
    mean, std = (torch.tensor(values, device=device).view(3, 1, 1) for values in (MEAN, STD))
    return (pixels - mean) / std


def embedded(clip, pixels):
    with torch.inference_mode():
        vectors = clip.get_image_features(pixel_values=pixels).pooler_output
    return torch.nn.functional.normalize(vectors).float().cpu().numpy()


# %% [markdown]
# You will want to know who is at work, and when. On a CPU a clock around the work is enough.

# %%
import time


def clocked(work):
    """What `work()` returns, and its span: (start, seconds)."""
    began = time.time()
    return work(), (began, time.time() - began)


# %% [markdown]
# A GPU works behind Python's back: a call returns before the card is done. There, **CUDA events** mark the beginning and the end on the card itself. The card's waits between two calls count too; `torch.profiler` leaves them out.


# %%
def on_device(work, device):
    """As `clocked`, with the seconds from the first to the last of the device's work."""
    if device != "cuda":
        return clocked(work)
    first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    began = time.time()
    first.record()
    result = work()
    last.record()
    last.synchronize()
    return result, (began, first.elapsed_time(last) / 1000)


# %% [markdown]
# Here is the pipeline, as many examples have it: one class decodes and embeds, in small batches. Each row carries two spans, when it was decoded and when the model had it, so that you can look at them later.


# %%
class Embedder:
    def __init__(self, source, **load):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.clip = CLIPModel.from_pretrained(source, **load).to(self.device).eval()

    def __call__(self, batch):
        images, decode = clocked(lambda: np.stack([prepared(content) for content in batch["bytes"]]))
        return self.finish(batch | {"image": images, "decode": [decode] * len(images)})

    def finish(self, batch):
        pixels = normalised(batch["image"], self.device)
        vectors, span = on_device(lambda: embedded(self.clip, pixels), self.device)
        kept = {name: batch[name] for name in ("path", "decode")}
        return kept | {"embedding": vectors, "model": [span] * len(vectors)}


# %% [markdown]
# An actor needs seconds to start, however many pictures follow, and Ray Data needs about one more to find its stride. With two thousand pictures that is most of the run; with a million it does not matter. So look at the **steady state**: the rate below
# leaves out the start and the first second after it. `wait_for_min_actors_s`, set before the dataset was made, lets no task decode before the actor is ready.

# %%
pool = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 1, "num_cpus": 0}
actor = {"fn_constructor_args": [model.source], "fn_constructor_kwargs": model.load, **pool}
runs = {}


def measured(name, dataset):
    """Runs the pipeline, and notes its rows, spans, pictures per second and busy share of the model under `name`."""
    rows = dataset.materialize().take_all()
    spans = {kind: sorted({tuple(row[kind]) for row in rows}) for kind in ("decode", "model")}
    zero, end = spans["decode"][0][0], max(start + length for start, length in spans["model"])
    steady = [tuple(row["model"]) for row in rows if row["model"][0] >= zero + min(1, (end - zero) / 2)]
    seconds = end - min(steady)[0]
    busy = sum(length for _, length in set(steady)) / seconds
    runs[name] = {"rows": rows, "rate": len(steady) / seconds, "busy": busy, **spans}
    print(f"{name}: {runs[name]['rate']:.0f} pictures per second")


# %%
measured("as written", files.map_batches(Embedder, batch_size=2, **actor))

# %% [markdown]
# Is that fast or slow? A rate does not say.
#
# ## The ceiling
#
# Measure each stage alone, with nothing in its way: decoding from memory, and the model on a batch that is already on its device. No pipeline of these stages is faster than the slower one.

# %%
torch.set_num_threads(1)  # as Ray gives to a worker
contents = files.take_batch(64)["bytes"]
clip = CLIPModel.from_pretrained(model.source, **model.load).to(model.device).eval()
pictures = np.stack([prepared(content) for content in contents])
resident = normalised(pictures, model.device)


def cost(work):
    """Seconds of a core that `work()` takes: the least of five, so that other programs do not count."""
    seconds = []
    for _ in range(5):
        before = time.process_time()
        work()
        seconds.append(time.process_time() - before)
    return min(seconds)


def model_cost(work):
    """As `cost`, for the model: seconds of its device."""
    return cost(work) if model.device == "cpu" else min(on_device(work, model.device)[1][1] for _ in range(5))


# %%
decode = len(contents) / cost(lambda: [prepared(content) for content in contents])
device = len(resident) / model_cost(lambda: embedded(clip, resident))
print(f"decode: {decode:.0f} pictures per second and core; model: {device:.0f} pictures per second")

# %% [markdown]
# On a GPU the two stages have their own hardware. On a CPU they share the cores, and a second of a core is spent once. Do both, one after the other, and look at what that costs the *cores*:


# %%
def both():
    images = np.stack([prepared(content) for content in contents])
    embedded(clip, normalised(images, model.device))


print(f"both stages: {cost(both) * 1e3:.0f} ms of a core for {len(contents)} pictures")
print(f"decoding alone: {len(contents) / decode * 1e3:.0f} ms, the model alone: {len(contents) / device * 1e3:.0f} ms")

# %% [markdown]
# On a CPU the first figure is the sum of the other two and a little more, since `both` also normalises: what a picture costs is the *sum* of its stages. On a GPU it stays near the decoding alone, and the card works beside it.
#
# **Your turn.** Write `ceiling(cores, shared, own)`: the most pictures per second that a pipeline can reach. `shared` lists the rates *per core* of the stages that share the cores; `own` lists the rates of the stages
# that have a device of their own, and may be empty.


# %%
def ceiling(cores, shared, own):
    raise NotImplementedError


raycourse.check("turns.ceiling", ceiling)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def ceiling(cores, shared, own):
#     together = cores / sum(1 / rate for rate in shared)
#     return min([together, *own])
# ```
#
# The seconds that a picture costs add up; rates do not.
#
# </details>
#
# One bound is yours, not the machine's: *one* actor whose model has one thread is never faster than `device`, however many cores there are. The smallest bound is the ceiling of this lesson's pipeline.

# %%
import os

on_cores = [decode] if model.device == "cuda" else [decode, device]
CORES = os.cpu_count()  # in a container with a limit, or on several nodes, type in yours
bounds = {"all cores, shared": CORES / sum(1 / rate for rate in on_cores), "one copy of the model": device}
top = min(bounds.values())
print({name: round(bound) for name, bound in bounds.items()})
print(f"ceiling: {top:.0f} pictures per second; as written: {runs['as written']['rate'] / top:.0%} of it")

# %% [markdown]
# That share is the figure of this lesson. It says how much there is to gain, and when to stop. Other programs lower what you achieve, and the ceiling
# less, since it counts seconds of a core: close them first. The ceiling, too, is known only to about a tenth.
#
# ## The bottleneck
#
# **Predict.** The model's actor runs all the time. For which share of it is the *model* at work?

# %%
print(f"busy share of the model: {runs['as written']['busy']:.0%}")


def lanes(name, most):
    """The spans of a run, as lanes for `plot_timeline`: the first `most` seconds."""
    run = runs[name]
    zero = run["decode"][0][0]
    spans = {kind: [(kind, start - zero, length) for start, length in run[kind]] for kind in ("decode", "model")}
    return {kind: [span for span in some if span[1] < most] for kind, some in spans.items()}


raycourse.plot_timeline(lanes("as written", 0.1), title="As written: the first tenth of a second")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The actor is busy, the model is not. It waits while the same process decodes, and in the gaps between the two colours, which are Python, Ray and the batches' assembly: with batches of two they may take longer than the
# decoding. A tool that shows the load of the *process* says 100 %; only a timer around the device's own work tells them apart.
#
# </details>
#
# Some examples end on GPUs with `"gpu_utilization": "high"`, a text typed into the code. This is the figure that should stand there. Its mark is **90 %**, and you will come back to it.
#
# ## Batch size, and its knee
#
# The first suspect costs nothing to change. Each call of the model has a fixed price, and a batch shares it. Measure the model alone, for several sizes, and note what the widest layer puts out: memory that a batch needs.


# %%
def widest(work):
    """The bytes of the largest tensor that a layer puts out during `work()`."""
    sizes = [0]

    def note(layer, inputs, output):
        sizes.append(output.nbytes if isinstance(output, torch.Tensor) else 0)

    hook = torch.nn.modules.module.register_module_forward_hook(note)
    work()
    hook.remove()
    return max(sizes)


# %%
import functools

sizes = [1, 2, 4, 8, 16, 32, 64]
speed, memory = [], []
for size in sizes:
    work = functools.partial(embedded, clip, resident[:size])
    memory.append(widest(work) / 1e6)
    speed.append(size / model_cost(work))
raycourse.plot_lines({"one copy of the model": speed}, at=sizes, x="batch size", y="pictures per second", title="Speed")
raycourse.plot_lines({"widest layer": memory}, at=sizes, x="batch size", y="MB", title="Memory for the widest layer")

# %% [markdown]
# Memory grows in proportion, speed does not. The **knee** is the smallest size that comes within a tenth of the best. From there on you pay memory for nothing.

# %%
knee = next(size for size, rate in zip(sizes, speed, strict=True) if rate > 0.9 * max(speed))
print(f"knee: {knee} pictures; {speed[sizes.index(knee)] / speed[1]:.1f} times the rate of 2")
measured("larger batches", files.map_batches(Embedder, batch_size=knee, **actor))
print(
    f"{runs['larger batches']['rate'] / top:.0%} of the ceiling; the model is busy {runs['larger batches']['busy']:.0%} of the time"
)

# %% [markdown]
# Faster, and the model still waits, in longer pieces.
#
# ## Overlap
#
# Decoding needs no model. Give it to an operator of its own, so that tasks decode the next pictures while the actor embeds these.


# %%
def decoded(batch):
    images, span = clocked(lambda: np.stack([prepared(content) for content in batch["bytes"]]))
    return {"path": batch["path"], "image": images, "decode": [span] * len(images)}


class Model(Embedder):
    def __call__(self, batch):
        return self.finish(batch)


# %% [markdown]
# Will it be two operators? Ray Data **fuses** neighbours: one task then runs both, and no block travels between them. Here are four ways to put a second step after `decoded`.
#
# **Predict.** Which of the four become one operator?


# %% tags=["nbval-check-output"]
import contextlib
import re


def same(batch):
    return batch


def operators(dataset):
    """The last two operators, as Ray will run them."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        dataset.explain()
    plan = printed.getvalue().split("Physical Plan (Optimized)")[1]
    return re.findall(r"Operator\[(.*)\]", plan)[1::-1]


first = files.map_batches(decoded)
ways = {
    "a function": first.map_batches(same),
    "a function with its own number of CPUs": first.map_batches(same, num_cpus=2),
    "repartition, then a function": first.repartition(8).map_batches(same),
    "a class on an actor": first.map_batches(Model, batch_size=8, **actor),
}
for name, dataset in ways.items():
    print(f"{name}: {operators(dataset)}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Only the first. An arrow joins what is fused. Other resources break the chain, and so does this `repartition`. The class asks for other resources too: a GPU, and no CPU. A class that asks for one CPU, as the tasks before it do, *is* fused with
# them, and its actor decodes as well. Fusion saves a copy of each block, and takes away the overlap: two steps that need *different* hardware should not be fused, two cheap steps on the same CPUs should.
#
# </details>

# %%
measured("overlapped", first.map_batches(Model, batch_size=knee, **actor))
raycourse.plot_timeline(lanes("overlapped", 3), title="Overlapped: the first three seconds")

# %% [markdown]
# In the first second one task decodes at a time, since Ray Data begins without knowing how many CPUs it may use, and looks again after a second. Then tasks decode side by side, each bar is one of them, and the model works below at the same time. Look where decoding
# ends: from there on the model has the cores to itself, so the rate flatters the overlap. For a rate that you will report, take so many pictures that decoding lasts nearly as long as the model. A short job is all first second:
# for a few hundred pictures the fused class may win.

# %%
for name in runs:
    print(f"{name:15} {runs[name]['rate'] / top:5.0%} of the ceiling, model busy {runs[name]['busy']:.0%}")

# %% [markdown]
# Look at the busy share first: it rises. On a CPU a span runs on while another process has the core, so believe the rate. It rises less where both stages share the cores, and a gain of less than a tenth may be chance.
#
# `stats()` has the same story for operators that are apart. For each, add up the seconds of its tasks, by the clock, and divide by the number of its workers: the largest figure is the bottleneck.


# %%
def wall(dataset):
    """Seconds that the tasks of each operator took altogether, by its name, as `stats()` says."""
    units = {"us": 1e-6, "ms": 1e-3, "s": 1}
    found = re.findall(
        r"^Operator \d+ (.+?): .*\n\* Remote wall time: .*, ([\d.]+)(us|ms|s) total", dataset.stats(), re.M
    )
    return {name: float(number) * units[unit] for name, number, unit in found}


# %%
final = first.map_batches(Model, batch_size=PICTURES // BLOCKS, **actor).materialize()
took = {name: seconds for name, seconds in wall(final).items() if name.startswith("MapBatches")}
raycourse.plot_bars(took, x="", y="seconds of its tasks", title="Who worked for how long?")

# %% [markdown]
# The bars are not divided yet. Decoding has up to as many workers as Ray has CPUs to schedule by, the model has one actor. Divide: on a laptop the model's figure is by far the larger one, so the model is the bottleneck.
#
# The run above gave each block to the model whole: as many rows to a batch as a block has. The knee was measured on the model alone; in the pipeline each call also pays for the batch that is assembled and for the rows that are put together again.

# %%
measured("whole blocks", final)

# %% [markdown]
# Compare with *overlapped*, the same pipeline with batches of the knee's size. A repeat may differ by a tenth. Only if whole blocks win by more, and again, does a call have a price that is worth avoiding.
#
# ## Copies
#
# Every row passes through the object store between two operators. So the *form* of a picture matters. **Predict.** The files are the smallest. How many times their bytes are the pictures at full size, as floats?


# %%
def full_size(batch):
    return {"image": [np.asarray(Image.open(io.BytesIO(content)).convert("RGB")) for content in batch["bytes"]]}


def resized(batch):
    return {"image": decoded(batch)["image"]}


MB = {"JPEG files": files.size_bytes() / 1e6}
for step in (full_size, resized):
    size = files.map_batches(step).materialize().size_bytes() / 1e6
    MB |= {step.__name__: size, f"{step.__name__}, as floats": 4 * size}
raycourse.plot_bars(MB, x="", y="MB", title=f"{PICTURES} pictures in the object store")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Divide the third bar by the first. A float32 takes four bytes for each whole number, and a JPEG file is compressed. A phone's pictures are about a thousand times larger at full size, and exactly as large when resized.
#
# </details>
#
# So resize where you decode, travel as `uint8`, and make floats on the model's device, as `normalised` does. The rest is knowing which call copies. A batch of numbers that lies within one block is a **view** of the store: nothing
# is copied, and it is read-only. (Texts become Python objects, and a batch that spans blocks is put together anew: both cost a copy.) `torch.from_numpy` takes the same bytes again; `torch.tensor` and `.astype` make new ones.


# %% tags=["nbval-check-output"]
def who_copies(batch):
    image = batch["image"]
    made = {"from_numpy": torch.from_numpy(image).numpy(), "tensor": torch.tensor(image).numpy()}
    made |= {"astype": image.astype(np.float32), "slice": image[:, ::2], "copy": image.copy()}
    shared = [name for name, array in made.items() if np.shares_memory(array, image)]
    return {"read_only": [not image.flags.writeable], "share": [" ".join(shared)]}


one_block = files.limit(PICTURES // BLOCKS).map_batches(resized).materialize()
print(one_block.map_batches(who_copies, batch_size=None).take_all()[0])

# %% [markdown]
# **Your turn.** `zero_copy_batch=False` would hand you a copy of every column, to write into as you like. You need none here. Write `brightened(images)`: uint8 pictures, read-only, each channel 40 brighter and at most 255, as a new `uint8` array, and
# the pictures as they were.


# %%
def brightened(images):
    raise NotImplementedError


raycourse.check("turns.brightened", brightened)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def brightened(images):
#     return np.minimum(images, 215) + np.uint8(40)
# ```
#
# One new array of the right type. `images + 40.0` would make one of four or eight times the bytes, and `images + np.uint8(40)` alone runs over: 250 becomes 34.
#
# </details>
#
# ## Blocks, and pressure
#
# A fast stage before a slow one: who keeps the blocks that nobody has taken yet? Ray Data slows the fast one down. That is **backpressure**. It looks at the memory that waits, so give a pipeline little of it and count: each block here is 4 MB, and the second step is slow.


# %%
def makes(batch):
    return {"began": [time.time()] * 4, "data": np.zeros((4, 1_000_000), np.uint8)}


class Slow:
    def __call__(self, batch):
        time.sleep(0.1)
        return {"began": batch["began"], "ended": [time.time()] * len(batch["began"])}


def waiting(limit):
    """How many blocks have been made and not yet used, at each end of a block."""
    source = ray.data.range(16, override_num_blocks=16)
    source.context.execution_options.resource_limits = source.context.execution_options.resource_limits.copy(
        object_store_memory=limit
    )
    slow = {"compute": ray.data.ActorPoolStrategy(size=1), "num_cpus": 0}
    rows = source.map_batches(makes).map_batches(Slow, batch_size=None, **slow).materialize().take_all()
    began, ended = (sorted({row[name] for row in rows}) for name in ("began", "ended"))
    return [sum(t < moment for t in began) - k for k, moment in enumerate(ended)]


lines = {"free": waiting(None), "32 MB": waiting(32e6)}
raycourse.plot_lines(lines, x="blocks used so far", y="blocks waiting", title="Blocks that wait before the slow step")

# %% [markdown]
# In the first second both lines lie at 1: Ray Data does not yet know how much it may use, as in *Overlap*. Where the lines part, the first step was held back. The count includes the block that was used last: at 1 nothing waits. Without backpressure the blocks of a long run would fill the store.
#
# What the store cannot hold is **spilled**: written to disk, and read back when it is wanted. A stream needs room for the blocks that are on their way, however long it is. `materialize()` asks for room for all.
#
# **Predict.** 700 MB of blocks go by as a stream, and are then materialized. When does Ray write to disk?


# %%
def pages(number):
    """Blocks of 25 MB each."""
    rows = ray.data.range(number, override_num_blocks=number)
    return rows.map_batches(lambda batch: {"page": np.ones((1, 25_000_000), np.uint8)})


def spilled():
    """MB that this Ray has written to disk since its start, as `stats()` says after any `materialize()`, here a tiny one."""
    found = re.findall(r"Spilled to disk: (\d+)MB", ray.data.range(1).materialize().stats())
    return int(found[0]) if found else 0


# %%
store = ray.cluster_resources()["object_store_memory"]
before = spilled()  # the count goes on, so take differences
count = sum(len(batch["page"]) for batch in pages(28).iter_batches(batch_size=None))
between = spilled()
print(f"object store: {store / 1e6:.0f} MB; {count} pages as a stream: {between - before} MB written to disk")
kept = pages(28).materialize()
print(f"the same, materialized: {spilled() - between} MB written to disk")
del kept

# %% [markdown]
# <details><summary>Answer</summary>
#
# When `materialize()` fills the store: Ray begins at about four fifths, and writes in large portions, so more than the excess. The stream lets each block go once it is used. On a laptop this course gives the store half a gigabyte; with well above 900 MB, nothing is written.
# The disk is slower than the store by far, and it fills up: so a stream, or `write_parquet`, wherever you do not need all blocks at once.
#
# </details>

# %% [markdown]
# How *many* blocks? Too few leave workers idle ([lesson {}](lesson:clinic) has that case). Too many cost as well: each is a task. **Predict.** The same pictures in 2, 32 and 160 blocks, decoded: which takes longest?

# %%
cuts = [files.repartition(2).materialize(), files, files.repartition(160).materialize()]
first.materialize()  # starts the processes
took = {f"{cut.num_blocks()} blocks": raycourse.seconds(cut.map_batches(decoded).materialize) for cut in cuts}
raycourse.plot_bars(took, x="", y="seconds", title="Decoding the same pictures")

# %% [markdown]
# <details><summary>Answer</summary>
#
# On a few cores, 160: twelve pictures are decoded in some milliseconds, and a task costs more than that for itself. On many cores it may be 2. On two cores, two blocks may even win: they are done within the first second, in which one task runs at a time. Between 32 and 160 you see the price of a task. Aim at blocks of a tenth of a second of work or more, and at several for each worker.
#
# </details>
#
# ## Threads in an actor, or more actors?
#
# PyTorch can use several threads for one model, and a pool several actors. Ray gives a worker as many threads as the CPUs that it asks for (`num_cpus=4` also reserves four), and one at least. Is one a mistake? Compare, with plain actors: one or two copies of the model, each with one thread or with one for every core.
#
# The copies need the weights. `ray.put` stores them **once**; on each machine all actors read the same memory.

# %%
weights = ray.put({name: tensor.cpu().numpy() for name, tensor in clip.state_dict().items()})


@ray.remote(num_cpus=0)
class Copy:
    def __init__(self, config, weights):
        self.read_only = not any(array.flags.writeable for array in weights.values())
        self.clip = CLIPModel(config).eval()
        tensors = {name: torch.from_numpy(array) for name, array in weights.items()}
        self.clip.load_state_dict(tensors, assign=True)  # the arrays themselves, not a copy

    def ready(self):
        return self.read_only

    def work(self, pixels, threads, seconds=1.0):
        """Pictures per second of the clock, and seconds of a core for each second."""
        torch.set_num_threads(threads)
        embedded(self.clip, torch.from_numpy(pixels))
        done, began, cores = 0, time.perf_counter(), time.process_time()
        while time.perf_counter() - began < seconds:
            embedded(self.clip, torch.from_numpy(pixels))
            done += len(pixels)
        return done / (time.perf_counter() - began), (time.process_time() - cores) / seconds


# %%
copies = [Copy.remote(clip.config, weights) for _ in range(2)]
print("the arrays are read-only:", all(ray.get([copy.ready.remote() for copy in copies])))
print(
    f"{sum(tensor.nbytes for tensor in clip.state_dict().values()) / 1e6:.1f} MB of weights, stored once for {len(copies)} actors"
)

# %% [markdown]
# The arrays are views of the store, as the batches were. With a model of gigabytes and eight actors on a machine, that is the difference between one copy in memory and eight. (On a GPU each actor has its own copy on the card in any case. `CLIPModel(config)` makes weights of its own first; accelerate's `init_empty_weights` spares a large model those.)
# PyTorch does not know that NumPy's array is read-only: a training step would change the weights of every actor on the machine. To do more than infer, `.clone()` them.
#
# **Predict.** Four ways to use this machine's cores. Which gives the most pictures per second, and which the fewest?

# %%
pixels = ray.put(resident[:knee].cpu().numpy())
threads = CORES
rates, used = {}, {}
for number, each in ((1, 1), (1, threads), (2, 1), (2, threads)):
    name = f"{number} x {each} thread{'s' * (each > 1)}"
    got = ray.get([copy.work.remote(pixels, each) for copy in copies[:number]])
    rates[name], used[name] = sum(rate for rate, _ in got), sum(cores for _, cores in got)
raycourse.plot_bars(rates, x="actors x threads", y="pictures per second", title=f"One model on {threads} cores")
print("cores used:", {name: round(cores, 1) for name, cores in used.items()})

# %% [markdown]
# <details><summary>Answer</summary>
#
# Compare the bars of one thread with those of many. More threads help most where layers are large. This model's are small: a second thread brings less than a second actor, since the threads wait for each other. They wait by **spinning**, which burns a core: see the cores used. With more
# threads than cores (two actors on one machine that both take all) a thread that spins keeps off the one that it waits for, and the rate may fall below that of a single actor. One thread for each actor and an actor for each core is the safe choice
# on CPUs. (`OMP_WAIT_POLICY=PASSIVE` in a worker's environment asks threads to sleep while they wait.) On a GPU the card's memory bounds the number of actors: `num_gpus=0.5` lets two share a card, which pays only while one leaves it idle.
#
# </details>

# %%
for copy in copies:
    ray.kill(copy)

# %% [markdown]
# ## How far did you come, and what does it cost?
#
# The ceiling again, and every step below it.

# %%
shares = {name: 100 * run["rate"] / top for name, run in runs.items()}
raycourse.plot_bars(
    shares, x="", y="% of the ceiling", title=f"Achieved, of a ceiling of {top:.0f} pictures per second"
)
print({name: f"{run['rate'] / runs['as written']['rate']:.1f} x" for name, run in runs.items()})

# %% [markdown]
# And the mark of 90 %? Hold it against the busy share. Beyond it the device sets the pace, and only a faster device or a cheaper model helps.

# %%
for name, run in runs.items():
    print(f"{name:15} model busy {run['busy']:4.0%}   {'reached' if run['busy'] >= 0.9 else 'not reached'}")

# %% [markdown]
# On a small machine the decoding tasks and Ray take turns with the model on the same cores, which stretches its spans: there the share of the ceiling is the sounder figure. On a GPU with enough cores in front of it, 90 % is a fair demand.
#
# A change that is fast and wrong is worth nothing. Every run carried its vectors: compare them.

# %% tags=["nbval-check-output"]
vectors = {name: {row["path"]: row["embedding"] for row in run["rows"]} for name, run in runs.items()}
reference = vectors["as written"]
for name, found in vectors.items():
    cosines = [float(found[path] @ vector) for path, vector in reference.items()]
    print(f"{name}: {len(found)} vectors, all cosines above 0.999: {min(cosines) > 0.999}")

# %% [markdown]
# What does a thousand pictures cost? Type in the price of your machine for an hour. 1.0 gives machine-hours.

# %%
PRICE = 1.0  # an hour of this machine, in your currency
for name, run in runs.items():
    print(f"{name:15} {PRICE / 3600 * 1000 / run['rate']:.6f} for a thousand pictures")

# %% [markdown]
# A machine that costs twice as much and is three times as fast is the cheaper one.
#
# ## Quiz
#
# **1.** The dashboard says that the actor's process uses 100 % of a core. The busy share of its model is 50 %. What do you try first? (a) A second actor. (b) To move the other work out of the actor. (c) A larger model.
#
# <details><summary>Answer</summary>
#
# (b). Half of the actor's time goes to something else, usually decoding; tasks can do that at the same time. (a) can help too, where a core is free, and pays with memory for a second copy. (c) raises the busy share and makes the pipeline slower.
#
# </details>
#
# **2.** Decoding reaches 400 pictures per second and core, the model 400 on one core of the same machine, which has two cores. How fast can a pipeline be? (a) 800. (b) 400. (c) 200.
#
# <details><summary>Answer</summary>
#
# (b). A picture costs 2.5 ms of a core twice, 5 ms in all, and two cores give 2,000 ms each second. (a) forgets that each picture needs both stages. (c) is what *one* core can do.
#
# </details>
#
# **3.** The rate no longer rises beyond a batch of 32, and memory allows 512. Which size do you take? (a) 512, the memory is there. (b) 32. (c) 1, for the shortest wait.
#
# <details><summary>Answer</summary>
#
# (b), the knee. (a) pays memory for nothing. (c) is right for a service that answers one request at a time, and slow here.
#
# </details>
#
# **4.** Two actors with eight threads each run on a machine with eight cores, slower than one. Why? (a) The object store is full. (b) Sixteen threads wait for each other on eight cores. (c) Ray runs one actor at a time.
#
# <details><summary>Answer</summary>
#
# (b). Threads that wait burn the cores that the others need. (a) would show as spilling. (c) is not so: the two run at the same time, which is the trouble.
#
# </details>
#
# ## Recap
#
# - Measure the ceiling first. Achieved / ceiling says how much there is to gain.
# - The busy share is measured round the device's own work: by a clock on a CPU, by events on a card.
# - The batch size at the knee; whole blocks where a measurement says that the call has a price of its own.
# - Different hardware: separate operators, which overlap. The same hardware and cheap steps: let them fuse.
# - Small and whole through the object store: resize where you decode, `uint8`, floats on the device.
# - One thread for each actor on CPUs, unless a measurement says otherwise.
#
# | API | What it does |
# |---|---|
# | [`Dataset.stats`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.stats.html) | times, rows and bytes of each operator |
# | [`Dataset.explain`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.explain.html) | the plan, with what is fused |
# | [`map_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map_batches.html) | `batch_size`, `compute`, `zero_copy_batch` |
# | [`DataContext`](https://docs.ray.io/en/latest/data/api/data_context.html) | `wait_for_min_actors_s`, the limits of the execution |
# | [`ray.put`](https://docs.ray.io/en/latest/ray-core/api/doc/ray.put.html) | stores an object once for all workers |
# | [`torch.cuda.Event`](https://docs.pytorch.org/docs/stable/generated/torch.cuda.Event.html) | a moment on the card's own clock |
#
# **Next:** the lab, where a slow pipeline with six faults waits for you. Then [lesson {}](lesson:training), where it is training that must not wait.

# %%
ray.shutdown()
