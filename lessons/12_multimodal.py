# ---
# jupyter:
#   course:
#     title: Audio, video, tables and pictures together
#     minutes: 35
#     builds: calls and films made searchable; one table per customer from sound, pictures, text and orders
# ---

# %% [markdown]
# # Audio, video, tables and pictures together
#
# By the end a shop's answering machine is sorted, its customers' films can be searched by words, and one table has a row for each customer with what orders, pictures, reviews and calls say, also where one of these is missing.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:ingest), [{}](lesson:joins), [{}](lesson:embeddings) and [{}](lesson:text) |
# | **You will learn** | to read sound and video, bring them into one form, classify and search them, and join what they say with tables |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
SHOP = raycourse.data("shop")
cluster

# %% [markdown]
# ## Sound is a matrix and a rate
#
# The animal outfitters' answering machine has 62 calls: voices, animals, and silence where somebody leaned on a phone. All of them are made by formulas; the voices babble and say nothing. `read_audio` gives a row for each file.

# %% tags=["nbval-check-output"]
three = [f"{SHOP}/calls/call-{number}.flac" for number in ("01", "19", "23")]
rows = ray.data.read_audio(three, include_paths=True).take_all()
for row in sorted(rows, key=lambda row: row["path"]):
    (channels, samples), rate = row["amplitude"].shape, row["sample_rate"]
    print(f"{row['path'][-12:]}: {channels} x {samples} samples, {rate} a second, so {samples / rate:.2f} s")

# %% [markdown]
# `amplitude` is an array of shape (channels, samples), between -1 and 1. It means nothing without `sample_rate`: the same numbers played twice as fast are another animal. The three files have three rates, and one channel or two.
#
# **Predict.** In the folder, one file has no bytes, one is a JPEG that somebody named `.flac`, and one is a FLAC that somebody named `.tmp`. How many of the 62 files does `read_audio` see, and how many rows come out?

# %% tags=["nbval-check-output"]
import os

calls = ray.data.read_audio(f"{SHOP}/calls")
print(len(os.listdir(f"{SHOP}/calls")), "files lie there, and the reader takes", len(calls.input_files()))
try:
    print(calls.count(), "rows")
except Exception:
    print("an error, and no row at all")

# %% [markdown]
# <details><summary>Answer</summary>
#
# It sees 61: the reader chooses by extension, and says nothing about the `.tmp`. No row comes out, since one file that is no sound stops the job. The first of the two losses is the worse one: nobody notices.
#
# </details>
#
# So do as with the text of [lesson {}](lesson:text): read bytes, decode them yourself, and give what cannot be decoded a row with its `problem`.

# %%
import io

import numpy as np
import soundfile


def decoded(file):
    row = {"file": file["path"].split("/")[-1], "rate": 0, "sides": np.zeros((0, 1), np.float32), "problem": ""}
    if not file["bytes"]:
        return row | {"problem": "no bytes"}
    try:
        sides, rate = soundfile.read(io.BytesIO(file["bytes"]), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        return row | {"problem": error.error_string}
    return row | {"rate": rate, "sides": sides}


# %% tags=["nbval-check-output"]
recorded = ray.data.read_binary_files(f"{SHOP}/calls", include_paths=True).map(decoded).materialize()
table = recorded.to_pandas().sort_values("file", ignore_index=True)
print(len(table), "rows; rates:", table["rate"].value_counts().sort_index().to_dict())
table.loc[table["problem"] != "", ["file", "problem"]]

# %% [markdown]
# ## One rate, one channel
#
# A model has heard sound at one rate, and wants all sound at that rate. To halve a rate, could you take every second sample?
#
# **Predict.** A tone of 7,000 Hz, 16,000 samples a second. Of every second sample, which tone do you hear at 8,000 samples a second?

# %% tags=["nbval-check-output"]
from scipy.signal import resample_poly

tone = np.sin(2 * np.pi * 7000 * np.arange(16_000) / 16_000).astype(np.float32)
for name, slow in (("every second sample", tone[::2]), ("resample_poly", resample_poly(tone, 1, 2))):
    power = np.abs(np.fft.rfft(slow))
    loud = np.sqrt(np.mean(slow[400:-400] ** 2))
    print(
        f"{name:20} loudest at {power.argmax():4} Hz" if loud > 0.1 else f"{name:20} hardly anything",
        f"(level {loud:.2f})",
    )

# %% [markdown]
# <details><summary>Answer</summary>
#
# One of 1,000 Hz, which nobody has played, at full loudness. At 8,000 samples a second there is room for tones up to 4,000 Hz; what is higher folds back. This is called **aliasing**. `resample_poly` removes first what will not fit.
#
# </details>
#
# The other half is one channel out of two. The mean of both sides is the usual way, and the calls have a trap for it.

# %%
sides = {row["file"]: row["sides"] for row in recorded.take_all()}["call-16.flac"]
print(
    f"peak of each side {np.abs(sides).max(axis=0).round(2)}, peak of their mean {np.abs(sides.mean(axis=1)).max():.4f}"
)

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: a cable with its wires crossed.** One side is the other one upside down. Both sound right, and their mean is silence: the voice is lost, and no error is raised. Compare the mean with the sides; where it is far quieter, take one side.
#
# </div>

# %%
RATE = 16_000


def one_form(row):
    """The call as one channel of float32 at RATE."""
    sides, rate = row["sides"], row["rate"]
    mono = sides.mean(axis=1)
    if np.abs(mono).max() < 0.1 * np.abs(sides).max():
        mono = sides[:, 0]
    return {"file": row["file"], "samples": resample_poly(mono, RATE, rate).astype(np.float32)}


# %%
from ray.data.expressions import col

sound = recorded.filter(expr=col("problem") == "").map(one_form).materialize()
samples = {row["file"]: row["samples"] for row in sound.take_all()}
print(
    len(samples),
    "calls,",
    round(sum(map(len, samples.values())) / RATE),
    "seconds;",
    f"call-16 peaks at {samples['call-16.flac'].max():.2f}",
)

# %% [markdown]
# ## Seen and heard
#
# The picture of a sound is its **spectrogram**: time goes to the right, pitch upwards, and bright is loud. `torch.stft` cuts the sound into short pieces and tells for each how loud every frequency is.

# %%
import torch


def spectrogram(samples):
    """A picture of the sound, uint8 of shape (257, pieces, 3)."""
    waves = torch.stft(
        torch.tensor(samples), n_fft=512, hop_length=160, window=torch.hann_window(512), return_complex=True
    )
    bright = (20 * waves.abs().clamp(min=1e-3).log10() + 60).clamp(0, 90) / 90 * 255
    return bright.flip(0).byte().numpy()[..., None].repeat(3, axis=2)


shown = {
    "call-00.flac": "a dog barks",
    "call-04.flac": "an owl hoots",
    "call-05.flac": "a sheep bleats",
    "call-07.flac": "a voice",
}
raycourse.show_images(
    [spectrogram(samples[file]) for file in shown],
    shown.values(),
    title="Four calls: time to the right, 0 to 8,000 Hz upwards",
)

# %% [markdown]
# The dog is short and rough, the owl is a loud low line with fainter ones above it, the sheep trembles. The stripes of the voice bend with every syllable, and above 4,000 Hz it has nothing: it came by telephone, at 8,000 samples a second. Listen to two of the calls: run the cell first, since JupyterLab silences players that you have not made yourself.

# %%
from IPython.display import Audio, display

for file in ("call-05.flac", "call-07.flac"):
    display(Audio(resample_poly(samples[file][: 2 * RATE], 1, 2), rate=RATE // 2))

# %% [markdown]
# ## A second at a time
#
# A call is as long as it likes, and a model listens to a fixed length. Cut each call into windows of a second, one every half second. What is left at the end is a shorter window, and must not be lost.
#
# **Your turn.** Write `starts(length, size, step)`: where windows of `size` samples begin in a sound of `length` samples, one every `step`, until every sample is in one. None begins where all that is left has been heard already.


# %%
def starts(length, size, step):
    raise NotImplementedError


raycourse.check("turns.starts", starts)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def starts(length, size, step):
#     return list(range(0, max(length - size, 0) + step, step)) if length else []
# ```
#
# `range(0, length, step)` would begin a last window that holds nothing new; `range(0, length - size, step)` loses the end.
#
# </details>
#
# The lesson goes on with one way, whatever you wrote. One row becomes several: that is `flat_map`. The file's name goes along, so that each window still says where it comes from.


# %%
def windows(row):
    length = len(row["samples"])
    for start in range(0, max(length - RATE, 0) + RATE // 2, RATE // 2):
        part = row["samples"][start : start + RATE]
        yield {"file": row["file"], "start": start / RATE, "samples": np.pad(part, (0, RATE - len(part)))}


# %%
cut = sound.flat_map(windows).materialize()
print(cut.count(), "windows of", len(samples), "calls")

# %% [markdown]
# ## What is it that calls?
#
# The sound model is an audio spectrogram transformer, of the same class as the public one that the full profile loads: it looks at a spectrogram as a vision transformer looks at a picture. Its names are those of AudioSet, a public collection. The feature extractor
# makes the spectrogram, and refuses sound of another rate, if you tell it the rate.

# %%
from transformers import AutoFeatureExtractor, AutoModelForAudioClassification


class Ears:
    def __init__(self):
        self.model = raycourse.model("sounds")
        self.extractor = AutoFeatureExtractor.from_pretrained(self.model.source)
        network = AutoModelForAudioClassification.from_pretrained(self.model.source, **self.model.load)
        self.network = network.to(self.model.device).eval()

    def __call__(self, batch):
        inputs = self.extractor(list(batch["samples"]), sampling_rate=RATE, return_tensors="pt").to(self.model.device)
        with torch.inference_mode():
            best = self.network(**inputs).logits.argmax(1).tolist()
        names = self.network.config.id2label
        return {"file": batch["file"], "start": batch["start"], "kind": [names[k] for k in best]}


# %%
pool = {"compute": ray.data.ActorPoolStrategy(size=cluster.gpus), "num_gpus": 1, "num_cpus": 0}
named = cut.repartition(4).map_batches(Ears, batch_size=32, **pool).materialize()
heard = named.to_pandas()
raycourse.plot_bars(heard["kind"].value_counts().to_dict(), x="", y="windows", title="What the windows hold")

# %% [markdown]
# A call is what most of its windows are, those of silence aside: between two barks a dog is silent. Nobody has labelled the calls, but `customers.parquet` knows who has which animal. Where an animal calls, is it the caller's?

# %%
import pandas as pd


def mostly(kinds):
    loud = kinds[kinds != "Silence"]
    return (loud if len(loud) else kinds).mode()[0]


kind_of = heard.groupby("file")["kind"].agg(mostly)
callers = pd.read_parquet(f"{SHOP}/calls.parquet").merge(pd.read_parquet(f"{SHOP}/customers.parquet"), on="customer")
callers["call"] = callers["file"].map(kind_of).fillna("(not decoded)")
pd.crosstab(callers["animal"], callers["call"])

# %% [markdown]
# Read it by rows. A voice or silence can come from any household. A bark should come from one with a dog, a moo from one with a cow, and so on. An animal's call in any other row is a mistake of the model, or a neighbour's animal. The model's [card](../data/models/sounds/README.md) says how often it is right on sounds that it never heard.
#
# ## Film is pictures with times
#
# Twelve customers sent films; one is cut off, and one has sound and no picture. Ray has a reader, `read_videos(folder, fps=2, include_timestamps=True)`, with a row for each frame that it keeps, and it stops at a bad file as `read_audio` does. There is one more reason not to take it.
#
# <div class="alert alert-warning">
#
# **Pitfall: two packages, one process.** `read_videos` needs the package `decord`, whose maintained form is `decord2`. On Linux it loads all of NVIDIA's libraries for everybody, and where it comes before PyTorch, PyTorch finds one of them in place of its own: the first product of two matrices ends the process with a
# segmentation fault. So it was with decord2 3.4.0 and PyTorch 2.14.1, on a machine without a GPU; [others report it](https://github.com/dmlc/decord/issues/293) from machines that have one. Importing PyTorch first cures it; in Ray, nobody chooses the order of a worker's imports.
#
# </div>
#
# PyAV has the same FFmpeg inside. Bytes go in, frames come out in their order, each with its `second` and its `change`: how much it differs from the one before. A film without a frame, or one that breaks off, also is a row with a problem.

# %%
import av

BLACK = np.zeros((128, 128, 3), np.uint8)


def frames(file):
    row = {"file": file["path"].split("/")[-1], "index": 0, "second": 0.0, "frame": BLACK, "change": 0.0, "problem": ""}
    before, number, whole = None, 0, False
    try:
        with av.open(io.BytesIO(file["bytes"])) as film:
            for frame in film.decode(video=0):
                picture = frame.to_ndarray(format="rgb24")
                change = 0.0 if before is None else np.abs(picture.astype(int) - before).mean()
                yield row | {"index": number, "second": frame.time, "frame": picture, "change": change}
                before, number = picture, number + 1
        whole = number > 0
    except (av.FFmpegError, IndexError):  # no film, no pictures in it, or an end that is missing
        pass
    if not whole:
        yield row | {"problem": f"breaks after {number} pictures" if number else "no picture can be decoded"}


# %% tags=["nbval-check-output"]
files = ray.data.read_binary_files(f"{SHOP}/clips", include_paths=True)
watched = files.flat_map(frames).materialize()
unseen = watched.filter(expr=col("problem") != "").to_pandas().sort_values("file", ignore_index=True)
seen = watched.filter(expr=col("problem") == "")
print(seen.count(), "frames of", len(seen.unique("file")), "films;", len(unseen), "films with a problem")
for row in sorted(watched.take_all(), key=lambda row: (row["file"], row["index"]))[:3]:
    print(row["file"], "frame", row["index"], "at", row["second"], "s, of shape", row["frame"].shape)
unseen[["file", "problem"]]

# %% [markdown]
# ## Shots
#
# Eight frames a second. A **shot** is what was filmed without a break. Within one, an animal moves a little; at a cut, everything changes.

# %%
shot = watched.filter(expr=col("file") == "clip-06.mp4").to_pandas().sort_values("index")
raycourse.plot_lines(
    {"change": shot["change"].tolist()},
    at=shot["second"].tolist(),
    x="seconds",
    y="mean difference",
    title="clip-06: how much each frame differs from the one before",
)

# %% [markdown]
# **Your turn.** Write `cuts(changes)`: the places in the list at which a new shot begins. How much is much depends on the film: a cut is several times its median; four will do. No film begins with a cut.


# %%
def cuts(changes):
    raise NotImplementedError


raycourse.check("turns.cuts", cuts)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def cuts(changes):
#     limit = 4 * sorted(changes[1:])[len(changes[1:]) // 2]
#     return [k for k, change in enumerate(changes) if k and change > limit]
# ```
#
# The first change is 0 by definition, and is left out of the median.
#
# </details>

# %% tags=["nbval-check-output"]
shots = {}
for file, film in watched.filter(expr=col("problem") == "").to_pandas().sort_values("index").groupby("file"):
    limit = 4 * film["change"][1:].median()
    shots[file] = [0.0, *film["second"][film["change"] > limit].tolist()]
print(sum(map(len, shots.values())), "shots in", len(shots), "films; those of clip-06 begin at", shots["clip-06.mp4"])

# %% [markdown]
# ## Search by words
#
# Neighbouring frames look alike, so one vector a second is enough. CLIP turns each into a vector, and a text into one of the same kind, as in [lesson {}](lesson:embeddings): text and picture meet in one space.

# %%
from transformers import CLIPModel, CLIPProcessor


class Eyes:
    def __init__(self):
        self.model = raycourse.model("clip")
        self.processor = CLIPProcessor.from_pretrained(self.model.source)
        self.clip = CLIPModel.from_pretrained(self.model.source, **self.model.load).to(self.model.device).eval()

    def text(self, words):
        inputs = self.processor(text=[words], return_tensors="pt").to(self.model.device)
        with torch.inference_mode():
            return (
                torch.nn.functional.normalize(self.clip.get_text_features(**inputs).pooler_output)[0]
                .float()
                .cpu()
                .numpy()
            )

    def __call__(self, batch):
        inputs = self.processor(images=list(batch["frame"]), return_tensors="pt").to(self.model.device)
        with torch.inference_mode():
            vectors = torch.nn.functional.normalize(self.clip.get_image_features(**inputs).pooler_output)
        return batch | {"vector": vectors.float().cpu().numpy()}


# %%
good = watched.filter(expr=col("problem") == "")
each_second = good.filter(expr=col("index") % 8 == 0)  # every n-th frame: here, of eight
seen = each_second.repartition(2).map_batches(Eyes, batch_size=32, **pool).to_pandas()
print(len(seen), "vectors of", good.count(), "frames")

# %%
eyes = Eyes()


def moment(words):
    """(file, second) of the frame that is nearest to the words."""
    near = np.stack(seen["vector"]) @ eyes.text(words)
    best = seen.iloc[int(near.argmax())]
    return best["file"], best["second"]


asked = "a photo of a frog in winter, with falling snow"
file, second = moment(asked)
print(f"{asked!r}: {file}, second {second:.0f}")

# %%
strip = good.filter(expr=col("file") == file).to_pandas().sort_values("index", ignore_index=True)
place = strip["second"].sub(second).abs().argmin()
strip = strip.iloc[max(place - 8, 0) : place + 12 : 4]
raycourse.show_images(
    strip["frame"], [f"{at:.1f} s" for at in strip["second"]], columns=5, title=f"{file}, around second {second:.0f}"
)

# %% [markdown]
# This CLIP knows 24 drawn animals and no others. How many of the ten films does it find by the animal?

# %%
animals = pd.read_parquet(f"{SHOP}/customers.parquet").set_index("customer")["animal"]
clips = pd.read_parquet(f"{SHOP}/clips.parquet")
clips["animal"] = clips["customer"].map(animals)
sent = clips[clips["file"].isin(shots)]
found = [moment(f"a photo of a {animal}")[0] == file for file, animal in zip(sent["file"], sent["animal"], strict=True)]
low, high = raycourse.interval(sum(found), len(found))
print(f"{sum(found)} of {len(found)} animals are found in their own film, 95 % interval {low:.0%} to {high:.0%}")

# %% [markdown]
# ## Orders, products, reviews: count at each join
#
# Now the tables. Some examples compute features of customers, pictures and chats, write three tables, and join none. Joining is where rows are lost.
#
# **Predict.** 145 orders, 11 products. Each order names its product. How many rows has an inner join?

# %% tags=["nbval-check-output"]
orders = ray.data.read_parquet(f"{SHOP}/orders.parquet")
products = ray.data.read_parquet(f"{SHOP}/products.parquet")
on_product = {"num_partitions": 2, "on": ("product",)}
for how in ("inner", "left_outer"):
    print(
        f"{how}: {orders.count()} orders and {products.count()} products make",
        orders.join(products, join_type=how, **on_product).count(),
    )

# %% [markdown]
# <details><summary>Answer</summary>
#
# Fewer than there are orders: some are of a product that the catalogue no longer lists, and an inner join drops those orders. A left outer join keeps them, with nothing in the product's columns. The price is one of these, so `spent` comes out too small below: only a count of empty
# prices would say so. From here on, every join keeps what it has on the left.
#
# </details>
#
# ## Three models, two jobs
#
# Two jobs, each with a row per customer: *shopping* joins the orders with pictures (CLIP) and reviews (the BERT of [lesson {}](lesson:text)), and *calling* has the calls. What shares a job also fails together. Every model takes half a GPU, so
# two of them fit on one card, while decoding and joining stay on CPUs.

# %%
from PIL import Image, UnidentifiedImageError


def opened(file):
    row = {"picture": file["path"].split("/")[-1], "frame": BLACK, "problem": ""}
    try:
        return row | {"frame": np.asarray(Image.open(io.BytesIO(file["bytes"])).convert("RGB"))}
    except UnidentifiedImageError:
        return row | {"problem": "no picture"}
    except OSError as error:
        return row | {"problem": str(error)}


# %%
half = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
pictures = ray.data.read_binary_files(f"{SHOP}/products", include_paths=True).map(opened).materialize()

# %%
import json

WANTED = {row["review"] for row in orders.take_all()}


def reviews(file):
    """The reviews that belong to an order, each with its file."""
    for data in file["bytes"].splitlines():
        try:
            line = data.decode()
        except UnicodeDecodeError:
            line = data.decode("cp1252", errors="replace")
        if line.endswith("}") and (row := json.loads(line))["id"] in WANTED:
            yield {"review": row["id"], "text": row["text"], "source": file["path"].split("/")[-1]}


# %%
from transformers import AutoModelForSequenceClassification, AutoTokenizer

STARS = {"4 stars": "positive", "5 stars": "positive", "1 star": "negative", "2 stars": "negative"}


class Feelings:
    def __init__(self):
        self.model = raycourse.model("reviews")
        self.tokenizer = AutoTokenizer.from_pretrained(self.model.source)
        network = AutoModelForSequenceClassification.from_pretrained(self.model.source, **self.model.load)
        self.network = network.to(self.model.device).eval()

    def __call__(self, batch):
        inputs = self.tokenizer(batch["text"].tolist(), padding=True, truncation=True, return_tensors="pt")
        with torch.inference_mode():
            chances = self.network(**inputs.to(self.model.device)).logits.softmax(1).float().cpu().numpy()
        names = [STARS.get(name, name) for name in self.network.config.id2label.values()]
        grouped = pd.DataFrame(chances.T, index=names).groupby(level=0).sum()  # four and five stars are one answer
        return {"review": batch["review"], "source": batch["source"], "feeling": grouped.idxmax().tolist()}


# %% [markdown]
# A left outer join leaves gaps, and a column of tensors cannot have any: in Ray 2.60 it breaks when it is read. So a vector goes through as a list. Then the rows of each customer are brought together, and a function makes one row of them. `from_orders` says which files every row was made of: that is its **lineage**.


# %%
def as_list(row):
    return {"picture": row["picture"], "look": row["vector"].tolist()}


def one_customer(rows):
    looks, feelings = rows["look"].dropna().tolist(), rows["feeling"].dropna()
    sources = {*rows["picture"][rows["look"].notna()], *rows["source"].dropna()}
    row = {"customer": rows["customer"].iloc[0], "orders": len(rows), "spent": float(rows["price"].sum())}
    row["look"] = np.mean(looks, axis=0).tolist() if looks else None
    row["happy"] = float((feelings == "positive").mean()) if len(feelings) else np.nan
    return pd.DataFrame([row | {"from_orders": ", ".join(sorted(sources))}])


# %%
def shopping():
    """One row per customer who has ordered."""
    looks = pictures.filter(expr=col("problem") == "").map_batches(Eyes, batch_size=16, **half).map(as_list)
    texts = ray.data.read_binary_files(f"{SHOP}/reviews", include_paths=True).flat_map(reviews)
    felt = texts.map_batches(Feelings, batch_size=64, **half)
    rows = orders.join(products, join_type="left_outer", **on_product)
    rows = rows.join(looks, join_type="left_outer", num_partitions=2, on=("picture",))
    rows = rows.join(felt, join_type="left_outer", num_partitions=2, on=("review",))
    return rows.groupby("customer").map_groups(one_customer, batch_format="pandas")


# %% [markdown]
# The calls' job is one stream: files are read, decoded, brought into one form and cut on CPUs, while the model listens on its share of a GPU to what came before.
#
# **Predict.** Read, `decoded`, the filter, `one_form`, `windows`, `Ears`: how many operators does Ray Data make of these six steps?


# %%
def kinds_of(folder):
    """A row per window: file, start and kind."""
    decodable = ray.data.read_binary_files(folder, include_paths=True).map(decoded).filter(expr=col("problem") == "")
    return decodable.map(one_form).flat_map(windows).map_batches(Ears, batch_size=32, **half)


raycourse.plot_plan(kinds_of(f"{SHOP}/calls"))

# %% [markdown]
# <details><summary>Answer</summary>
#
# Two that work. All that needs a CPU becomes one task, in which no row is copied to another process. `Ears` stays apart: it asks for half a GPU and no CPU, and Ray Data does not fuse a step that changes the number of rows with one that wants batches of a given size. CPUs and GPU work at once.
#
# </details>


# %%
def one_caller(rows):
    kinds = rows.groupby("file")["kind"].agg(mostly)
    row = {"customer": rows["customer"].iloc[0], "calls": len(kinds), "voices": int((kinds == "Speech").sum())}
    return pd.DataFrame([row | {"from_calls": ", ".join(sorted(kinds.index))}])


def calling(folder=f"{SHOP}/calls"):
    """One row per customer who has called."""
    whose = ray.data.read_parquet(f"{SHOP}/calls.parquet").select_columns(["file", "customer"])
    rows = kinds_of(folder).join(whose, join_type="left_outer", num_partitions=2, on=("file",))
    return rows.groupby("customer").map_groups(one_caller, batch_format="pandas")


# %% [markdown]
# Each job runs by itself. If one fails, the others go on.


# %%
def tried(jobs):
    """The tables of the jobs that ended, and why the others did not."""
    tables, reasons = {}, {}
    for name, job in jobs.items():
        try:
            tables[name] = job().materialize()
        except Exception as error:
            reasons[name] = f"{type(error).__name__}: {error}".splitlines()[0]
    return tables, reasons


def per_customer(tables):
    """All customers, with what there is about each."""
    found = ray.data.read_parquet(f"{SHOP}/customers.parquet")
    for table in tables.values():
        found = found.join(table, join_type="left_outer", num_partitions=2, on=("customer",))
    return found.materialize()


# %%
tables, reasons = tried({"shopping": shopping, "calling": calling})
everyone = per_customer(tables)
print("failed:", reasons)
result = everyone.to_pandas().sort_values("customer", ignore_index=True)
result[["customer", "animal", "orders", "spent", "happy", "calls", "voices", "from_calls"]].tail(5)

# %% [markdown]
# Every row can be led back to what it was made of.

# %% tags=["nbval-check-output"]
row = result.set_index("customer").loc["k11"]
print(f"k11, {row['pet']} the {row['animal']}: {row['from_orders']}; {row['from_calls']}")

# %% [markdown]
# Did anything get lost on the way? Count again, from the far end: orders and calls add up over the customers to what went in, less the files that could not be decoded.

# %% tags=["nbval-check-output"]
bad = (table["problem"] != "").sum()
print(
    len(result),
    "customers;",
    int(result["orders"].sum()),
    "of",
    orders.count(),
    "orders;",
    int(result["calls"].sum()),
    "of",
    recorded.count() - bad,
    "calls that can be decoded",
)
print(
    "without an order:",
    result["customer"][result["orders"].isna()].tolist(),
    "without a call:",
    result["customer"][result["calls"].isna()].tolist(),
)

# %% [markdown]
# And the files that could not be used at all, in one list with reasons: the row that nobody sees is the one that is missed. (Reviews that were cut off are not in it: `reviews` skips them.)

# %% tags=["nbval-check-output"]
broken = pictures.filter(expr=col("problem") != "").to_pandas().rename(columns={"picture": "file"})
pd.concat([part[part["problem"] != ""][["file", "problem"]] for part in (table, unseen, broken)], ignore_index=True)

# %% [markdown]
# ## When one kind of data fails
#
# Tonight the calls cannot be reached: their folder is not where it was. (Shopping takes the table above.)

# %% tags=["nbval-check-output"]
tables, reasons = tried(
    {
        "shopping": lambda: everyone.select_columns(["customer", "orders", "spent"]),
        "calling": lambda: calling(f"{SHOP}/gone"),
    }
)
tonight = per_customer(tables)
print(tonight.count(), "customers with", tonight.columns()[3:], "and no calls:", reasons["calling"].split(":")[0])

# %% [markdown]
# The table has all customers and their orders. Had all been one job, the night would have been lost. Whoever reads it must know that a column is missing: `reasons` belongs beside it.
#
# ## Ready for a model
#
# What a model learns from is numbers without gaps. A gap gets a value, and a column that says whether the value was known. Then it streams into training.


# %%
def filled(batch):
    known = [~np.isnan(batch[name].astype(float)) for name in ("orders", "happy", "calls")]
    values = [np.nan_to_num(batch[name].astype(float)) for name in ("orders", "spent", "happy", "calls", "voices")]
    return {"features": np.stack([*values, *known], axis=1).astype(np.float32)}


everyone.drop_columns(["look"]).write_parquet(raycourse.storage("multimodal/customers"), mode="overwrite")
ready = ray.data.read_parquet(raycourse.storage("multimodal/customers")).map_batches(filled, batch_size=16)
print([tuple(batch["features"].shape) for batch in ready.iter_torch_batches(batch_size=16)])

# %% [markdown]
# ## Quiz
#
# **1.** A folder holds 1,000 sounds, 20 of them in files that end in `.tmp`. `read_audio` gives 980 rows and no error. What happened? (a) 20 files are damaged. (b) The reader chose by extension. (c) 20 rows are empty.
#
# <details><summary>Answer</summary>
#
# (b). A damaged file (a) stops the job, and an empty sound (c) is still a row. Compare the number of rows with the number of files.
#
# </details>
#
# **2.** A model for 16,000 samples a second gets a call at 8,000, unchanged. What does it hear? (a) The call, quieter. (b) The call at double speed, an octave higher. (c) An error.
#
# <details><summary>Answer</summary>
#
# (b). Numbers bear no rate. Loudness (a) does not change, and an error (c) comes only if you tell the feature extractor the true rate.
#
# </details>
#
# **3.** Customers without a call should stay in the table. Which join? (a) inner. (b) left outer, customers on the left. (c) left anti.
#
# <details><summary>Answer</summary>
#
# (b). (a) drops them, and (c) keeps nobody else.
#
# </details>
#
# **4.** Why one vector a second, and not one a frame? (a) CLIP cannot do more. (b) Neighbouring frames say nearly the same, for eight times the work. (c) Frames have no times.
#
# <details><summary>Answer</summary>
#
# (b). It is a choice: what lasts less than a second may be missed. CLIP takes as many frames as you give it (a), and every frame has its time (c).
#
# </details>
#
# ## Recap
#
# - Readers choose files by extension and stop at a bad one. Read bytes where files come from people, and give what fails a row with its reason.
# - Bring sound to one rate and one channel before a model hears it; mind aliasing, and sides that cancel.
# - `flat_map` makes windows of calls and frames of films; the file's name goes along.
# - A job for what belongs together, then left outer joins on the customer, and counts from both ends.
#
# | API | What it does |
# |---|---|
# | [`read_audio`](https://docs.ray.io/en/latest/data/api/doc/ray.data.read_audio.html) | a row per file: amplitude and rate |
# | [`av.open`](https://pyav.basswood-io.com/docs/stable/api/_globals.html) | a film, from a file or from bytes; `decode` gives its frames |
# | [`read_binary_files`](https://docs.ray.io/en/latest/data/api/doc/ray.data.read_binary_files.html) | files as bytes, whatever they hold |
# | [`flat_map`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.flat_map.html) | several rows, or none, for each row |
# | [`map_groups`](https://docs.ray.io/en/latest/data/api/doc/ray.data.grouped_data.GroupedData.map_groups.html) | a function over all rows of a key |
# | [`join`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.join.html) | two datasets by a key |
# | [`resample_poly`](https://docs.scipy.org/doc/scipy/reference/generated/scipy.signal.resample_poly.html) | sound at another rate, without aliasing |
#
# **Next:** the lab.

# %%
ray.shutdown()
