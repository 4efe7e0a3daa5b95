"""Checks of lab 07: a pipeline that embeds, search with a filter, near-duplicates, odd ones out, an update, a gallery.

No check loads a model: vectors are made up here, short enough to know every answer by heart.
"""

import contextlib
import tempfile
from collections.abc import Iterator

import numpy as np
import ray

from raycourse.checks import Findings, graded

CLASS = 'lesson section "A class for the pipeline"'
PIPELINE = 'lesson section "The whole pipeline"'
LABEL = 'lesson section "The class of each picture"'
HAND = 'lesson section "A picture becomes a vector"'
WORDS = 'lesson section "Search by words"'
FILTER = 'lesson section "Search by both"'
TWICE = 'lesson section "Pictures that are there twice"'
MAP = 'lesson section "A map of the breeds"'
STORE = 'lesson section "A store for vectors"'
AGAIN = 'lesson 03, section "Every look runs the model again"'
MODEL_ID = "a model for the check"


def _stand_in() -> type:
    """A generator without a model: five numbers for a picture, its mean colour and how it was run (rows in the batch, GPUs held, the run's mark).

    Made in a function, so that Ray ships it by value and a worker need not import the course.
    """

    class StandIn:
        def __init__(self, model_id=None):
            import os

            if ray.get_runtime_context().get_actor_id() is None:
                raise TypeError("the generator was called here: hand over the class itself, without (), and Ray makes its actors")
            if model_id != "a model for the check":
                raise ValueError(f"the constructor got model_id={model_id!r}: hand `model_id` on with fn_constructor_kwargs")
            self.gpus = ray.get_runtime_context().get_assigned_resources().get("GPU", 0)
            self.mark = int.from_bytes(os.urandom(2), "big")

        def __call__(self, batch):
            import numpy as np

            if "image" not in batch:
                raise KeyError(f"the generator reads the column 'image' and found only {', '.join(batch)}: drop the pictures after it")
            run = [len(batch["image"]), self.gpus, self.mark]
            return {**batch, "embedding": np.stack([[*image.mean((0, 1)), *run] for image in batch["image"]]).astype(np.float32)}

    return StandIn


@contextlib.contextmanager
def _table(rows: list[dict]) -> Iterator:
    """A LanceDB table of `rows`, gone afterwards."""
    import lancedb

    with tempfile.TemporaryDirectory() as folder:
        yield lancedb.connect(folder).create_table("pictures", rows, mode="create")


def _rows(vectors: dict[str, list[float]]) -> list[dict]:
    """`{"breed/name.jpg": vector}` as rows of a store."""
    return [{"path": path, "class": path.split("/")[0], "vector": np.array(vector, np.float32)} for path, vector in vectors.items()]


def _pairs(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(pair, list | tuple | np.ndarray) and len(pair) == 2 for pair in value)


@graded("embeddings.pipeline", points=4)
def pipeline(answer, findings: Findings) -> None:
    colours = {f"doggos/{breed}/{breed}_{k}.jpg": 40 * b + 4 * k for b, breed in enumerate(("pug", "corgi", "chow_chow")) for k in range(4)}
    rows = [{"path": path, "image": np.full((6, 6, 3), colour, np.uint8)} for path, colour in colours.items()]
    result = answer(ray.data.from_items(rows, override_num_blocks=2).materialize(), _stand_in(), MODEL_ID, 3)
    if not findings.true("a dataset comes back", isinstance(result, ray.data.Dataset), f"expected a Dataset, got {type(result).__name__}", PIPELINE):
        return
    once, twice = ({row["path"]: row for row in result.take_all()} for _ in range(2))
    row = next(iter(once.values()))
    if not findings.equal("the columns: no picture among them", sorted(row), ["class", "embedding", "path"], PIPELINE):
        return
    if not findings.equal("every picture is there once", sorted(once), sorted(colours), PIPELINE):
        return
    wrong = [f"{path} has {row['class']!r}" for path, row in once.items() if row["class"] != path.split("/")[1]]
    findings.true("the class is the name of the folder", not wrong, wrong[0] if wrong else "", LABEL)
    wrong = [path for path, row in once.items() if not np.allclose(row["embedding"][:3], colours[path], atol=1)]
    findings.true("every vector belongs to its picture", not wrong, f"{len(wrong)} of {len(once)} belong to another", PIPELINE)
    largest = int(max(row["embedding"][3] for row in once.values()))
    findings.true("batches have batch_size rows at most", largest <= 3, f"asked for 3, one had {largest}", 'lesson section "Which batch size?"')
    held = sorted({float(row["embedding"][4]) for row in once.values()})
    findings.equal("each actor holds this many GPUs", held, [1.0], PIPELINE)
    same = all(np.array_equal(once[path]["embedding"], twice[path]["embedding"]) for path in once)
    findings.true("two looks, one run of the model", same, "the second look started the generator again: materialize()", AGAIN)


@graded("embeddings.search", points=4)
def search(answer, findings: Findings) -> None:
    # Lengths differ, so that the distance between the points and the angle between the vectors give different orders.
    vectors = {
        "pug/near.jpg": [3.0, 0.3, 0.0], "pug/far.jpg": [0.2, 1.0, 0.0], "pug/middle.jpg": [1.0, 0.8, 0.0], "corgi/nearest.jpg": [9.0, 0.0, 0.0],
        "corgi/second.jpg": [6.0, 0.2, 0.0], "st john's dog/one.jpg": [0.5, 0.5, 0.5],
    }  # fmt: skip
    query = np.array([1.0, 0.0, 0.0], np.float32)
    cosine = {path: float(vector[0] / np.linalg.norm(vector)) for path, vector in vectors.items()}
    with _table(_rows(vectors)) as table:
        got = answer(table, query, 3)
        if not findings.true("a list of (path, similarity) comes back", _pairs(got), f"got {str(got)[:90]}", WORDS):
            return
        best = sorted(cosine, key=cosine.get, reverse=True)
        problem = f"expected {best[:3]}, got {[path for path, _ in got]}" + (": distance_type('cosine')?" if len(got) == 3 else "")
        findings.true("the three most alike, best first", [path for path, _ in got] == best[:3], problem, WORDS)
        right = len(got) > 0 and all(abs(similarity - cosine.get(path, 9)) < 1e-3 for path, similarity in got)
        said = f"expected {cosine[best[0]]:.3f} for the first, got {float(got[0][1]):.3f}: the store returns distances" if len(got) else "got nothing"
        findings.true("similarity is the cosine", right, said, WORDS)
        pugs = [path for path in best if path.startswith("pug")]
        got = [path for path, _ in answer(table, query, 2, breed="pug")]
        problem = f"expected {pugs[:2]}, got {got}: let the store filter, before it takes the best"
        findings.true("two pugs, though two corgis are nearer", got == pugs[:2], problem, FILTER)
        try:
            got = [path for path, _ in answer(table, query, 2, breed="st john's dog")]
        except Exception as error:
            got = f"{type(error).__name__}: {str(error).splitlines()[0][:80]}"
        findings.equal("a breed with an apostrophe", got, ["st john's dog/one.jpg"], FILTER)


@graded("embeddings.duplicates", points=4)
def duplicates(answer, findings: Findings) -> None:
    # 0 and 3 point the same way and differ in length; 1, 4 and 5 are three of a kind; 2 is on its own.
    vectors = np.array([[1, 0, 0], [0, 1, 0.02], [0, 0, 2], [5, 0.5, 0], [0, 1, 0], [0, 3, -0.12]], np.float32)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = unit @ unit.T
    expected = sorted(((i, j) for i in range(6) for j in range(i + 1, 6) if cosine[i, j] >= 0.99), key=lambda pair: -cosine[pair])
    got = answer(vectors.copy(), 0.99)
    if not findings.true("a list of pairs (i, j) comes back", _pairs(got), f"got {str(got)[:90]}", TWICE):
        return
    got = [(int(i), int(j)) for i, j in got]
    findings.true(
        "no picture is its own duplicate", all(i != j for i, j in got), f"found the pair {next((p for p in got if p[0] == p[1]), '')}", TWICE
    )
    findings.true(
        "each pair is there once, i before j", len({frozenset(p) for p in got}) == len(got) and all(i <= j for i, j in got), f"got {got}", TWICE
    )
    found, wanted = {frozenset(pair) for pair in got if pair[0] != pair[1]}, {frozenset(pair) for pair in expected}
    missed = sorted(tuple(sorted(pair)) for pair in wanted - found)
    problem = f"missing {missed}: similarity is a cosine, whatever the lengths" if missed else f"{len(found - wanted)} pairs are below the threshold"
    findings.true("every pair at or above the threshold, and no other", found == wanted, problem, HAND)
    findings.true("the most alike pair first", got == expected, f"expected {expected}, got {got}", TWICE)
    findings.equal("a higher threshold leaves fewer pairs", [tuple(map(int, pair)) for pair in answer(vectors.copy(), 0.9997)], expected[:1], TWICE)


@graded("embeddings.odd", points=4)
def odd(answer, findings: Findings) -> None:
    # Row 5 is long: in a mean of raw vectors it alone would say where the centre of the pugs is.
    vectors = np.array([[1, 0.1, 0], [0, 1, 0.1], [1, -0.1, 0], [0, 1, 0], [0.2, 1, 0.9], [17.3, 10, 0], [0.64, 0.77, 0], [0, 1, -0.1]], np.float32)
    classes = ["pug", "corgi", "pug", "corgi", "corgi", "pug", "pug", "corgi"]
    got = answer(vectors.copy(), list(classes))
    if not findings.true("a dict comes back", isinstance(got, dict), f"expected {{class: position}}, got {type(got).__name__}", MAP):
        return
    if not findings.equal("one entry for each class", sorted(map(str, got)), ["corgi", "pug"], MAP):
        return
    for name, position in (("pug", 6), ("corgi", 4)):
        hint = "the centroid is the mean of this class alone, each vector divided by its length first"
        try:
            said = int(got[name])
        except (TypeError, ValueError):
            findings.true(f"the odd {name}", False, f"expected a position, got {str(got[name])[:60]!r}", MAP)
            continue
        own = [k for k, one in enumerate(classes) if one == name]
        if said not in own and said < len(own) and own[said] == position:
            hint = "count positions in all rows, not in the class"
        elif said not in own:
            hint = f"row {said} is no {name}"
        findings.true(f"the odd {name} is in row {position}", said == position, f"got row {said}: {hint}", MAP)
    alone = answer(np.array([[0, 0, 3]], np.float32), ["poodle"])
    findings.equal("a class of one picture", {str(name): int(k) for name, k in alone.items()}, {"poodle": 0}, MAP)


@graded("embeddings.update", points=4)
def update(answer, findings: Findings) -> None:
    asked = []

    def embed(images):
        if len(images) == 0:
            raise ValueError("embed was called without a picture, which no model takes: leave early where nothing is new")
        asked.extend(int(image[0, 0, 0]) for image in images)
        return np.array([[image.mean(), 1.0, 0.0] for image in images], np.float32)

    def picture(name: str, colour: int) -> dict:
        return {"path": name, "class": name.split("/")[0], "image": np.full((4, 4, 3), colour, np.uint8)}

    old = {"pug/a.jpg": [0.1, 0.2, 0.3], "pug/b.jpg": [0.4, 0.5, 0.6]}
    delivery = [picture("pug/b.jpg", 20), picture("corgi/c.jpg", 30), picture("pug/a.jpg", 10), picture("corgi/d.jpg", 40)]
    with _table(_rows(old)) as table:
        count = answer(table, delivery, embed)
        findings.equal("embed saw the pictures that are new, and no others (by their colour)", sorted(asked), [30, 40], STORE)
        findings.equal("the number of new pictures comes back", count, 2)
        rows = {row["path"]: row for row in table.search().limit(100).to_list()}
        if not findings.equal(
            "every picture is in the store once", (sorted(rows), table.count_rows()), (sorted({*old, "corgi/c.jpg", "corgi/d.jpg"}), 4), STORE
        ):
            return
        kept = all(np.allclose(rows[path]["vector"], vector) for path, vector in old.items())
        findings.true("what was there is as it was", kept, "the vectors of old pictures have changed", STORE)
        right = all(
            rows[path]["class"] == "corgi" and np.isclose(rows[path]["vector"][0], colour)
            for path, colour in (("corgi/c.jpg", 30), ("corgi/d.jpg", 40))
        )
        findings.true("class and vector belong to their path", right, "classes or vectors are mixed up", STORE)
        asked.clear()
        again = answer(table, delivery, embed)
        findings.equal("the same delivery again: new pictures, rows", (again, table.count_rows()), (0, 4), STORE)


@graded("embeddings.gallery", points=2)
def gallery(answer, findings: Findings) -> None:
    result = answer()
    pair = isinstance(result, tuple | list) and len(result) == 2
    if not findings.true("pictures and captions come back", pair, f"expected two lists, got {type(result).__name__}"):
        return
    pictures, captions = [np.asarray(picture) for picture in result[0]], list(result[1])
    if not findings.true("four to twelve pictures", 4 <= len(pictures) <= 12, f"got {len(pictures)}"):
        return
    odd_one = next((p for p in pictures if p.dtype != np.uint8 or p.ndim != 3 or p.shape[2] != 3), None)
    findings.true("pictures are in colour, uint8", odd_one is None, "" if odd_one is None else f"one is {odd_one.dtype} of shape {odd_one.shape}")
    findings.true("one caption for each, none empty", len(captions) == len(pictures) and all(str(c).strip() for c in captions), f"got {captions}")
    findings.equal("different pictures", len({p.tobytes() for p in pictures}), len(pictures))
