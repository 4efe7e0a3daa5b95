# ---
# jupyter:
#   course:
#     title: Training at scale
#     minutes: 35
#     builds: a breed classifier trained on a budget of memory, its checkpoints tested in the background
# ---

# %% [markdown]
# # Training at scale: memory, waiting, and checkpoints in the background
#
# By the end you have a vision transformer that names dogs by breed. You have trained a few per cent of its weights, at a rate that a search found, while another process tested each checkpoint.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:finetune) and [{}](lesson:performance) |
# | **You will learn** | to see whether training waits for data, count what a step keeps in memory and cut it, train few weights instead of all, search for a learning rate, and save and test checkpoints while training goes on |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# Larger networks bring three troubles at once: the data do not arrive in time, a step no longer fits into the card's memory, and every checkpoint stops the run. This lesson takes them one by one, on a network that is
# small enough to try every cure in seconds.
#
# ## Is training waiting?
#
# The task is new: name the breed of a dog. Take some of the training pictures to train on, and some as **validation** pictures, by which you choose. The test pictures stay in their own folder until the end.

# %%
import random

import pyarrow.fs

filesystem, folder = pyarrow.fs.FileSystem.from_uri(raycourse.data("doggos/train"))
found = filesystem.get_file_info(pyarrow.fs.FileSelector(folder, recursive=True))
files = sorted(info.path for info in found if info.is_file)
BREEDS = sorted({path.split("/")[-2] for path in files})
random.Random(0).shuffle(files)
valid_files, train_files = files[:144], files[144:720]
print(len(train_files), "pictures to train on,", len(valid_files), "to choose by,", len(BREEDS), "breeds")

# %% [markdown]
# `pictures` reads files in one shape, in 20 blocks so that several tasks have work. `prepared` turns a batch into what the network takes; the label is the name of the picture's folder.

# %%
import numpy as np
from transformers import ViTImageProcessor

vit = raycourse.model("vit")
processor = ViTImageProcessor.from_pretrained(vit.source)
SIDE = processor.size["height"]


def pictures(files):
    shape = {"mode": "RGB", "size": (SIDE, SIDE)}
    return ray.data.read_images(files, filesystem=filesystem, include_paths=True, override_num_blocks=20, **shape)


def prepared(batch):
    pixels = processor([image.copy() for image in batch["image"]], return_tensors="np")["pixel_values"]
    return {"pixel_values": pixels, "labels": np.array([BREEDS.index(path.split("/")[-2]) for path in batch["path"]])}


# %% [markdown]
# One step of training, as in [lesson {}](lesson:finetune): forward, backward, and an update of the weights.

# %%
import torch
from transformers import ViTForImageClassification


def new_model():
    names = {"id2label": dict(enumerate(BREEDS)), "label2id": {name: k for k, name in enumerate(BREEDS)}}
    return ViTForImageClassification.from_pretrained(vit.source, ignore_mismatched_sizes=True, **names).to(vit.device)


def loss_of(model, pixels, labels):
    return model(pixel_values=pixels, labels=labels).loss


def step(model, optimizer, batch):
    loss = loss_of(model, batch["pixel_values"], batch["labels"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% [markdown]
# In [lesson {}](lesson:finetune) all pictures were prepared before the first step and kept in memory. Millions of pictures do not fit: there, Ray Data reads and prepares them *while* you train. Does it keep up? Measure the time from asking for a batch to getting it, apart from the time of the step. (`loss.item()` waits for the device,
# so the clock is right on a GPU, too.)

# %%
import time

model = new_model()
optimizer = torch.optim.AdamW(model.parameters(), 1e-4)


# %%
def waited_and_worked(rows, **how):
    """Trains on all `rows` once. Returns the seconds of waiting for batches, and the seconds of steps."""
    waited = worked = 0
    asked = time.perf_counter()
    for batch in rows.iter_torch_batches(batch_size=16, device=vit.device, **how):
        got = time.perf_counter()
        step(model, optimizer, batch)
        waited, worked, asked = waited + got - asked, worked + time.perf_counter() - got, time.perf_counter()
    return waited, worked


# %% [markdown]
# Where files come quickly there is nothing to see. So let each file take 20 milliseconds more, as one from a bucket far away does: `from_far` waits. At first one task does that (`TaskPoolStrategy(size=1)`), later four. `prefetch_batches` says how many batches Ray fetches before you ask for them; the
# default is 1.
#
# **Predict.** Which helps more against waiting: `prefetch_batches=8`, or four readers?


# %%
def from_far(row):
    time.sleep(0.02)
    return row


def source(files, tasks):
    return (
        pictures(files)
        .map(from_far, compute=ray.data.TaskPoolStrategy(size=tasks))
        .map_batches(prepared, batch_size=16)
    )


waited_and_worked(source(train_files[:240], 4))  # starts the processes, which would count for the first
sources, runs = {}, {}
for name, tasks, ahead in [("one reader", 1, 1), ("one reader, 8 ahead", 1, 8), ("four readers", 4, 1)]:
    sources[name] = source(train_files[:240], tasks)
    runs[name] = waited_and_worked(sources[name], prefetch_batches=ahead)
raycourse.plot_bars({name: run[0] for name, run in runs.items()}, x="", y="seconds", title="Waiting for data")
print({name: f"{worked:.1f} s of training" for name, (_, worked) in runs.items()})

# %% [markdown]
# <details><summary>Answer</summary>
#
# Four readers. One reader brings at most 50 pictures per second, and training could use several times that: divide 240 by the seconds of training above. So the eight batches ahead never gather. Prefetching evens out a source that is fast enough *on average* and
# slow now and then. A source that is too slow has to become faster: more tasks, smaller files, a cache nearby. The waiting does not fall to a quarter here, since each run also waits for Ray Data to start and find its stride, as in [lesson {}](lesson:performance). In a long run that does not count.
#
# </details>
#
# Measure waiting and working before you buy a faster card: a loop that mostly waits has another problem. Ray knows which operator is slow. In `stats()`, the last figure of each operator estimates how many rows one of its tasks finishes in a second. Multiply it by the number of tasks that run at a time, and look for the smallest.

# %%
import re

for operator in re.split(r"^Operator \d+ ", sources["one reader"].stats(), flags=re.M)[1:]:
    rate = float(re.search(r"single task throughput: (\S+)", operator)[1])
    print(f"{operator.split(':')[0]:22} {rate:6.0f} rows per second and task")

# %% [markdown]
# From here on the pictures are prepared once and kept: the next questions are about the network.

# %%
train = pictures(train_files).map_batches(prepared, batch_size=32).materialize()
valid = pictures(valid_files).map_batches(prepared, batch_size=32).materialize()
print(f"{train.count()} + {valid.count()} pictures, {(train.size_bytes() + valid.size_bytes()) / 1e6:.0f} MB prepared")

# %% [markdown]
# ## What a step keeps in memory
#
# To compute gradients, the backward pass needs what the layers put out on the way forward. PyTorch keeps those tensors until then. The weights take the same room whatever you do; these tensors grow with the batch, and soon take more. PyTorch calls a
# function for each tensor that it keeps, if you ask it to. So count.


# %%
def kept_by(model, forward):
    """What `forward()` returns, and the bytes that PyTorch keeps for its backward pass, without the weights."""
    weights = {weight.untyped_storage().data_ptr() for weight in model.parameters()}
    kept = {}

    def note(tensor):
        kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        loss = forward()
    return loss, sum(size for place, size in kept.items() if place not in weights)


# %%
batch = next(iter(train.iter_torch_batches(batch_size=16, device=vit.device)))
pixels, labels = batch["pixel_values"], batch["labels"]
for size in (1, 4, 16):
    _, kept = kept_by(model, lambda size=size: loss_of(model, pixels[:size].clone(), labels[:size]))
    print(f"a batch of {size:2}: {kept / 1e6:6.1f} MB kept; the weights take {model.num_parameters() * 4 / 1e6:.1f} MB")

# %% [markdown]
# Two cures take a few lines.
#
# - **Gradient accumulation.** Gradients add up until `zero_grad` clears them. So send the batch through in parts, and update the weights once. The loss is a *mean*, so divide that of each of four equal parts by four.
# - **Mixed precision.** Under `torch.autocast` most layers compute in **bfloat16**: two bytes for each number instead of four, with the same range and fewer digits. The weights themselves stay as they are.
#
# **Predict.** Which of the two changes the gradient?


# %%
def in_parts(forward):
    """Four parts of four pictures; returns the most that one of them keeps."""
    most = 0
    for part in range(0, 16, 4):
        loss, kept = kept_by(model, lambda p=slice(part, part + 4): forward(pixels[p].clone(), labels[p]) / 4)
        loss.backward()
        most = max(most, kept)
    return most


def at_once(forward):
    loss, kept = kept_by(model, lambda: forward(pixels, labels))
    loss.backward()
    return kept


def plain(pixels, labels):
    return loss_of(model, pixels, labels)


def in_bfloat16(pixels, labels):
    with torch.autocast(vit.device, torch.bfloat16):
        return loss_of(model, pixels, labels)


# %%
import pandas as pd

ways = {"all at once": (at_once, plain), "in four parts": (in_parts, plain)}
ways |= {"bfloat16": (at_once, in_bfloat16), "both": (in_parts, in_bfloat16)}
table, gradients = [], {}
for name, (how, forward) in ways.items():
    seconds = []
    for _ in range(5):
        model.zero_grad()
        start = time.perf_counter()
        kept = how(forward)
        next(model.parameters()).grad.sum().item()  # a GPU is done only now
        seconds.append(time.perf_counter() - start)
    table.append({"way": name, "MB kept": kept / 1e6, "seconds": min(seconds)})
    gradients[name] = torch.cat([weight.grad.flatten() for weight in model.parameters() if weight.grad is not None])
pd.DataFrame(table).set_index("way").round(3)

# %% tags=["nbval-check-output"]
exact = gradients["all at once"]
apart = {name: ((gradient - exact).norm() / exact.norm()).item() for name, gradient in gradients.items()}
print("in four parts, the same gradient:", apart["in four parts"] < 1e-3)
print("in bfloat16, the same gradient:", apart["bfloat16"] < 1e-3)

# %%
print({name: f"off by {share:.2%}" for name, share in apart.items()})

# %% [markdown]
# <details><summary>Answer</summary>
#
# bfloat16 does, a little: it has eight bits for the digits, so each number is off by up to 0.4 %. Training forgives that, as it forgives the noise of a small batch. Parts give the same gradient but for rounding, and keep about a quarter; they cost time where small batches
# use the device badly. bfloat16 keeps more than half: some layers still compute in four bytes, and the weights are kept a second time, in two. It saves time only on a device that has instructions for it: look at the column *seconds*, not at what you have read.
#
# </details>
#
# With several workers there is one more thing to know. `prepare_model` makes every backward pass average the gradients of all workers. For parts, one average is enough: run all but the last part, forward *and* backward, inside `with model.no_sync():`. (One worker alone has nothing to average, and its model no `no_sync`.)
#
# **Your turn.** The rows need not divide evenly, so the last part may be smaller. Write `accumulate(loss, pixels, labels, most)`: it sends at most `most` rows at a time through `loss`, and leaves in the weights' `.grad` the gradient of the *mean over all rows*. `loss(pixels, labels)` returns the mean over the rows that it gets.


# %%
def accumulate(loss, pixels, labels, most):
    raise NotImplementedError


raycourse.check("turns.accumulate", accumulate)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def accumulate(loss, pixels, labels, most):
#     for some, their in zip(pixels.split(most), labels.split(most)):
#         (loss(some, their) * len(some) / len(pixels)).backward()
# ```
#
# Each part counts by its share of the rows, and its backward pass comes right after its forward pass. A sum of all losses with one backward pass at the end would keep everything until then.
#
# </details>
#
# ## Few weights instead of all
#
# Weights cost more than their own bytes. Each one that learns has a gradient, and AdamW keeps two averages for it: four numbers instead of one, and three of them in every checkpoint. **LoRA**, low-rank adaptation ([Hu and others, 2021](https://arxiv.org/abs/2106.09685)), freezes the weights.
# Beside each linear layer it puts a detour: two thin matrices, whose product has the shape of the layer's own matrix. The **rank** says how thin: here 4 numbers lie between them. Only the detours learn, and the new head. The library `peft` has this ready made, with more settings; this is the heart of it:


# %%
class LowRank(torch.nn.Module):
    """A linear layer as it is, and beside it a product of two thin matrices."""

    def __init__(self, layer, rank):
        super().__init__()
        self.layer = layer
        self.down = torch.nn.Linear(layer.in_features, rank, bias=False)
        self.up = torch.nn.Linear(rank, layer.out_features, bias=False)
        torch.nn.init.zeros_(self.up.weight)  # at first the detour adds nothing

    def forward(self, inputs):
        return self.layer(inputs) + self.up(self.down(inputs))


# %%
def with_detours(model, rank=4):
    """`model`, frozen but for its head, with a detour beside each linear layer below the head."""
    model.requires_grad_(False)
    model.classifier.requires_grad_(True)
    for name, layer in list(model.vit.named_modules()):
        if isinstance(layer, torch.nn.Linear):
            model.vit.set_submodule(name, LowRank(layer, rank).to(vit.device))
    return model


def learning(model):
    """The weights that learn, by name."""
    return {name: weight for name, weight in model.named_parameters() if weight.requires_grad}


# %% tags=["nbval-check-output"]
with torch.inference_mode():
    before = model.eval()(pixels).logits
    after = with_detours(model)(pixels).logits
print("before it has learned, it answers as before:", torch.allclose(before, after))

# %%
full, light = new_model(), with_detours(new_model())
for name, one in {"all weights": full, "detours, head": light}.items():
    numbers = sum(weight.numel() for weight in learning(one).values())
    _, kept = kept_by(one, lambda one=one: loss_of(one, pixels, labels))
    print(
        f"{name}: {numbers:,} numbers learn, {4 * numbers / 1e6:.2f} MB of gradients, {8 * numbers / 1e6:.2f} of averages"
    )
    print(f"   for the backward pass {kept / 1e6:.1f} MB are kept")

# %% [markdown]
# What the *layers* keep for the backward pass is nearly all still there, since each detour learns from the input that its layer has, and norms and attention need theirs to pass gradients on. LoRA saves what belongs to the weights. With billions of weights and small batches, that is most of the memory.
#
# ## A search for the rate
#
# A few weights may want another rate than all of them. Which? Try several. **Ray Tune** runs one function with several settings. Each run is a **trial**, in a process of its own. A trial reports after each epoch, so that a scheduler can end hopeless ones early.


# %%
def train_epoch(model, optimizer, rows, size=16):
    """Trains on all `rows` once. Returns the mean loss."""
    model.train()
    batches = rows.iter_torch_batches(batch_size=size, local_shuffle_buffer_size=200, drop_last=True, device=vit.device)
    return float(np.mean([step(model, optimizer, batch) for batch in batches]))


def right_of(model, rows):
    """How many rows of `rows` the model gets right."""
    model.eval()
    with torch.inference_mode():
        batches = rows.iter_torch_batches(batch_size=48, device=vit.device)
        return sum((model(batch["pixel_values"]).logits.argmax(1) == batch["labels"]).sum().item() for batch in batches)


# %%
def empty(folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path)
    filesystem.delete_dir_contents(path)


# %%
from ray import tune


def trial(config):
    torch.manual_seed(config["seed"])
    model = with_detours(new_model())
    optimizer = torch.optim.AdamW(learning(model).values(), config["rate"])
    for _ in range(4):
        loss = train_epoch(model, optimizer, train)
        tune.report({"loss": loss, "right": right_of(model, valid)})


# %% [markdown]
# - `grid_search(RATES)` makes one trial for each rate; `with_resources` says what a trial takes, and `max_concurrent_trials` how many run at a time.
# - `TuneConfig(metric="right", mode="max")` says which figure is judged, and that more is better.
# - `ASHAScheduler` looks after the first epoch (`grace_period=1`) and after twice as many (`reduction_factor=2`), up to the fourth (`max_t=4`). It compares a trial with those that were there before, and ends it if it is in the worse half.
#
# **Predict.** Four rates, four epochs each: how many epochs will be trained?

# %%
folder = raycourse.storage("training/search")
empty(folder)
RATES = [1e-4, 1e-3, 5e-3, 5e-2]
halving = tune.schedulers.ASHAScheduler(max_t=4, grace_period=1, reduction_factor=2)
search = tune.Tuner(
    tune.with_resources(trial, {"cpu": 1, "gpu": int(cluster.gpus_are_real)}),
    param_space={"rate": tune.grid_search(RATES), "seed": 0},
    tune_config=tune.TuneConfig(metric="right", mode="max", scheduler=halving, max_concurrent_trials=2),
    run_config=tune.RunConfig(name="rates", storage_path=folder, verbose=0),
)
results = search.fit()

# %%
tried = {f"{result.config['rate']:g}": list(result.metrics_dataframe["right"] / valid.count()) for result in results}
raycourse.plot_lines(tried, x="epoch", y="share right, validation", title="One line for each learning rate")
best, right = results.get_best_result().config, results.get_best_result().metrics["right"]
low, high = raycourse.interval(right, valid.count())
print(f"the best rate: {best['rate']:g}, {right / valid.count():.0%} right, 95 % interval {low:.0%} to {high:.0%}")
print(f"{sum(map(len, tried.values()))} of {4 * len(RATES)} epochs trained")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Fewer than sixteen. Strict halving would train eight: four first epochs, two second ones, and two more by the rate that is left. The count may be another, since ASHA does not wait for the slowest: whoever comes first has nobody to be compared with, and goes on. A rate that was ended has a short line, or one dot.
#
# </details>
#
# The winner's figure is the best of several, so it promises a little too much. That does no harm as long as the test pictures took no part. And each rate ran with one seed: two whose intervals overlap could change places with another.
#
# ## Checkpoints that nobody waits for
#
# A run of days saves often. Two things then stop all workers: a checkpoint is copied to storage, and it is tested on the validation pictures. Ray Train can do both beside the training.
#
# | Call | What it does |
# |---|---|
# | `report(…, checkpoint_upload_mode=CheckpointUploadMode.ASYNC)` | returns when all workers have called it; a thread copies, one checkpoint after the other |
# | `report(…, validation=True)` | once the checkpoint is in storage, a *task* of its own tests it, one at a time (alpha: this may change) |
# | `report(…, checkpoint_upload_fn=upload)` | your function copies instead of Ray's |
# | `TorchTrainer(…, validation_config=ValidationConfig(fn=…))` | says how: `fn` gets a checkpoint and returns figures, which join those of the report |
#
# The checkpoint holds only the weights that learn, and what the loop needs to carry on. `strict=False` leaves all other weights as they are. As in [lesson {}](lesson:finetune), an actor on the notebook's machine keeps a diary: what each process did, and when.

# %%


@ray.remote(num_cpus=0)
class Diary:
    def __init__(self):
        self.rows = []

    def note(self, *row):
        self.rows.append(row)

    def read(self):
        return self.rows


# %%
import ray.train
from ray.train import Checkpoint
from safetensors.torch import load_file, save_file


def save(folder, model, optimizer, epoch):
    save_file(learning(model), f"{folder}/detours.safetensors")
    torch.save({"optimizer": optimizer.state_dict(), "epoch": epoch}, f"{folder}/progress.pt")


def load(checkpoint, model):
    """Puts what `checkpoint` holds into `model`. Returns the rest: the optimizer's state and the epoch."""
    with checkpoint.as_directory() as folder:
        model.load_state_dict(load_file(f"{folder}/detours.safetensors"), strict=False)
        return torch.load(f"{folder}/progress.pt", map_location="cpu")


# %%
def validate(checkpoint):
    start, model = time.time(), with_detours(new_model())
    load(checkpoint, model)
    share = right_of(model, valid) / valid.count()
    ray.get(diary.note.remote("validation", "validate", start, time.time() - start))
    return {"accuracy": share}


# %% [markdown]
# A local disk is quick. So let the copy take one second more, as if it went over a network. The first two epochs report as usual (`SYNC`), the others in the background (`ASYNC`).
#
# <div class="alert alert-warning">
#
# **Pitfall: the folder that is gone too soon.** In [lesson {}](lesson:finetune) the checkpoint was saved in a `TemporaryDirectory`, which is deleted when its `with` block ends. A copy in the background may not have begun by then, and fails on missing files. So make the folder with `mkdtemp`, and let Ray delete it:
# `delete_local_checkpoint_after_upload=True`.
#
# </div>

# %%
import tempfile

from ray.train import CheckpointUploadMode


def upload(checkpoint, name):
    start = time.time()
    time.sleep(1)
    kept = ray.train.get_context().get_storage().persist_current_checkpoint(checkpoint, name)
    diary.note.remote("upload", "copy", start, time.time() - start)
    return kept


# %%
def report(epoch, loss, folder):
    """Reports from all workers, with the checkpoint in `folder` from the one that has saved it."""
    mode = CheckpointUploadMode.SYNC if epoch < 2 else CheckpointUploadMode.ASYNC
    how = {"checkpoint_upload_mode": mode, "checkpoint_upload_fn": upload, "validation": folder is not None}
    kept = Checkpoint.from_directory(folder) if folder else None
    ray.train.report({"epoch": epoch, "loss": loss}, kept, delete_local_checkpoint_after_upload=True, **how)


# %%
EPOCHS = 6


def train_loop(config):
    context = ray.train.get_context()
    rank, size = context.get_world_rank(), context.get_world_size()
    torch.manual_seed(rank)
    model = with_detours(new_model())
    optimizer, first = torch.optim.AdamW(learning(model).values(), config["rate"]), 0
    if kept := ray.train.get_checkpoint():  # after a death, or with another number of workers
        progress = load(kept, model)
        optimizer.load_state_dict(progress["optimizer"])
        first = progress["epoch"] + 1
    together, rows = ray.train.torch.prepare_model(model), ray.train.get_dataset_shard("train")
    for epoch in range(first, EPOCHS):
        start = time.time()
        loss = train_epoch(together, optimizer, rows, 16 // size)
        diary.note.remote(f"worker {rank}", "train", start, time.time() - start)
        folder = tempfile.mkdtemp() if rank == 0 else None
        if folder:
            save(folder, model, optimizer, epoch)
        start = time.time()
        report(epoch, loss, folder)
        diary.note.remote(f"worker {rank}", "report", start, time.time() - start)


# %% [markdown]
# Two numbers for `num_workers`, the least and the most, make a run **elastic**. It starts with as many workers as the machines have resources for, here one or two. When a machine dies, the run carries on from its last checkpoint with the workers that still fit; with one fixed number it would wait for another machine.
# `FailureConfig(max_failures=2)` allows two failures, a machine's or one of your own code; preemptions that a cloud announces are counted apart. No machine dies here, so you see only the start. With one GPU there is one worker, and nothing to see of what is said of the other.
#
# **Predict.** After which epochs does training stand still?

# %%
from ray.train import FailureConfig, RunConfig, ScalingConfig, ValidationConfig
from ray.train.torch import TorchTrainer

RUNS = raycourse.storage("training/runs")
empty(RUNS)  # Ray would carry on an earlier run of the same name
here = {"ray.io/node-id": ray.get_runtime_context().get_node_id()}
diary = Diary.options(label_selector=here).remote()

# %%
trainer = TorchTrainer(
    train_loop,
    train_loop_config={"rate": best["rate"]},
    scaling_config=ScalingConfig(num_workers=(1, min(2, cluster.gpus)), use_gpu=cluster.gpus_are_real),
    run_config=RunConfig(name="detours", storage_path=RUNS, failure_config=FailureConfig(max_failures=2)),
    datasets={"train": train},
    validation_config=ValidationConfig(fn=validate),
)
began = time.time()
tuned = trainer.fit()

# %%
noted = sorted(ray.get(diary.read.remote()), key=lambda row: row[2])
lanes = {who: [] for who in sorted({row[0] for row in noted}, reverse=True)}
for who, what, start, seconds in noted:
    lanes[who].append((what, start - began, seconds))
raycourse.plot_timeline(lanes, title="From the call of fit()")

# %%
stood = [seconds for who, what, _, seconds in noted if (who, what) == ("worker 0", "report")]
print(f"report took {np.mean(stood[:2]):.2f} s as usual, {np.mean(stood[2:]):.2f} s in the background")
tuned.metrics_dataframe[["epoch", "loss", "accuracy"]].round(3)

# %% [markdown]
# <details><summary>Answer</summary>
#
# After the first two: worker 0 waits in `report` until the copy is done. Worker 1 leaves `report` sooner and waits inside its next step, which needs the gradients of both; its *train* bar includes that wait. From the third epoch on `report` returns at once, and the copies run beside the training. Validation stops nobody. Ray
# Train tests one checkpoint at a time, in a process that has to start and import PyTorch, so the first tests come late. Where all cores are at work, validation still slows the others down: `ray_remote_kwargs={"num_gpus": 1}` in `ValidationConfig` gives it a card of its own. It asks for none here, and shares the first one where there are cards.
#
# </details>
#
# The empty seconds at the left are the start of the workers, as in [lesson {}](lesson:finetune).
#
# The column *accuracy* was not there when the workers reported: the validation task filled it in later. `fit` waits for the last one. With so few pictures, differences of a few per cent between epochs are luck. So take the last checkpoint, `tuned.checkpoint`: a rule fixed before anybody looked, as in [lesson {}](lesson:finetune).
#
# ## One plain network again
#
# A detour is a product of two matrices. Add that product to the layer's own matrix, and you need the detour no longer. What remains is the network that you began with, as fast as before, with other weights.


# %%
def merged(model):
    for name, part in list(model.vit.named_modules()):
        if isinstance(part, LowRank):
            part.layer.weight.data += part.up.weight @ part.down.weight
            model.vit.set_submodule(name, part.layer)
    return model


trained = with_detours(new_model())
load(tuned.checkpoint, trained)
light_bytes = sum(weight.nbytes for weight in learning(trained).values())

# %% tags=["nbval-check-output"]
with torch.inference_mode():
    apart = trained.eval()(pixels).logits
    whole = merged(trained)(pixels).logits
print("merged, it answers the same:", torch.allclose(apart, whole, atol=1e-3))
print("detours left:", sum(isinstance(part, LowRank) for part in trained.modules()))

# %% [markdown]
# Now open the test pictures, once.

# %%
filesystem, folder = pyarrow.fs.FileSystem.from_uri(raycourse.data("doggos/test"))
found = filesystem.get_file_info(pyarrow.fs.FileSelector(folder, recursive=True))
unseen = sorted(info.path for info in found if info.is_file)
random.Random(0).shuffle(unseen)
test = pictures(unseen[:144]).map_batches(prepared, batch_size=32).materialize()
right, of = right_of(trained, test), test.count()
low, high = raycourse.interval(right, of)
print(
    f"{right / of:.0%} of {of} unseen dogs named, 95 % interval {low:.0%} to {high:.0%}; by chance {1 / len(BREEDS):.0%}"
)

# %% [markdown]
# The merged network goes to storage as one folder, which `from_pretrained` opens without any code of this lesson.

# %%
model_folder = raycourse.storage("training/model")
empty(model_folder)
with tempfile.TemporaryDirectory() as folder:
    trained.save_pretrained(folder)
    outside, path = pyarrow.fs.FileSystem.from_uri(model_folder)
    pyarrow.fs.copy_files(folder, path, destination_filesystem=outside, use_threads=False)
    files_of = {info.base_name: info.size for info in outside.get_file_info(pyarrow.fs.FileSelector(path))}
print({name: f"{size / 1e6:.2f} MB" for name, size in sorted(files_of.items())})
print(f"the detours and the head alone: {light_bytes / 1e6:.2f} MB")

# %% [markdown]
# The checkpoint holds the small file, `detours.safetensors`: keep it, too. LoRA is often served that way, as one large network with a small file for each customer.
#
# ## Quiz
#
# **1.** The card is busy for 30 % of the time, and the loop is blocked on data for 65 %. What do you try first? (a) A larger `prefetch_batches`. (b) More tasks that read and prepare. (c) bfloat16.
#
# <details><summary>Answer</summary>
#
# (b). The source is too slow over the whole run, and (a) only evens out one that is fast enough on average. (c) makes the steps shorter, so the loop would wait for an even larger share of the time.
#
# </details>
#
# **2.** A batch of 64 does not fit, one of 16 does. You train with batches of 16 and the same rate instead of accumulating four of them. Is that the same? (a) Yes. (b) No: there are four steps instead of one, each by a noisier gradient. (c) No: it takes more memory.
#
# <details><summary>Answer</summary>
#
# (b). Training may go as well at another rate, but settings that others found for 64 no longer fit. (a) would be true if the four gradients were added up before one step. (c) is wrong: each step keeps what 16 pictures need.
#
# </details>
#
# **3.** What does LoRA *not* make smaller? (a) The checkpoints. (b) What the optimizer keeps. (c) What the layers keep for the backward pass.
#
# <details><summary>Answer</summary>
#
# (c). Each detour learns from the input of its layer, and norms and attention need theirs to pass gradients on, so these inputs are still needed. (a) and (b) belong to the weights that learn, and those are few.
#
# </details>
#
# ## Recap
#
# - Measure waiting apart from working. Prefetching evens out, more readers speed up.
# - What layers put out grows with the batch. Accumulation divides it and keeps the gradient; bfloat16 shrinks it and rounds.
# - LoRA trains detours instead of weights: small gradients, small optimizer, small checkpoints. Merged, they cost nothing.
# - Search on validation pictures; end hopeless tries early.
# - Copy and test checkpoints beside the training, and let a run use the workers that are available.
#
# | API | What it does |
# |---|---|
# | [`iter_torch_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.DataIterator.iter_torch_batches.html) | `prefetch_batches` are fetched ahead |
# | [`Dataset.stats`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.stats.html) | which operator is the slow one |
# | [`torch.autocast`](https://docs.pytorch.org/docs/stable/amp.html) | computes in bfloat16 |
# | [`Tuner`](https://docs.ray.io/en/latest/tune/api/doc/ray.tune.Tuner.html), [`ASHAScheduler`](https://docs.ray.io/en/latest/tune/api/doc/ray.tune.schedulers.ASHAScheduler.html) | many settings, hopeless ones ended early |
# | [`ScalingConfig`](https://docs.ray.io/en/latest/train/api/doc/ray.train.ScalingConfig.html) | `num_workers=(least, most)` |
# | [`report`](https://docs.ray.io/en/latest/train/api/doc/ray.train.report.html) | figures and checkpoints; copied and tested in the background if you ask |
#
# **Next:** [lesson {}](lesson:text), where rows are sentences.

# %%
ray.shutdown()
