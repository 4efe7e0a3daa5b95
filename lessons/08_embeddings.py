# ---
# jupyter:
#   course:
#     title: Embeddings
#     minutes: 50
#     builds: pictures as vectors in a store, searched by words, by picture and by both
# ---

# %% [markdown]
# # Embeddings: search pictures by words and by picture
#
# By the end thousands of pictures of dogs are vectors in a store, and you find one by a sentence, by another picture, or by both.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:datasets) and [{}](lesson:images); vectors, and the angle between two of them |
# | **You will learn** | to embed pictures on a pool of actors, see what Ray ran, fill and search a vector store, measure its index, find duplicates and classes |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Search first
#
# Here is the end of this lesson in small: one model, two hundred pictures, a sentence. The model is called **CLIP**, and it says how well a sentence fits a picture. Read the code, but do not stop at what you do not know yet.

# %%
import torch
from transformers import CLIPModel, CLIPProcessor

model = raycourse.model("clip")
clip = CLIPModel.from_pretrained(model.source, **model.load).to(model.device)
processor = CLIPProcessor.from_pretrained(model.source)

# %%
from PIL import Image

wish = "a photo of a dog wearing a hat"
rows = ray.data.read_images(raycourse.data("doggos/test"), mode="RGB").take_all()
few = [Image.fromarray(row["image"]) for row in rows]
asked = processor(text=[wish], images=few, return_tensors="pt", padding=True, truncation=True).to(model.device)
with torch.inference_mode():
    fits = clip(**asked).logits_per_text[0]
best = fits.argsort(descending=True)[:6].tolist()
raycourse.show_images([few[k] for k in best], [f"fits by {fits[k]:.1f}" for k in best], columns=6, title=wish)

# %% [markdown]
# Change the wish and run the cell again. (The course's small model knows breeds of dogs, garments in ten colours, and seasons, and is often wrong about garments.) Each time the model looks at all pictures anew. That does not work for millions. So look at each picture *once*, keep what the
# model makes of it, and compare only that with each wish. The rest of this lesson builds it.
#
# ## Pictures, with their paths
#
# The pictures lie in one folder for each breed. `read_images` finds the files in all of them. `include_paths=True` keeps the path of each
# file, and with it the breed.

# %%
dogs = ray.data.read_images(raycourse.data("doggos/train"), mode="RGB", include_paths=True)
print(dogs.count(), "pictures")

# %% [markdown]
# That was quick, for no picture was opened: one file is one row, so Ray counted files.
#
# ## How many blocks, and why
#
# A read task puts the pictures of several files into a **block**. How many blocks there are follows from a rule:
#
# - at least two for each CPU, so that all have work to the end;
# - more if there is much to read: one block for each MiB of files, up to 200;
# - and yet more if a block would become too large for memory.
#
# **Predict.** How many blocks will these pictures make on your machine?

# %%
context = ray.data.DataContext.get_current()
by_size = min(dogs.size_bytes() // context.target_min_block_size, context.read_op_min_num_blocks)
print(f"two for each CPU: {2 * cluster.cpus}; one for each MiB: {by_size}")

# %%
import time

start = time.time()
paths = dogs.drop_columns(["image"]).materialize()
print(f"blocks: {paths.num_blocks()}, with about {paths.count() // paths.num_blocks()} pictures each")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The larger of the two numbers. A block of small pictures holds a few hundred of them. Large photos make more blocks, and each holds fewer.
#
# </details>
#
# ## How many tasks read
#
# Ray notes each task that it runs: what it did, in which process, when, and for how long. `ray.timeline()` returns these notes. The function
# below makes a table of those since a given moment.


# %%
import pandas as pd


def tasks_since(moment):
    time.sleep(1.5)  # processes report what they did once a second
    notes = [note for note in ray.timeline() if note["cat"].startswith("task::") and note["ts"] / 1e6 > moment]
    table = {
        "operator": [note["cat"].removeprefix("task::") for note in notes],
        "process": [note["tid"] for note in notes],
        "start": [note["ts"] / 1e6 - moment for note in notes],
        "seconds": [note["dur"] / 1e6 for note in notes],
    }
    return pd.DataFrame(table).sort_values("start", ignore_index=True)


# %%
def reads_since(moment):
    found = tasks_since(moment).query("operator.str.startswith('ReadImage')", engine="python")
    at_once = max(((found["start"] <= t) & (t < found["start"] + found["seconds"])).sum() for t in found["start"])
    return f"{len(found)} read tasks, at most {at_once} at a time"


print("all pictures:", reads_since(start))

# %% [markdown]
# One task for each block, and as many at a time as there are CPUs to schedule by. `take(1)` wants one picture of one block. **Predict.** How many tasks
# read now?

# %%
start = time.time()
row = dogs.take(1)[0]
print("one picture: ", reads_since(start))
raycourse.show_images([row["image"]], ["/".join(row["path"].split("/")[-2:])])

# %% [markdown]
# <details><summary>Answer</summary>
#
# One or two, if they are quick. Every run begins with a single task, since Ray Data does not know yet how much it may use. After about a second it
# does, gives work to every free CPU, and cancels what still runs when the picture is there. Where files come over a slow network, you see several.
#
# </details>
#
# Where the *source* suffers from many readers (a database, a service that counts requests), limit them: `concurrency=2` lets two tasks read at a
# time:

# %%
two_readers = ray.data.read_images(raycourse.data("doggos/train"), mode="RGB", include_paths=True, concurrency=2)
start = time.time()
two_readers.drop_columns(["image"]).materialize()
print("two readers: ", reads_since(start))

# %% [markdown]
# Readers still take `concurrency=`. In `map` and `map_batches` that word is deprecated, and `compute=` says the same.
#
# ## One damaged picture
#
# <div class="alert alert-warning">
#
# **Pitfall: a file that is cut short.** It stops the whole run, and the error need not say which file it was. `raycourse.expect_pictures(folder)` opens each
# picture and names those that fail. To go on without them, decode in a function of your own: [lesson {}](lesson:finetune) shows how.
#
# </div>


# %%
import io

import pyarrow.fs


def write_file(uri, content):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(uri)
    filesystem.create_dir(path.rsplit("/", 1)[0])
    with filesystem.open_output_stream(path) as stream:
        stream.write(content)


# %%
def jpeg(picture, **options):
    file = io.BytesIO()
    picture.save(file, format="jpeg", **options)
    return file.getvalue()


# %% tags=["nbval-check-output"]
sick, whole = raycourse.storage("embeddings/sick"), jpeg(Image.fromarray(row["image"]))
write_file(f"{sick}/whole.jpg", whole)
write_file(f"{sick}/cut.jpg", whole[: len(whole) // 2])
try:
    ray.data.read_images(sick, mode="RGB").materialize()
except ray.exceptions.RayTaskError as error:
    print("Ray:   ", str(error.cause).splitlines()[0].split(" (")[0])
try:
    raycourse.expect_pictures(sick)
except ValueError as error:
    print("course:", str(error).replace(sick, "...").split(" (image")[0])

# %% [markdown]
# ## The class of each picture
#
# The breed is the name of the folder. A function takes it from the path, and `map` calls that function for each row. `TaskPoolStrategy(size=4)`
# runs at most four tasks at a time.


# %%
def add_class(row):
    row["class"] = row["path"].rsplit("/", 3)[-2]
    return row


by_map = paths.map(add_class, num_cpus=1, compute=ray.data.TaskPoolStrategy(size=4)).materialize()

# %% [markdown]
# Ray can do it without Python, too. An **expression** says what to compute from which column, and Ray hands it to Arrow, which works on whole
# columns. This one replaces the path by the name of its last folder.

# %%
from ray.data.expressions import col

class_of_path = col("path").str.replace_regex(r"^.*/([^/]+)/[^/]+$", r"\1")
by_expression = paths.with_column("class", class_of_path).materialize()

# %% tags=["nbval-check-output"]
first, second = ({row["path"]: row["class"] for row in dataset.take_all()} for dataset in (by_map, by_expression))
print("equal:", first == second)

# %%
breeds = sorted(set(first.values()))
print(len(breeds), "breeds:", ", ".join(breeds[:3]), "...")

# %% [markdown]
# **Predict.** Both make one column of short texts. Which is faster? The table of paths is small, so take it twenty times.

# %%
many = ray.data.from_pandas(paths.to_pandas().loc[lambda table: table.index.repeat(20)]).materialize()
ways = {"a function": lambda: many.map(add_class), "an expression": lambda: many.with_column("class", class_of_path)}
took = {
    name: min(raycourse.seconds(lambda way=way: way().materialize()) for _ in range(2)) for name, way in ways.items()
}
raycourse.plot_bars(took, x="", y="seconds", title=f"The class of {many.count():,} paths")

# %% [markdown]
# A function is a black box to Ray. An expression is not: Ray sees that it reads one column and makes another, can plan with that, and never calls Python for a row. (To
# split the path and count from its end, `col("path").str.split("/").list[-2]`, would read better, and fails in Ray 2.60: Arrow counts from the front
# only.)
#
# ## A picture becomes a vector
#
# CLIP is a model of two halves, called *towers*. One turns a picture into a vector, the other a text, cut into *tokens*: words and pieces of words.
# It was trained to bring the vectors of a picture and of its own caption nearer to each other than to those of other pairs. Such a vector is called
# an **embedding**.

# %%
steps = [("a picture", 0, 0), ("pixels", 1, 0), ("image tower", 2, 0), ("vector", 3, 0)]
steps += [("a text", 0, 1), ("tokens", 1, 1), ("text tower", 2, 1), ("vector", 3, 1), ("cosine of\nthe angle", 4, 0.5)]
arrows = [(0, 1), (1, 2), (2, 3), (4, 5), (5, 6), (6, 7), (3, 8), (7, 8)]
raycourse.plot_boxes(steps, arrows, title="CLIP: two towers, one space", colours=[0, 0, 0, 0, 1, 1, 1, 1, 2])

# %%
dimension = clip.config.projection_dim
side = clip.config.vision_config.image_size
print(f"a picture of {side} x {side} pixels becomes {dimension} numbers")

# %% [markdown]
# The **processor** brings a picture to the size and scale that the model wants, and cuts a text into tokens. Of the vector that comes out, only
# the direction counts. So divide by its length: then the product of two vectors is the cosine of their angle, 1 for the same direction.

# %%
texts = ["a photo of a dog", "a photo of a cat", "a photo of a fish"]
pixels = processor(images=[Image.fromarray(row["image"])], return_tensors="pt").to(model.device)
tokens = processor(text=texts, return_tensors="pt", padding=True, truncation=True).to(model.device)
with torch.inference_mode():
    seen, said = clip.get_image_features(**pixels), clip.get_text_features(**tokens)
seen, said = (torch.nn.functional.normalize(vectors.pooler_output) for vectors in (seen, said))
{text: f"{cosine:.2f}" for text, cosine in zip(texts, said @ seen[0], strict=True)}

# %% [markdown]
# The right caption wins, and its cosine is far from 1 all the same: only the comparison with other captions counts.
#
# `get_image_features` returns an object with several results; the vector is its `.pooler_output`. Before transformers 5 it returned the vector itself, so
# older code fails there.
#
# **Your turn.** Write `cosines(query, vectors)`: the cosine between one vector and each row of a NumPy array. They may have any length.


# %%
import numpy as np


def cosines(query, vectors):
    raise NotImplementedError


raycourse.check("turns.cosines", cosines)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def cosines(query, vectors):
#     return vectors @ query / (np.linalg.norm(vectors, axis=1) * np.linalg.norm(query))
# ```
#
# </details>
#
# ## A class for the pipeline
#
# As in [lesson {}](lesson:images), a class loads the model once for each actor. This one is told which: its constructor takes `model_id`. The model goes to its
# **device** there too, once, and each batch follows it.


# %%
class EmbeddingGenerator:
    def __init__(self, model_id, **load):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = CLIPModel.from_pretrained(model_id, **load).to(self.device).eval()
        self.processor = CLIPProcessor.from_pretrained(model_id)

    def __call__(self, batch):
        images = [Image.fromarray(image) for image in batch["image"]]
        inputs = self.processor(images=images, return_tensors="pt").to(self.device)
        with torch.inference_mode():
            vectors = self.model.get_image_features(**inputs).pooler_output
        return {**batch, "embedding": torch.nn.functional.normalize(vectors).float().cpu().numpy()}


# %% [markdown]
# ## Which batch size?
#
# A class is plain Python, so measure it here, without Ray: pictures per second for several batch sizes. On a CPU the model gets one thread, as in a Ray worker.

# %%
torch.set_num_threads(1)
embedder, sample = EmbeddingGenerator(model.source, **model.load), dogs.take_batch(64)
speed = {}
for size in (1, 2, 8, 32, 64):
    batch = {"image": sample["image"][:size]}
    speed[size] = size / min(raycourse.seconds(lambda batch=batch: embedder(batch)) for _ in range(3))
raycourse.plot_bars(speed, x="batch size", y="pictures per second", title="One copy of the model")

# %% [markdown]
# Each call has a fixed price, and a larger batch shares it among more pictures. From some size on, it costs memory and gains little. Take the smallest
# that comes within a tenth of the best.

# %%
batch_size = min(size for size in speed if speed[size] > 0.9 * max(speed.values()))
print("batch_size =", batch_size)

# %% [markdown]
# ## A small copy for later
#
# A search should show what it found. So keep a small copy of each picture beside its vector: a **thumbnail**, the bytes of a JPEG file. The
# pictures themselves stay where they are.


# %%
def add_thumbnail(row):
    small = Image.fromarray(row["image"])
    small.thumbnail((128, 128))
    row["thumbnail"] = jpeg(small, quality=85)
    return row


# %% [markdown]
# ## The whole pipeline
#
# Read, class, thumbnail, embedding, and away with the pictures. `fn_constructor_kwargs` go to the `__init__` of each actor. The pool has one actor
# for each GPU of the cluster, and no actor reserves a CPU.

# %%
embedded = (
    dogs.map(add_class)
    .map(add_thumbnail)
    .map_batches(
        EmbeddingGenerator,
        fn_constructor_kwargs={"model_id": model.source, **model.load},
        batch_size=batch_size,
        compute=ray.data.ActorPoolStrategy(size=cluster.gpus),
        num_gpus=1,
        num_cpus=0,
    )
    .drop_columns(["image"])
)

# %% [markdown]
# So far nothing has run. `write_parquet` runs it all and keeps the result. Without `mode="overwrite"` a second run would add the same rows
# again; with it, a second run that fails has already deleted the first one's rows ([lesson {}](lesson:predict) has the cure).

# %%
folder = raycourse.storage("embeddings/parquet")
start = time.time()
embedded.write_parquet(folder, mode="overwrite")
print(f"{time.time() - start:.0f} s, the start of {cluster.gpus} actors included")

# %% tags=["nbval-check-output"]
stored = ray.data.read_parquet(folder)
print("a row for each picture:", stored.count() == dogs.count(), sorted(stored.schema().names))

# %% [markdown]
# ## What Ray ran, as a picture
#
# Back to the run over all pictures. The notes of its tasks, summed by operator:

# %%
ran = tasks_since(start)
ran["operator"] = ran["operator"].str.replace(r"MapWorker\(MapBatches\((\w+)\)\)", r"\1", regex=True)
ran = ran[ran["operator"].str.contains(r"ReadImage|Generator\.(?:__init__|submit)|Write")]
ran["end"] = ran["start"] + ran["seconds"]
counts = {"tasks": ("seconds", "count"), "processes": ("process", "nunique"), "seconds": ("seconds", "sum")}
ran.groupby("operator", sort=False).agg(**counts, first_start=("start", "min"), last_end=("end", "max")).round(1)

# %%
lanes = [
    [(task.operator, task.start, task.seconds) for task in tasks.itertuples()]
    for _, tasks in ran.groupby("process", sort=False)
]
raycourse.plot_timeline({f"process {k + 1}": lane for k, lane in enumerate(lanes)}, title="One run, process by process")

# %% [markdown]
# Four things to see:
#
# - `add_class` and `add_thumbnail` have no bars of their own. Ray has **fused** them with the reading into one operator, so that no picture
#   travels between processes on the way.
# - Those are **tasks**: any free process takes the next one.
# - `EmbeddingGenerator` runs in **actors**, one process each. The first bar, `__init__`, is the loading of the model, and on a small job it is the longest; each `submit` after it is a piece of work.
# - Compare `last_end` of one operator with `first_start` of the next. Where an operator starts before the one before it has ended, the two work at the same time: that is what *streaming* means. Ray reads while the models load. These
#   pictures are few and small, so the reading may be over before the first model is ready; where there is more to read, the actors embed while it goes on.
#
# ## The dashboard
#
# The same, live and for every job, is the **Ray dashboard**: a web page with operators, tasks, actors and logs. To save time, `connect()` starts
# Ray without it. To see it, start a cluster in a terminal, and open the course from there:
#
# ```bash
# .venv/bin/ray start --head --num-cpus=6 --num-gpus=2    # the two logical GPUs; leave both numbers out where real cards are
# RAY_ADDRESS=auto make lab                               # connect() joins that cluster
# .venv/bin/ray stop                                      # when you are done
# ```
#
# The page asks for a token, which `.venv/bin/ray get-auth-token` prints. Under *Jobs* you find your pipelines and their operators, under *Actors* the embedders. The next cell
# opens the page where there is one, and asks Ray's **state API**, which belongs to it, for the actors.

# %%
import webbrowser

import ray.util.state

dashboard = ray.init(ignore_reinit_error=True, logging_level="ERROR").dashboard_url
if dashboard:
    webbrowser.open(f"http://{dashboard}")
    actors = ray.util.state.list_actors(filters=[("class_name", "=", "MapWorker(MapBatches(EmbeddingGenerator))")])
    print("actors:", [(actor.pid, actor.state) for actor in actors])
print("dashboard:", f"http://{dashboard}" if dashboard else "not in this cluster")

# %% [markdown]
# ## A store for vectors
#
# Parquet keeps vectors, but does not search them. A **vector store** does. LanceDB needs no server: the store is a folder, or a place in a bucket.
# Rows go in as Arrow batches from the dataset, so they are never all in memory at once.

# %%
import lancedb
import pyarrow as pa

vector_type = pa.list_(pa.float32(), dimension)
schema = pa.schema({"path": pa.string(), "class": pa.string(), "thumbnail": pa.binary(), "vector": vector_type})


def arrow_batches(dataset):
    for batch in dataset.iter_batches(batch_size=500):
        vectors = pa.FixedSizeListArray.from_arrays(batch["embedding"].ravel(), type=vector_type)
        columns = [pa.array(batch[name], schema.field(name).type) for name in ("path", "class", "thumbnail")]
        yield pa.record_batch([*columns, vectors], schema=schema)


# %% [markdown]
# A store should have one writer at a time. `only_writer` keeps a second notebook out where the store is a folder (a bucket has no such lock); readers go on. And again `mode="overwrite"`, for the second
# run. (LanceDB keeps older versions for readers that still use them. `table.optimize()` removes them when they are a week old.)

# %% tags=["nbval-check-output"]
store = raycourse.storage("embeddings/store")
with raycourse.only_writer(store):
    lancedb.connect(store).create_table("pictures", arrow_batches(stored), schema=schema, mode="overwrite")
table = raycourse.open_store(store, dimension)
print("all rows are in the store:", table.count_rows() == stored.count())

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: another model, the same store.** Vectors of two models have nothing to do with each other. If their dimensions differ, the store refuses. If not, it
# answers, and the answers are noise. So a new model means a new store. `open_store` compares the dimension.
#
# </div>

# %%
try:
    raycourse.open_store(store, 2 * dimension)
except ValueError as error:
    print(str(error).replace(store, "..."))

# %% [markdown]
# ## Search by words
#
# A text becomes a vector, and the store finds the rows whose vectors point most nearly the same way. `distance_type("cosine")` goes by the angle. A
# distance of 0 is a cosine of 1.


# %%
def text_vectors(texts):
    inputs = processor(text=list(texts), return_tensors="pt", padding=True, truncation=True).to(model.device)
    with torch.inference_mode():
        return torch.nn.functional.normalize(clip.get_text_features(**inputs).pooler_output).float().cpu().numpy()


def show(rows, title):
    pictures = [Image.open(io.BytesIO(row["thumbnail"])) for row in rows]
    captions = [f"{row['class']}, {1 - row['_distance']:.2f}" for row in rows]
    raycourse.show_images(pictures, captions, columns=6, title=title)


# %%
words = "a photo of a dog wearing a yellow sweater"
query = text_vectors([words])[0]
show(table.search(query).distance_type("cosine").limit(6).to_list(), words)

# %% [markdown]
# The caption gives the folder and the cosine. The store holds no word about what these dogs wear: the model compares what it sees with what you say. Change the
# words and run the cell again. This course's model knows breeds, garments in ten colours, and seasons.
#
# **Try** "a red scarf". Bow ties and ties come up beside the scarves, and pink ones: this small model tells breeds apart nearly always, and outfits less than half the time (its
# [card](../data/models/clip/README.md) has the figures). A search is as good as its model. Before you trust one, measure it on queries of your own.
#
# ## Search by picture
#
# The vector may as well come from a picture. The first one found is the picture itself.

# %%
one = table.search(text_vectors(["a photo of a dog wearing a crown"])[0]).distance_type("cosine").limit(1).to_list()[0]
show(table.search(one["vector"]).distance_type("cosine").limit(6).to_list(), "most like the first picture")

# %% [markdown]
# Any picture will do, of any source. [Lesson {}](lesson:predict) wrote down what it took each test picture for, and how sure it was. Take the dogs that it called fish with a confidence of at least 90 %, and search for the
# dogs that are most like them. The next cells need what that lesson wrote, and say so where it is missing.


# %%
place, home = pyarrow.fs.FileSystem.from_uri(raycourse.data("dogs_fish/test/dog"))
dog_files = {info.base_name: info.path for info in place.get_file_info(pyarrow.fs.FileSelector(home))}


def sure_mistakes(folder):
    """The files of dogs that were taken for fish with at least 90 % confidence, the surest first."""
    rows = ray.data.read_parquet(raycourse.expect_files(folder, ".parquet")).take_all()
    sure = [row for row in rows if row["prediction"] == "fish" and row["confidence"] >= 0.9]
    names = [row["path"].split("/")[-1] for row in sorted(sure, key=lambda row: -row["confidence"])]
    return [dog_files[name] for name in names if name in dog_files]


# %%
def opened(path):
    with place.open_input_stream(path) as file:
        return Image.open(io.BytesIO(file.read())).convert("RGB")


# %%
try:
    mistakes = [opened(path) for path in sure_mistakes(raycourse.storage("predict/predictions"))[:3]]
    print(f"{len(mistakes)} mistakes to search for")
except FileNotFoundError:
    mistakes = []
    print("no predictions in storage: run the lesson Batch prediction first")

# %%
pictures, captions = [], []
for picture in mistakes:
    vector = embedder({"image": [np.asarray(picture)]})["embedding"][0]
    found = table.search(vector).distance_type("cosine").limit(5).to_list()
    pictures += [picture, *(Image.open(io.BytesIO(row["thumbnail"])) for row in found)]
    captions += ["taken for a fish", *(f"{row['class']}, {1 - row['_distance']:.2f}" for row in found)]
if mistakes:
    raycourse.show_images(pictures, captions, columns=6, title="Mistakes, each with the dogs most like it")

# %% [markdown]
# Compare the cosines with those above. A store of dogs answers with dogs, whatever you ask it: only the cosine tells you whether any of them is near.
#
# ## Search by both
#
# A filter narrows the search *before* the nearest rows are taken, so you get as many as you ask for. `expr` builds it without the quotes of SQL,
# which a name such as *St John's dog* would break. Which pictures of one breed show winter?

# %%
from lancedb import expr

winter = text_vectors(["a photo of a dog, with falling snow and a snowman"])[0]
of_one_breed = expr.col("class") == expr.lit(breeds[-1])
found = table.search(winter).distance_type("cosine").where(of_one_breed).limit(6).to_list()
show(found, f"{breeds[-1]}, in winter")

# %% [markdown]
# A picture and words can be one query, too. Vectors of pictures and of texts share a space, so a vector between the two looks for a bit of each. **Your turn.** Write
# `mixed(picture, words, share)`: bring both vectors to length 1, add `share` times the first and `1 - share` times the second, and bring the sum to length 1 again.


# %%
def mixed(picture, words, share):
    raise NotImplementedError


raycourse.check("turns.mixed", mixed)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def mixed(picture, words, share):
#     picture, words = (vector / np.linalg.norm(vector) for vector in (picture, words))
#     both = share * picture + (1 - share) * words
#     return both / np.linalg.norm(both)
# ```
#
# </details>
#
# The crowned dog from above, and winter. Both vectors have length 1 here, and the store compares directions, so their sum finds what `mixed(crowned, winter, 0.5)` would find:

# %%
crowned = np.array(one["vector"])
show(table.search(crowned + winter).distance_type("cosine").limit(6).to_list(), "a dog like that, in winter")

# %% [markdown]
# What does each of these have of the two: the crown, the snow? Here most have one of them. A row may be near to the sum for one part alone. A filter is strict: what breaks its condition does not come.
#
# ## An index, and what it costs
#
# So far each search has compared the query with every row: an **exact** search. That is fine for thousands of rows, and too slow for hundreds of
# millions. An **index** looks at fewer. `IvfPq` does two things:
#
# - it sorts the vectors into partitions, and a search visits only the nearest few (`nprobes`);
# - it keeps each vector in a few bytes, and compares those instead of the vector.
#
# Both lose something. How many partitions there are is up to you: here one for each 256 rows, so that each is learned from enough of them.

# %%
from lancedb.index import IvfPq

pieces = max(1, table.count_rows() // 256)
how = IvfPq(distance_type="cosine", num_partitions=pieces, num_sub_vectors=dimension // 8)
with raycourse.only_writer(store):
    table.create_index("vector", config=how)
print(f"{pieces} partitions for {table.count_rows()} rows")
print(f"{dimension // 8} bytes for a vector of {dimension} numbers, which took {4 * dimension} bytes")

# %% [markdown]
# Measure how much is lost: take pictures that are not in the store, search for the ten nearest with the index and without, and count how many of the ten both
# have found. That is the **recall** of the index.
#
# The test pictures are not in it. They are few, so the model at hand embeds them.

# %%
test = ray.data.read_images(raycourse.data("doggos/test"), mode="RGB", include_paths=True).map(add_class)
tested = [embedder(batch) for batch in test.iter_batches(batch_size=64)]
test_vectors = np.concatenate([batch["embedding"] for batch in tested])
test_classes = np.concatenate([batch["class"] for batch in tested])
print(test_vectors.shape)


# %%
def ten_nearest(search):
    """The paths that `search` finds for each query."""
    found = search.distance_type("cosine").limit(10).to_arrow().select(["query_index", "path"]).to_pandas()
    return found.groupby("query_index")["path"].agg(set)


# %%
def recall(search):
    same = [len(a & b) for a, b in zip(ten_nearest(search), exact, strict=True)]
    return np.mean(same) / 10


queries = test_vectors[::4]
exact = ten_nearest(table.search(queries).bypass_vector_index())

# %% [markdown]
# `refine_factor(5)` takes fifty candidates by their few bytes, and then compares their real vectors. **Predict.** What helps more: to visit
# more partitions, or to refine?

# %%
probes = [n for n in (1, 2, 4, 8) if n < pieces] + [pieces]
recalls = {
    "by few bytes": [recall(table.search(queries).nprobes(n)) for n in probes],
    "refined": [recall(table.search(queries).nprobes(n).refine_factor(5)) for n in probes],
}
missed = {name: [10 * (1 - share) for share in shares] for name, shares in recalls.items()}
named = {"at": probes, "x": "partitions visited", "y": "missed, of ten"}
raycourse.plot_lines(missed, title="What the index misses of the ten nearest", **named)
print({name: f"{shares[-1]:.0%}" for name, shares in recalls.items()}, "recall with all partitions visited")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Neither alone gets everything back. Compare the two curves. At the right end all partitions are visited: what the upper curve still misses there is the price of the few bytes, and the lower curve shows how much of it `refine_factor` gets back. What a
# curve loses from left to right is the price of visiting few partitions. Vectors that are alike mostly share a partition, so the first visits bring the most.
#
# </details>
#
# ## Pictures that are there twice
#
# A picture gets saved again, smaller and with more compression. Its bytes are others now. Is its vector? Make such a copy of one picture of each
# breed, and look for the nearest row of each.


# %%
def saved_again(picture):
    smaller = picture.resize((round(picture.width * 0.8), round(picture.height * 0.8)))
    return Image.open(io.BytesIO(jpeg(smaller, quality=40)))


# %%
rows = table.search().limit(table.count_rows()).to_list()
firsts = list({row["class"]: row for row in rows}.values())
copies = [saved_again(Image.open(io.BytesIO(row["thumbnail"]))) for row in firsts]
copy_vectors = embedder({"image": [np.asarray(copy) for copy in copies]})["embedding"]
nearest = [
    table.search(vector).distance_type("cosine").bypass_vector_index().limit(1).to_list()[0] for vector in copy_vectors
]
hits = [found["path"] == row["path"] for found, row in zip(nearest, firsts, strict=True)]
print(f"{sum(hits)} of {len(hits)} copies find the picture that they were made from")


# %% [markdown]
# In real life you do not know which pictures are copies, so you need a **threshold**: pairs above it are suspects. Choose it on half of the copies, low enough for nine in ten of them, and see what it does with the other half and with
# the rows of the store, which hold no copy. All cosines at once are one matrix product; the upper half holds each pair once.

# %%
vectors = np.array([row["vector"] for row in rows])
cosine = np.triu(vectors @ vectors.T, k=1)
of_copies = np.array([copy @ row["vector"] for copy, row in zip(copy_vectors, firsts, strict=True)])
threshold = np.quantile(of_copies[::2], 0.1)
print(f"threshold: a cosine of {threshold:.4f}")
print(f"copies found: {(of_copies[1::2] >= threshold).sum()} of the {len(of_copies[1::2])} others")
print(f"false alarms: {(cosine >= threshold).sum()} pairs of {len(rows) * (len(rows) - 1) // 2:,}")

# %% [markdown]
# **Predict.** Look at the nearest pairs, however near they are. Is one of them the same picture twice?

# %%
pairs = [divmod(int(k), len(rows)) for k in np.argsort(cosine, axis=None)[::-1][:3]]
closest = [rows[k] for pair in pairs for k in pair]
raycourse.show_images(
    [Image.open(io.BytesIO(row["thumbnail"])) for row in closest],
    [f"{row['class']}, pair {k // 2 + 1}: {cosine[pairs[k // 2]]:.4f}" for k, row in enumerate(closest)],
    columns=6,
    title="The three nearest pairs",
)

# %% [markdown]
# <details><summary>Answer</summary>
#
# No. Much is the same in both, and still they are two pictures: CLIP has learned from captions, and where one caption fits both, it hardly tells them apart. So near vectors make **candidates**; pixels decide. The
# threshold differs from model to model: learn it from copies that you make yourself, as here.
#
# </details>
#
# So compare pixels, of the candidates alone: shrink both to a few pixels and take the mean difference. To compare every picture with every other in this way would be far too much work.


# %%
def difference(a, b):
    a, b = (np.asarray(picture.resize((16, 16)), float) for picture in (a, b))
    return np.abs(a - b).mean()


originals = [Image.open(io.BytesIO(row["thumbnail"])) for row in firsts]
copies_differ = [difference(a, b) for a, b in zip(originals, copies, strict=True)]
thumbnails = [Image.open(io.BytesIO(row["thumbnail"])) for row in closest]
pairs_differ = [difference(thumbnails[k], thumbnails[k + 1]) for k in (0, 2, 4)]
print(f"copies: at most {max(copies_differ):.0f} of 255; the three nearest pairs: at least {min(pairs_differ):.0f}")

# %% [markdown]
# ## A map of the breeds
#
# The mean of a breed's vectors is its **centroid**. A few dozen centroids in many dimensions are hard to look at; two dimensions are easy. *Principal components* are the two
# directions in which the centroids differ most.

# %%
classes = np.array([row["class"] for row in rows])
centroids = np.stack([vectors[classes == breed].mean(0) for breed in breeds])
centred = centroids - centroids.mean(0)
_, spread, directions = np.linalg.svd(centred, full_matrices=False)
places = centred @ directions[:2].T
share = (spread[:2] ** 2).sum() / (spread**2).sum()
names = [breed.replace("_", " ") for breed in breeds]

# %%
faces = {row["class"].replace("_", " "): Image.open(io.BytesIO(row["thumbnail"])) for row in firsts}
raycourse.plot_map(
    dict(zip(names, places.tolist(), strict=True)),
    title=f"The breeds, by what CLIP sees ({share:.0%} of the differences)",
    pictures=faces,
)

# %% [markdown]
# Read it with care: the title says how much of the differences two dimensions can show. Two breeds that lie side by side here may be far apart in a third. So take the nearest pairs by all dimensions. Do they look alike to you?

# %%
unit = centroids / np.linalg.norm(centroids, axis=1, keepdims=True)
alike = np.triu(unit @ unit.T, k=1)
nearest = [divmod(int(k), len(breeds)) for k in np.argsort(alike, axis=None)[::-1][:3]]
shown = [(k, f"{names[k]}, pair {number}: {alike[pair]:.2f}") for number, pair in enumerate(nearest, 1) for k in pair]
raycourse.show_images(
    [Image.open(io.BytesIO(firsts[[row["class"] for row in firsts].index(breeds[k])]["thumbnail"])) for k, _ in shown],
    [caption for _, caption in shown],
    columns=6,
    title="The three nearest pairs of breeds",
)

# %% [markdown]
# ## A classifier that nobody has trained
#
# Write one sentence for each breed and take, for each picture, the sentence that is nearest. Nobody has trained a classifier here: the sentences are the classifier, and you could change them now. This is called **zero-shot**.
#
# What the name promises, and what it does not: *zero-shot* should mean that the model has never seen these classes. The course's CLIP has. It was trained on captioned drawings of these very breeds, others than the test pictures
# (see its [card](../data/models/clip/README.md)). For CLIP models trained on pictures from the web, nobody can say what they have seen. So the figure tells you how a sentence works as a classifier, and nothing about breeds that are new to
# the model.


# %%
def article(noun):
    return "an" if noun[0] in "aeiou" else "a"


sentences = text_vectors([f"a photo of {article(name)} {name}" for name in names])
by_words = np.array(breeds)[(test_vectors @ sentences.T).argmax(1)]

# %% [markdown]
# With labelled pictures in the store there are two more ways: the nearest centroid, and the breed of the nearest picture. Neither has a training step. The **95 % interval** says which true shares agree with what was counted. Where two
# intervals overlap, count the pictures that only one of the two ways gets right, as in [lesson {}](lesson:finetune).

# %%
by_centroid = np.array(breeds)[(test_vectors @ unit.T).argmax(1)]
by_picture = classes[(test_vectors @ vectors.T).argmax(1)]
ways = {"a sentence": by_words, "the centroid": by_centroid, "a picture": by_picture}
hits = {name: said == test_classes for name, said in ways.items()}
for name, right in hits.items():
    low, high = raycourse.interval(int(right.sum()), len(right))
    print(f"nearest is {name:12} {right.mean():.1%} of {len(right)} pictures, 95 % interval {low:.1%} to {high:.1%}")
for name, other in (("the centroid", "a picture"), ("a picture", "the centroid")):
    print(f"right by {name} and wrong by {other}: {(hits[name] & ~hits[other]).sum()}")

# %% [markdown]
# Which breeds does the sentence confuse? The most frequent first; an empty table means none.

# %%
wrong = pd.DataFrame({"breed": test_classes, "taken for": by_words})[by_words != test_classes]
wrong.value_counts().head(5).rename("times").reset_index()

# %% [markdown]
# ## The course measures its own work
#
# In [lesson {}](lesson:images) a model painted your prompts. Did it paint what they say? Now you have somebody to ask. Paint a dozen prompts, each with another animal and another outfit, and with a generator for each as there.

# %%
animals, outfits = pd.read_csv(raycourse.data("animals.csv")), pd.read_csv(raycourse.data("outfits.csv"))
dressed = animals.merge(outfits, on="id").drop_duplicates("animal").drop_duplicates("outfit").head(12)
prompts = (dressed["animal"] + " wearing a " + dressed["outfit"]).tolist()

# %%
from diffusers import AutoPipelineForText2Image

painter = raycourse.model("text_to_image")
pipe = AutoPipelineForText2Image.from_pretrained(painter.source, **painter.load).to(painter.device)
pipe.set_progress_bar_config(disable=True)
noise = [torch.Generator().manual_seed(int(number)) for number in dressed["id"]]
painted = pipe(prompt=prompts, generator=noise, **painter.call).images

# %%
painted_vectors = embedder({"image": [np.asarray(picture) for picture in painted]})["embedding"]
own = painted_vectors @ text_vectors(prompts).T
raycourse.show_images(painted, [f"{prompt}: {own[k, k]:.2f}" for k, prompt in enumerate(prompts)], columns=6)

# %% [markdown]
# Below each picture you see the cosine with its prompt. Alone it says little; compared with others it does.
#
# **Predict.** A picture is probably nearer to its own prompt than to the other eleven. But those name other animals, so the animal alone may decide. How do you find out whether the outfit is right?


# %%
def caption(style, animal, outfit):
    return f"{style} {article(animal)} {animal} wearing a {outfit}"


def nearest_to_own(captions):
    """Whether each picture is nearest to its own caption. Row k holds the captions for picture k, its own in place k."""
    scores = [text_vectors(row) @ vector for row, vector in zip(captions, painted_vectors, strict=True)]
    return int((np.argmax(scores, axis=1) == np.arange(len(captions))).sum())


# %%
dressed[["style", "animal"]] = dressed["animal"].str.extract(r"^(.*) an? (\w+)$")
what = dressed[["style", "animal", "outfit"]].to_numpy().tolist()
changed = {
    "animal": [[caption(style, other, outfit) for _, other, _ in what] for style, _, outfit in what],
    "outfit": [[caption(style, animal, other) for _, _, other in what] for style, animal, _ in what],
}
for part, captions in changed.items():
    right, n = nearest_to_own(captions), len(what)
    low, high = raycourse.interval(right, n)
    print(f"{part} right: {right} of {n}, 95 % interval {low:.0%} to {high:.0%}; by chance 1 of {n}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Change one thing at a time. Compare each picture with captions that differ in the animal alone, then with captions that differ in the outfit alone.
#
# </details>
#
# Two figures, two questions. If the outfit comes out worse, either the painter or the model that measures it is weak there: this CLIP has its own trouble with outfits, as its card says. A model that measures another one has to be measured first. And
# this test is an easy one: where two of its outfits share a garment, their colours are far apart. A red scarf against a pink one is a harder question; try it.
#
# That closes the circle: prompts became pictures, and pictures are measured by words. The same score can pick the best of several paintings, or stop a
# pipeline whose pictures no longer show what was asked for.
#
# ## Quiz
#
# **1.** You change to a better CLIP model, also with 512 dimensions. What happens to the old store? (a) It goes on working, a bit less well. (b) It answers, and the answers are noise. (c) The store refuses.
#
# <details><summary>Answer</summary>
#
# (b). Both models make 512 numbers, and they have nothing to do with each other, so (c) does not save you, and (a) is wrong in the worst way: nobody notices. A new model means a new store.
#
# </details>
#
# **2.** With an index, a search finds eight of the ten nearest rows. Which setting brings recall up without visiting more partitions? (a) `nprobes`. (b) `refine_factor`. (c) `distance_type`.
#
# <details><summary>Answer</summary>
#
# (b). It takes more candidates by their few bytes and compares their real vectors. (a) visits more partitions. (c) is another question, not a better answer.
#
# </details>
#
# **3.** Two pictures have a cosine of 0.98. Are they copies? (a) Yes. (b) Perhaps: compare pixels. (c) No, copies have 1.0.
#
# <details><summary>Answer</summary>
#
# (b). Two different pictures that one caption fits can be as near as that, so (a) would delete good data. A copy that was shrunk and compressed again is not at 1.0, so (c) misses most copies.
#
# </details>
#
# ## Recap
#
# - The number of blocks follows from CPUs and file sizes. Every run starts with one task, for about a second; `concurrency=` limits how many run at a time.
# - `ray.timeline()` and the dashboard show the same thing: operators, tasks, actors, and what overlaps.
# - An embedding is a direction. Normalise it, keep it with its path and a thumbnail, and never mix two models in one store.
# - An index trades recall for speed. Measure it against exact search; `nprobes` and `refine_factor` set it.
# - Near vectors mean the same content, not the same file. Texts, centroids and neighbours classify without a training step; what the model saw in its own training still decides.
#
# | API | What it does |
# |---|---|
# | [`read_images`](https://docs.ray.io/en/latest/data/api/doc/ray.data.read_images.html) | pictures as arrays; `include_paths`, `concurrency` |
# | [`with_column`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.with_column.html) | a column from an [expression](https://docs.ray.io/en/latest/data/api/expressions.html) |
# | [`map_batches`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map_batches.html) | runs a class on actors; `fn_constructor_kwargs` go to `__init__` |
# | [`ray.timeline`](https://docs.ray.io/en/latest/ray-core/api/doc/ray.timeline.html) | what each process did, and when |
# | [Ray dashboard](https://docs.ray.io/en/latest/ray-observability/getting-started.html) | the same in a browser, live |
# | [`CLIPModel`](https://huggingface.co/docs/transformers/model_doc/clip) | vectors of pictures and of texts |
# | [LanceDB tables](https://lancedb.github.io/lancedb/python/python/) | `create_table`, `search`, `where`, `create_index` |
#
# **Next:** the lab, where you write the search, the deduplication and the nightly update yourself.

# %%
ray.shutdown()
