# ---
# jupyter:
#   course:
#     title: Fine-tuning
#     minutes: 45
#     builds: a vision transformer, fine-tuned by several workers, one of which dies
# ---

# %% [markdown]
# # Fine-tuning: from messy pictures to a classifier
#
# By the end a vision transformer tells dogs from fish. It was fine-tuned on several workers, and it survived the death of one.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:datasets) to [{}](lesson:images); what a training loop in PyTorch looks like |
# | **You will learn** | to label and clean a folder of pictures, featurise once and augment at every epoch, train on several workers, carry on from a checkpoint, and test honestly |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Look first
#
# The pictures lie in one folder for each class. Look at the *training* folder only: the test folder stays closed until the end, so that no choice depends on it.
# `read_images` reads files, `union` puts one dataset behind the other. A few dozen files of each class will do.

# %%
import pyarrow.fs


def first_pictures(kind, read=ray.data.read_images, **options):
    filesystem, folder = pyarrow.fs.FileSystem.from_uri(raycourse.data(f"dogs_fish/train/{kind}"))
    files = sorted(file.path for file in filesystem.get_file_info(pyarrow.fs.FileSelector(folder)))
    return read(files[:40], filesystem=filesystem, include_paths=True, **options)


rows = first_pictures("dog").union(first_pictures("fish")).take_all()

# %%
from PIL import Image

in_order = sorted(rows, key=lambda row: row["path"])  # they come in the order in which they get done
looked_at = in_order[:4] + in_order[-4:]
captions = [row["path"].split("/")[-2] for row in looked_at]
raycourse.show_images([Image.fromarray(row["image"].squeeze()) for row in looked_at], captions, columns=8)

# %% [markdown]
# A network wants pictures of one shape. How many shapes are there, how many pictures are grey, and how many have a fourth channel (**alpha**, which says how transparent a pixel is)?

# %%
shapes = sorted(row["image"].shape for row in rows)
print(len(shapes), "pictures,", len(set(shapes)), "shapes, for instance", shapes[0], shapes[-1])
print(sum(shape[0] == 1 for shape in shapes), "grey,", sum(shape[-1] == 4 for shape in shapes), "with alpha")

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: the filter that finds nothing.** A filter on `image.ndim == 3`, meant to drop grey pictures, keeps them all: where a column mixes shapes, Ray Data gives
# a grey picture the shape *(1, height, width)*, which has three dimensions as well. It stays in, and fails later, in the network. Do not filter, convert: `mode="RGB"` gives
# every picture three channels, and `size=(height, width)` one shape.
#
# </div>
#
# The network of this lesson takes pictures of one fixed size. Its **processor**, the part that prepares pictures for it, knows which.

# %% tags=["nbval-check-output"]
from transformers import ViTImageProcessor

vit = raycourse.model("vit")
SIDE = ViTImageProcessor.from_pretrained(vit.source).size["height"]
print("the filter keeps every picture:", all(row["image"].ndim == 3 for row in rows))

tidy = first_pictures("dog", mode="RGB", size=(SIDE, SIDE)).take_all()
print("converted, all have one shape:", {row["image"].shape for row in tidy} == {(SIDE, SIDE, 3)})

# %% [markdown]
# ## Damaged files
#
# The course's training folders hold files that are cut short. `read_images` stops at the first of them.

# %%
drawn = [f"{raycourse.data('dogs_fish')}/train/{kind}" for kind in ("dog", "fish")]
try:
    ray.data.read_images(drawn, mode="RGB", size=(SIDE, SIDE)).materialize()
except Exception as error:
    print([line for line in str(error).splitlines() if line.startswith("OSError")][-1])

# %% [markdown]
# One bad file should not cost you hundreds of good ones, and a bad file should not vanish in silence. So read *bytes*, decode them in a function of your own, and keep the
# reason where that fails. A row that could not be decoded has the same columns as the others: an empty picture, and its error.

# %%
import io

import numpy as np

# What PIL raises for damaged and for huge files.
UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


# %%
def decode(row, resample=Image.BILINEAR):
    image, error = np.zeros((SIDE, SIDE, 3), np.uint8), ""
    try:
        picture = Image.open(io.BytesIO(row["bytes"])).resize((SIDE, SIDE), resample)
        image = np.asarray(picture.convert("RGB"))
    except UNREADABLE as problem:
        error = f"{type(problem).__name__}: {problem}"[:60]
    return {"path": "/".join(row["path"].split("/")[-3:]), "image": image, "error": error}


# %% tags=["nbval-check-output"]
from ray.data.expressions import col

decoded = ray.data.read_binary_files(drawn, include_paths=True).map(decode).materialize()
damaged = decoded.filter(expr=col("error") != "")
for row in sorted(damaged.take_all(), key=lambda row: row["path"]):
    print(row["path"], "-", row["error"].split(" <")[0])

# %% [markdown]
# Does your function make the same pixels as `read_images`? It should. A network that learned from pictures prepared in one way and is used on pictures prepared in another may lose accuracy, and no
# error says so. That is called **training-serving skew**; [lesson {}](lesson:predict) measures what it costs. Here compare pixels: with the same resampling, and with another.

# %%
files = first_pictures("dog", read=ray.data.read_binary_files).take_all()
by_ray = {"/".join(row["path"].split("/")[-3:]): row["image"].astype(int) for row in tidy}


def difference(resample):
    mine = [decode(row, resample) for row in files]
    return np.mean([np.abs(by_ray[row["path"]] - row["image"]).mean() for row in mine])


apart = difference(Image.BILINEAR), difference(Image.BICUBIC)
print(f"mean difference from read_images: {apart[0]:.1f} of 255 as here, {apart[1]:.1f} by another resampling")

# %% tags=["nbval-check-output"]
print("the same pixels:", apart[0] == 0, "- and by another resampling:", apart[1] == 0)

# %% [markdown]
# Now read the pictures to train with, and set the damaged ones aside.

# %%
folders = [raycourse.data(f"dogs_fish/train/{kind}") for kind in ("dog", "fish")]
binary = ray.data.read_binary_files(folders, include_paths=True)
binary.context.execution_options.preserve_order = True  # by default, rows come in the order in which they get done
decoded = binary.map(decode).materialize()
images = decoded.filter(expr=col("error") == "").drop_columns(["error"]).materialize()
print(decoded.count(), "files =", images.count(), "pictures +", decoded.count() - images.count(), "set aside")

# %% [markdown]
# ## Labels, by path
#
# Labels come in a table, one row for each file. What joins it to the pictures is the **path**. Counts before and after tell you whether a row was lost.

# %%
# The public set names its folders by number, and comes without a table.
CLASS_OF = {"dog": "dog", "fish": "fish", "n02102040": "dog", "n01440764": "fish"}
NAMES = ["dog", "fish"]

# %%
table = ray.data.read_csv(raycourse.data("dogs_fish/labels.csv"))
if raycourse.settings().profile == "full":
    paths = [row["path"] for row in images.select_columns(["path"]).take_all()]
    table = ray.data.from_items([{"path": path, "label": CLASS_OF[path.split("/")[1]]} for path in paths])
joined = images.join(table, join_type="inner", num_partitions=2, on=("path",)).materialize()
print(images.count(), "pictures,", table.count(), "labels,", joined.count(), "pairs")

# %% tags=["nbval-check-output"]
print("every picture has found its label:", 0 < joined.count() == images.count())
print("columns:", sorted(joined.schema().names))

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: zip.** `images.zip(table)` pairs row 1 with row 1. It asks only that both have the same number of rows, and trusts that both have the same *order*. Readers do not promise one.
# And where one picture is missing here and another label there, the numbers agree, and every label between the two is at the wrong picture. Nothing fails; the network learns nonsense. (`zip` is deprecated, and goes with Ray 2.64.)
#
# </div>
#
# Here the folder names the class as well, so you can do without the table and its shuffle. Where two sources say the same thing, compare them once.


# %%
def label_by_folder(row):
    return {**row, "label": NAMES.index(CLASS_OF[row["path"].split("/")[1]])}


labelled = images.map(label_by_folder).materialize()

# %% tags=["nbval-check-output"]
by_folder = {row["path"]: NAMES[row["label"]] for row in labelled.select_columns(["path", "label"]).take_all()}
print("table and folder disagree:", sum(row["label"] != by_folder[row["path"]] for row in joined.take_all()), "times")

# %% [markdown]
# ## Featurise once
#
# The processor turns pixels into what the network takes: its size, its scale of values. That is the same at every epoch, so do it once. Building the processor takes time: a class
# builds it once for each actor. (`image.copy()`: a batch may be a read-only view, and PyTorch warns about those.)


# %%
class Featurizer:
    def __init__(self):
        self.processor = ViTImageProcessor.from_pretrained(raycourse.model("vit").source)

    def __call__(self, batch):
        pixels = self.processor([image.copy() for image in batch["image"]], return_tensors="np")["pixel_values"]
        return {"pixel_values": pixels, "labels": batch["label"]}


pool = ray.data.ActorPoolStrategy(size=1)
featurised = labelled.map_batches(Featurizer, compute=pool, batch_size=64).materialize()
print(featurised.schema())

# %% [markdown]
# ## A split that keeps the classes
#
# While you build, you compare: learning rates, numbers of epochs, networks. Compare on pictures that the network does not train on, the **validation** pictures.
#
# **Predict.** `train_test_split(test_size=0.2)` takes the last fifth of the rows for validation. Which animals are in it?


# %%
def classes(dataset):
    labels = [row["labels"] for row in dataset.select_columns(["labels"]).take_all()]
    return {name: labels.count(k) for k, name in enumerate(NAMES)}


print("last fifth:", classes(featurised.train_test_split(test_size=0.2)[1]))

# %% [markdown]
# <details><summary>Answer</summary>
#
# Fish, and nothing but fish: they come last. A network that always answers "fish" would be right every time.
#
# </details>
#
# `stratify` takes the same share of each class.

# %%
import warnings

with warnings.catch_warnings(action="ignore"):  # to stratify, Ray Data filters by a function, and warns of that
    train, valid = featurised.train_test_split(test_size=0.2, stratify="labels")


# %% tags=["nbval-check-output"]
def stored(name, rows):
    """`rows`, by way of storage."""
    rows.write_parquet(raycourse.storage(f"finetune/{name}"), mode="overwrite")
    return ray.data.read_parquet(raycourse.storage(f"finetune/{name}")).materialize()


train, valid = stored("train", train.random_shuffle(seed=0)), stored("valid", valid)
for part in (train, valid):
    print(f"dogs: {classes(part)['dog'] / part.count():.0%}")

# %% [markdown]
# Stratified rows lie class by class: `random_shuffle` mixes them once, for all epochs. `materialize` keeps the result; without it, every epoch would read the files again.
# (Both hold the rows in memory. For data too large for that, `streaming_train_test_split` decides row by row.)
#
# Why by way of storage? On a cluster, the rows in memory lie on several machines, and one of them may be taken away. Ray then makes its rows once more, from what they were made of: it can read a file again, but it
# cannot ask the actors of a pool that has ended, such as the `Featurizer`'s.
#
# ## Augment at every epoch
#
# **Augmentation** shows the network each picture a little changed, so that it cannot learn pictures by heart. The change has to be a new one at every epoch, so it must not come before `materialize()`: there it would
# run once, and every epoch would show the same changed picture. A lazy `map_batches` *behind* `materialize()` runs anew at each epoch, on any free CPU of the cluster. Here the work is small, so
# it stands in the training loop.

# %%
import torch
from torchvision.transforms import v2

transform = v2.Compose(
    [
        v2.RandomHorizontalFlip(),
        v2.RandomAffine(
            degrees=9, translate=(0.05, 0.05), scale=(0.95, 1.25), interpolation=v2.InterpolationMode.BILINEAR
        ),
        v2.RandomGrayscale(0.2),
    ]
)


# %%
def augment(pixels):
    """Mirror, turn, shift and zoom each picture of a batch (n, 3, h, w); make one in five grey."""
    return torch.stack([transform(picture) for picture in pixels])


# %%
one = torch.tensor(Featurizer()({"image": [tidy[1]["image"]], "label": [0]})["pixel_values"])
views = [one[0], *augment(one.repeat(5, 1, 1, 1))]
as_picture = [((view.clamp(-1, 1) + 1) * 127.5).permute(1, 2, 0).byte().numpy() for view in views]
raycourse.show_images(as_picture, ["original"] + ["augmented"] * 5, columns=6)

# %% [markdown]
# **Your turn.** What does `RandomHorizontalFlip` do? Write `mirrored(images, rng)` with NumPy: of a batch of shape (n, 3, height, width), each picture is mirrored left to right
# with probability one half, drawn from the generator `rng`. The batch that came in stays as it was.


# %%
def mirrored(images, rng):
    raise NotImplementedError


raycourse.check("turns.mirrored", mirrored)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def mirrored(images, rng):
#     turned = rng.random(len(images)) < 0.5
#     return np.where(turned[:, None, None, None], images[..., ::-1], images)
# ```
#
# One draw for each picture, not one for the batch; and the width is the last axis.
#
# </details>
#
# ## A plain training loop
#
# A **vision transformer** (ViT) cuts the picture into square **patches** and makes a vector of each. Layer by layer the vectors take from each other what they need. The last layer, the **head**, turns the result
# into one number for each class, its **logit**; softmax makes probabilities of them. This is what the network sees:

# %%
from transformers import ViTConfig, ViTForImageClassification

network = ViTConfig.from_pretrained(vit.source)
patches = as_picture[0].copy()
patches[:: network.patch_size] = patches[:, :: network.patch_size] = 0
count = (network.image_size // network.patch_size) ** 2
raycourse.show_images(
    [as_picture[0], patches], ["what comes in", f"{count} patches, {network.num_hidden_layers} layers"]
)

# %% [markdown]
# The course's network has learned other animals; only the head is new. With `pretrained=False` all of it is new: the comparison that you need.


# %%
def new_model(pretrained):
    names = {"num_labels": 2, "id2label": dict(enumerate(NAMES)), "label2id": {"dog": 0, "fish": 1}}
    if pretrained:
        return ViTForImageClassification.from_pretrained(vit.source, ignore_mismatched_sizes=True, **names)
    return ViTForImageClassification(ViTConfig.from_pretrained(vit.source, **names))


EPOCHS, BATCH, RATE = 6, 16, vit.train["learning_rate"]


def new_optimizer(model):
    return torch.optim.AdamW(model.parameters(), RATE, weight_decay=0.05, fused=True)  # fused: all weights in one call


# %% [markdown]
# One epoch, and one test, in plain PyTorch. `iter_torch_batches` gives batches as tensors and puts them on `device`; it fetches the next batch (`prefetch_batches=1`) while the network works on this one.
# The pictures are on that device when they are augmented, so a GPU does this work too.
# `local_shuffle_buffer_size` mixes the rows anew each time. The learning rate falls from epoch to epoch, so that the last steps are small.


# %%
def train_epoch(model, optimizer, rows, epoch, batch_size):
    """Trains on all `rows` once. Returns the mean loss."""
    model.train()
    optimizer.param_groups[0]["lr"] = RATE * (1 - epoch / EPOCHS)
    losses, device = [], next(model.parameters()).device
    how = {"batch_size": batch_size, "local_shuffle_buffer_size": 200, "drop_last": True, "device": device}
    for batch in rows.iter_torch_batches(**how):
        loss = model(pixel_values=augment(batch["pixel_values"]), labels=batch["labels"]).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return float(np.mean(losses))


# %%
def accuracy_on(model, rows):
    model.eval()
    right, device = [], next(model.parameters()).device
    with torch.inference_mode():
        for batch in rows.iter_torch_batches(batch_size=64, device=device):
            right += (model(pixel_values=batch["pixel_values"]).logits.argmax(1) == batch["labels"]).tolist()
    return float(np.mean(right))


# %% [markdown]
# Run it here first, in this process, with the network that knows nothing. On a CPU it gets one thread, as Ray gives to each worker later, so that times compare.

# %%
import time

torch.set_num_threads(1)
beginner = new_model(pretrained=False).to(vit.device)
optimizer = new_optimizer(beginner)
from_scratch, alone = [], []
for epoch in range(4):
    start = time.perf_counter()
    loss = train_epoch(beginner, optimizer, train, epoch, BATCH)
    from_scratch.append({"loss": loss, "accuracy": accuracy_on(beginner, valid)})
    alone.append(time.perf_counter() - start)
    print(f"epoch {epoch}: {alone[-1]:.1f} s, loss {loss:.3f}, accuracy {from_scratch[-1]['accuracy']:.0%}")
print(f"the loss of one who tosses a coin: {np.log(2):.3f}")

# %% [markdown]
# Two classes, so chance is one half, and the loss stays near that of a coin: the network has learned nothing. It has to learn to see before it can tell anything apart, and a few hundred pictures do not teach that.
#
# ## The same loop in many workers
#
# Ray Train runs one function in several **workers**, each a process with its own copy of the network. The training rows are cut into one **shard** for each worker:

# %%
parts = [
    ("rows to\ntrain on", 0, 0.5),
    ("shard 0", 1, 0),
    ("shard 1", 1, 1),
    ("worker 0,\nits network", 2, 0),
    ("worker 1,\nits network", 2, 1),
]
parts += [("mean of the\ngradients", 3, 0.5), ("the same step\nin both", 4, 0.5), ("checkpoint\nof worker 0", 5, 0.5)]
arrows = [(0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 5), (5, 6), (6, 7)]
raycourse.plot_boxes(parts, arrows, title="Data parallel training, with two workers", colours=[0, 0, 0, 1, 1, 2, 2, 3])

# %% [markdown]
# All workers take each step together, so each needs the same number of rows. Ray sees to it: rows that do not divide by the number of workers are left out.
#
# **Your turn.** Write `steps_per_epoch(rows, workers, batch)`: how many steps a worker takes in an epoch, where each takes batches of `batch` rows, and the last one may be smaller.


# %%
def steps_per_epoch(rows, workers, batch):
    raise NotImplementedError


raycourse.check("turns.steps_per_epoch", steps_per_epoch)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def steps_per_epoch(rows, workers, batch):
#     return -(-(rows // workers) // batch)
# ```
#
# Where each worker takes as many rows as one did alone, two workers halve the steps, each over twice as many rows, and the learning rate may need another value. The loop below avoids that: its workers take `BATCH // size`
# rows each. And it leaves out a last batch that is short (`drop_last`), so that every step is over as many rows.
#
# </details>
#
# Four calls turn the loop into such a function:
#
# | Call | What it does |
# |---|---|
# | `get_dataset_shard("train")` | gives this worker its share of the rows |
# | `prepare_model(model)` | puts the network on this worker's device, and averages the gradients of all workers, so that all copies take the same step |
# | `report(metrics, checkpoint)` | hands figures and a checkpoint to Ray |
# | `get_checkpoint()` | gives back the last checkpoint after a restart; nothing at the first start |
#
# A checkpoint is a folder. This one holds the network as `from_pretrained` loads it, its processor, and what else the loop needs to carry on: the optimizer and the epoch.


# %%
import ray.train


def save(folder, model, optimizer, epoch):
    getattr(model, "module", model).save_pretrained(folder)  # without the wrapper of prepare_model
    ViTImageProcessor.from_pretrained(vit.source).save_pretrained(folder)
    torch.save({"optimizer": optimizer.state_dict(), "epoch": epoch}, f"{folder}/progress.pt")


# %%
def carry_on(model, optimizer):
    """The epoch to start with: 0, or the one after the checkpoint, whose state is loaded."""
    checkpoint = ray.train.get_checkpoint()
    if checkpoint is None:
        return 0
    with checkpoint.as_directory() as folder:
        kept = ViTForImageClassification.from_pretrained(folder).state_dict()
        getattr(model, "module", model).load_state_dict(kept)
        progress = torch.load(f"{folder}/progress.pt", map_location=next(model.parameters()).device)
    optimizer.load_state_dict(progress["optimizer"])
    return progress["epoch"] + 1


# %% [markdown]
# Each worker has a number, its **rank**: 0, 1 and so on; how many there are is the **world size**. Every worker has to call `report`, but one copy of a checkpoint is enough, so the worker of rank 0 writes it. Each augments
# in its own way, for the rank is its seed, and begins with the weights of rank 0, for `prepare_model` hands them to all.
#
# Machines are taken away, memory runs out: a run of hours must survive the death of a worker. So that you see it, the first worker kills its own process before epoch 3, with `SIGKILL`. That is a real death: no
# exception, no clean-up, no last word. What it did until then would be gone, so the workers note each epoch in a **diary**, an actor that outlives them: it stays on the notebook's machine, whichever else is taken away.


# %%
import pandas as pd


@ray.remote(num_cpus=0)
class Diary:
    def __init__(self):
        self.rows = []

    def note(self, **row):
        self.rows.append(row)

    def read(self):
        return pd.DataFrame(self.rows)


# %%
here = {"ray.io/node-id": ray.get_runtime_context().get_node_id()}
diary = Diary.options(label_selector=here).remote()


# %%
def one_epoch(model, optimizer, train, valid, epoch, batch_size):
    start = time.time()
    metrics = {"epoch": epoch, "loss": train_epoch(model, optimizer, train, epoch, batch_size)}
    metrics |= {"accuracy": accuracy_on(model, valid), "weights": sum(p.abs().sum().item() for p in model.parameters())}
    return metrics | {"start": start, "seconds": time.time() - start}


# %%
import tempfile


def report(metrics, model, optimizer, rank):
    """Hands `metrics` to Ray, and from rank 0 a checkpoint."""
    with tempfile.TemporaryDirectory() as folder:
        if rank == 0:
            save(folder, model, optimizer, metrics["epoch"])
        ray.train.report(metrics, checkpoint=ray.train.Checkpoint.from_directory(folder) if rank == 0 else None)


# %%
import os
import signal


def train_loop(config):
    context = ray.train.get_context()
    rank, size = context.get_world_rank(), context.get_world_size()
    torch.manual_seed(rank)
    model = ray.train.torch.prepare_model(new_model(pretrained=True))
    optimizer = new_optimizer(model)
    train, valid = ray.train.get_dataset_shard("train"), ray.train.get_dataset_shard("valid")
    first = carry_on(model, optimizer)
    for epoch in range(first, EPOCHS):
        if rank == 0 and first == 0 and epoch == config["dies_before_epoch"]:
            os.kill(os.getpid(), signal.SIGKILL)
        metrics = one_epoch(model, optimizer, train, valid, epoch, BATCH // size)
        ray.get(config["diary"].note.remote(rank=rank, process=os.getpid(), **metrics))
        report(metrics, model, optimizer, rank)


# %% [markdown]
# The rest of the run is described outside the loop:
#
# - `ScalingConfig` says how many workers there are, here one for each GPU of the cluster, two at most. With one GPU there is one worker, and nothing to see of what is said of the other;
# - `RunConfig` says where results go, and what the run is called;
# - `CheckpointConfig(num_to_keep=2, checkpoint_score_attribute="accuracy")` keeps the two best checkpoints by that figure, and the latest, from which a restart carries on. By default Ray keeps all, which is a
#   lot of disk where a network has gigabytes;
# - `FailureConfig` says how many deaths the run may survive.

# %%
from ray.train import ScalingConfig

workers = ScalingConfig(num_workers=min(2, cluster.gpus), use_gpu=cluster.gpus_are_real)
shards = {
    "datasets": {"train": train, "valid": valid},
    "dataset_config": ray.train.DataConfig(datasets_to_split=["train"]),  # every worker sees all of "valid"
}

# %%
from ray.train import CheckpointConfig, FailureConfig, RunConfig

RUNS = raycourse.storage("finetune/runs")


def run(name, score):
    kept = CheckpointConfig(num_to_keep=2, checkpoint_score_attribute=score)
    survives = FailureConfig(max_failures=1)
    return RunConfig(name=name, storage_path=RUNS, checkpoint_config=kept, failure_config=survives)


# %%
def empty(folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path)
    filesystem.delete_dir_contents(path)


# %%
from ray.train.torch import TorchTrainer

raycourse.expect_columns(train, "pixel_values", "labels")  # better here than in a worker, a minute later
empty(RUNS)  # Ray would carry on an earlier run of the same name
trainer = TorchTrainer(
    train_loop,
    train_loop_config={"dies_before_epoch": 3, "diary": diary},
    scaling_config=workers,
    run_config=run("fine_tuned", "accuracy"),
    **shards,
)

# %% [markdown]
# **Predict.** The first worker dies before epoch 3 of 6. How many epochs will be trained all in all? What happens to the other worker?
#
# Ray reports the death where it happens: a long line that begins with `(raylet) A worker died or was killed`. Here you asked for it.

# %%
start = time.time()
tuned = trainer.fit()
print(f"{time.time() - start:.0f} s, with two starts of {workers.num_workers} workers")

# %%
done = ray.get(diary.read.remote())
first_worker = done[done["rank"] == 0]
first_worker[["epoch", "loss", "accuracy", "seconds", "process"]].round(3)

# %%
lanes = {f"process {process}": rows for process, rows in done.groupby("process", sort=False)}
bars = {
    name: [(f"epoch {row.epoch}", row.start - start, row.seconds) for row in rows.itertuples()]
    for name, rows in lanes.items()
}
raycourse.plot_timeline(bars, title="What each worker trained, from the call of fit()")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Six, seven or eight: look for an epoch that is there twice. When the first worker died, Ray stopped the other one too, since its gradients need all, started new processes, and gave them the last checkpoint
# that it *knew* of. `report` returns when the checkpoint is written. Ray collects reports at short intervals, and a report that it had not collected when the worker died counts for nothing: its epoch is
# trained again.
#
# </details>
#
# The picture shows what a death costs: nothing happens until the new processes have imported PyTorch and loaded the network. On a small job these starts are most of the time. On a job of hours they do not count.
#
# `max_failures` counts the failures of workers: deaths, and errors that the loop raises. (Machines that a cloud announces to take back are counted apart, by `max_preemption_failures`.) What it does not cover is the end of the run itself: the notebook's machine dies, or one death was too many. The checkpoints are
# in storage still, and a trainer of the same name and place carries on from the last one. So after such an end, run this lesson's cells again *without* `empty(RUNS)`. Here the run is complete: nothing is left to
# train.

# %% tags=["nbval-check-output"]
trainer.fit()
print("epochs trained anew:", len(ray.get(diary.read.remote())) - len(done))

# %% [markdown]
# Two more things to look at. Do all copies of the network stay the same, though each saw other rows? And did the second worker make an epoch faster?

# %% tags=["nbval-check-output"]
spread = done.drop_duplicates(["epoch", "rank"], keep="last").groupby("epoch")["weights"]
print("copies of the network differ:", bool((spread.max() > spread.min() * (1 + 1e-5)).any()))
print("epochs that are missing:", set(range(EPOCHS)) - set(done["epoch"]))

# %%
print(
    f"an epoch: {np.median(alone):.1f} s alone, {first_worker['seconds'].median():.1f} s with {workers.num_workers} workers"
)

# %% [markdown]
# Each worker trained on half of the rows. Yet an epoch need not take half of the time. The seconds include the test on all validation pictures, which each worker does in full. And the workers share one machine and its cores, the small batches use them worse, and after each batch the workers wait for each other to average their
# gradients. Several workers pay where each has a card of its own, or where one machine does not hold the network.
#
# ## What pretraining buys
#
# The same network, the same loop: one began with layers that know other animals, the other with nothing, and was stopped after four of the six epochs. The loss says more than the accuracy here: it is a mean over hundreds of
# training pictures (for the fine-tuned network those of the first worker, half of them).

# %%
history = first_worker.drop_duplicates("epoch", keep="last").sort_values("epoch")
second_life = history.loc[history["process"] != first_worker["process"].iloc[0], "epoch"].min()
losses = {"fine-tuned": list(history["loss"]), "from scratch": [epoch["loss"] for epoch in from_scratch]}
restart = {second_life: "new processes"}
raycourse.plot_lines(losses, x="epoch", y="loss", title="Loss on the training pictures", marks=restart)

# %%
accuracies = {"fine-tuned": list(history["accuracy"]), "from scratch": [epoch["accuracy"] for epoch in from_scratch]}
raycourse.plot_lines(accuracies, x="epoch", y="accuracy", title="Accuracy on the validation pictures", marks=restart)

# %% [markdown]
# One run is one throw of the dice: the new head begins with random numbers, the rows come in a random order, and the augmentation is drawn. So train two more networks with other seeds. No worker has to die for that,
# so they learn here, in this process, one after the other. With `BATCH` rows to a step, their steps are those of the two workers together.


# %%
def tuned_here(seed):
    torch.manual_seed(seed)
    model = new_model(pretrained=True).to(vit.device)
    optimizer = new_optimizer(model)
    for epoch in range(EPOCHS):
        train_epoch(model, optimizer, train, epoch, BATCH)
    return model.eval()


start = time.time()
more_networks = [tuned_here(seed) for seed in (1, 2)]
print(f"{(time.time() - start) / 2:.0f} s for each network")

# %% [markdown]
# There is a cheaper way to use such a network: freeze it, let it turn each picture into numbers once, and train the head alone. That is called a **linear probe**. It says how much of the success was in the network
# before you began.


# %%
def seen_by(model, pixels):
    """What the layers below the head make of pictures (n, 3, h, w): (n, hidden), on the CPU."""
    parts = torch.as_tensor(pixels).split(100)
    with torch.inference_mode():
        return torch.cat([model.vit(part.to(model.device)).last_hidden_state[:, 0].cpu() for part in parts]).clone()


def columns(dataset):
    batches = list(dataset.iter_torch_batches(batch_size=500))
    return (torch.cat([batch[name] for batch in batches]) for name in ("pixel_values", "labels"))


# %%
pixels, labels = columns(train)
frozen = new_model(pretrained=True).to(vit.device).eval()
seen = seen_by(frozen, pixels)
middle, spread = seen.mean(0), seen.std(0)


# %%
def probe(seed):
    torch.manual_seed(seed)
    head = torch.nn.Linear(seen.shape[1], 2)
    optimizer = torch.optim.AdamW(head.parameters(), 1e-2, weight_decay=0.05)
    for _ in range(100):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(head((seen - middle) / spread), labels).backward()
        optimizer.step()
    return head


# %%
start = time.time()
heads = [probe(seed) for seed in range(3)]
print(f"{1000 * (time.time() - start) / 3:.0f} ms for each head")

# %% [markdown]
# ## The test, once
#
# Which checkpoint is the one to keep? `tuned.get_best_checkpoint("accuracy", "max")` gives the best on the validation pictures, `tuned.checkpoint` the last. With so few validation pictures, luck decides among the last
# epochs. The learning rate has fallen to a sixth by then, so late checkpoints differ little: take the **last**. That rule is fixed before this lesson opens a test picture, and that is the point: whatever you choose
# by the test pictures, they no longer test. The network itself did not come as clean: its [card](../data/models/vit/README.md) says that its makers compared some ten recipes by these very pictures. So read every share below as
# somewhat too good.
#
# The test pictures go through the same `decode` and the same `Featurizer` as the training pictures. Both are plain Python, so call them here.

# %%
test_folders = [raycourse.data(f"dogs_fish/test/{kind}") for kind in NAMES]
test_files = [
    row
    for folder in test_folders
    for row in ray.data.read_binary_files(folder, include_paths=True).limit(200).take_all()
]
test = [label_by_folder(decode(row)) for row in test_files]
truth = np.array([row["label"] for row in test])
batch = Featurizer()({"image": [row["image"] for row in test], "label": truth})

# %%
with tuned.checkpoint.as_directory() as folder:
    expert = ViTForImageClassification.from_pretrained(folder).to(vit.device).eval()


def chances_of(model):
    """The probabilities (pictures, classes) that `model` gives to the test pictures."""
    with torch.inference_mode():
        parts = [model(part.to(model.device)).logits for part in torch.as_tensor(batch["pixel_values"]).split(100)]
    return torch.cat(parts).softmax(1).cpu().numpy()


chances = chances_of(expert)

# %%
said = {"from scratch": chances_of(beginner.eval()).argmax(1), "fine-tuned, seed 0": chances.argmax(1)}
said |= {f"fine-tuned, seed {seed}": chances_of(model).argmax(1) for seed, model in enumerate(more_networks, 1)}
seen_in_test = (seen_by(frozen, batch["pixel_values"]) - middle) / spread
said |= {f"linear probe, seed {seed}": head(seen_in_test).argmax(1).numpy() for seed, head in enumerate(heads)}

# %% [markdown]
# A share of a few hundred pictures is an estimate. Its **95 % interval** says which true shares agree with what you counted.

# %%
for name, classes_said in said.items():
    right = int((classes_said == truth).sum())
    low, high = raycourse.interval(right, len(truth))
    print(f"{name:22} {right / len(truth):.1%} of {len(truth)} unseen pictures, 95 % interval {low:.1%} to {high:.1%}")

# %% [markdown]
# Read it with care. The interval of the network from scratch does not come near the others: pretraining decides. Intervals that do not overlap settle a question; intervals that
# overlap do not prove a tie. All networks saw the *same* pictures, so count those that only one of two gets right: had both the same chance, these would be heads and tails of a coin. (That is McNemar's test.)

# %%
from scipy.stats import binomtest

for seed in range(3):
    tuned_right, probe_right = (said[f"{way}, seed {seed}"] == truth for way in ("fine-tuned", "linear probe"))
    only_tuned, only_probe = int((tuned_right & ~probe_right).sum()), int((probe_right & ~tuned_right).sum())
    chance = binomtest(only_tuned, max(1, only_tuned + only_probe)).pvalue  # 1 where they never differ
    print(f"seed {seed}: right by fine-tuning alone {only_tuned}, by the probe alone {only_probe}; coin: {chance:.2f}")

# %%
for way in ("fine-tuned", "linear probe"):
    shares = [(said[f"{way}, seed {seed}"] == truth).mean() for seed in range(3)]
    print(f"{way:12} mean of three seeds {np.mean(shares):.1%}, from {min(shares):.1%} to {max(shares):.1%}")

# %% [markdown]
# The last figure of each seed is the chance that a coin would be as one-sided. Below one in twenty, most people call the difference real. Then look at the seeds: where those of one way lie further apart than the two
# means, luck may have made the difference, and no winner is named. (The network from scratch ran once; its distance from the others is no matter of seeds.) Mind that a probe costs next to nothing.
#
# ## What it gets wrong
#
# One number says little about a classifier. Which class is taken for which, and how sure is it of its mistakes?

# %%
from collections import Counter

taken = said["fine-tuned, seed 0"]
pairs = Counter((NAMES[a], NAMES[b]) for a, b in zip(truth, taken, strict=True))
raycourse.plot_confusion(pairs, NAMES, title=f"Fine-tuned, seed 0, {len(truth)} unseen pictures")

# %% [markdown]
# **Your turn.** A share over all pictures can hide a class that is always wrong. Write `by_class(truth, said)`: a dictionary that gives, for each class that occurs in the array `truth`, the share of *its* rows that
# are named right.


# %%
def by_class(truth, said):
    raise NotImplementedError


raycourse.check("turns.by_class", by_class)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def by_class(truth, said):
#     return {name: float((said[truth == name] == name).mean()) for name in np.unique(truth).tolist()}
# ```
#
# This share is called the **recall** of a class. The share of the rows *called* dog that are dogs is another figure, its **precision**.
#
# </details>

# %%
wrong = taken != truth
print(f"dogs taken for fish: {pairs['dog', 'fish']}, fish taken for dogs: {pairs['fish', 'dog']}")
print(
    f"mean confidence: {chances[wrong].max(1).mean():.0%} where wrong, {chances[~wrong].max(1).mean():.0%} where right"
)
print(f"over all pictures: mean confidence {chances.max(1).mean():.1%}, right {(~wrong).mean():.1%}")

# %%
least = np.argsort(chances[np.arange(len(truth)), truth])[:8]  # least belief in the truth: mistakes first
captions = [f"{NAMES[truth[k]]}, taken for {NAMES[taken[k]]} ({chances[k].max():.0%})" for k in least]
raycourse.show_images([Image.open(io.BytesIO(test_files[k]["bytes"])) for k in least], captions)

# %% [markdown]
# Three things to find here. Are the two kinds of mistakes equally frequent? If not, the network leans to one class. Is its confidence honest? Then its mean over all pictures is about the share that is right. [Lab {}](lab:predict) takes
# sure and unsure pictures apart, and fits one number that makes a network surer or less sure. No such number changes an answer, so the lean stays. And what do the pictures have in common: something in front, a drawing
# without colour, a small or dark animal?

# %% [markdown]
# ## The same with the Hugging Face Trainer
#
# Many teams train with `transformers.Trainer`. Ray runs that too: `prepare_trainer` lets it read what `iter_torch_batches` gives, and a callback reports metrics and checkpoints to Ray.
# Two things differ from a plain `Trainer`: it cannot know how long such an iterator is, so it needs `max_steps`; and the batch size is the iterator's. `processing_class` puts
# the processor into the checkpoint, and `ignore_data_skip` keeps a restart from reading through all rows that it has seen. The pictures are augmented on the way: a `collate_fn` makes each batch.
#
# `evaluate.load("accuracy")` would fetch the metric from a hub. Given a file, it fetches nothing; the course ships one.


# %%
from ray.data.collate_fn import NumpyBatchCollateFn


class Augmented(NumpyBatchCollateFn):
    def __call__(self, batch):
        return {"pixel_values": augment(torch.tensor(batch["pixel_values"])), "labels": torch.tensor(batch["labels"])}


# %%
def arguments(steps):
    """Close to the plain loop: its first rate, its decay, a test and a checkpoint after each epoch. The Trainer also clips gradients."""
    from transformers import TrainingArguments

    each = {"max_steps": steps * EPOCHS, "eval_steps": steps, "save_steps": steps, "save_total_limit": 1}
    when = {"eval_strategy": "steps", "save_strategy": "steps", "logging_strategy": "no", "report_to": "none"}
    how = {"learning_rate": RATE, "weight_decay": 0.05, "use_cpu": vit.device == "cpu", "ignore_data_skip": True}
    return TrainingArguments(tempfile.mkdtemp(), disable_tqdm=True, **each, **when, **how)


# %% [markdown]
# `Trainer` and `evaluate` are imported inside the functions: it is the worker that needs them, and they take seconds to import.


# %%
def made_trainer(config):
    import evaluate
    from ray.train.huggingface.transformers import RayTrainReportCallback
    from transformers import Trainer

    accuracy = evaluate.load(raycourse.metric("accuracy"))
    rows, valid = ray.train.get_dataset_shard("train"), ray.train.get_dataset_shard("valid")
    how = {"batch_size": config["batch"], "local_shuffle_buffer_size": 200, "collate_fn": Augmented()}
    return Trainer(
        model=new_model(pretrained=True),
        args=arguments(config["steps"]),
        train_dataset=rows.iter_torch_batches(**how),
        eval_dataset=valid.iter_torch_batches(batch_size=64),
        compute_metrics=lambda p: accuracy.compute(predictions=p.predictions.argmax(-1), references=p.label_ids),
        processing_class=ViTImageProcessor.from_pretrained(vit.source),
        callbacks=[RayTrainReportCallback()],
    )


# %%
import contextlib


def trainer_loop(config):
    from ray.train.huggingface.transformers import prepare_trainer

    kept = ray.train.get_checkpoint()
    with kept.as_directory() if kept else contextlib.nullcontext() as folder:
        prepare_trainer(made_trainer(config)).train(resume_from_checkpoint=f"{folder}/checkpoint" if kept else None)


# %% [markdown]
# The loop is new. What stands around it is as before, and so is what it can do: several workers, and a restart from the last checkpoint.

# %%
steps = train.count() // BATCH
by_trainer = TorchTrainer(
    trainer_loop,
    train_loop_config={"steps": steps, "batch": BATCH // workers.num_workers},
    scaling_config=workers,
    run_config=run("hugging_face", "eval_accuracy"),
    **shards,
).fit()
kept = by_trainer.metrics_dataframe[["step", "eval_loss", "eval_accuracy"]]
kept

# %% [markdown]
# The Trainer reported after each of the epochs. **Predict.** Why are there so few rows?

# %%
print(
    f"{EPOCHS} reports, {len(kept)} rows in metrics_dataframe, {len(tuned.metrics_dataframe)} in that of the first run"
)
with by_trainer.checkpoint.as_directory() as folder:
    again = ViTForImageClassification.from_pretrained(f"{folder}/checkpoint").to(vit.device)
print(
    f"loaded back: {accuracy_on(again, valid):.1%} of the validation pictures; reported: {by_trainer.metrics['eval_accuracy']:.1%}"
)

# %% [markdown]
# <details><summary>Answer</summary>
#
# `metrics_dataframe` has a row for each checkpoint that was *kept*, best last: the two best of `num_to_keep=2`, and the latest if it is none of them. For a curve of all epochs, note the figures elsewhere, as the diary did.
#
# </details>
#
# ## Hand it on
#
# A run keeps its own folders. [Lesson {}](lesson:predict) wants one model in one place: copy the checkpoint there. `swapped` gives a place beside it, which takes its place when the copy is whole. The optimizer's state is larger than the network, and nobody needs it any more.

# %%
published = raycourse.storage("finetune/model")
with tuned.checkpoint.as_directory() as folder, raycourse.swapped(published) as beside:
    filesystem, path = pyarrow.fs.FileSystem.from_uri(beside)
    pyarrow.fs.copy_files(folder, path, destination_filesystem=filesystem)
    for name in ("model.safetensors", "progress.pt"):
        print(f"{filesystem.get_file_info(f'{path}/{name}').size / 1e6:6.2f} MB  {name}")
    filesystem.delete_file(f"{path}/progress.pt")

# %% tags=["nbval-check-output"]
filesystem, path = pyarrow.fs.FileSystem.from_uri(published)
sorted(info.base_name for info in filesystem.get_file_info(pyarrow.fs.FileSelector(path)))

# %% [markdown]
# ## Quiz
#
# **1.** Where does augmentation belong? (a) Before `materialize()`, to save time. (b) In what runs anew at each epoch. (c) On the validation pictures as well.
#
# <details><summary>Answer</summary>
#
# (b). The point is another version of each picture at each epoch. (a) makes one changed picture and shows it every time. (c) would measure the network on pictures that nobody will send it.
#
# </details>
#
# **2.** A worker dies in epoch 5; the last checkpoint that Ray knows of is that of epoch 4. What happens to the other worker? (a) It finishes alone. (b) It is stopped, and both start again from epoch 4's checkpoint. (c) It
# waits until the first one is back and goes on in epoch 5.
#
# <details><summary>Answer</summary>
#
# (b). After each batch, the gradients of all workers are averaged, so none can go on alone (a). And nobody can join in the middle of an epoch (c): all take the same checkpoint, so that all copies are the same.
#
# </details>
#
# **3.** Five networks were compared on the test pictures, and the best has 96 %. What do you tell your customer? (a) 96 %. (b) 96 % with its interval. (c) A figure from pictures that took no part in the choice.
#
# <details><summary>Answer</summary>
#
# (c). The best of five is partly the luckiest of five, so (a) promises too much, and so does (b): its interval knows nothing of the choice. Choose on validation pictures, and open the test pictures once.
#
# </details>
#
# ## Recap
#
# - `mode="RGB"` and `size=` give pictures one shape; a filter on dimensions finds no grey ones.
# - Read bytes and decode them yourself where files may be damaged: each row keeps its reason, none vanishes. One function prepares the pictures for training, testing and use.
# - Labels are joined by a key, and class-ordered data is split with `stratify`.
# - Featurise once, augment at every epoch.
# - One function runs in every worker; `report` hands over figures and checkpoints, `get_checkpoint` gives back the last one that Ray knows of after a death.
# - Choose on validation pictures, look at the test pictures once, and give the interval with the share, from more than one seed.
#
# | API | What it does |
# |---|---|
# | [`read_binary_files`](https://docs.ray.io/en/latest/data/api/doc/ray.data.read_binary_files.html) | files as bytes, one row for each |
# | [`train_test_split`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.train_test_split.html) | two parts, by share, shuffled or stratified |
# | [`iter_torch_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.DataIterator.iter_torch_batches.html) | batches as tensors; in a Ray Train worker they come on its device, elsewhere say `device=` |
# | [`TorchTrainer`](https://docs.ray.io/en/latest/train/api/doc/ray.train.torch.TorchTrainer.html) | runs the loop in several workers |
# | [`prepare_model`](https://docs.ray.io/en/latest/train/api/doc/ray.train.torch.prepare_model.html) | device and shared gradients |
# | [`report`](https://docs.ray.io/en/latest/train/api/doc/ray.train.report.html), [`get_checkpoint`](https://docs.ray.io/en/latest/train/api/doc/ray.train.get_checkpoint.html) | to Ray, and back |
# | [`CheckpointConfig`](https://docs.ray.io/en/latest/train/api/doc/ray.train.CheckpointConfig.html) | how many checkpoints stay, and which |
# | [`FailureConfig`](https://docs.ray.io/en/latest/train/api/doc/ray.train.FailureConfig.html) | how many deaths a run survives |
# | [`prepare_trainer`](https://docs.ray.io/en/latest/train/api/doc/ray.train.huggingface.transformers.prepare_trainer.html) | the Hugging Face `Trainer` on Ray |
#
# **Next:** the lab. Then [lesson {}](lesson:predict), where this network classifies pictures by the batch.

# %%
ray.shutdown()
