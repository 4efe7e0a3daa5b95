# ---
# jupyter:
#   course:
#     title: "Lab: batch prediction"
#     minutes: 45
# ---

# %% [markdown]
# # Lab: batch prediction
#
# You write a predictor that says how sure it is, make its confidence honest, choose a batch size from a measurement, finish a broken job, and publish versions.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}, *Batch prediction*](lesson:predict) |
# | **Points** | {points} |
# | **You will learn** | to predict by the batch, calibrate, measure, resume and publish |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse
from raycourse import check, done

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Task 1: the top two (5 points)
#
# Write a predictor that names the likeliest class, the second, and the probability of the first. `batch` has the columns `path` and `image`; what comes out are the columns `path`,
# `first`, `second` and `confidence`. The checkpoint may have any classes; their names are in `model.config.id2label`. The model loads once, and each batch goes through it in one call.
#
# <details><summary>Hint</summary>
#
# The lesson's `Predictor` is most of it. `tensor.topk(2, dim=1)` gives the two largest numbers of each row and where they are.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "top-two", "locked": false, "schema_version": 3, "solution": true, "task": false}
import torch
from transformers import ViTForImageClassification, ViTImageProcessor


class TopTwo:
    """Adds to each `path` the likeliest class (`first`), the second (`second`) and the probability of the first (`confidence`)."""

    def __init__(self, checkpoint: str):
        ### BEGIN SOLUTION
        local = raycourse.fetched(checkpoint)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.processor = ViTImageProcessor.from_pretrained(local)
        self.model = ViTForImageClassification.from_pretrained(local).to(self.device).eval()
        ### END SOLUTION

    def __call__(self, batch: dict) -> dict:
        ### BEGIN SOLUTION
        inputs = self.processor(list(batch["image"]), return_tensors="pt").to(self.device)
        with torch.inference_mode():
            logits = self.model(**inputs).logits.cpu()
        chances, places = logits.softmax(1).topk(2, dim=1)
        first, second = ([self.model.config.id2label[k] for k in column.tolist()] for column in places.T)
        return {"path": batch["path"], "first": first, "second": second, "confidence": chances[:, 0].numpy()}
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-top-two", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("predict.top_two", TopTwo)

# %% [markdown]
# ## Task 2: an honest confidence (3 points)
#
# A network that says "99 %" is often right less often than that; some are too modest. **Temperature scaling** mends much of it: divide all logits by one number *T* before the softmax. The best answer of each row stays, its probability changes.
# Find the *T* between 0.25 and 8 for which the mean cross entropy on held-out rows is smallest, within 5 %. (The **cross entropy** of a row is minus the logarithm of the probability that its true class got.)
#
# <details><summary>Hint</summary>
#
# Try many: `np.geomspace(0.25, 8, 200)`, the cross entropy of `logits / T` for each, and take the best. The method is from Guo et al. 2017, *On Calibration of Modern Neural Networks*.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "temperature", "locked": false, "schema_version": 3, "solution": true, "task": false}
import numpy as np


def temperature(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """Return T in [0.25, 8] that makes the mean cross entropy of `logits / T` (n, classes) and `labels` (n,) smallest."""
    ### BEGIN SOLUTION
    tried = np.geomspace(0.25, 8, 200)
    return float(min(tried, key=lambda t: torch.nn.functional.cross_entropy(logits / t, labels).item()))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-temperature", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("predict.temperature", temperature)

# %% [markdown]
# Now a real network: your own, if [lesson {}](lesson:finetune) has left it in storage, else the course's. Every second test picture helps to find *T*, and the others show what it does. Sort those by confidence into five groups of the same
# size. Where a network is honest, the mean confidence of each group is the share that is right. The mean of the five gaps is called the **expected calibration error**.

# %%
import pyarrow.fs


def network_and_processor():
    """Your own network if it is in storage, else the course's."""
    mine = raycourse.storage("finetune/model")
    filesystem, path = pyarrow.fs.FileSystem.from_uri(f"{mine}/config.json")
    own = filesystem.get_file_info(path).is_file
    local = raycourse.fetched(mine if own else raycourse.model("dog_or_fish").source)
    print("your own network" if own else "the course's network")
    return ViTForImageClassification.from_pretrained(local).eval(), ViTImageProcessor.from_pretrained(local)


# %%
def on_test_pictures(network, processor):
    """Logits and labels of a few hundred test pictures."""
    shape = {"mode": "RGB", "size": (processor.size["height"], processor.size["width"])}
    images, labels = [], []
    for kind in ("dog", "fish"):
        rows = ray.data.read_images(raycourse.data(f"dogs_fish/test/{kind}"), **shape).limit(200).take_all()
        images += [row["image"].copy() for row in rows]
        labels += [network.config.label2id[kind]] * len(rows)
    parts = [processor(images[k : k + 100], return_tensors="pt") for k in range(0, len(images), 100)]
    with torch.inference_mode():
        logits = torch.cat([network(**part).logits for part in parts])
    return logits.clone(), torch.tensor(labels)


# %%
if done("predict.temperature"):
    logits, labels = on_test_pictures(*network_and_processor())
    t = float(temperature(logits[::2], labels[::2]))
    held, truth = logits[1::2], labels[1::2]
    groups = held.softmax(1).max(1).values.argsort().chunk(5)
    right = (held.argmax(1) == truth).float()
    lines = {"share that is right": [right[group].mean().item() for group in groups]}
    for name, divisor in {"confidence before": 1, "confidence after": t}.items():
        confidence = (held / divisor).softmax(1).max(1).values
        lines[name] = [confidence[group].mean().item() for group in groups]
        gaps = np.abs(np.array(lines[name]) - lines["share that is right"])
        print(f"{name}: expected calibration error {gaps.mean():.1%}")

# %%
if done("predict.temperature"):
    x = f"groups of {len(groups[0])} pictures, from unsure to sure"
    raycourse.plot_lines(lines, at=range(1, 6), x=x, y="", title=f"Is the confidence honest? T = {t:.2f}")

# %% [markdown]
# The nearer a line of confidence lies to the share that is right, the more you can believe it. Mind the size of the groups: with a few dozen pictures in each, a gap of some points is chance. And where *T* comes out near 1, there was
# little to mend. Did the error rise? *T* was fitted to other pictures, and by cross entropy, not by this error. Where it rises on the pictures held out, say so, and leave *T* at 1. *T* changes no answer, and it treats both classes alike: a network that takes dogs for fish goes on doing so.

# %% [markdown]
# ## Task 3: a batch size from a measurement (3 points)
#
# `seconds_for(n)` runs a batch of `n` rows through a model and returns how long that took. Among `sizes`, find the **smallest** batch size whose rows per second come within 10 % of the best. Larger batches only
# cost memory. Single measurements are noisy: take the median of three for each size. A call before them, to warm up, does no harm.
#
# <details><summary>Hint</summary>
#
# Rows per second are `n / np.median([...])`. Compute all of them first; then the best; then the smallest size that is good enough. `sizes` come in any order.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "batch-size", "locked": false, "schema_version": 3, "solution": true, "task": false}
from collections.abc import Callable


def batch_size(seconds_for: Callable[[int], float], sizes: list[int]) -> int:
    """Return the smallest of `sizes` whose rows per second reach 90 % of the best, by the median of three measurements each."""
    ### BEGIN SOLUTION
    rate = {n: n / np.median([seconds_for(n) for _ in range(3)]) for n in sizes}
    return min(n for n in sizes if rate[n] >= 0.9 * max(rate.values()))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-batch-size", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("predict.batch_size", batch_size)

# %% [markdown]
# ## Task 4: finish what broke off (4 points)
#
# `rows` has a column `id`; `folder` holds Parquet files with the rows that an earlier run has done, or nothing. Run `predict`, a function for `map_batches`, over the rows that are **not** there yet, and add what
# comes out to the folder. No row is done twice; a third call does nothing and leaves everything as it is.
#
# <details><summary>Hint</summary>
#
# Read the ids that are there, if there are files at all, and keep the others: an anti join does that at any scale, a set of ids in a filter where they fit in memory. Writers append by default.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "resume", "locked": false, "schema_version": 3, "solution": true, "task": false}
def resume(rows: ray.data.Dataset, predict: Callable[[dict], dict], folder: str) -> None:
    """Add `predict` of those `rows` whose `id` is not yet in the Parquet files of `folder`."""
    ### BEGIN SOLUTION
    try:
        stored = ray.data.read_parquet(raycourse.expect_files(folder, ".parquet")).select_columns(["id"])
        there = {row["id"] for row in stored.take_all()}
    except FileNotFoundError:  # no file yet
        there = set()
    rest = rows.filter(lambda row: row["id"] not in there).materialize()
    if rest.count():
        rest.map_batches(predict).write_parquet(folder)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-resume", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("predict.resume", resume)

# %% [markdown]
# ## Task 5: versions that stay (4 points)
#
# Copy the folder `checkpoint` to `<home>/v1`, the next one to `<home>/v2`, and so on, and return the new folder. What is published never changes, and its number is never used again while a
# later one exists. Other folders and files may lie in `home` as well. A `checkpoint` without a `config.json` is refused with a `FileNotFoundError`, and leaves no version behind.
#
# <details><summary>Hint</summary>
#
# The next number is one more than the largest that is there, and `v10` comes after `v9`: compare numbers, not texts. `shutil.copytree` copies a folder.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "publish", "locked": false, "schema_version": 3, "solution": true, "task": false}
import shutil
from pathlib import Path


def publish(checkpoint: str, home: str) -> str:
    """Copy `checkpoint` to the next version below `home`, and return its folder."""
    ### BEGIN SOLUTION
    if not Path(checkpoint, "config.json").exists():
        raise FileNotFoundError(f"{checkpoint} is no checkpoint: it has no config.json")
    numbers = [int(path.name[1:]) for path in Path(home).glob("v*") if path.name[1:].isdigit()]
    to = Path(home) / f"v{max(numbers, default=0) + 1}"
    shutil.copytree(checkpoint, to)
    return str(to)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-publish", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("predict.publish", publish)

# %% [markdown]
# ## Task 6: where it hesitates (2 points)
#
# Let the course's model (`raycourse.model("dog_or_fish").source`) classify at least 40 pictures of `data/dogs_fish/test`, dogs and fish, and return the eight it is least sure of, the least certain first, as three lists: the pictures, a caption for each that says
# the prediction and the confidence, and the confidences as numbers. Read the pictures at the size that the model's processor names, as the lesson does.
#
# <details><summary>Hint</summary>
#
# The folder's first files are all dogs: read its two folders apart, as the lesson does. Your `TopTwo` gives the confidence. With few pictures, call it without Ray: `TopTwo(source)({"path": ..., "image": ...})`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "hesitant", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hesitant() -> tuple[list, list, list]:
    """Return (pictures, captions, confidences) of the eight least certain predictions, the least certain first."""
    ### BEGIN SOLUTION
    source = raycourse.model("dog_or_fish").source
    side = ViTImageProcessor.from_pretrained(source).size["height"]
    shape = {"mode": "RGB", "size": (side, side), "include_paths": True}
    folders = [raycourse.data(f"dogs_fish/test/{kind}") for kind in ("dog", "fish")]
    dogs, fish = (ray.data.read_images(folder, **shape).limit(100) for folder in folders)
    batch = dogs.union(fish).take_batch(200)  # a batch of one folder would show one class alone
    found = TopTwo(source)(batch)
    least = np.argsort(found["confidence"])[:8]
    captions = [f"{found['first'][k]}, {found['confidence'][k]:.0%}" for k in least]
    return [batch["image"][k] for k in least], captions, [float(found["confidence"][k]) for k in least]
    ### END SOLUTION


shown = []


def my_hesitant():
    shown[:] = [hesitant()]  # kept, so that the next cell shows these pictures without the model
    return shown[0]


# %% nbgrader={"grade": true, "grade_id": "check-hesitant", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("predict.hesitant", my_hesitant)

# %%
if shown and done("predict.hesitant"):
    raycourse.show_images(*shown[0][:2])

# %%
ray.shutdown()
