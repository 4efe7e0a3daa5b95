# ---
# jupyter:
#   course:
#     title: "Lab: audio, video, tables and pictures together"
#     minutes: 75
# ---

# %% [markdown]
# # Lab: audio, video, tables and pictures together
#
# You find a moment in films, classify calls of any rate, build a table that survives the loss of one of its sources, find what somebody has planted in the shop's data, and open any file without losing a row.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}, *Audio, video, tables and pictures together*](lesson:multimodal) |
# | **Points** | {points} |
# | **You will learn** | to bring sound and film into one form, search them, and join what comes of it without losing rows |
# | **Hardware** | a laptop |

# %%
import ray

import raycourse
from raycourse import check, done

cluster = raycourse.connect()
SHOP = raycourse.data("shop")
cluster

# %% [markdown]
# ## Task 1: the moment in the film (3 points)
#
# `frames` has the columns `file`, `second` and `frame`; films have 5 frames a second or 8. `model` is a class as `Eyes` in the lesson: it adds a `vector` to a batch with `frame`, and its vectors are not of length 1. Write `moment(frames, model, words)`, which returns (file, second) of the
# frame whose vector has the largest cosine with the vector `words`. Embed one frame a second, the first of each, on a pool whose actor holds half a GPU and no CPU.
#
# <details><summary>Hint</summary>
#
# At 5 or 8 frames a second, the first frame of a second has a whole number in `second`. (At 29.97 it is the first one whose `int(second)` is new.) A class needs `compute=ray.data.ActorPoolStrategy(size=1)`. The cosine is the product of two vectors of length 1.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "moment", "locked": false, "schema_version": 3, "solution": true, "task": false}
import numpy as np
from ray.data.expressions import col


def moment(frames: ray.data.Dataset, model: type, words: np.ndarray) -> tuple[str, float]:
    """Return (file, second) of the frame that is nearest to `words`, of one frame a second."""
    ### BEGIN SOLUTION
    pool = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
    each_second = frames.filter(expr=col("second") % 1 == 0)
    rows = each_second.map_batches(model, batch_size=16, **pool).take_all()

    def cosine(row):
        return row["vector"] @ words / np.linalg.norm(row["vector"]) / np.linalg.norm(words)

    best = max(rows, key=cosine)
    return best["file"], float(best["second"])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-moment", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("multimodal.moment", moment)

# %% [markdown]
# ## Task 2: calls of any rate (4 points)
#
# `calls` has `file`, `sides` (float32, shape (samples, channels)) and `rate`. `model` is a class as `Ears`: it takes `samples`, windows of 16,000 samples at 16,000 a second, and adds `kind` (the samples stay; drop them). Write `classified(calls, model)`: a dataset with `file`, `start` (in seconds) and `kind`, for windows
# of a second, one every half second, until every sample is in one; pad what is too short. No call may be lost (none is empty).
#
# <details><summary>Hint</summary>
#
# `resample_poly(x, up, down)` takes the two rates as they are. Mind sides that cancel. `select_columns` drops the samples at the end.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "classified", "locked": false, "schema_version": 3, "solution": true, "task": false}
from scipy.signal import resample_poly


def classified(calls: ray.data.Dataset, model: type) -> ray.data.Dataset:
    """Return `file`, `start` and `kind` of each window of each call."""

    ### BEGIN SOLUTION
    def windows(row):
        sides = row["sides"]
        mono = sides.mean(axis=1)
        if np.abs(mono).max() < 0.1 * np.abs(sides).max():
            mono = sides[:, 0]
        samples = resample_poly(mono, 16_000, row["rate"])
        for start in range(0, max(len(samples) - 16_000, 0) + 8_000, 8_000):
            part = samples[start : start + 16_000]
            yield {"file": row["file"], "start": start / 16_000, "samples": np.pad(part, (0, 16_000 - len(part)))}

    pool = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
    named = calls.flat_map(windows).map_batches(model, batch_size=16, **pool)
    return named.select_columns(["file", "start", "kind"])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-classified", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("multimodal.classified", classified)

# %% [markdown]
# ## Task 3: a table that survives (4 points)
#
# `features` has a dataset with a row per customer for each source, such as `{"calls": ..., "reviews": None}`; None stands for a source that failed tonight. Write `everyone(customers, features)`: every row of `customers` once, with the columns of all sources that are there, and a column `missing`:
# the names of the sources that have no row for this customer, in the order of `features`, joined by a comma and a space. A source may have customers that `customers` does not know, and rows with gaps of their own.
#
# <details><summary>Hint</summary>
#
# After the join, a gap in a source's row looks like a missing row. Give each source a column of its own that says *here* before you join it.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "everyone", "locked": false, "schema_version": 3, "solution": true, "task": false}
def everyone(customers: ray.data.Dataset, features: dict[str, ray.data.Dataset | None]) -> ray.data.Dataset:
    """Return all customers with the columns of the sources that are there, and `missing`."""
    ### BEGIN SOLUTION
    found, names = customers, list(features)  # `told` travels with what it names: the names, and no datasets
    for name, table in features.items():
        if table is not None:
            marked = table.map(lambda row, name=name: row | {f"has_{name}": True})
            found = found.join(marked, join_type="left_outer", num_partitions=2, on=("customer",))

    def told(row):
        missing = [name for name in names if not row.pop(f"has_{name}", None)]
        return row | {"missing": ", ".join(missing)}

    return found.map(told)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-everyone", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("multimodal.everyone", everyone)

# %% [markdown]
# ## Task 4: what was planted (4 points)
#
# Some orders were booked twice: another number, and the same customer, product and moment. And some films have another film's sound. Write `planted(orders, clips)` for two pandas tables: `orders` with `order`, `customer`, `product` and `placed`; `clips` with `file`, `animal` (what the film shows) and `sound`
# (what its sound is). The first booking has the smallest number, and the table comes in any order. Return a list of the numbers of the second bookings, and one of the films in which another animal calls than the one you see. A voice or silence may belong to any film.
#
# <details><summary>Hint</summary>
#
# `duplicated` of pandas takes the columns to compare. Who buys the same again next week has not been booked twice. Start from `CALLS`.
#
# </details>

# %% nbgrader={"grade": false, "grade_id": "planted", "locked": false, "schema_version": 3, "solution": true, "task": false}
import pandas as pd

CALLS = {"Bark": "dog", "Croak": "frog", "Moo": "cow", "Quack": "duck", "Hoot": "owl", "Bleat": "sheep"}


def planted(orders: pd.DataFrame, clips: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return (numbers of orders that were booked before, films with another animal's call)."""
    ### BEGIN SOLUTION
    ordered = orders.sort_values("order")
    doubled = ordered[ordered.duplicated(["customer", "product", "placed"])]
    caller = clips["sound"].map(CALLS)
    foreign = clips[caller.notna() & (caller != clips["animal"])]
    return doubled["order"].tolist(), foreign["file"].tolist()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-planted", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("multimodal.planted", planted)

# %% [markdown]
# ## Task 5: any file (4 points)
#
# `files` has `path` and `bytes`: sounds and films, some of them damaged, and some with an extension that is not theirs. Write `opened(files)`: one row for each, with `file` (the name without folders), `seconds` (how long it lasts; 0 for what cannot be played) and `problem` (empty, or a reason). Look at what
# the bytes are, not at the name. What was cut short cannot be played, and a film without a picture is a problem too, of 0 seconds.
#
# <details><summary>Hint</summary>
#
# Try `soundfile.read(io.BytesIO(...))`, which gives the samples and their rate. (`soundfile.info` trusts the first bytes, and does not notice that the end is missing.) If it raises, try `av.open(io.BytesIO(...))`: `decode(video=0)` gives the pictures, and raises where there is none or the end is missing. `duration`, of which `av.time_base` are a second, also trusts the first bytes. A
# picture opens as well; its duration is None.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "opened", "locked": false, "schema_version": 3, "solution": true, "task": false}
import io

import av
import soundfile


def opened(files: ray.data.Dataset) -> ray.data.Dataset:
    """Return `file`, `seconds` and `problem` of every file."""

    ### BEGIN SOLUTION
    def look(file):
        row = {"file": file["path"].split("/")[-1], "seconds": 0.0, "problem": ""}
        if not file["bytes"]:
            return row | {"problem": "no bytes"}
        try:
            samples, rate = soundfile.read(io.BytesIO(file["bytes"]))
            return row | {"seconds": len(samples) / rate}
        except soundfile.LibsndfileError:
            pass
        try:
            with av.open(io.BytesIO(file["bytes"])) as film:
                if sum(1 for _ in film.decode(video=0)) and film.duration:
                    return row | {"seconds": film.duration / av.time_base}
        except (av.FFmpegError, IndexError):
            pass
        return row | {"problem": "neither sound nor film"}

    return files.map(look)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-opened", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("multimodal.opened", opened)

# %%
if done("multimodal.opened"):
    everything = [ray.data.read_binary_files(f"{SHOP}/{folder}", include_paths=True) for folder in ("calls", "clips")]
    found = opened(everything[0].union(everything[1])).to_pandas().sort_values("file", ignore_index=True)
    print(len(found), "files,", round(found["seconds"].sum()), "seconds")
    print(found.loc[found["problem"] != "", ["file", "problem"]].to_string(index=False))

# %% [markdown]
# ## The shop's films
#
# With your `planted`, the models can look for what is wrong in the shop: what does each film show, and what is in the call that was recorded with it?

# %%
import torch
from transformers import AutoFeatureExtractor, AutoModelForAudioClassification, CLIPModel, CLIPProcessor

ANIMALS = sorted(pd.read_parquet(f"{SHOP}/customers.parquet")["animal"].unique())


# %%
@torch.inference_mode()
def shown(films):
    """The animal in each film, a list of frames: the sentence that is nearest to all of them together."""
    model = raycourse.model("clip")
    clip, processor = CLIPModel.from_pretrained(model.source, **model.load), CLIPProcessor.from_pretrained(model.source)
    options = {
        "text": [f"a photo of a {animal}" for animal in ANIMALS],
        "return_tensors": "pt",
        "padding": True,
        "truncation": True,
    }
    near = [clip(**processor(images=frames, **options)).logits_per_image.mean(0) for frames in films]
    return [ANIMALS[int(logits.argmax())] for logits in near]


# %%
@torch.inference_mode()
def sounds(calls):
    """What is in the first second of each call."""
    model = raycourse.model("sounds")
    network = AutoModelForAudioClassification.from_pretrained(model.source, **model.load)
    inputs = AutoFeatureExtractor.from_pretrained(model.source)(calls, sampling_rate=16_000, return_tensors="pt")
    return [network.config.id2label[k] for k in network(**inputs).logits.argmax(1).tolist()]


# %%
def a_frame_a_second(path):
    with av.open(path) as film:
        return [frame.to_image() for frame in film.decode(video=0)][::8]


def first_second(path):
    sides, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return resample_poly(sides[:rate, 0], 16_000, rate)


# %%
if done("multimodal.planted"):
    clips = pd.read_parquet(f"{SHOP}/clips.parquet").dropna(subset="sound")
    films = [a_frame_a_second(f"{SHOP}/clips/{file}") for file in clips["file"]]
    calls = [first_second(f"{SHOP}/calls/{file}") for file in clips["sound"]]
    clips = clips.assign(animal=shown(films), sound=sounds(calls))
    doubled, foreign = planted(pd.read_parquet(f"{SHOP}/orders.parquet"), clips)
    print("booked twice:", *doubled)
    odd = [
        (film[1], f"{row.file}: {row.sound}?")
        for film, row in zip(films, clips.itertuples(), strict=True)
        if row.file in foreign
    ]
    if odd:
        raycourse.show_images(*zip(*odd, strict=True), title="What is seen is not what is heard")

# %%
ray.shutdown()
