"""Checks of the lab *Image generation*: a seeded generator, Parquet, PNG files by id, another table, a gallery."""

import contextlib
import io
from collections.abc import Callable
from unittest import mock

import numpy as np
import ray

import raycourse.checks.kit as kit
from raycourse.checks import graded
from raycourse.checks.kit import differs, notes, read, rows, runs, scratch, section, stand_in, type_of
from raycourse.models import model

CLASS = section("images", "A class, so that the model loads once")
SEED = section("images", "A seed for each row")
TEXTS = section("images", "What goes in: a list of texts")
ARRAYS = section("images", "What comes out: arrays, not image objects")
AGAIN = section("images", "Every look runs the model again")
PARQUET = section("images", "Write once, as Parquet")
PNG = section("images", "PNG files, and their names")


def _painter() -> Callable:
    """What the stand-in paints for a row: another picture for each id and text."""

    def paint(number, text):
        import numpy as np

        seed = int(number) * 1000 + sum(place * ord(letter) for place, letter in enumerate(str(text), 1))
        return np.random.default_rng(seed).integers(0, 256, (16, 16, 3), dtype=np.uint8)

    return paint


@contextlib.contextmanager
def _watched_pipelines():
    """(loads, calls): grow with each diffusers pipeline that is loaded meanwhile, and with the options of each call of one."""
    from diffusers import DiffusionPipeline

    loads, calls, original = [], [], DiffusionPipeline.from_pretrained.__func__
    with contextlib.ExitStack() as stack:

        def watch(kind: type) -> None:
            call = kind.__call__

            def called(self, *args, **options):
                calls.append(options)
                return call(self, *args, **options)

            stack.enter_context(mock.patch.object(kind, "__call__", called))

        def loaded(cls, *args, **options):
            pipe = original(cls, *args, **options)
            if type(pipe) not in loads:
                watch(type(pipe))
            loads.append(type(pipe))
            return pipe

        stack.enter_context(mock.patch.object(DiffusionPipeline, "from_pretrained", classmethod(loaded)))
        yield loads, calls


def _painted(gen: Callable, ids: list[int], texts: list[str], found) -> dict[tuple[int, str], np.ndarray]:
    """What `gen` makes of a batch, by (id, prompt); else the check ends."""
    batch = gen({"id": np.array(ids), "prompt": np.array(texts, dtype=object)})
    found.need("the batch comes back as a dict", isinstance(batch, dict), f"expected a dict, got {type_of(batch)}", CLASS)
    missing = {"id", "prompt", "image"} - set(batch)
    found.need("id and prompt are kept, image is added", not missing, f"missing: {', '.join(sorted(missing))}", CLASS)
    same = [int(k) for k in batch["id"]] == ids and list(map(str, batch["prompt"])) == texts
    found.need("ids and prompts are as they were", same, "other values, or another order", CLASS)
    odd = next((image for image in kit.items(batch["image"], found, "pictures") if not isinstance(image, np.ndarray)), None)
    found.need("pictures are arrays", odd is None, f"one is {type_of(odd)}: `np.asarray` makes an array of it", ARRAYS)
    images = kit.colour_pictures(batch["image"], found, len(ids), len(ids), ARRAYS)
    return dict(zip(zip(ids, texts, strict=True), (image.astype(float) for image in images), strict=True))


@graded("images.generator", points=4, findings=5)
def generator(answer, found):
    found.need("ImageGen is a class", isinstance(answer, type), f"expected a class, got {type_of(answer)}", CLASS)
    # Ids that a small number, a remainder or a position in the batch would take for one another; two prompts for one id.
    cat, owl = "a photo of a cat", "a watercolour painting of an owl"
    ids, texts = [1013, 13, 3, 13], [cat, cat, cat, owl]
    with _watched_pipelines() as (loads, calls):
        gen = answer()
        in_init = len(loads)
        together = _painted(gen, ids, texts, found)
        alone = {key: _painted(gen, [key[0]], [key[1]], found)[key] for key in list(together)[1:]}
    problem = f"loads in __init__: {in_init}, in three calls: {len(loads) - in_init}; calls of the pipeline: {len(calls)}"
    found.true("the model loads in __init__, once, and paints", len(loads) == in_init == 1 and bool(calls), problem, CLASS)
    options = model("text_to_image").call
    wrong = sorted({key for call in calls for key, value in options.items() if call.get(key) != value})
    found.true("it is called with its own options", bool(calls) and not wrong, f"{', '.join(wrong)} not as in `model.call`", CLASS)

    def apart(a, b):
        return float(np.abs(a - b).mean())

    others = [apart(together[1013, cat], together[13, cat]), apart(together[13, cat], together[3, cat]), apart(together[1013, cat], together[3, cat])]
    found.true(
        "the same prompt with another id gives another picture", min(others) > 0.1, "two are equal: seed by the id, all of it", SEED
    ) or found.stop()
    change = max(apart(picture, together[key]) for key, picture in alone.items())
    problem = f"pixels differ by {change:.1f} of 255 on average, those of other ids by {np.mean(others):.1f}: give each row a generator of its own, seeded by its id"
    found.true("a row alone and a row among others give the same picture", change < 0.2 * np.mean(others), problem, SEED) or found.stop()
    prompted = apart(together[13, cat], together[13, owl])
    found.true("another prompt with the same id gives another picture", prompted > 0.1, "both are equal: each row has its own prompt", TEXTS)


@graded("images.parquet", points=4, findings=5)
def parquet(answer, found):
    folder, (note, noted), paint = scratch("images.parquet/out"), notes("images.parquet"), _painter()
    generator = stand_in(("id", "prompt"), "image", paint, note)
    # The second run has other rows, fewer of them.
    for ids in ((21, 140, 3, 77, 58, 6), (140, 9, 31, 12, 88)):
        texts = {k: f"a drawing of creature {k}" for k in ids}
        answer(ray.data.from_items([{"id": k, "animal": text} for k, text in texts.items()], override_num_blocks=1).materialize(), generator, folder)
        there = sorted(read(folder))
        found.need("Parquet files are in the folder", any(name.endswith(".parquet") for name in there), f"found {there or 'nothing'}", PARQUET)
    stored = rows(ray.data.read_parquet(folder), found, {"id", "image", "prompt"}, TEXTS)
    image = stored[0]["image"]
    right = isinstance(image, np.ndarray) and image.dtype == np.uint8 and image.shape == (16, 16, 3)
    problem = f"got {type_of(image)}: expected uint8 of shape (16, 16, 3), painted by the argument and not by a class of your own"
    found.need("pictures are those of `generator`", right, problem, ARRAYS)
    problem = differs([row["id"] for row in stored], texts)
    added = ": the second run was added to the first" if len(stored) > len(texts) else ""
    found.true("after two runs, each row of the second is there once", not problem, f"by id, {problem}{added}", PARQUET)
    wrong = [
        k for row in stored if row["prompt"] != texts.get(k := row["id"], row["prompt"]) or not np.array_equal(row["image"], paint(k, row["prompt"]))
    ]
    found.true("every picture belongs to its id and prompt", not wrong, f"not so for the ids {wrong[:5]}", PARQUET)
    _, gpus, _, sizes = runs(noted())
    largest = max(sizes, default=0)
    found.true("batches have at most four rows, and some have four", largest == 4, f"the largest had {largest}: set batch_size", CLASS)
    found.equal("GPUs that each actor holds", gpus, [1.0], CLASS)
    cards = int(ray.cluster_resources().get("GPU", 1))
    found.equal("one actor for each GPU: the size of the pool, in both runs", found.pools, [cards] * 2, PARQUET)


@graded("images.png", points=4, findings=5)
def png(answer, found):
    from PIL import Image

    folder, paint = scratch("images.png"), _painter()
    pictures = {k: paint(k, "png") for k in (5, 17, 130, *range(200, 242, 2))}  # more than `take` gives unasked
    night, black = np.zeros((2, 16, 16, 3), np.uint8)
    night[3, 4, 2] = 9  # one blue star
    pictures |= {61: night, 1000: black, 8: black}
    kept, left_out = [k for k, image in pictures.items() if image.any()], [8, 1000]
    rows = [{"id": k, "image": image} for k, image in pictures.items()]
    got = answer(ray.data.from_items(rows, override_num_blocks=2).materialize(), folder)
    files = read(folder)
    lazy = "the folder is empty: a map is lazy until something asks for its rows, as `take_all()` and `materialize()` do"
    found.need("there are files", bool(files), lazy, PNG)
    mistakes = {
        tuple(sorted([*kept, *left_out])): "8 and 1000 are all black: leave them out",
        tuple(sorted({*kept} - {61})): "61 is a night with one star, and not black: look at every pixel and channel",
    }
    named = tuple(sorted(int(name.removesuffix(".png")) for name in files if name.removesuffix(".png").isdecimal()))
    problem = differs(files, [f"{k}.png" for k in kept])
    problem += f" ({mistakes[named]})" if problem and named in mistakes and len(named) == len(files) else ""
    found.true("files are named by id, one for each row that is not black", not problem, problem, PNG) or found.stop()
    opened = {k: Image.open(io.BytesIO(files[f"{k}.png"])) for k in kept}
    found.equal("the format inside the files", sorted({image.format for image in opened.values()}), ["PNG"], PNG)
    wrong = [k for k in kept if not np.array_equal(np.asarray(opened[k]), pictures[k])]
    found.true("every pixel is as it was", not wrong, f"other pixels than in the row: {', '.join(f'{k}.png' for k in wrong[:5])}", PNG)
    mistakes = [
        (sorted(kept), "these were written"),
        (left_out[::-1], "sort them: rows come in any order"),
        ([{"id": k, "black": True} for k in left_out], "these are rows: return their ids"),
    ]
    found.equal("the ids of the black ones", kit.items(got, found, "the ids of the black ones"), left_out, PNG, mistakes)
    got = answer(ray.data.from_items([{"id": 5, "image": pictures[17]}]).materialize(), folder)
    files = read(folder)
    clean = sorted(files) == ["5.png"] and np.array_equal(np.asarray(Image.open(io.BytesIO(files["5.png"]))), pictures[17])
    problem = f"expected a new 5.png alone, got {', '.join(sorted(files)[:5]) or 'nothing'}: empty the folder first"
    none = isinstance(got, list | tuple | np.ndarray) and len(got) == 0
    problem = problem if not clean else f"none was black this time, and {got!r} came back"
    found.true("a second run with one row leaves its one file, and no black one", clean and none, problem, PNG)


@graded("images.illustrated", points=3, findings=3)
def illustrated(answer, found):
    (note, noted), paint, results = notes("images.illustrated"), _painter(), []
    generator = stand_in(("id", "prompt"), "image", paint, note)
    for column, ids in (("what", (31, 4, 250, 77, 8)), ("title", (9, 40))):
        table = [{"id": k, "shelf": f"shelf {k % 2}", column: f"picture book {k}"} for k in ids]
        result = kit.a_dataset(answer(ray.data.from_items(table, override_num_blocks=2).materialize(), generator, column), found, AGAIN)
        got = sorted(rows(result, found, {"id", "picture", "shelf", column}, TEXTS), key=lambda row: row["id"])
        results.append((result, got, column, sorted(table, key=lambda row: row["id"])))
    right = all(np.array_equal(row["picture"], paint(row["id"], row[column])) for _, got, column, _ in results for row in got)
    found.true("every picture belongs to its text", right, "pictures and texts do not match", CLASS) or found.stop()
    kept = all([{name: row[name] for name in wanted[0]} for row in got] == wanted for _, got, _, wanted in results)
    found.true("every row is there, the other columns as they were", kept, "rows or values have changed")
    before = len(runs(noted())[3])
    results[0][0].take_all()
    again = len(runs(noted())[3]) - before
    found.true("two looks, one run of the model", not again, f"the second look called the generator {again} times more", AGAIN)


@graded("images.gallery", points=2, findings=2, seconds=600)
def gallery(answer, found):
    kit.gallery(answer(), found, 8, SEED)
