# ---
# jupyter:
#   course:
#     title: "Lab: performance"
#     minutes: 60
# ---

# %% [markdown]
# # Lab: performance
#
# Somebody hands you a pipeline that works, and takes far too long. You name its ceiling, find what binds, and mend it.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}, *Performance*](lesson:performance) |
# | **Points** | {points} |
# | **You will learn** | to bound a rate, read `stats()`, measure a busy share, choose a batch size within memory, and mend a pipeline |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import io
import re
from collections.abc import Callable

import numpy as np
import ray
from PIL import Image

import raycourse
from raycourse import check
from raycourse.checks.performance import SIDE, slow

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## The patient
#
# It decodes JPEG files and scores each picture with a small network, which `load()` loads. Run it: the cell shows its code, and times it on 48 pictures.

# %%
import inspect

from IPython.display import Code

Code(inspect.getsource(slow), language="python")


# %%
def load():
    """A small network, in place of a large one, whose load would also read a file and compare a checksum."""
    weights = np.random.default_rng(0).standard_normal((SIDE * SIDE * 3, 512), dtype=np.float32)
    return lambda images: np.maximum(images.reshape(len(images), -1) / np.float32(255) @ weights, 0)[:, :8]


some = ray.data.read_binary_files(raycourse.data("doggos/test"), include_paths=True).limit(48)
files = some.repartition(8).materialize()
seconds = raycourse.seconds(lambda: slow(files, load).materialize())
print(f"{files.count()} pictures in {seconds:.1f} s")

# %% [markdown]
# ## Task 1: the ceiling (4 points)
#
# Before you touch it, find out how fast it could be. Each stage is a dict: its `name`, the `seconds` of work for one row, how many `workers` it may have at a time, and its `device`: `"cpu"` stages share the `cores`,
# each `"gpu"` worker has a card of its own. Return the rows per second at most, and what binds: the name of a stage, or `"cores"`.
#
# <details><summary>Hint</summary>
#
# A stage with `workers` does `workers / seconds` rows per second at most. All CPU stages together do `cores` divided by the sum of their seconds. The smallest of these bounds is the ceiling.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "ceiling", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ceiling(stages: list[dict], cores: int) -> tuple[float, str]:
    """Return (rows per second at most, what binds) of a pipeline of `stages` on `cores` cores."""
    ### BEGIN SOLUTION
    bounds = {stage["name"]: stage["workers"] / stage["seconds"] for stage in stages}
    bounds["cores"] = cores / sum(stage["seconds"] for stage in stages if stage["device"] == "cpu")
    binds = min(bounds, key=bounds.get)
    return bounds[binds], binds
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-ceiling", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("performance.ceiling", ceiling)

# %% [markdown]
# ## Task 2: the bottleneck (3 points)
#
# Given the text of `stats()` and how many workers each operator has at a time, return the name of the operator that holds the others up: the one whose tasks take the most seconds *by the clock*, for each of its workers.
#
# <details><summary>Hint</summary>
#
# An operator's part begins with `Operator 1 NAME: `, and its line `* Remote wall time: … , 5.21s total` has the figure. It may be in `us`, `ms` or `s`. The lesson's `wall` reads it from a dataset.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "bottleneck", "locked": false, "schema_version": 3, "solution": true, "task": false}
def bottleneck(stats: str, workers: dict[str, int]) -> str:
    """Return the name of the operator with the most seconds of wall time for each of its `workers`."""
    ### BEGIN SOLUTION
    units, each = {"us": 1e-6, "ms": 1e-3, "s": 1}, {}
    for part in re.split(r"^Operator \d+ ", stats, flags=re.M)[1:]:
        name = part.split(": ")[0]
        number, unit = re.search(r"Remote wall time: .*, ([\d.]+)(us|ms|s) total", part).groups()
        each[name] = float(number) * units[unit] / workers[name]
    return max(each, key=each.get)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-bottleneck", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("performance.bottleneck", bottleneck)

# %% [markdown]
# ## Task 3: the busy share (3 points)
#
# `spans` are (start, seconds), one for each piece of work on a device. Return the share of the time from the first start to the last end at which the device had something to do. A card can run two streams at a time, so spans may
# overlap: a moment counts once. They come in any order.
#
# <details><summary>Hint</summary>
#
# Sort the spans. Go through them with the latest end so far: of each span, only what lies beyond that end is new.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "busy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def busy(spans: list[tuple[float, float]]) -> float:
    """Return the share (0 to 1) of the time from the first start to the last end that `spans` cover."""
    ### BEGIN SOLUTION
    spans = sorted(spans)
    first = end = spans[0][0]
    at_work = 0.0
    for start, seconds in spans:
        at_work += max(0.0, start + seconds - max(start, end))
        end = max(end, start + seconds)
    return at_work / (end - first)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-busy", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("performance.busy", busy)

# %% [markdown]
# ## Task 4: a batch size within memory (3 points)
#
# `seconds_for(size)` runs a batch and returns its seconds; `memory_for(size)` says, without running it, how many MB it needs. Of the `sizes` that need at most `limit` MB, return the smallest whose rows per second come within 10 % of the
# best of *these*. Never run a size that does not fit: a real one would end your process. Here one measurement of each is enough, for the check's clock is exact.
#
# <details><summary>Hint</summary>
#
# First the sizes that fit, then their rates, then the best, then the smallest that is good enough.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "batch-size", "locked": false, "schema_version": 3, "solution": true, "task": false}
def batch_size(
    seconds_for: Callable[[int], float], memory_for: Callable[[int], float], sizes: list[int], limit: float
) -> int:
    """Return the smallest of `sizes` within `limit` MB whose rows per second reach 90 % of the best that fits."""
    ### BEGIN SOLUTION
    rate = {size: size / seconds_for(size) for size in sizes if memory_for(size) <= limit}
    return min(size for size in rate if rate[size] >= 0.9 * max(rate.values()))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-batch-size", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("performance.batch_size", batch_size)

# %% [markdown]
# ## Task 5: mend it (6 points)
#
# Write `mended(files, load)`: the same rows as `slow(files, load)` gives, in any order, with the same scores (to three digits), at least **three times** as fast. Six faults are planted. The check runs both pipelines in turn on this machine and
# compares their seconds; it also looks at how often the model is loaded, how large its batches are, and how many bytes travel. The model wants `uint8` pictures of shape (n, `SIDE`, `SIDE`, 3), resized from full size by `Image.resize`.
#
# <details><summary>Hint</summary>
#
# Where is the model loaded? How many rows does a call get? Which type and size do pictures have between two operators? Who loops over pixels? Which step waits for all rows? Which step does work that nobody asked for?
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "mended", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mended(files: ray.data.Dataset, load: Callable) -> ray.data.Dataset:
    """Return a dataset with `path` and `scores`, as `slow` does, at least three times as fast."""

    ### BEGIN SOLUTION
    def decode(batch):
        images = [Image.open(io.BytesIO(content)).convert("RGB").resize((SIDE, SIDE)) for content in batch["bytes"]]
        return {"path": batch["path"], "image": np.stack([np.asarray(image) for image in images])}

    class Scorer:
        def __init__(self):
            self.model = load()

        def __call__(self, batch):
            return {"path": batch["path"], "scores": self.model(batch["image"])}

    one = ray.data.ActorPoolStrategy(size=1)
    return files.map_batches(decode, batch_size=32).map_batches(Scorer, batch_size=32, compute=one, num_cpus=0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-mended", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
check("performance.mended", mended)

# %% [markdown]
# Now both on all the pictures of the folder, one right after the other.

# %%
if raycourse.done("performance.mended"):
    every = ray.data.read_binary_files(raycourse.data("doggos/test"), include_paths=True).repartition(8).materialize()
    before = raycourse.seconds(lambda: slow(every, load).materialize())
    after = raycourse.seconds(lambda: mended(every, load).materialize())
    title = f"{every.count()} pictures: {before / after:.1f} times as fast"
    raycourse.plot_bars({"as it came": before, "mended": after}, x="", y="seconds", title=title)

# %% [markdown]
# Part of the second bar is the start of the actor, which comes once, however many pictures follow. To see how much, time `mended(files, load)` on the 48 pictures as well.

# %%
ray.shutdown()
