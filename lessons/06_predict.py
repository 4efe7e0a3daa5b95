# ---
# jupyter:
#   course:
#     title: Batch prediction
#     minutes: 40
#     builds: a checkpoint on a pool of actors, a job that resumes, models with versions
# ---

# %% [markdown]
# # Batch prediction: a checkpoint at work
#
# By the end a fine-tuned model has judged a folder of pictures on a pool of actors, a job that broke off was finished without judging anything twice, and the model carries a version.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:ingest) and [{}](lesson:images); [lesson {}](lesson:finetune) says where the model comes from |
# | **You will learn** | to load a checkpoint once for each actor, predict by the batch, size a pool, resume a job, and publish a model with its version |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import gc
import json
import os
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.fs
import ray
import torch
from datasets import Dataset
from ray.data.checkpoint import CheckpointConfig
from transformers import ViTForImageClassification, ViTImageProcessor

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## The checkpoint, by hand
#
# A checkpoint is a folder: weights, the names of the classes, and how pictures are prepared. [Lesson {}](lesson:finetune) makes such a folder; the course ships one.

# %%
checkpoint = raycourse.model("dog_or_fish").source
for path in sorted(Path(checkpoint).iterdir()):
    print(f"{path.stat().st_size / 1e6:8.3f} MB  {path.name}")

# %% [markdown]
# Judge one picture before you judge a folder. `mode="RGB"` and `size=` give the pictures one shape, as in [lesson {}](lesson:finetune): the shape that the network wants.

# %%
processor = ViTImageProcessor.from_pretrained(checkpoint)
shape = {"mode": "RGB", "size": (processor.size["height"], processor.size["width"]), "include_paths": True}
folders = [raycourse.data(f"dogs_fish/test/{kind}") for kind in ("dog", "fish")]
dogs, fish = (ray.data.read_images(folder, **shape).limit(200) for folder in folders)
pictures = dogs.union(fish).materialize()

# %%
one = pictures.take(1)[0]
model = ViTForImageClassification.from_pretrained(checkpoint).eval()
with torch.inference_mode():
    chances = model(**processor(one["image"].copy(), return_tensors="pt")).logits.softmax(1)[0]
raycourse.show_images([one["image"]], [f"{model.config.id2label[int(chances.argmax())]}, {chances.max():.0%}"])

# %% [markdown]
# ## A predictor
#
# Four rules make a predictor fast and safe:
#
# - the model is loaded in `__init__`: once for each actor;
# - the batch goes through the model as **one tensor**, on the model's device;
# - `torch.inference_mode()`: nothing is kept for gradients that nobody asks for;
# - what comes out is small: path, label and confidence. The pictures stay behind.


# %%
class Predictor:
    def __init__(self, checkpoint):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.processor = ViTImageProcessor.from_pretrained(checkpoint)
        self.model = ViTForImageClassification.from_pretrained(checkpoint).to(self.device).eval()

    def logits(self, images):
        inputs = self.processor(list(images), return_tensors="pt").to(self.device)
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
# The true class is in the path. How good is the model, and where does it err?


# %%
def truth_of(path):
    return {"dog": "dog", "fish": "fish", "n02102040": "dog", "n01440764": "fish"}[path.split("/")[-2]]


pairs = [(truth_of(row["path"]), row["prediction"]) for row in predictions.take_all()]
print(f"right: {np.mean([a == b for a, b in pairs]):.1%} of {len(pairs)}")
raycourse.plot_confusion(Counter(pairs), ["dog", "fish"], title="Batch prediction")

# %% [markdown]
# ## Picture by picture, or by the batch
#
# Many examples on the web loop over the batch and send one picture at a time through the model. It gives the same answers.
#
# **Predict.** Same model, same pictures, same machine, no Ray in between: how much longer does the loop take?


# %%
class OneByOne(Predictor):
    def logits(self, images):
        return torch.cat([super(OneByOne, self).logits([image]) for image in images])


images = np.stack([row["image"] for row in pictures.take(200)])
by_batch, one_by_one = Predictor(checkpoint), OneByOne(checkpoint)
print("same answers:", bool((by_batch.logits(images).argmax(1) == one_by_one.logits(images).argmax(1)).all()))
rate = {
    "one by one": len(images) / raycourse.seconds(lambda: one_by_one.logits(images)),
    "by the batch": len(images) / raycourse.seconds(lambda: by_batch.logits(images)),
}
raycourse.plot_bars(rate, x="", y="pictures per second", title="One copy of the model, 200 pictures")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The bars say it for your machine. Each call has a fixed price (Python, the processor, the start of each layer), and the loop pays it for every picture. On a GPU the gap is far
# wider: a single picture leaves most of the card idle.
#
# </details>
#
# ## How many actors?
#
# `ActorPoolStrategy(size=2)` starts two and keeps two. A pool with `min_size` and `max_size` starts small, and grows while blocks wait in front of it.
#
# **Predict.** Eight blocks wait, and the pool may have one to two actors. How many will have worked at the end?


# %%
class WhoWasIt(Predictor):
    def __call__(self, batch):
        return super().__call__(batch) | {"actor": [ray.get_runtime_context().get_actor_id()[:8]] * len(batch["path"])}


elastic = {"compute": ray.data.ActorPoolStrategy(min_size=1, max_size=cluster.gpus), "num_gpus": 1, "num_cpus": 0}
judged = pictures.repartition(8).map_batches(WhoWasIt, fn_constructor_args=[checkpoint], batch_size=50, **elastic)
print("pictures by actor:", dict(Counter(row["actor"] for row in judged.take_all())))

# %% [markdown]
# <details><summary>Answer</summary>
#
# One or two. The pool grows while blocks wait, but a new actor has to load the model first; where the work is done before that, as with 400 small pictures, the first actor does it alone. A growing pool suits
# long jobs whose load you do not know; a fixed one is ready from the start.
#
# </details>
#
# ## To Hugging Face and back
#
# Others may want your rows as a `datasets.Dataset`, or hand you one. Both keep their data as Arrow tables, so rows pass without loss.

# %%
# NBVAL_CHECK_OUTPUT
hugging_face = Dataset(pa.concat_tables(ray.get(predictions.to_arrow_refs())))
print(hugging_face)
back = ray.data.from_huggingface(hugging_face)
print(back.count(), "rows back, columns", back.schema().names)

# %% [markdown]
# And a PyTorch loop reads a dataset as tensors, batch by batch, without the whole of it in memory.

# %%
# NBVAL_CHECK_OUTPUT
for batch in pictures.select_columns(["image"]).iter_torch_batches(batch_size=128):
    print(tuple(batch["image"].shape), batch["image"].dtype)

# %% [markdown]
# ## A job that breaks off
#
# A folder of a million pictures takes hours. If the job dies in the last one, you do not want to start again. Ray Data can keep a **checkpoint of the job** (nothing to do with a
# model's): beside the output it notes which rows have been written, by the column that you name. The next run skips them.
#
# To see it, build a predictor that notes every picture that it judges, and that breaks off after 150 of them as long as a file `broken` exists.


# %%
def noted(folder):
    return [line for file in Path(folder).glob("*.txt") for line in file.read_text().splitlines()]


class Breakable(Predictor):
    def __init__(self, checkpoint, notes):
        super().__init__(checkpoint)
        self.notes = Path(notes)

    def __call__(self, batch):
        if (self.notes / "broken").exists() and len(noted(self.notes)) >= 150:
            raise RuntimeError("the disk is full (so we pretend)")
        with open(self.notes / f"{os.getpid()}.txt", "a") as file:
            file.writelines(f"{path}\n" for path in batch["path"])
        return super().__call__(batch)


# %% [markdown]
# A dataset takes the settings that hold when it is *made*, so the job sets its checkpoint before it reads. `id_column` must name each row, and must still be there at the end: the path does.


# %%
HOME = raycourse.storage("predict")
single = pool | {"compute": ray.data.ActorPoolStrategy(size=1)}  # one actor is enough for so few pictures
context = ray.data.DataContext.get_current()


def judge_folder(notes):
    context.checkpoint_config = CheckpointConfig(id_column="path", checkpoint_path=f"{HOME}/job")
    try:
        found = ray.data.read_images(folders, **shape, override_num_blocks=16)
        judged = found.map_batches(Breakable, fn_constructor_args=[checkpoint, notes], batch_size=25, **single)
        judged.write_csv(f"{HOME}/judged")
    finally:
        context.checkpoint_config = None


def empty(folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path)
    filesystem.delete_dir_contents(path)


# %%
notes = tempfile.mkdtemp()
for folder in ("job", "judged"):
    empty(f"{HOME}/{folder}")
Path(notes, "broken").touch()
try:
    judge_folder(notes)
except Exception as error:
    print("the job broke off:", [line for line in str(error).splitlines() if line.startswith("RuntimeError")][-1])
gc.collect()  # see the pitfall below
first = set(noted(notes))
kept = ray.data.read_csv(f"{HOME}/judged").count()
print(f"of {pictures.count()} pictures, {len(first)} were judged and {kept} are written")

# %% [markdown]
# **Predict.** The disk has room again. How many pictures will the second run judge?
#
# <details><summary>Answer</summary>
#
# Those that are not written. What was judged and not yet written when the job broke off is lost, and judged once more; what is written is not touched.
#
# </details>

# %%
Path(notes, "broken").unlink()
judge_folder(notes)
paths = [row["path"] for row in ray.data.read_csv(f"{HOME}/judged").take_all()]
print(f"the second run judged {len(noted(notes)) - len(first)} pictures")
print(f"{len(paths)} rows are written, of {len(set(paths))} pictures")

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: a dead job holds its GPUs.** An error in Python keeps the whole job alive: its traceback refers to the job, the job to its actors, the actors to their GPUs. A script ends there. A notebook
# goes on, and the next pool may wait forever for GPUs that the dead one holds. `gc.collect()` lets go of them at once.
#
# </div>
#
# <div class="alert alert-warning">
#
# **Pitfall: overwrite and resume exclude each other.** A job that resumes must *append* to what its first half has written, which is what writers do by default. `mode="overwrite"`
# would throw the first half away. For a job without a checkpoint it is the other way round: without `mode="overwrite"`, a second run doubles every row.
#
# </div>
#
# ## Written once, with `overwrite`
#
# The predictions from above are a small table without a checkpoint. Write them twice, count once.

# %%
# NBVAL_CHECK_OUTPUT
for _ in range(2):
    predictions.write_parquet(f"{HOME}/predictions", mode="overwrite")
print(ray.data.read_parquet(f"{HOME}/predictions").count(), "rows after two runs")

# %% [markdown]
# ## A model with a version
#
# Predictions outlive the model that made them. Six weeks later somebody asks: which model said so? So publish a model under a **version** that never changes its content, and let each prediction
# carry it. A folder for each version and a small file with what is known about it will do.


# %%
def publish(checkpoint, version, facts):
    home = f"{HOME}/models/dog_or_fish/{version}"
    filesystem, path = pyarrow.fs.FileSystem.from_uri(home)
    if filesystem.get_file_info(path).type != pyarrow.fs.FileType.NotFound:
        raise FileExistsError(f"{version} is published, and a version never changes: choose another")
    filesystem.create_dir(path)
    pyarrow.fs.copy_files(checkpoint, path, destination_filesystem=filesystem)
    with filesystem.open_output_stream(f"{path}/version.json") as file:
        file.write(json.dumps({"version": version, **facts}).encode())
    return home


empty(f"{HOME}/models")  # so that this lesson can run twice
accuracy = float(np.mean([a == b for a, b in pairs]))
home = publish(checkpoint, "v1", {"accuracy": round(accuracy, 3), "tested on": "dogs_fish/test"})
home.split("/")[-3:]


# %% [markdown]
# The predictor takes the folder as an argument, so nothing else changes. It fetches the folder, which may be a bucket, and reads its version.


# %%
class Versioned(Predictor):
    def __init__(self, home):
        filesystem, path = pyarrow.fs.FileSystem.from_uri(home)
        raycourse.expect_files(home, "config.json")
        local = tempfile.mkdtemp()
        pyarrow.fs.copy_files(path, local, source_filesystem=filesystem)
        self.version = json.loads(Path(local, "version.json").read_text())["version"]
        super().__init__(local)

    def __call__(self, batch):
        return super().__call__(batch) | {"model": [self.version] * len(batch["path"])}


judged = pictures.limit(50).map_batches(Versioned, fn_constructor_args=[home], batch_size=50, **single)
judged.limit(3).to_pandas()[["prediction", "confidence", "model"]]

# %% [markdown]
# What if the version is wrong? Then one clear sentence should say so, before the first picture. `raycourse.expect_files` gives it. A class is plain Python, so try it without Ray.

# %%
for attempt in (lambda: Versioned(f"{HOME}/models/dog_or_fish/v7"), lambda: publish(checkpoint, "v1", {})):
    try:
        attempt()
    except OSError as error:
        print(str(error).replace(HOME, "..."))

# %% [markdown]
# ## Recap
#
# - Load the checkpoint in `__init__`, push the batch through as one tensor, in inference mode, and give back small rows.
# - A fixed pool is ready at once; a growing pool follows the load. One block keeps one actor busy.
# - Ray Data, Hugging Face `datasets` and PyTorch exchange rows through Arrow and tensors.
# - A job checkpoint notes what is written; the next run judges the rest. It appends; a job without one overwrites.
# - A version in a folder's name and in every prediction answers the question which model it was.
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
