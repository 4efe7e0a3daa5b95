# ---
# jupyter:
#   course:
#     title: Batch prediction
#     minutes: 30
#     builds: a checkpoint on a pool of actors, a job that resumes, models with versions
# ---

# %% [markdown]
# # Batch prediction: a checkpoint at work
#
# By the end a fine-tuned model has classified a folder of pictures on a pool of actors, a job that broke off has been finished from where it stopped, and the model carries a version.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:datasets) and [{}](lesson:images); [lesson {}](lesson:finetune) says where the model comes from |
# | **You will learn** | to load a checkpoint once for each actor, predict by the batch, size a pool, resume a job, and publish a model with its version |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## The checkpoint, by hand
#
# A checkpoint is a folder: weights, the names of the classes, and how pictures are prepared. If you have run [lesson {}](lesson:finetune), your own network waits in the course's storage. If not, take the one that the course ships.
# The folder may lie in a bucket, and `from_pretrained` reads local files. `raycourse.fetched` makes a local copy of what lies in a bucket, and leaves a folder where it is.

# %%
from pathlib import Path

import pyarrow.fs


def exists(folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    return filesystem.get_file_info(path).type != pyarrow.fs.FileType.NotFound


# %%
mine = raycourse.storage("finetune/model")
checkpoint = mine if exists(f"{mine}/config.json") else raycourse.model("dog_or_fish").source
print("your own network:" if checkpoint == mine else "the course's network:")
local = raycourse.fetched(checkpoint)
for path in sorted(Path(local).iterdir()):
    print(f"{path.stat().st_size / 1e6:8.3f} MB  {path.name}")

# %% [markdown]
# Classify one picture before you classify a folder. `mode="RGB"` and `size=` give the pictures one shape, the one that the network wants; [lesson {}](lesson:finetune) shows that this is the way its training
# pictures were resized.

# %%
import torch
from transformers import ViTForImageClassification, ViTImageProcessor

# %%
processor = ViTImageProcessor.from_pretrained(local)
shape = {"mode": "RGB", "size": (processor.size["height"], processor.size["width"]), "include_paths": True}
folders = [raycourse.data(f"dogs_fish/test/{kind}") for kind in ("dog", "fish")]
dogs, fish = (ray.data.read_images(folder, **shape).limit(200) for folder in folders)
pictures = dogs.union(fish).materialize()

# %%
import io

from PIL import Image

place, _ = pyarrow.fs.FileSystem.from_uri(folders[0])


def opened(path):
    with place.open_input_stream(path) as file:
        return Image.open(io.BytesIO(file.read()))


# %%
one = pictures.take(1)[0]
model = ViTForImageClassification.from_pretrained(local).eval()
with torch.inference_mode():
    chances = model(**processor(one["image"].copy(), return_tensors="pt")).logits.softmax(1)[0]
said = f"{model.config.id2label[int(chances.argmax())]}, {chances.max():.0%}"
raycourse.show_images([opened(one["path"]), one["image"]], ["the file", f"what the network sees: {said}"])

# %% [markdown]
# ## A predictor
#
# Four rules make a predictor fast and safe:
#
# - the model is loaded in `__init__`: once for each actor, and fetched there too, since an actor may live on another machine;
# - the batch goes through the model as **one tensor**, on the model's device;
# - `torch.inference_mode()`: nothing is kept for gradients, which only training needs;
# - what comes out is small: path, label and confidence. The pictures stay behind.


# %%
class Predictor:
    def __init__(self, checkpoint):
        local = raycourse.fetched(checkpoint)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.processor = ViTImageProcessor.from_pretrained(local)
        self.model = ViTForImageClassification.from_pretrained(local).to(self.device).eval()

    def logits(self, images):
        inputs = self.processor([image.copy() for image in images], return_tensors="pt").to(self.device)
        with torch.inference_mode():
            return self.model(**inputs).logits.cpu()

    def __call__(self, batch):
        confidence, best = self.logits(batch["image"]).softmax(1).max(1)
        names = [self.model.config.id2label[int(k)] for k in best]
        return {"path": batch["path"], "prediction": names, "confidence": confidence.numpy()}


# %%
pool = {"compute": ray.data.ActorPoolStrategy(size=cluster.gpus), "num_gpus": 1, "num_cpus": 0}
predictions = pictures.repartition(8).map_batches(Predictor, fn_constructor_args=[checkpoint], batch_size=50, **pool)
predictions = predictions.materialize()
predictions.limit(4).to_pandas()[["prediction", "confidence"]]

# %% [markdown]
# The true class is in the path. How good is the model, and where does it err? The **95 % interval** says which true shares agree with what you count. With your own network
# you know the figure: [lesson {}](lesson:finetune) tested with the same pictures. If the same network came out lower here, the pictures would be prepared in another way. (Each training run makes a slightly other network.)


# %%
from collections import Counter


def truth_of(path):
    return {"dog": "dog", "fish": "fish", "n02102040": "dog", "n01440764": "fish"}[path.split("/")[-2]]


pairs = [(truth_of(row["path"]), row["prediction"]) for row in predictions.take_all()]
right = sum(a == b for a, b in pairs)
low, high = raycourse.interval(right, len(pairs))
print(f"right: {right / len(pairs):.1%} of {len(pairs)}, 95 % interval {low:.1%} to {high:.1%}")
raycourse.plot_confusion(Counter(pairs), ["dog", "fish"], title="Batch prediction")

# %% [markdown]
# **Your turn.** A prediction is shaky where the second class comes close. (A **logit** is the network's number for a class; softmax makes probabilities of a row of them.) Write `margin(logits)`: for each row of a tensor of logits, the best probability
# less the second.


# %%
def margin(logits):
    raise NotImplementedError


raycourse.check("turns.margin", margin)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def margin(logits):
#     best = logits.softmax(1).topk(2).values
#     return best[:, 0] - best[:, 1]
# ```
#
# </details>
#
# ## Are these the pictures that it learned from?
#
# A network learned from pictures that were prepared in one way. Prepare them in another, and no error comes: the answers get worse in silence. That is **training-serving skew**, which you met in [lesson {}](lesson:finetune).
# The two sides are often two programs, written by two teams. So take the same files through both, and measure twice: how far the pixels are apart, and how many answers change.
#
# **Your turn.** The first measure. Write `skew(learned, served)`: two dictionaries from a path to the picture that came out, `uint8` arrays of one shape. Of the paths that *both* have, return the mean absolute difference of
# all pixels.


# %%
import numpy as np


def skew(learned, served):
    raise NotImplementedError


raycourse.check("turns.skew", skew)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def skew(learned, served):
#     both = learned.keys() & served.keys()
#     return float(np.mean([np.abs(learned[path].astype(int) - served[path]).mean() for path in both]))
# ```
#
# `uint8` numbers wrap around: in them, 3 less 5 is 254. And two jobs seldom give their rows in the same order, so the path decides what belongs together.
#
# </details>
#
# Now the second measure. `read_images` has prepared all test pictures as in training. Prepare them again by hand, from the files, by three ways of resizing. Then make three mistakes that happen: red and blue swapped, since
# OpenCV reads pictures as blue, green, red; small copies of half the side length, which somebody kept to save disk space and enlarges again; and pictures that lie on their side, because nobody looked at the mark of the camera (`read_images` does not; in a `decode` of your own, `ImageOps.exif_transpose(picture)` does).
#
# **Predict.** Which does more harm, the colours or the small copies? And whose pixels are further from those of training?


# %%
rows = pictures.take_all()
files = [opened(row["path"]) for row in rows]
learned = np.stack([row["image"] for row in rows])
height, width = shape["size"]


def by_hand(resample):
    return np.stack([np.asarray(file.resize((width, height), resample).convert("RGB")) for file in files])


# %%
def small_copy(image):
    half = Image.fromarray(image).resize((width // 2, height // 2), Image.BILINEAR)
    return np.asarray(half.resize((width, height), Image.BILINEAR))


ways = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "nearest pixel": Image.NEAREST}
served = {way: by_hand(resample) for way, resample in ways.items()}
served["red, blue swapped"] = learned[..., ::-1]
served["small copies"] = np.stack([small_copy(image) for image in learned])
served["on their side"] = np.rot90(learned, axes=(1, 2))

# %%
predictor = Predictor(checkpoint)


def classified(images):
    return np.array(predictor({"path": [row["path"] for row in rows], "image": images})["prediction"])


as_trained, truth = classified(learned), np.array([truth_of(row["path"]) for row in rows])
for way, images in served.items():
    apart, now = np.abs(learned.astype(int) - images).mean(), classified(images)
    changed, hits = (now != as_trained).sum(), (now == truth).sum()
    print(f"{way:17} {apart:4.1f} of 255 apart, {changed:3} of {len(now)} answers change, {hits} right")

# %% tags=["nbval-check-output"]
print("bilinear, as in training, to the last pixel:", bool((served["bilinear"] == learned).all()))

# %% [markdown]
# <details><summary>Answer</summary>
#
# The small copies do more harm, though their pixels are nearer to those of training. They lack the detail that this network goes by. Colours matter less to it: in training, one picture in five was grey. Pictures on their
# side are worst of all: in training they were turned by a few degrees, never by ninety.
#
# So the two measures say different things. Pixels tell you *that* something differs, at once and without a label: every figure but 0 deserves a question. Only the answers tell you whether it matters, as the lines of *bicubic*
# and *nearest pixel* show.
#
# </details>
#
# ## Picture by picture, or by the batch
#
# Many examples on the web loop over the batch and send one picture at a time through the model. It gives the same answers.
#
# **Predict.** Same model, same pictures, same machine, no Ray in between, and one thread, as Ray gives to a worker: how much longer does the loop take?


# %%
class OneByOne(Predictor):
    def logits(self, images):
        return torch.cat([super(OneByOne, self).logits([image]) for image in images])


# %%
torch.set_num_threads(1)
images = np.stack([row["image"] for row in pictures.take(100)])
by_batch, one_by_one = Predictor(checkpoint), OneByOne(checkpoint)
print("same answers:", bool((by_batch.logits(images).argmax(1) == one_by_one.logits(images).argmax(1)).all()))
rate = {
    "one by one": len(images) / raycourse.seconds(lambda: one_by_one.logits(images)),
    "by the batch": len(images) / raycourse.seconds(lambda: by_batch.logits(images)),
}
raycourse.plot_bars(rate, x="", y="pictures per second", title="One copy of the model, 100 pictures")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The bars tell you for your machine. Each call has a fixed price (Python, the processor, the start of each layer), and the loop pays it for every picture. A GPU does hundreds of pictures
# side by side, so there a single one leaves most of the card idle.
#
# </details>
#
# ## How many actors?
#
# `ActorPoolStrategy(size=2)` starts two and keeps two. A pool with `min_size` and `max_size` starts small, and grows while blocks wait in front of it. To see that, you need no model: a class that sleeps
# while it starts, and half a second with each block, is as busy.
#
# **Predict.** Twelve blocks wait. One pool has two actors, the other may have one to two. How will they share the blocks?


# %%
import time


class Sleeper:
    def __init__(self):
        time.sleep(3)  # as long as a small model loads

    def __call__(self, batch):
        time.sleep(0.5)
        return {"actor": [ray.get_runtime_context().get_actor_id()] * len(batch["id"])}


# %%
def shared(**pool):
    """How many blocks each actor of the pool has worked on."""
    size = {"compute": ray.data.ActorPoolStrategy(**pool), "num_cpus": 0, "num_gpus": min(1, cluster.gpus / 2)}
    rows = ray.data.range(12, override_num_blocks=12).map_batches(Sleeper, batch_size=1, **size).take_all()
    return sorted(Counter(row["actor"] for row in rows).values(), reverse=True)


print("two actors:       ", shared(size=2))
print("one to two actors:", shared(min_size=1, max_size=2))

# %% [markdown]
# <details><summary>Answer</summary>
#
# Two actors share the blocks about evenly. The growing pool asks for its second actor only when the first one is busy, and that one has to load its model, too. Until then the first actor works alone, so it does more of the
# blocks; where the job is short, all of them. A growing pool suits long jobs whose load you do not know. A fixed one asks for all its actors at the start, and begins as soon as one of them is there.
#
# </details>
#
# ## To Hugging Face and back
#
# Others may want your rows as a `datasets.Dataset`, or hand you one. Both keep their data as Arrow tables, so texts and numbers pass as they are.

# %% tags=["nbval-check-output"]
import pyarrow as pa
from datasets import Dataset

hugging_face = Dataset(pa.concat_tables(ray.get(predictions.to_arrow_refs())))
print(hugging_face)
back = ray.data.from_huggingface(hugging_face)
print("the same rows:", sorted(back.take_all(), key=str) == sorted(predictions.take_all(), key=str))

# %% [markdown]
# `ray.get` brings all blocks to the notebook: right for a result of a few columns. Write a large one as Parquet, which `datasets.load_dataset("parquet", ...)` reads.
#
# A PyTorch loop reads a dataset as tensors, batch by batch.

# %% tags=["nbval-check-output"]
for batch in pictures.select_columns(["image"]).iter_torch_batches(batch_size=128):
    print(len(batch["image"]), "pictures,", batch["image"].dtype)

# %% [markdown]
# ## A job that breaks off
#
# A folder of a million pictures takes hours. If the job dies in the last one, you do not want to start again. Ray Data can keep a **checkpoint of the job** (nothing to do with a
# model's): beside the output it notes which rows have been written, by the column that you name. The next run reads everything again, but drops those
# rows before the model sees them.
#
# To see it, build a predictor that notes every picture that it classifies in a **diary**: an actor, which every node can reach and which outlives the job. A file on this machine would not do, since the
# predictor may run on another. As long as the disk is full (so we pretend), the diary refuses every batch that comes when it holds 130 pictures or more.


# %%
@ray.remote(num_cpus=0)
class Diary:
    def __init__(self):
        self.paths, self.full = [], True

    def note(self, paths):
        """Whether there was room for them."""
        if self.full and len(self.paths) >= 130:
            return False
        self.paths += paths
        return True

    def repair(self):
        self.full = False

    def read(self):
        return self.paths


# %%
class Breakable(Predictor):
    def __init__(self, checkpoint, diary):
        super().__init__(checkpoint)
        self.diary = diary

    def __call__(self, batch):
        if not ray.get(self.diary.note.remote(list(batch["path"]))):
            raise RuntimeError("the disk is full (so we pretend)")
        return super().__call__(batch)


# %% [markdown]
# A dataset keeps the settings that were in force when it was *made*, so the job sets its checkpoint before it reads. `id_column` needs a column that is still there at the end and has another value in each row (a second row with a value that is noted counts as done, and is lost): the path.


# %%
from ray.data.checkpoint import CheckpointConfig

HOME = raycourse.storage("predict")
single = pool | {"compute": ray.data.ActorPoolStrategy(size=1)}  # one actor is enough for so few pictures
context = ray.data.DataContext.get_current()


# %%
def classify_folder(diary):
    context.checkpoint_config = CheckpointConfig(id_column="path", checkpoint_path=f"{HOME}/job")
    try:
        found = ray.data.read_images(folders, **shape, override_num_blocks=8)
        labels = found.map_batches(Breakable, fn_constructor_args=[checkpoint, diary], batch_size=20, **single)
        labels.write_csv(f"{HOME}/labels")
    finally:
        context.checkpoint_config = None


# %%
def empty(folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path)
    filesystem.delete_dir_contents(path)


# %%
import pyarrow.parquet


def noted(folder):
    """The rows that the job has noted as written. A note that still says "pending" belongs to a block whose writing was cut off."""
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    notes = [info for info in filesystem.get_file_info(pyarrow.fs.FileSelector(path)) if info.is_file]
    whole = [note.path for note in notes if "pending" not in note.base_name]
    return sum(pyarrow.parquet.read_metadata(path, filesystem=filesystem).num_rows for path in whole)


# %%
import gc

diary = Diary.remote()
for folder in ("job", "labels"):
    empty(f"{HOME}/{folder}")
try:
    classify_folder(diary)
except Exception as error:
    print("the job broke off:", [line for line in str(error).splitlines() if line.startswith("RuntimeError")][-1])
gc.collect()  # see the pitfall below
first = set(ray.get(diary.read.remote()))
print(f"{len(first)} pictures were classified, and {noted(f'{HOME}/job')} are written")

# %% [markdown]
# **Predict.** The disk has room again. How many pictures will the second run classify?

# %%
ray.get(diary.repair.remote())
classify_folder(diary)
paths = [row["path"] for row in ray.data.read_csv(f"{HOME}/labels").take_all()]
print(f"the second run classified {len(ray.get(diary.read.remote())) - len(first)} pictures")
print(f"{len(paths)} rows are written, of {len(set(paths))} pictures")

# %% [markdown]
# <details><summary>Answer</summary>
#
# All that are not written. Ray writes block by block, and notes the rows of a block when it is written. What was classified and not yet written is lost, and done again: the part of the block in work, and a whole block where one was
# on its way to the writer. What is written is not touched, and a file that was cut off in the middle is removed.
#
# </details>

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: a dead job holds its GPUs.** An error in Python keeps the whole job alive: its traceback refers to the job, the job to its actors, the actors to their GPUs. A script ends there. A notebook
# goes on, and the next pool waits for GPUs that the dead one holds. `gc.collect()` lets go of them, and they end some seconds later. An iterator
# that is not at its end (`rows = iter(dataset.iter_batches())`) holds its actors too, since you may ask for more: `del rows` lets go of them. In this course a pool that such holders keep from starting ends
# after half a minute, with an error that names them; Ray alone would wait half an hour, and name nobody.
#
# </div>
#
# <div class="alert alert-warning">
#
# **Pitfall: overwrite and resume exclude each other.** A job that resumes must *append* to what its first half has written, which is what writers do by default. `mode="overwrite"`
# would throw the first half away. When a job has ended well, Ray deletes its notes (`delete_checkpoint_on_success`): a run after that starts anew, and without `mode="overwrite"` it doubles every row.
#
# </div>
#
# ## Written beside, then swapped
#
# `mode="overwrite"` deletes before it writes ([lesson {}](lesson:images) shows it): a second run that fails has destroyed what the first one made. For results that cost something, write *beside* the old
# ones, and let the new ones take their place when all of them are there. `raycourse.swapped` hands you such a place, and swaps at the end of the `with`, if it is reached.

# %% tags=["nbval-check-output"]
for _ in range(2):
    with raycourse.swapped(f"{HOME}/predictions") as beside:
        predictions.write_parquet(beside)
print(ray.data.read_parquet(f"{HOME}/predictions").count(), "rows after two runs")
try:
    with raycourse.swapped(f"{HOME}/predictions") as beside:
        predictions.limit(7).write_parquet(beside)
        raise OSError("no space left on device (so we pretend)")
except OSError as error:
    print(ray.data.read_parquet(f"{HOME}/predictions").count(), "rows after a third, which failed:", error)

# %% [markdown]
# ## A model with a version
#
# Predictions outlive the model that made them. Six weeks later somebody asks: which model was it? So publish a model under a **version** that never changes its content, and let each prediction
# carry it. A folder for each version and a small file with what is known about it will do.


# %%
import json


def publish(local, version, facts):
    home = f"{HOME}/models/dog_or_fish/{version}"
    if exists(f"{home}/version.json"):  # written last: without it, a copy was cut off
        raise FileExistsError(f"{version} is published, and a version never changes: choose another")
    filesystem, path = pyarrow.fs.FileSystem.from_uri(home)
    filesystem.create_dir(path)
    pyarrow.fs.copy_files(local, path, destination_filesystem=filesystem)
    with filesystem.open_output_stream(f"{path}/version.json") as file:
        file.write(json.dumps({"version": version, **facts}).encode())
    return home


# %%
empty(f"{HOME}/models")  # so that this lesson can run twice
facts = {"right": right, "of": len(pairs), "tested on": "dogs_fish/test"}
home = publish(local, "v1", facts)
home.split("/")[-3:]


# %% [markdown]
# The predictor takes the folder as an argument, so `map_batches` would run it as before, with `fn_constructor_args=[home]`. A class is plain Python: a batch of three pictures shows without Ray what comes out.


# %%
class Versioned(Predictor):
    def __init__(self, home):
        raycourse.expect_files(home, "version.json")
        super().__init__(home)
        self.version = json.loads(Path(raycourse.fetched(home), "version.json").read_text())["version"]

    def __call__(self, batch):
        return super().__call__(batch) | {"model": [self.version] * len(batch["path"])}


labelled = Versioned(home)(pictures.take_batch(3))
{name: list(labelled[name]) for name in ("prediction", "model")}

# %% [markdown]
# What if the version is wrong? Then one clear sentence should say so, before the first picture. `raycourse.expect_files` gives it.

# %%
for attempt in (lambda: Versioned(f"{HOME}/models/dog_or_fish/v7"), lambda: publish(local, "v1", {})):
    try:
        attempt()
    except OSError as error:
        print(str(error).replace(HOME, "..."))

# %% [markdown]
# ## Quiz
#
# **1.** A job over a million pictures broke off after 600,000. What do you need to go on with the rest? (a) Nothing, Ray remembers. (b) A job checkpoint with a column that names each row, and a writer that appends. (c)
# `mode="overwrite"`.
#
# <details><summary>Answer</summary>
#
# (b). The checkpoint says which rows are written, and the next run does the others. (a): a new run knows nothing of an old one. (c) deletes the 600,000 that are there.
#
# </details>
#
# **2.** Two model versions wrote predictions into one folder, and a customer asks where his label came from. What should have been there? (a) The date of the file. (b) A column with the version, in every row. (c) The log of
# the job.
#
# <details><summary>Answer</summary>
#
# (b). A row that carries its version keeps it through joins, copies and rewrites. The date (a) changes when a file is copied, and a log (c) says what ran, but not which row came from it.
#
# </details>
#
# **3.** Four actors, one block with all rows. How long does the job take, next to one actor? (a) A quarter. (b) As long. (c) Longer.
#
# <details><summary>Answer</summary>
#
# (b) or a little (c). One block keeps one actor busy, and starting the other three costs something. (a) needs at least four blocks.
#
# </details>
#
# ## Recap
#
# - Load the checkpoint in `__init__`, push the batch through as one tensor, in inference mode, and give back small rows.
# - A fixed pool asks for all its actors at once; a growing pool follows the load. One block keeps one actor busy.
# - Ray Data, Hugging Face `datasets` and PyTorch exchange rows through Arrow and tensors.
# - A job checkpoint notes what is written; the next run does the rest. It appends; a job without one writes beside and swaps.
# - With a version in the folder's name and in every prediction, you know later which model it was.
#
# | API | What it does |
# |---|---|
# | [`map_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map_batches.html) | runs the predictor; `fn_constructor_args` go to `__init__` |
# | [`ActorPoolStrategy`](https://docs.ray.io/en/latest/data/api/doc/ray.data.ActorPoolStrategy.html) | a pool of fixed or growing size |
# | [`from_huggingface`](https://docs.ray.io/en/latest/data/api/doc/ray.data.from_huggingface.html) | a dataset from a `datasets.Dataset` |
# | [`to_arrow_refs`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.to_arrow_refs.html) | the blocks as Arrow tables |
# | [`iter_torch_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.iter_torch_batches.html) | batches as tensors |
# | [`CheckpointConfig`](https://docs.ray.io/en/latest/data/api/doc/ray.data.checkpoint.CheckpointConfig.html) | what a job has written, noted for the next run |
# | [`write_parquet`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.write_parquet.html) | writes rows; `mode="overwrite"` replaces an earlier run's |
#
# **Next:** the lab. Then [lesson {}](lesson:embeddings), where pictures become vectors that can be searched.

# %%
ray.shutdown()
