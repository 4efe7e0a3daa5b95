# ---
# jupyter:
#   course:
#     title: "Lab: embeddings"
#     minutes: 60
# ---

# %% [markdown]
# # Lab: embeddings
#
# You write the parts of a picture search (embed, search, deduplicate, find the odd ones, keep up to date) and end with a gallery that you found by
# your own words.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}, *Embeddings*](lesson:embeddings) |
# | **Points** | {points} |
# | **You will learn** | to run an embedder as a pipeline, search a store with a filter, and work with vectors in NumPy |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse
from raycourse import check, done

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Task 1: from pictures to vectors (4 points)
#
# `pictures` has the columns `image` and `path`. Return a dataset with the columns `path`, `class` (the name of the folder) and `embedding`, and no
# pictures. The class `generator` makes the embeddings: its constructor takes `model_id`. It runs in one actor for each GPU, which holds that GPU, and gets
# batches of `batch_size` rows. Run it once: whoever looks at your result twice must not pay twice.
#
# <details><summary>Hint</summary>
#
# The lesson's section *The whole pipeline* has all of it but the last step. `fn_constructor_kwargs` hands `model_id` to the constructor. The pictures go
# after the embedding, not before it.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "pipeline", "locked": false, "schema_version": 3, "solution": true, "task": false}
from ray.data.expressions import col


def embedded(pictures: ray.data.Dataset, generator: type, model_id: str, batch_size: int) -> ray.data.Dataset:
    """Return `path`, `class` and `embedding` of each picture, embedded once by actors of `generator`."""
    ### BEGIN SOLUTION
    labelled = pictures.with_column("class", col("path").str.replace_regex(r"^.*/([^/]+)/[^/]+$", r"\1"))
    vectors = labelled.map_batches(
        generator,
        fn_constructor_kwargs={"model_id": model_id},
        batch_size=batch_size,
        compute=ray.data.ActorPoolStrategy(size=cluster.gpus),
        num_gpus=1,
        num_cpus=0,
    )
    return vectors.drop_columns(["image"]).materialize()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-pipeline", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("embeddings.pipeline", embedded)

# %% [markdown]
# ## Task 2: search, with a breed if you like (4 points)
#
# `table` is a LanceDB table with the columns `path`, `class` and `vector`. Return the `k` rows whose vectors point most nearly where `vector` does, as a
# list of pairs (path, similarity), best first. Similarity is the cosine. With `breed`, look among that breed alone. A breed may have an apostrophe in its
# name.
#
# <details><summary>Hint</summary>
#
# `search`, `distance_type`, `where`, `limit`, `to_list`. The store returns cosine *distances*, and a distance of 0 is a similarity of 1. For the filter, `expr.col` and
# `expr.lit` spare you the quotes of SQL.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "search", "locked": false, "schema_version": 3, "solution": true, "task": false}
import numpy as np
from lancedb import expr


def search(table, vector: np.ndarray, k: int, breed: str = "") -> list[tuple[str, float]]:
    """Return the `k` pairs (path, cosine) of `table` that are most like `vector`, of `breed` alone if it is given."""
    ### BEGIN SOLUTION
    query = table.search(vector).distance_type("cosine").limit(k)
    if breed:
        query = query.where(expr.col("class") == expr.lit(breed))
    return [(row["path"], 1 - row["_distance"]) for row in query.to_list()]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-search", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("embeddings.search", search)

# %% [markdown]
# ## Task 3: near-duplicates (4 points)
#
# `vectors` has one row for each picture, of any length. Return all pairs `(i, j)` of rows, with `i < j`, whose cosine is at least `threshold`: each pair once,
# the most alike first.
#
# <details><summary>Hint</summary>
#
# Divide each row by its length. Then one matrix product holds all cosines, each of them twice, and the diagonal besides. `np.triu(…, k=1)` keeps the upper
# half.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "duplicates", "locked": false, "schema_version": 3, "solution": true, "task": false}
def near_duplicates(vectors: np.ndarray, threshold: float) -> list[tuple[int, int]]:
    """Return the pairs (i, j), i < j, of rows of `vectors` with a cosine of at least `threshold`, the most alike first."""
    ### BEGIN SOLUTION
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = unit @ unit.T
    i, j = np.triu_indices(len(unit), k=1)
    alike = cosine[i, j] >= threshold
    pairs = zip(i[alike].tolist(), j[alike].tolist(), strict=True)
    return sorted(pairs, key=lambda pair: -cosine[pair])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-duplicates", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("embeddings.duplicates", near_duplicates)

# %% [markdown]
# ## Task 4: the odd ones out (4 points)
#
# The **centroid** of a class is the mean of its vectors, each divided by its length first. For each class, find the picture that is least like its own
# centroid: perhaps it lies in the wrong folder. Return a dictionary from class to the picture's row in `vectors`.
#
# <details><summary>Hint</summary>
#
# For each class: the rows that belong to it (`np.flatnonzero(np.array(classes) == name)`), their mean, the cosine of each with that mean, `argmin`. The position that `argmin` gives counts
# within the class; the task asks for the row.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "odd", "locked": false, "schema_version": 3, "solution": true, "task": false}
def odd_ones(vectors: np.ndarray, classes: list[str]) -> dict[str, int]:
    """Return, for each class, the row of `vectors` that is least like the centroid of that class."""
    ### BEGIN SOLUTION
    unit, classes = vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.array(classes)
    odd = {}
    for name in sorted(set(classes.tolist())):
        rows = np.flatnonzero(classes == name)
        odd[name] = int(rows[(unit[rows] @ unit[rows].mean(0)).argmin()])
    return odd
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-odd", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("embeddings.odd", odd_ones)

# %% [markdown]
# ## Task 5: only what is new (4 points)
#
# Every night a delivery of pictures comes: rows with `path`, `class` and `image`. Some of them are in the store already, and one may come twice in the same night. Embed and add the others, each once, and return how
# many that were. `embed` takes a list of pictures and returns one vector for each; it costs money, so call it for new pictures alone, and not at all if there are
# none. A picture is known by its path.
#
# <details><summary>Hint</summary>
#
# `table.search().select(["path"]).limit(table.count_rows()).to_list()` lists the paths of the store; `table.add` takes a list of rows, each a dictionary with
# `path`, `class` and `vector`.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "update", "locked": false, "schema_version": 3, "solution": true, "task": false}
def update(table, delivery: list[dict], embed) -> int:
    """Add to `table` (columns `path`, `class`, `vector`) the rows of `delivery` that it does not have; return how many."""
    ### BEGIN SOLUTION
    known = {row["path"] for row in table.search().select(["path"]).limit(table.count_rows()).to_list()}
    new = list({row["path"]: row for row in delivery if row["path"] not in known}.values())  # each path once
    if new:
        vectors = embed([row["image"] for row in new])
        kept = [{"path": row["path"], "class": row["class"]} for row in new]
        table.add([{**row, "vector": vector} for row, vector in zip(kept, vectors, strict=True)])
    return len(new)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-update", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("embeddings.update", update)

# %% [markdown]
# ## Task 6: your gallery (2 points)
#
# Embed the pictures of `doggos/test` with your pipeline and the class below, and find four to twelve of them by words of your own. Return the pictures and one
# caption for each. The class `EmbeddingGenerator` is the lesson's. The captions of this world name a breed, what it wears ("a red scarf", "a top hat") and a season ("falling snow", "tulips"). Any
# choice is right.
#
# <details><summary>Hint</summary>
#
# Read them with `mode="RGB", include_paths=True`. `embedded(pictures, EmbeddingGenerator, raycourse.model("clip").source, 64)` makes the vectors, `of_texts` the vector of your sentence; the largest products are the
# best matches. Your pipeline dropped the pictures: `pictures.filter(expr=col("path").is_in([...]))` brings a few of them back, in an order of their own: mind that each keeps its caption.
#
# </details>

# %%
import torch
from PIL import Image
from transformers import CLIPModel, CLIPProcessor


class EmbeddingGenerator:
    def __init__(self, model_id):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = CLIPModel.from_pretrained(model_id).to(self.device).eval()
        self.processor = CLIPProcessor.from_pretrained(model_id)

    def __call__(self, batch):
        images = [Image.fromarray(image) for image in batch["image"]]
        inputs = self.processor(images=images, return_tensors="pt").to(self.device)
        with torch.inference_mode():
            vectors = self.model.get_image_features(**inputs).pooler_output
        return {**batch, "embedding": torch.nn.functional.normalize(vectors).float().cpu().numpy()}

    def of_texts(self, texts):
        inputs = self.processor(text=list(texts), return_tensors="pt", padding=True, truncation=True).to(self.device)
        with torch.inference_mode():
            vectors = self.model.get_text_features(**inputs).pooler_output
        return torch.nn.functional.normalize(vectors).float().cpu().numpy()


# %% nbgrader={"grade": false, "grade_id": "gallery", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gallery() -> tuple[list, list]:
    """Return (pictures, captions): four to twelve uint8 arrays in colour, and as many texts."""
    ### BEGIN SOLUTION
    words, model = "a photo of a dalmatian", raycourse.model("clip")
    pictures = ray.data.read_images(raycourse.data("doggos/test"), mode="RGB", include_paths=True)
    rows = embedded(pictures, EmbeddingGenerator, model.source, 64).take_all()
    scores = np.stack([row["embedding"] for row in rows]) @ EmbeddingGenerator(model.source).of_texts([words])[0]
    best = {rows[k]["path"]: float(scores[k]) for k in np.argsort(-scores)[:8]}
    found = pictures.filter(expr=col("path").is_in(list(best))).take_all()
    found.sort(key=lambda row: -best[row["path"]])
    return [row["image"] for row in found], [f"{row['path'].split('/')[-2]} ({best[row['path']]:.2f})" for row in found]
    ### END SOLUTION


shown = []


def my_gallery():
    shown[:] = [gallery()]  # kept, so that the next cell shows these pictures without embedding again
    return shown[0]


# %% nbgrader={"grade": true, "grade_id": "check-gallery", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("embeddings.gallery", my_gallery)

# %%
if shown and done("embeddings.gallery"):
    raycourse.show_images(*shown[0])

# %%
ray.shutdown()
