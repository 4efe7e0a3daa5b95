"""Checks of the lab *Embeddings*: a pipeline that embeds, search with a filter, near-duplicates, odd ones out, an update, a gallery.

No check loads a model: vectors are made up here, short enough to know every answer by heart.
"""

import numpy as np
import ray

import raycourse.checks.kit as kit
from raycourse.checks import graded
from raycourse.checks.kit import differs, notes, rows, runs, scratch, section, stand_in, type_of

LABEL = section("embeddings", "The class of each picture")
HAND = section("embeddings", "A picture becomes a vector")
SIZES = section("embeddings", "Which batch size?")
PIPELINE = section("embeddings", "The whole pipeline")
STORE = section("embeddings", "A store for vectors")
WORDS = section("embeddings", "Search by words")
FILTER = section("embeddings", "Search by both")
TWICE = section("embeddings", "Pictures that are there twice")
MAP = section("embeddings", "A map of the breeds")
AGAIN = section("images", "Every look runs the model again")


def _table(name: str, vectors: dict[str, list[float]]):
    """A LanceDB table of `{"breed/name.jpg": vector}`."""
    import lancedb

    listed = [{"path": path, "class": path.split("/")[0], "vector": np.array(vector, np.float32)} for path, vector in vectors.items()]
    return lancedb.connect(scratch(name)).create_table("pictures", listed, mode="create")


def _pairs(value, found, what: str, see: str) -> list[tuple]:
    """`value` as a list of pairs; else the check ends."""
    right = isinstance(value, list | tuple) and all(isinstance(pair, list | tuple | np.ndarray) and len(pair) == 2 for pair in value)
    found.need(what, right, f"got {str(value)[:90]}", see)
    return [tuple(pair) for pair in value]


@graded("embeddings.pipeline", points=4, findings=6)
def pipeline(answer, found):
    def embed(image):
        return image.mean((0, 1)).astype("float32")

    # The class is the folder's name alone: file names do not tell it, and the paths are of several depths.
    homes = {"pug": "/srv/dogs/train/pug", "corgi": "doggos/corgi", "chow_chow": "bucket/a/b/c/chow_chow"}
    colours = {f"{home}/{k}_{b}.jpg": 30 * b + k for b, home in enumerate(homes.values()) for k in range(8)}
    (note, noted), size, name = notes("embeddings.pipeline"), 4, "a model for the check"
    pictures = [{"path": path, "image": np.full((6, 6, 3), colour, np.uint8)} for path, colour in colours.items()]
    result = answer(ray.data.from_items(pictures, override_num_blocks=2).materialize(), stand_in(("image",), "embedding", embed, note), name, size)
    got = rows(result, found, {"path", "class", "embedding"}, PIPELINE)
    problem = differs([row["path"] for row in got], colours)
    found.need("every picture is there once", not problem, problem, PIPELINE)
    wrong = [row["path"] for row in got if np.shape(row["embedding"]) != (3,) or not np.allclose(row["embedding"], colours[row["path"]], atol=1)]
    made, gpus, _, sizes = runs(noted())
    problem = f"it got {made}: hand `model_id` on with fn_constructor_kwargs"
    found.need("the constructor gets model_id", made in ([[f"model_id={name}"]], [[name]]), problem, PIPELINE)
    found.true("every vector belongs to its picture", not wrong, f"{len(wrong)} of {len(got)} belong to another", PIPELINE) or found.stop()
    wrong = [f"{row['path']} has {row['class']!r}" for row in got if row["class"] != row["path"].split("/")[-2]]
    found.true("the class is the name of the folder", not wrong, *wrong[:1] or [""], LABEL)
    found.true(
        "batches have batch_size rows at most, and some have as many", max(sizes) == size, f"asked for {size}, the largest had {max(sizes)}", SIZES
    )
    cards = int(ray.cluster_resources().get("GPU", 1))
    found.equal("GPUs that each actor holds", gpus, [1.0], PIPELINE)
    found.equal("one actor for each GPU: the size of the pool", found.pools, [cards], PIPELINE)
    result.take_all()
    same = len(runs(noted())[3]) == len(sizes)
    found.true("two looks, one run of the model", same, "the second look started the generator again: materialize()", AGAIN)


@graded("embeddings.search", points=4, findings=4)
def search(answer, found):
    # Lengths differ, so that the distance between the points and the angle between the vectors give different orders; there are more rows
    # than a search returns unasked, and a breed whose name begins like another's.
    vectors = {
        "pug/near.jpg": [30.0, 3.0, 0.0], "pug/far.jpg": [0.2, 1.0, 0.0], "pug/middle.jpg": [1.0, 0.8, 0.0], "corgi/nearest.jpg": [9.0, 0.0, 0.0],
        "corgi/second.jpg": [6.0, 0.2, 0.0], "puggle/one.jpg": [2.0, 0.24, 0.0], "st john's dog/one.jpg": [0.5, 0.5, 0.5],
    } | {f"husky/{k}.jpg": [1.0, 1.0 + k / 10, 0.3] for k in range(9)}  # fmt: skip
    query = np.array([2.5, 0.0, 0.0], np.float32)  # not of length 1
    cosine = {path: float(vector[0] / np.linalg.norm(vector)) for path, vector in vectors.items()}
    best, table = sorted(cosine, key=cosine.get, reverse=True), _table("embeddings.search", vectors)

    def paths(k: int, **more) -> list[str]:
        return [path for path, _ in _pairs(answer(table, query.copy(), k, **more), found, "a list of (path, similarity) comes back", WORDS)]

    got = _pairs(answer(table, query.copy(), 3), found, "a list of (path, similarity) comes back", WORDS)
    every, three = paths(len(vectors)), [path for path, _ in got]
    problem = f"expected {best[:3]}, got {three}" + (": distance_type('cosine')?" if len(got) == 3 else "")
    if not got:
        problem = "nothing came: without a breed, look among all rows"
    elif three == best[:3]:
        problem = f"of {len(best)} that were asked for, {len(every)} came, or in another order"
    found.true("the three most alike, best first, and then all of them", three == best[:3] and every == best, problem, WORDS)
    right = len(got) > 0 and all(abs(similarity - cosine.get(path, 9)) < 1e-3 for path, similarity in got)
    said = f"expected {cosine[best[0]]:.3f} for the first, got {float(got[0][1]):.3f}: the store returns distances" if len(got) else "got nothing"
    found.true("similarity is the cosine", right, said, WORDS)
    pugs, two = [path for path in best if path.startswith("pug/")], paths(2, breed="pug")
    problem = f"expected {pugs[:2]}, got {two}: let the store filter by the whole name, before it takes the best"
    found.true("two pugs, though two corgis and a puggle are nearer", two == pugs[:2], problem, FILTER)
    try:
        got = paths(2, breed="st john's dog")
    except Exception as error:
        got = f"{type(error).__name__}: {str(error).splitlines()[0][:80]}"
    found.equal("a breed with an apostrophe", got, ["st john's dog/one.jpg"], FILTER)


@graded("embeddings.duplicates", points=4, findings=4)
def duplicates(answer, found):
    # 0 and 3 point the same way and differ in length; 1, 4 and 5 are three of a kind; 2 is on its own.
    vectors = np.array([[1, 0, 0], [0, 1, 0.02], [0, 0, 2], [5, 0.5, 0], [0, 1, 0], [0, 3, -0.12]], np.float32)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = unit @ unit.T
    expected = sorted(((i, j) for i in range(6) for j in range(i + 1, 6) if cosine[i, j] >= 0.99), key=lambda pair: -cosine[pair])

    def pairs(given: np.ndarray, threshold: float) -> list[tuple[int, int]]:
        listed = _pairs(answer(given.copy(), threshold), found, "a list of pairs (i, j) comes back", TWICE)
        return [(int(i), int(j)) for i, j in listed]

    got = pairs(vectors, 0.99)
    came, wanted = {frozenset(pair) for pair in got if pair[0] != pair[1]}, {frozenset(pair) for pair in expected}
    missed = sorted(tuple(sorted(pair)) for pair in wanted - came)
    raw = {frozenset((i, j)) for i in range(6) for j in range(i) if vectors[i] @ vectors[j] >= 0.99}
    below = len(came - wanted)
    why = ": divide each row by its length first" if came == raw else ""
    problem = f"{below} {'pair is' if below == 1 else 'pairs are'} below the threshold{why}"
    if missed:
        problem = f"missing {missed}: compare each row with every later one, by the cosine, whatever the lengths"
    found.true("every pair at or above the threshold, and no other", came == wanted, problem, HAND) or found.stop()
    own = next((pair for pair in got if pair[0] == pair[1]), None)
    once = own is None and len(came) == len(got) and all(i < j for i, j in got)
    problem = f"got {got}" if own is None else f"a picture is its own duplicate, in {own}"
    found.true("each pair is there once, i before j", once, problem, TWICE)
    ordered = [
        pair for k, pair in enumerate(tuple(sorted(pair)) for pair in got) if pair[0] != pair[1] and pair not in [tuple(sorted(p)) for p in got[:k]]
    ]
    found.true("the most alike pair first", ordered == expected, f"expected {expected}, got {got}", TWICE)
    exact = np.array([[0, 2, 0], [0, 0, 3], [0, 5, 0], [0.1, 1, 0]], np.float32)  # 0 and 2 have a cosine of exactly 1
    got = [pairs(vectors, 0.9997), pairs(exact, 1.0)]
    found.equal("thresholds of 0.9997 and, with a pair that reaches it exactly, of 1", got, [expected[:1], [(0, 2)]], TWICE)


@graded("embeddings.odd", points=4, findings=3)
def odd(answer, found):
    # Row 5 is long: in a mean of raw vectors it alone would say where the centre of the pugs is.
    vectors = np.array([[1, 0.1, 0], [0, 1, 0.1], [1, -0.1, 0], [0, 1, 0], [0.2, 1, 0.9], [17.3, 10, 0], [0.64, 0.77, 0], [0, 1, -0.1]], np.float32)
    classes = ["pug", "corgi", "pug", "corgi", "corgi", "pug", "pug", "corgi"]
    got = _positions(answer(vectors.copy(), list(classes)), {"corgi", "pug"}, found)
    for name, position, typical in (("pug", 6, 5), ("corgi", 4, 1)):
        hint = (
            "it is the most like it: take the smallest cosine"
            if got[name] == typical
            else "the centroid is the mean of this class alone, each vector divided by its length first"
        )
        own, said = [k for k, one in enumerate(classes) if one == name], got[name]
        if said not in own:
            hint = (
                "count positions in all rows, not in the class" if said in range(len(own)) and own[said] == position else f"row {said} is no {name}"
            )
        found.true(f"the odd {name} is in row {position}", said == position, f"got row {said}: {hint}", MAP)
    # The odd husky comes first; the mean of all rows, or the first husky in the place of the mean, would find another.
    other = np.array([[1, 0, 0.9], [0, 0, 3], [2, 0.4, 0], [1, 0, 0]], np.float32)
    got = _positions(answer(other, ["husky", "poodle", "husky", "husky"]), {"husky", "poodle"}, found)
    found.equal("other rows, with a class of one picture", got, {"husky": 0, "poodle": 1}, MAP)


def _positions(got, classes: set[str], found) -> dict[str, int]:
    """`got` as {class: position}; else the check ends."""
    found.need("a dict comes back", isinstance(got, dict), f"expected {{class: position}}, got {type_of(got)}", MAP)
    problem = differs(got, classes)
    found.need("one entry for each class", not problem, problem, MAP)
    odd_one = next((value for value in got.values() if not isinstance(value, int | np.integer)), None)
    found.need("each is a position", odd_one is None, f"expected a whole number, got {odd_one!r}", MAP)
    return {str(name): int(position) for name, position in sorted(got.items())}


@graded("embeddings.update", points=4, findings=5)
def update(answer, found):
    asked = []

    def embed(images):
        if len(images) == 0:
            raise ValueError("embed was called without a picture, which no model takes: leave early where nothing is new")
        asked.extend(int(image[0, 0, 0]) for image in images)
        return np.array([[image.mean(), 1.0, 0.0] for image in images], np.float32)

    # More rows than a search by a vector returns unasked. A bare file name and a class that are known do not make a picture known.
    old = {f"pug/{k}.jpg": [0.1, 0.2, k / 10] for k in range(12)}
    new = {"corgi/3.jpg": 30, "corgi/d.jpg": 40, "pug/e.jpg": 50}
    colours = {"pug/11.jpg": 20, "corgi/3.jpg": 30, "pug/0.jpg": 10, "corgi/d.jpg": 40, "pug/e.jpg": 50}
    delivery = [{"path": path, "class": path.split("/")[0], "image": np.full((4, 4, 3), colour, np.uint8)} for path, colour in colours.items()]
    delivery.append(dict(delivery[3]))  # a new picture, sent twice in one night
    table = _table("embeddings.update", old)
    count = answer(table, list(delivery), embed)
    once, every = sorted(new.values()), sorted(int(row["image"][0, 0, 0]) for row in delivery)
    twice = "corgi/d.jpg comes twice in this delivery"
    mistakes = [(sorted([*once, 40]), f"{twice}: embed it once"), (every, f"pug/0.jpg and pug/11.jpg are in the store, and {twice}")]
    found.equal("embed saw the pictures that are new, and no others (by their colour)", sorted(asked), once, STORE, mistakes)
    found.equal("the number of new pictures comes back", count, len(new))
    listed = table.search().limit(1000).to_list()
    paths = [row["path"] for row in listed]
    problem = differs(paths, [*old, *new])
    found.true("every picture is in the store once", not problem, problem, STORE) or not differs(set(paths), [*old, *new]) or found.stop()
    wanted = {path: (path.split("/")[0], vector) for path, vector in (old | {path: [colour, 1, 0] for path, colour in new.items()}).items()}
    wrong = [row["path"] for row in listed if row["class"] != wanted[row["path"]][0] or not np.allclose(row["vector"], wanted[row["path"]][1])]
    found.true("class and vector belong to their path, the old ones as they were", not wrong, f"not so for {', '.join(wrong[:3])}", STORE)
    again = answer(table, list(delivery), embed)
    found.equal("the same delivery again: new pictures, rows", (again, table.count_rows()), (0, len(listed)), STORE)


@graded("embeddings.gallery", points=2, findings=2, seconds=600)
def gallery(answer, found):
    kit.gallery(answer(), found, 12)
