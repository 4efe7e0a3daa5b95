# ---
# jupyter:
#   course:
#     title: "Lab: fine-tuning"
#     minutes: 60
# ---

# %% [markdown]
# # Lab: fine-tuning
#
# You clean and label a folder that nobody has looked at, change what is trained and how errors count, make a loop that survives, and end with a classifier for two breeds of your choice.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}, *Fine-tuning*](lesson:finetune) |
# | **Points** | {points} |
# | **You will learn** | to keep every row accounted for, weigh classes, train a head alone, and carry on after a death |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse
from raycourse import check, done

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Task 1: a folder of anything (4 points)
#
# Read every file below `folder` into a dataset with three columns: `file`, the bare name; `image`, a `uint8` array of shape *(64, 64, 3)*; and `error`, empty where the file is a
# picture. Colours, greys and pictures with alpha all come out in three channels. A file that is no picture keeps its row: a black picture, and a reason in `error`.
#
# <details><summary>Hint</summary>
#
# The lesson's section *Damaged files* does this with `read_binary_files` and a function `decode`. Where Pillow cannot read, it mostly raises an `OSError`; the lesson's `UNREADABLE` has the rest.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "readable", "locked": false, "schema_version": 3, "solution": true, "task": false}
import io

import numpy as np
from PIL import Image


def readable(folder: str) -> ray.data.Dataset:
    """Return the columns `file`, `image` (uint8, 64 x 64 x 3) and `error` for every file below `folder`."""

    ### BEGIN SOLUTION
    def decode(row):
        image, error = np.zeros((64, 64, 3), np.uint8), ""
        try:
            image = np.asarray(Image.open(io.BytesIO(row["bytes"])).convert("RGB").resize((64, 64)))
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
            error = str(problem)[:80] or type(problem).__name__
        return {"file": row["path"].split("/")[-1], "image": image, "error": error}

    return ray.data.read_binary_files(folder, include_paths=True).map(decode)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-readable", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("finetune.readable", readable)

# %% [markdown]
# ## Task 2: labels, and those who have none (3 points)
#
# `images` has a column `file`, among others; `table` has the columns `file` and `label`. Return the images with their label, and the sorted list of the files that have none. The table is in an
# order of its own, and names files that are not there.
#
# <details><summary>Hint</summary>
#
# An inner join gives the first. For the second, [lesson {}](lesson:joins) has a join that keeps the rows without a partner: `left_anti`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "labelled", "locked": false, "schema_version": 3, "solution": true, "task": false}
def labelled(images: ray.data.Dataset, table: ray.data.Dataset) -> tuple[ray.data.Dataset, list[str]]:
    """Return (`images` with a column `label`, sorted names of the files without one)."""
    ### BEGIN SOLUTION
    images = images.materialize()
    pairs = images.join(table, join_type="inner", num_partitions=2, on=("file",))
    alone = images.select_columns(["file"]).join(table, join_type="left_anti", num_partitions=2, on=("file",))
    return pairs, sorted(row["file"] for row in alone.take_all())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-labelled", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("finetune.labelled", labelled)

# %% [markdown]
# ## Task 3: when one class is rare (3 points)
#
# With nine dogs to a fish, "always dog" is right in nine of ten. Write a loss that weighs each class by *training rows / (classes x training rows of that class)*, so that a mistake with a rare
# class costs more. `counts[k]` is how many training rows class `k` has.
#
# <details><summary>Hint</summary>
#
# `torch.nn.functional.cross_entropy` takes `weight=`: a tensor with one number for each class, on the device of the logits.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "weighted", "locked": false, "schema_version": 3, "solution": true, "task": false}
import torch


def weighted_loss(logits: torch.Tensor, labels: torch.Tensor, counts: list[int]) -> torch.Tensor:
    """Cross entropy of `logits` (n, classes) and `labels` (n,), each class weighed against its `counts`."""
    ### BEGIN SOLUTION
    weight = torch.tensor([sum(counts) / (len(counts) * count) for count in counts], device=logits.device)
    return torch.nn.functional.cross_entropy(logits, labels, weight=weight)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-weighted", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("finetune.weighted", weighted_loss)

# %% [markdown]
# ## Task 4: the head alone (3 points)
#
# Where time is short, train only the last layer. Take a `ViTForImageClassification`, freeze everything but its classifier, and return it with an `AdamW` optimizer that holds
# the trainable weights and no others.
#
# <details><summary>Hint</summary>
#
# `requires_grad_(False)` on a model freezes all of it; on `model.classifier`, `requires_grad_(True)` thaws that part.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "head", "locked": false, "schema_version": 3, "solution": true, "task": false}
from transformers import ViTForImageClassification


def head_only(model: ViTForImageClassification) -> tuple[ViTForImageClassification, torch.optim.Optimizer]:
    """Return (`model`, all frozen but its classifier; an AdamW optimizer for the classifier alone)."""
    ### BEGIN SOLUTION
    model.requires_grad_(False)
    model.classifier.requires_grad_(True)
    return model, torch.optim.AdamW(model.classifier.parameters(), 1e-3)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-head", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("finetune.head", head_only)

# %% [markdown]
# Now all of it at work. Take nine dogs to a fish, train your head by the plain loss and by yours, and let both classify as many dogs as fish. (The frozen layers see each picture once. What they make of it is all that the
# head needs.)

# %%
from transformers import ViTImageProcessor

SOURCE = raycourse.model("vit").source


def pixels_and_labels(split, counts):
    """What the network takes, and the labels, of so many pictures of each class."""
    images, labels = [], []
    for label, (kind, number) in enumerate(counts.items()):
        rows = readable(raycourse.data(f"dogs_fish/{split}/{kind}")).take_all()
        whole = sorted((row for row in rows if not row["error"]), key=lambda row: row["file"])[:number]
        images, labels = images + [row["image"].copy() for row in whole], labels + [label] * len(whole)
    pixels = ViTImageProcessor.from_pretrained(SOURCE)(images, return_tensors="pt")["pixel_values"]
    return pixels, torch.tensor(labels)


# %%
def seen_by(model, pixels):
    with torch.inference_mode():
        seen = model.eval().vit(pixels).last_hidden_state[:, 0]
    return seen.clone()  # outside of the mode, so that a head may learn from it


def train_head(loss_of, pixels, labels):
    torch.manual_seed(0)
    model = ViTForImageClassification.from_pretrained(SOURCE, num_labels=2, ignore_mismatched_sizes=True)
    model, optimizer = head_only(model)
    seen = seen_by(model, pixels)
    for _ in range(300):
        optimizer.zero_grad()
        loss_of(model.classifier(seen), labels).backward()
        optimizer.step()
    return model


# %%
if all(done(f"finetune.{task}") for task in ("readable", "weighted", "head")):
    names = ["dog", "fish"]
    pixels, labels = pixels_and_labels("train", {"dog": 180, "fish": 20})
    test, truth = pixels_and_labels("test", {"dog": 200, "fish": 200})
    losses = {"plain": torch.nn.functional.cross_entropy, "weighted": lambda a, b: weighted_loss(a, b, [180, 20])}
    for name, loss_of in losses.items():
        model = train_head(loss_of, pixels, labels)
        taken = model.classifier(seen_by(model, test)).argmax(1)
        pairs = [(names[a], names[b]) for a, b in zip(truth.tolist(), taken.tolist(), strict=True)]
        raycourse.plot_confusion({pair: pairs.count(pair) for pair in pairs}, names, title=f"{name} loss")

# %% [markdown]
# Compare the row of the fish. A weighted loss buys rare fish with frequent dogs: look at both rows before you say that it is better.

# %% [markdown]
# ## Task 5: a loop that survives (5 points)
#
# Write a training loop for Ray Train. It runs the epochs 0 to `config["epochs"] - 1`; in each it calls `config["work"](epoch)`, which gives a number, the loss; then it reports the metrics
# `epoch` and `loss` with a checkpoint. After a restart it carries on behind the last checkpoint. The check runs your loop in a worker, and kills that worker; it takes up to a
# minute.
#
# <details><summary>Hint</summary>
#
# Put the epoch into a file of the checkpoint's folder: `Checkpoint.from_directory(folder)`. At the start, `ray.train.get_checkpoint()` is `None`, or has that file:
# `with checkpoint.as_directory() as folder`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "survivor", "locked": false, "schema_version": 3, "solution": true, "task": false}
import tempfile
from pathlib import Path

import ray.train


def survivor_loop(config: dict) -> None:
    """Run `config["work"](epoch)` for every epoch once, and report each with a checkpoint."""
    ### BEGIN SOLUTION
    start, checkpoint = 0, ray.train.get_checkpoint()
    if checkpoint:
        with checkpoint.as_directory() as folder:
            start = int(Path(folder, "epoch").read_text()) + 1
    for epoch in range(start, config["epochs"]):
        loss = config["work"](epoch)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "epoch").write_text(str(epoch))
            ray.train.report({"epoch": epoch, "loss": loss}, checkpoint=ray.train.Checkpoint.from_directory(folder))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-survivor", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("finetune.survivor", survivor_loop)

# %% [markdown]
# ## Task 6: two breeds of your choice (2 points)
#
# `data/doggos/train` has 36 folders, one for each breed, and `data/doggos/test` a few pictures more of each. Choose two breeds, train a classifier for them in any way you like, and say
# how it does on the test pictures: `counts[truth, prediction]` for the two names. `pictures_of` below reads them. Enough is a result that rules
# chance out: the lower end of `raycourse.interval(right, of)` above one half, which takes ten of twelve pictures.
#
# <details><summary>Hint</summary>
#
# The quickest way needs no training loop: let the frozen backbone turn every picture into numbers (`model.vit(...).last_hidden_state[:, 0]`), and fit one linear layer to them.
# Numbers made under `torch.inference_mode()` need a `.clone()` outside it before a layer can learn from them.
#
# </details>


# %%
def pictures_of(breeds: list[str], split: str) -> list[dict]:
    """The rows (`image`, 96 x 96 x 3, and `path`) of these breeds in `doggos/train` or `doggos/test`."""
    folders = [raycourse.data(f"doggos/{split}/{breed}") for breed in breeds]
    return ray.data.read_images(folders, mode="RGB", size=(96, 96), include_paths=True).take_all()


# %% nbgrader={"grade": false, "grade_id": "breeds", "locked": false, "schema_version": 3, "solution": true, "task": false}
def two_breeds() -> dict[tuple[str, str], int]:
    """Return how many test pictures of each of two breeds were taken for which: `{(truth, prediction): count}`."""
    ### BEGIN SOLUTION
    breeds, source = ["husky", "corgi"], raycourse.model("vit").source
    vit = ViTForImageClassification.from_pretrained(source).vit.eval()
    processor = ViTImageProcessor.from_pretrained(source)

    def numbers(split):
        rows = pictures_of(breeds, split)
        inputs = processor([row["image"].copy() for row in rows], return_tensors="pt")
        with torch.inference_mode():
            found = vit(**inputs).last_hidden_state[:, 0]
        return found.clone(), torch.tensor([breeds.index(row["path"].split("/")[-2]) for row in rows])

    x, y = numbers("train")
    head = torch.nn.Linear(x.shape[1], 2)
    optimizer = torch.optim.AdamW(head.parameters(), 1e-2, weight_decay=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(head(x), y).backward()
        optimizer.step()
    x, y = numbers("test")
    pairs = [(breeds[a], breeds[b]) for a, b in zip(y.tolist(), head(x).argmax(1).tolist(), strict=True)]
    return {pair: pairs.count(pair) for pair in pairs}
    ### END SOLUTION


# %%
shown = []


def my_breeds():
    shown[:] = [two_breeds()]  # kept, so that the next cell draws it without training again
    return shown[0]


# %% nbgrader={"grade": true, "grade_id": "check-breeds", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("finetune.breeds", my_breeds)

# %%
if shown and done("finetune.breeds"):
    raycourse.plot_confusion(shown[0], sorted({truth for truth, _ in shown[0]}), title="Two breeds")

# %%
ray.shutdown()
