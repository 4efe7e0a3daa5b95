"""Checks of the lessons' own exercises, *Your turn*: a function of a few lines each, worth a point that no gradebook counts."""

import collections
import io
import os
import random
import time
import uuid

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import ray
import torch
from PIL import Image
from ray.data.expressions import col

from raycourse.checks import graded
from raycourse.checks.kit import a_dataset, bomb, items, scratch, section, type_of

TOGETHER_S = 10


def _short(numbers: np.ndarray) -> str:
    return ", ".join(f"{number:.2f}" for number in numbers)


@graded("turns.everywhere", points=1, findings=2)
def everywhere(answer, found):
    @ray.remote(num_cpus=0)
    class Door:
        arrived, closed = 0, False

        def arrive(self):
            self.arrived += 1

        def close(self):
            self.closed = True

        def together(self):
            return True if self.arrived >= 4 else False if self.closed else None

    door, see = Door.remote(), section("start", "Tasks")

    def square(number):
        """Waits until four of its kind run, or one has waited in vain."""
        ray.get(door.arrive.remote())
        end = time.time() + TOGETHER_S
        while (together := ray.get(door.together.remote())) is None:
            if time.time() > end:
                ray.get(door.close.remote())
            time.sleep(0.05)
        return number * number, together

    came = items(answer(square, [2, 3, 5, 7]), found, "the results")
    references = [one for one in came if isinstance(one, ray.ObjectRef)]
    found.need("results come back, not references", not references, "`ray.get` fetches what references stand for", section("start", "References"))
    pairs = [one if isinstance(one, tuple) else (one, False) for one in came]
    found.equal("the results, in the order of the values", [value for value, _ in pairs], [4, 9, 25, 49], see)
    alone = "each call waited for the one before it: start all tasks first, then call `ray.get` once, on the whole list"
    found.true("the calls ran at the same time", all(together for _, together in pairs), alone, see)


@graded("turns.pooled", points=1, findings=3)
def pooled(answer, found):
    see = section("start", "Actors")

    class Model:
        def __init__(self):
            self.name = uuid.uuid4().hex

        def work(self, batch):
            return batch * 10, self.name, os.getpid()

    came = items(answer(Model, [3, 1, 4, 1, 5], 2), found, "the results")
    references = [one for one in came if isinstance(one, ray.ObjectRef)]
    found.need("results come back, not references", not references, "`ray.get` fetches what references stand for", section("start", "References"))
    found.need("they are what `work` returned", all(isinstance(one, tuple) and len(one) == 3 for one in came), f"got {came[:1]}", see)
    found.equal("one for each batch, in the order of the batches", [value for value, _, _ in came], [30, 10, 40, 10, 50], see)
    found.true("no call ran in the notebook", os.getpid() not in {pid for _, _, pid in came}, "`ray.remote(Model)` makes an actor class of it", see)
    shares = sorted(collections.Counter(name for _, name, _ in came).values())
    mistakes = [([5], "one of them did everything"), ([1] * 5, "every batch got an actor of its own, which loads the model again")]
    found.equal("of five batches, how many each of the two actors got", shares, [2, 3], see, mistakes)


@graded("turns.in_blocks", points=1, findings=2)
def in_blocks(answer, found):
    see, folder = section("datasets", "Blocks: the pieces that travel"), scratch("turns.in_blocks", shared=False)
    table = pa.table({"number": range(40)})
    pyarrow.csv.write_csv(table, f"{folder}/numbers.csv")
    pyarrow.parquet.write_table(table, f"{folder}/numbers.parquet")
    for read, kind in ((ray.data.read_csv, "csv"), (ray.data.read_parquet, "parquet")):
        result = a_dataset(answer(read, f"{folder}/numbers.{kind}", 5), found, see).materialize()
        hint = "the Parquet reader takes `override_num_blocks` for a hint; what works for every reader?" if kind == "parquet" else ""
        count, blocks = result.count(), result.num_blocks()
        found.true(f"40 rows of {kind} in 5 blocks", (count, blocks) == (40, 5), f"got {count} rows in {blocks} blocks. {hint}".strip(), see)


@graded("turns.contrast", points=1, findings=2)
def contrast(answer, found):
    see = section("datasets", "Rows and batches")
    images = np.random.default_rng(0).integers(0, 256, (3, 4, 5, 3), np.uint8)
    images[1] = 77
    images.setflags(write=False)
    batch = answer({"image": images, "path": np.array(["a", "b", "c"], object)})
    found.need("a batch comes back", isinstance(batch, dict), f"expected a dict of arrays, got {type_of(batch)}", see)
    found.equal("the columns", sorted(batch), ["contrast", "image", "path"], see)
    wanted = [int(image.max()) - int(image.min()) for image in images]
    got = np.asarray(batch.get("contrast", []))
    problem = f"expected {wanted}, got {got.tolist()}" if got.ndim < 2 and got.size else f"expected three numbers, got {type_of(got)}"
    found.true("one contrast for each picture", got.shape == (3,) and got.tolist() == wanted, f"{problem}: which axes belong to one picture?", see)


@graded("turns.bright", points=1, findings=3)
def bright(answer, found):
    see = section("ingest", "Stream more than memory holds")

    @ray.remote(num_cpus=0)
    class Made:
        blocks = 0

        def add(self):
            self.blocks += 1

        def count(self):
            return self.blocks

    made = Made.remote()

    def draw(batch):
        time.sleep(0.05)
        ray.get(made.add.remote())
        return {"id": batch["id"], "brightness": np.where(batch["id"] % 3 == 0, 230, 120)}

    two_at_a_time = ray.data.TaskPoolStrategy(size=2)
    pictures = ray.data.range(60 * 64, override_num_blocks=60).map_batches(draw, batch_size=None, compute=two_at_a_time)
    got = items(answer(pictures, 100), found, "the ids")
    count = ray.get(made.count.remote())
    right = [number for number in got if not isinstance(number, dict) and number % 3 == 0]
    problem = f"expected 100 ids of bright pictures, got {len(got)} of which {len(set(right))} are right"
    found.true("a hundred bright pictures, each once", len(got) == len(set(right)) == 100, problem, see) or found.stop()
    found.true("the rest was not made", count < 45, f"{count} of 60 blocks were: stop as soon as you have enough", see)
    few = ray.data.from_items([{"id": number, "brightness": 30 * number} for number in range(9)])
    got = items(answer(few, 10), found, "the ids of a small set")
    found.equal("all there are, where there are fewer", sorted(map(int, got)), [7, 8], see)


@graded("turns.problems", points=1, findings=2)
def problems(answer, found):
    see = section("ingest", "Bad records")
    for counted in ({"": 14, "OSError": 23, "ValueError": 5}, {"KeyError": 2}):
        rows = [{"file": f"{name}-{k}", "problem": name} for name, number in counted.items() for k in range(number)]
        random.Random(0).shuffle(rows)
        got = answer(ray.data.from_items(rows))
        found.need("a dict comes back", isinstance(got, dict), f"expected a dict, got {type_of(got)}", see)
        wanted = {name: number for name, number in counted.items() if name}
        hints = [(counted, "good rows have no problem"), ({name: 1 for name in wanted}, "how many rows have each?")]
        found.equal("how many rows each problem has", {str(name): int(number) for name, number in got.items()}, wanted, see, hints)


@graded("turns.once", points=1, findings=2)
def once(answer, found):
    see = section("joins", "The other kinds of join")
    animals = ray.data.from_items([{"id": key, "animal": f"animal {key}"} for key in range(1, 5)])
    outfits = ray.data.from_items([{"id": key, "outfit": f"outfit {n}"} for n, key in enumerate((2, 2, 3, 9))])
    listed = a_dataset(answer(animals, outfits), found, see).take_all()
    keys = sorted(row["id"] for row in listed)
    found.equal("the ids of the animals that own something", keys, [2, 3], see, [([2, 2, 3], "an animal with two outfits comes twice")])
    found.equal("the columns", sorted(set().union(*listed)), ["animal", "id"], see)


@graded("turns.united", points=1, findings=3)
def united(answer, found):
    see = section("joins", "More rows: union")
    first = ray.data.from_items([{"id": 1, "outfit": "red scarf"}, {"id": 2, "outfit": "blue cape"}])
    same = ray.data.from_items([{"outfit": "pink tutu", "id": 3}])
    got = a_dataset(answer(first, same), found, see).take_all()
    wanted = [(1, "red scarf"), (2, "blue cape"), (3, "pink tutu")]
    found.equal("the same columns in another order: all rows", sorted((row["id"], row["outfit"]) for row in got), wanted, see)
    others = {
        "a column of another name": [same.rename_columns({"outfit": "clothes"})],
        "a column more, or one less": [same.with_column("price", col("id") * 2), same.select_columns(["id"])],
    }
    for what, seconds in others.items():
        raised = [_raised(answer, first, second) for second in seconds]
        odd = next((error for error in raised if type(error) is not ValueError), None)
        problem = "one was accepted" if None in raised else f"{type(odd).__name__} came"
        found.true(f"ValueError for {what}", all(type(error) is ValueError for error in raised), problem, see)


@graded("turns.full_blocks", points=1, findings=2)
def full_blocks(answer, found):
    see = section("joins", "Blocks after the join")
    pieces = [ray.data.range(count).materialize() for count in (7, 12, 4)]
    result = a_dataset(answer(pieces[0].union(*pieces[1:]), 5), found, see).materialize()
    sizes = sorted((block.num_rows for block in ray.get(result.to_arrow_refs())), reverse=True)
    found.equal("no row is lost", sum(sizes), 23, see)
    found.true("blocks of 5 rows, and one with the rest", sizes == [5, 5, 5, 5, 3], f"expected sizes 5, 5, 5, 5 and 3, got {sizes}", see)


@graded("turns.halves", points=1, findings=2)
def halves(answer, found):
    see = section("images", "What comes out: arrays, not image objects")
    halved = np.random.default_rng(0).integers(0, 256, (3, 4, 3, 3), np.uint8)
    images = halved.repeat(2, 1).repeat(2, 2)  # any way of halving gives about these; a crop, a flip and another row's picture do not
    batch = answer({"id": np.arange(3), "image": images.copy()})
    found.need("a batch comes back", isinstance(batch, dict), f"expected a dict of arrays, got {type_of(batch)}", see)
    small = batch.get("small")
    right = isinstance(small, np.ndarray) and small.dtype == np.uint8 and small.shape == (3, 4, 3, 3)
    found.true("`small` is one uint8 array of shape (3, 4, 3, 3)", right, f"got {type_of(small)}", see) or found.stop()
    near = np.abs(small.astype(int) - halved).mean((1, 2, 3)).max() < 40
    found.true("each small picture is made of its own large one", near, "the pixels are not those of the whole picture, at half its size", see)


@graded("turns.noise", points=1, findings=2)
def noise(answer, found):
    see = section("images", "A seed for each row")

    def drawn(pairs):
        ids, versions = np.array(pairs).T
        got = items(answer({"id": ids, "version": versions}), found, "the generators")
        right = len(got) == len(pairs) and all(isinstance(one, torch.Generator) for one in got)
        found.need("a generator for each row", right, f"expected {len(pairs)} of `torch.Generator`, got {[type_of(one) for one in got][:7]}", see)
        return [torch.randn(4, generator=one).tolist() for one in got]

    pairs = [(number, version) for version in range(10) for number in (3, 13, 1, 0, 2)]
    together, alone = drawn(pairs), [drawn([pair])[0] for pair in pairs]
    problem = "another batch, another noise: seed each row's own generator by its `id` and `version`, and by nothing else"
    found.true("a row alone and a row among others start from the same noise", together == alone, problem, see)
    twins = [(a, b) for k, a in enumerate(pairs) for m, b in enumerate(pairs[:k]) if alone[k] == alone[m]]
    problem = " and ".join(f"id {number}, version {version}" for number, version in twins[0]) if twins else ""
    found.true("no two rows start from the same noise", not twins, f"{problem} do: what number belongs to one pair alone?", see)


@graded("turns.texts", points=1, findings=2)
def texts(answer, found):
    see = section("enhance", "Many chats in one call")

    def conversation(text, *before):
        said = [{"role": role, "content": content} for role, content in (("system", "Enhance."), *before, ("user", "a fox"), ("assistant", text))]
        return [{"generated_text": said}]

    answers = [conversation("a fox, with icicles"), conversation("a fox, with tulips", ("user", "an owl"), ("assistant", "an owl, with snow"))]
    got = items(answer(answers), found, "the texts")
    found.equal("one text for each chat", len(got), 2, see) or found.stop()
    wanted = ["a fox, with icicles", "a fox, with tulips"]
    mistakes = [
        (["a fox, with icicles", "an owl, with snow"], "the third message is not always the last one"),
        (["a fox", "a fox"], "what was asked"),
    ]
    found.equal("the model's last word in each", got, wanted, see, mistakes)


@graded("turns.fitting", points=1, findings=3)
def fitting(answer, found):
    see = section("enhance", "Four actors, two GPUs")
    mistakes = [(3, "a share lives on one card: 0.4 of one and 0.2 of another hold nobody"), (1, "that is one card")]
    found.equal("0.6 each, on two cards", answer(0.6, 2), 2, see, mistakes)
    mistakes = [((27, 57), "`1 // 0.1` is 9, for 0.1 is no exact number: count in ten-thousandths")]
    found.equal("0.1 on three cards, and 0.05 on three", (answer(0.1, 3), answer(0.05, 3)), (30, 60), see, mistakes)
    thirds = (answer(0.3333, 1), answer(0.3334, 1))
    found.equal(
        "0.3333 on a card, and 0.3334", thirds, (3, 2), see, [((3, 3), "three times 0.3334 is more than 1"), ((2, 2), "three times 0.3333 fits")]
    )


@graded("turns.slowest", points=1, findings=2)
def slowest(answer, found):
    see, work = section("enhance", "Where the time goes"), {"enhancer": 6.0, "painter": 8.0, "writer": 1.0}
    mistakes = [
        ("painter", "it has the most to do, and four actors for it: 2 s each"),
        ("writer", "it is the quickest, and waits for the others"),
        (6.0, "that is how long: return its name"),
    ]
    found.equal(
        "6 s in one enhancer, 8 s in four painters, 1 s in one writer",
        answer(work, {"enhancer": 1, "painter": 4, "writer": 1}),
        "enhancer",
        see,
        mistakes,
    )
    mistakes = [("writer", "it has the fewest actors; how long does each of them work?"), ("enhancer", "6 s in six actors are 1 s each")]
    found.equal(
        "6 s in six enhancers, 8 s in two painters, 1 s in one writer",
        answer(work, {"enhancer": 6, "painter": 2, "writer": 1}),
        "painter",
        see,
        mistakes,
    )


@graded("turns.steps_per_epoch", points=1, findings=3)
def steps_per_epoch(answer, found):
    see = section("finetune", "The same loop in many workers")
    mistakes = [(32, "that is all workers together"), (15, "the rest of the rows makes a step, too"), (8, "each worker takes batches of that size")]
    found.equal("1,000 rows, 2 workers, batches of 32", answer(1000, 2, 32), 16, see, mistakes)
    found.equal("one worker", answer(1000, 1, 32), 32, see, [(31, "the rest of the rows makes a step, too")])
    mistakes = [(26, "the row that does not divide is left out, so each has 100: all workers take the same number of steps")]
    found.equal("401 rows, 4 workers, batches of 4", answer(401, 4, 4), 25, see, mistakes)


@graded("turns.mixed", points=1, findings=3)
def mixed(answer, found):
    see = section("embeddings", "Search by both")
    picture, words = np.array([30.0, 40.0, 0.0]), np.array([0.0, 0.0, 0.5])
    got = np.asarray(answer(picture.copy(), words.copy(), 0.5))
    found.need("a vector of the same length comes back", got.shape == (3,), f"expected shape (3,), got {type_of(got)}", see)
    length = float(np.linalg.norm(got))
    found.true("its length is 1", bool(np.isclose(length, 1)), f"got {length:.2f}: divide the sum by its length", see)
    near = got @ picture / 50 / (length or 1)
    why = ": the picture's vector is a hundred times as long; bring both to length 1 before you add them" if near > 0.99 else ""
    found.true("half of each, by direction", bool(np.isclose(near, 0.5**0.5)), f"expected the cosine 0.71 with the picture, got {near:.2f}{why}", see)
    ends = [np.asarray(answer(picture.copy(), words.copy(), share)) for share in (1, 0)]
    cosines = [float(end @ one / np.linalg.norm(end) / np.linalg.norm(one)) for end, one in zip(ends, (picture, words), strict=True)]
    other = " (the other way round)" if np.allclose(cosines, 0) else ""
    found.true(
        "share 1 is the picture, share 0 the words",
        np.allclose(cosines, 1),
        f"expected cosines 1.00, 1.00; got {_short(np.array(cosines))}{other}",
        see,
    )


@graded("turns.mirrored", points=1, findings=3)
def mirrored(answer, found):
    see, rng = section("finetune", "Augment at every epoch"), np.random.default_rng(0)
    images = rng.random((64, 3, 4, 6)).astype(np.float32)
    images.setflags(write=False)
    epochs = [answer(images, np.random.default_rng(seed)) for seed in (1, 2)]
    shapes = [type_of(epoch) for epoch in epochs if np.shape(epoch) != images.shape]
    found.need("an array of the same shape comes back", not shapes, f"expected {type_of(images)}, got {shapes[:1]}", see)
    epochs = [np.asarray(epoch) for epoch in epochs]
    kept, turned = (np.stack([(epoch == one).all((1, 2, 3)) for epoch in epochs]) for one in (images, images[..., ::-1]))
    upside = any((epoch == images[..., ::-1, :]).all((1, 2, 3)).any() for epoch in epochs)
    why = "some stand on their heads: the last axis is the width" if upside else "some are neither the picture nor its mirror image"
    found.true("each picture is itself or its mirror image", (kept | turned).all(), why, see)
    shares = turned.mean(1)
    problem = f"{shares[0]:.0%} are at the first epoch, {shares[1]:.0%} at the second"
    found.true("about half of them are mirrored", bool(np.all(abs(shares - 0.5) < 0.25)), problem, see)
    found.true("another half at the next epoch", (turned[0] != turned[1]).any(), "both epochs mirror the same pictures: draw from `rng`", see)


@graded("turns.by_class", points=1, findings=3)
def by_class(answer, found):
    see = section("finetune", "What it gets wrong")
    truth = np.array(["dog"] * 6 + ["fish"] * 4 + ["cat"] * 2)
    said = np.array(["dog"] * 5 + ["fish"] + ["fish"] * 3 + ["dog"] + ["dog"] * 2)
    got = answer(truth, said)
    found.need("a dict comes back", isinstance(got, dict), f"expected {{class: share}}, got {type_of(got)}", see)
    got = {str(name): round(float(share), 3) for name, share in got.items()}
    wanted, precise = {"dog": 0.833, "fish": 0.75, "cat": 0.0}, {"dog": 0.625, "fish": 0.75}
    mistakes = [
        (precise, "that is the share of those that were called so; divide by the rows that are of the class"),
        (precise | {"cat": 0.0}, "that is the share of those that were called so; divide by the rows that are of the class"),
        ({"dog": 0.833, "fish": 0.75}, "cats are in `truth`, though nobody said cat"),
        (dict.fromkeys(wanted, 0.667), "that is the share of all rows"),
        ({"dog": 5.0, "fish": 3.0, "cat": 0.0}, "these are counts"),
    ]
    found.equal("the share of each class that is named right", got, wanted, see, mistakes) or found.stop()
    got = answer(np.array([1, 1, 1, 0]), np.array([1, 2, 2, 0]))
    found.equal("classes by number, one of which is said and never true", sorted(int(name) for name in got), [0, 1], see)
    found.equal("their shares", [round(float(got[name]), 3) for name in sorted(got)], [1.0, 0.333], see)


@graded("turns.margin", points=1, findings=2)
def margin(answer, found):
    see, logits = section("predict", "A predictor"), torch.tensor([[2.0, 0.5, -1.0], [0.1, 0.0, 0.2], [-3.0, 5.0, 5.0]])
    got = np.asarray(answer(logits))
    best = logits.softmax(1).sort(1).values
    wanted = (best[:, -1] - best[:, -2]).numpy()
    found.equal("one number for each row", got.shape, (3,), see) or found.stop()
    plain = logits.sort(1).values
    confused = np.allclose(got, plain[:, -1] - plain[:, -2])
    problem = f"expected {_short(wanted)}, got {_short(got)}" + (": logits are no probabilities yet" if confused else "")
    found.true("the best probability less the second", np.allclose(got, wanted, atol=1e-4), problem, see)


@graded("turns.skew", points=1, findings=2)
def skew(answer, found):
    see = section("predict", "Are these the pictures that it learned from?")
    flat = {"a": 100, "b": 200, "c": 90}
    learned = {path: np.full((2, 4, 3), value, np.uint8) for path, value in flat.items()}
    learned["a"][:, ::2] -= 4  # 96 and 100 against 98: the differences cancel
    served = {"c": learned["c"] + np.uint8(3), "d": np.zeros((2, 4, 3), np.uint8), "b": learned["b"].copy(), "a": np.full((2, 4, 3), 98, np.uint8)}
    for picture in (*learned.values(), *served.values()):
        picture.setflags(write=False)
    same = {path: learned[path] for path in sorted(learned, reverse=True)}
    got = [float(answer(dict(learned), dict(other))) for other in (served, same)]
    pairs = list(zip(learned.values(), served.values(), strict=False))
    known = [
        (
            np.mean([np.abs(learned[path] - served[path]).mean() for path in learned]),
            "uint8 numbers wrap around, 3 - 5 is 254 in them: make them signed first",
        ),
        (np.mean([np.abs(one.astype(int) - other).mean() for one, other in pairs]), "a picture was compared with another: match them by their paths"),
        (1.0, "up and down cancel: take each difference without its sign"),
        (-1.0, "up and down cancel: take each difference without its sign"),
        (5 / 4, "the mean is over the paths that both have, three here"),
        (5, "a sum: take the mean"),
    ]
    why = next((f": {said}" for value, said in known if np.isclose(got[0], value)), "")
    problem = f"2, 0 and 3 apart, one picture in `served` alone: expected {5 / 3:.2f}, got {got[0]:.2f}{why}"
    found.true("the mean difference of the pictures that both have", bool(np.isclose(got[0], 5 / 3)), problem, see)
    found.true("0 for the same pictures in another order", got[1] == 0, f"got {got[1]:.2f}: match them by their paths", see)


@graded("turns.cosines", points=1, findings=2)
def cosines(answer, found):
    see = section("embeddings", "A picture becomes a vector")
    query, vectors = np.array([3.0, 4.0]), np.array([[6.0, 8.0], [-3.0, -4.0], [4.0, -3.0], [0.0, 2.0]])
    got = np.asarray(answer(query, vectors))
    found.equal("one number for each vector", got.shape, (4,), see) or found.stop()
    longer = np.allclose(got, vectors @ query)
    why = ": that is the product of the vectors as they are; what about their lengths?" if longer else ""
    wanted = np.array([1.0, -1.0, 0.0, 0.8])
    found.true("the cosine of each angle", np.allclose(got, wanted), f"expected {_short(wanted)}, got {_short(got)}{why}", see)


@graded("turns.opened", points=1, findings=5)
def opened(answer, found):
    see, rng = section("endpoint", "What a bad request gets"), np.random.default_rng(0)
    pixels = rng.integers(0, 256, (40, 30, 3), dtype=np.uint8)

    def file(picture: Image.Image, kind: str) -> bytes:
        out = io.BytesIO()
        picture.save(out, kind)
        return out.getvalue()

    whole, grey = file(Image.fromarray(pixels), "PNG"), file(Image.fromarray(pixels[..., 0]), "PNG")
    got = answer(whole)
    found.true("a picture comes back as it is", np.array_equal(np.asarray(got), pixels), f"expected {type_of(pixels)}, got {type_of(got)}", see)
    shape = np.shape(answer(grey))
    found.true("a grey one comes back in three channels", shape == (40, 30, 3), f"got the shape {shape}: convert it to RGB", see)
    bad = {"bytes that are no picture": b"hello", "a picture that was cut off": whole[: len(whole) // 2], "a picture too large to open": bomb()}
    for what, data in bad.items():
        raised = _raised(answer, data)
        problem = "it was accepted" if raised is None else f"{type(raised).__name__} came, which FastAPI makes a 500 of"
        found.true(f"ValueError for {what}", type(raised) is ValueError, problem, see)


def _raised(answer, *arguments) -> Exception | None:
    """What `answer(*arguments)` raises; a task that is open stays so."""
    try:
        answer(*arguments)
    except NotImplementedError:
        raise
    except Exception as error:
        return error
    return None


@graded("turns.pause", points=1, findings=4)
def pause(answer, found):
    see = section("endpoint", "Full: what a caller sees")

    def pauses(attempt, told):
        return np.array([answer(attempt, told, random.Random(seed)) for seed in range(300)])

    quiet, told = pauses(3, None), pauses(3, 2.0)
    found.true("attempt 3, nothing told: up to 0.1 · 2^attempt seconds", 0 <= quiet.min() < quiet.max() <= 0.8, _span("0 to 0.8", quiet), see)
    found.true("attempt 3, never before the time that was told", told.min() >= 2, _span("2 to 2.8", told), see)
    late = pauses(10, 1.0)
    found.true("attempt 10, 5 seconds on top at most", 4 < late.max() <= 6, _span("1 to 6", late), see)
    spread = min(np.ptp(quiet) / 0.8, np.ptp(told) / 0.8, np.ptp(late) / 5)
    found.true("at another moment for each caller", spread > 0.8, "they come back close together: draw the time on top from the whole range", see)


def _span(expected: str, numbers: np.ndarray) -> str:
    return f"expected {expected} s, got {numbers.min():.2f} to {numbers.max():.2f}"


@graded("turns.wanted", points=1, findings=3)
def wanted(answer, found):
    see = section("endpoint", "Replicas that come and go")
    found.equal("6 requests, 2 for each replica", answer(6, 2, 1, 5), 3, see) or found.stop()
    found.equal(
        "7 requests, 2 for each replica", answer(7, 2, 1, 5), 4, see, [(3, "one replica would have three"), (3.5, "there is no half replica")]
    )
    got = (answer(0, 2, 1, 5), answer(100, 2, 1, 5))
    found.equal("no request, and a hundred, with 1 to 5 replicas", got, (1, 5), see, [((0, 50), "mind `least` and `most`")])


@graded("turns.percentile", points=1, findings=3)
def percentile(answer, found):
    see = section("monitoring", "Percentiles from a histogram")
    edges, counts = [0.1, 0.5, 1.0, 5.0], [40, 80, 90, 100]
    got = answer(list(edges), list(counts), 0.5)
    number = isinstance(got, int | float | np.number) or (isinstance(got, np.ndarray) and got.ndim == 0)
    found.need("one number comes back", number, f"expected a float, got {type_of(got)}", see)
    known = {0.5: "the edge above it", 0.1: "the edge below it", 0.3: "the middle of its bucket; how far into it does q reach?"}
    got = float(answer(list(edges), list(counts), 0.5))
    why = next((f": that is {reason}" for wrong, reason in known.items() if np.isclose(got, wrong)), "")
    found.true("q = 0.5, between two counts", bool(np.isclose(got, 0.2)), f"expected 0.20, got {got:.2f}{why}", see) or found.stop()
    got = float(answer(list(edges), list(counts), 0.95))
    found.true("q = 0.95, in the last bucket", bool(np.isclose(got, 3.0)), f"expected 3.00, got {got:.2f}", see)
    got = float(answer(list(edges), list(counts), 0.1))
    found.true("q = 0.1, below the first edge", bool(np.isclose(got, 0.025)), f"expected 0.025, got {got:.3f}: the line starts at 0", see)


@graded("turns.largest_gap", points=1, findings=3)
def largest_gap(answer, found):
    see = section("monitoring", "Has the input drifted?")
    a, b = np.array([3.0, 1.0, 2.0, 4.0]), np.array([2.5, 9.0, 8.0, 7.0, 3.5])
    got = answer(a.copy(), b.copy())
    number = isinstance(got, int | float | np.number) or (isinstance(got, np.ndarray) and got.ndim == 0)
    found.need("one number comes back", number, f"expected a float, got {type_of(got)}", see)
    why = ": sort them first" if np.isclose(float(got), 0.75) else ": that is a difference of values; compare shares" if float(got) > 1 else ""
    found.true("two samples of four and five", bool(np.isclose(float(got), 0.6)), f"expected 0.60, got {float(got):.2f}{why}", see) or found.stop()
    got = float(answer(b.copy(), a.copy()))
    found.true("the same the other way round", bool(np.isclose(got, 0.6)), f"expected 0.60, got {got:.2f}: take the gap without its sign", see)
    ties = float(answer(np.array([1.0, 1.0, 1.0, 2.0]), np.array([1.0, 2.0, 2.0, 2.0])))
    found.true("with values that come more than once", bool(np.isclose(ties, 0.5)), f"expected 0.50, got {ties:.2f}", see)


@graded("turns.in_production", points=1, findings=2)
def in_production(answer, found):
    see = section("versions", "Stages: who is at work")

    def move(version, stage="production", undo=False):
        return {"stage": stage, "version": version, "undo": undo, "why": "", "at": ""}

    history = [move("v1"), move("v2", "staging"), move("v2"), move("v3", "staging"), move("v4"), move("v3", "staging", True)]
    for moves, wanted, mistakes in (
        (history, "v4", [("v3", "it belongs to another stage")]),
        ([*history, move("v4", undo=True)], "v2", [("v4", "it was taken back"), ("v1", "one step too far"), ("v3", "it belongs to another stage")]),
    ):
        got = answer([dict(one) for one in moves])
        if got != wanted:
            found.equal("promotions, the last one counts" if wanted == "v4" else "an undo returns to the version before", got, wanted, see, mistakes)
            found.stop()
    found.true("promotions and an undo, of two stages", True)
    got = [answer([]), answer([move("v1"), move("v1", undo=True)]), answer([*history, move("v4", undo=True), move("v2", undo=True), move("v5")])]
    found.equal("nothing yet, nothing any more, and a promotion after two undos", got, [None, None, "v5"], see)


@graded("turns.p_value", points=1, findings=2)
def p_value(answer, found):
    from scipy.stats import norm

    see = section("versions", "How many users does a test need?")

    def wanted(right_a, n_a, right_b, n_b) -> float:
        share = (right_a + right_b) / (n_a + n_b)
        return 2 * norm.sf(abs(right_b / n_b - right_a / n_a) / (share * (1 - share) * (1 / n_a + 1 / n_b)) ** 0.5)

    better, worse = (170, 200, 290, 310), (290, 310, 170, 200)
    got, right = float(answer(*better)), wanted(*better)
    why = ": two-sided, so both tails count" if np.isclose(got, right / 2) else ""
    found.true("the p-value of a better version", np.isclose(got, right, rtol=0.02), f"expected {right:.4f}, got {got:.4f}{why}", see)
    got = float(answer(*worse))
    problem = f"expected {right:.4f}, got {got:.4f}: the sign of the difference does not matter"
    found.true("a worse version is as far from no difference", np.isclose(got, right, rtol=0.02), problem, see)


@graded("turns.never", points=1, findings=2)
def never(answer, found):
    see = section("clinic", "Hangs: nobody can start it")
    nodes = [
        {"Alive": True, "Resources": {"CPU": 16.0, "GPU": 1.0}},
        {"Alive": True, "Resources": {"CPU": 2.0, "GPU": 4.0}},
        {"Alive": False, "Resources": {"CPU": 64.0, "GPU": 8.0}},
    ]
    requests = [{"CPU": 16}, {"GPU": 4, "CPU": 2}, {"CPU": 18}, {"GPU": 8}, {"CPU": 8, "GPU": 2}, {"TPU": 1}]
    got = [bool(answer(dict(request), nodes)) for request in requests]
    mistakes = [
        ([False, False, False, True, False, True], "one worker lives on one node: do not add nodes up"),
        ([False, False, False, False, False, True], "a dead node gives nothing"),
        ([False, False, True, True, False, True], "one node has the CPUs and another the GPUs; both must be on the same"),
    ]
    found.equal("of six requests, which can never start", got, [False, False, True, True, True, True], see, mistakes)
    here = [bool(answer({"GPU": amount}, ray.nodes())) for amount in (0.5, 10_000)]
    found.equal("on this cluster: half a GPU, and ten thousand", here, [False, True], see)


@graded("turns.machines", points=1, findings=3)
def machines(answer, found):
    see = section("clinic", "How many machines?")
    found.equal("60 hours of work by one machine, in 7 hours", answer(lambda n: 60 / n, 7), 9, see, [(8, "8 machines need 7.5 hours: round up")])
    got = answer(lambda n: 0.5 + max(60 / n, 4), 5.5)
    mistakes = [(11, "11 machines would do without the half hour for the start: call `hours`"), (1000, "the smallest number, not the largest")]
    found.equal("with half an hour for the start, and a storage that takes 4 hours", got, 12, see, mistakes)
    found.equal("the same within 3 hours", answer(lambda n: 0.5 + max(60 / n, 4), 3), None, see)


@graded("turns.ceiling", points=1, findings=3)
def ceiling(answer, found):
    see = section("performance", "The ceiling")
    got = answer(4, [100.0, 300.0], [])
    number = isinstance(got, int | float | np.number)
    found.need("one number comes back", number, f"expected a float, got {type_of(got)}", see)
    known = {400: "the other stage needs the same cores", 1600: "a picture needs both stages: rates do not add up", 75: "and the other three cores?"}
    why = next((f" ({reason})" for wrong, reason in known.items() if np.isclose(got, wrong)), "")
    found.true("two stages on four cores", np.isclose(got, 300), f"expected 300, got {got:g}{why}", see) or found.stop()
    got = float(answer(4, [100.0, 300.0], [250.0, 900.0]))
    found.true("and two devices beside them, the slower one at 250", np.isclose(got, 250), f"expected 250, got {got:g}: the slowest decides", see)
    got = float(answer(2, [50.0], [1000.0]))
    found.true(
        "a device that waits for two cores", np.isclose(got, 100), f"expected 100, got {got:g}: the device cannot embed what is not decoded", see
    )


@graded("turns.brightened", points=1, findings=3)
def brightened(answer, found):
    see = section("performance", "Copies")
    images = np.random.default_rng(3).integers(0, 256, (3, 8, 8, 3), dtype=np.uint8)
    before = images.copy()
    images.flags.writeable = False
    got = answer(images)
    right = isinstance(got, np.ndarray) and got.shape == images.shape
    found.need("an array of the same shape comes back", right, f"expected shape {images.shape}, got {type_of(got)}", see)
    found.true("it is uint8", got.dtype == np.uint8, f"got {got.dtype}: {got.nbytes // images.nbytes} times the bytes for the same picture", see)
    wanted = np.minimum(before.astype(int) + 40, 255)
    over = np.array_equal(got, (before + np.uint8(40)))
    why = "what goes beyond 255 begins again at 0: bound it first" if over else "expected every channel 40 brighter, at most 255"
    found.true("40 brighter, at most 255", np.array_equal(got, wanted), why, see)
    found.true(
        "a new array, and the pictures as they were",
        not np.shares_memory(got, images) and np.array_equal(images, before),
        "the answer is the input's own memory",
        see,
    )


@graded("turns.accumulate", points=1, findings=4)
def accumulate(answer, found):
    see = section("training", "What a step keeps in memory")
    pixels, labels = torch.arange(20.0).reshape(10, 2) / 10, torch.arange(10.0) ** 2 / 10
    weight = torch.ones(2, requires_grad=True)
    parts, freed = [], []

    def mean_of(pixels, labels):
        return ((pixels @ weight - labels) ** 2).mean()

    def loss(pixels, labels):
        parts.append(labels.tolist())
        freed.append(len(parts) == 1 or weight.grad is not None)
        return mean_of(pixels, labels)

    answer(loss, pixels, labels, 3)
    found.need("gradients are there", weight.grad is not None, "no part's loss went through `backward()`", see)
    got, weight.grad = weight.grad, None
    largest = max(map(len, parts))
    found.true("at most 3 rows at a time", largest <= 3, f"`loss` got {largest} rows: more than fit", see)
    seen = sorted(label for part in parts for label in part)
    found.true(
        "every row once", seen == sorted(labels.tolist()), f"`loss` saw {len(seen)} rows of 10: the last part is smaller, and counts as well", see
    )
    found.true(
        "each part's backward pass comes at once", all(freed), "a sum of all losses keeps everything until the end: `backward()` for each part", see
    )
    (exact,) = torch.autograd.grad(mean_of(pixels, labels), weight)
    alike = [torch.autograd.grad(sum(mean_of(p, y) for p, y in zip(pixels.split(3), labels.split(3), strict=True)), weight)[0]]
    mistakes = [
        (alike[0], "each part is a mean of its own: weigh it by its share of the rows"),
        (alike[0] / 4, "the last part has 1 row, and weighs as much as 3"),
    ]
    why = next((reason for wrong, reason in mistakes if torch.allclose(got, wrong)), "is each part weighed by its share of the rows?")
    found.true("the gradient of the mean over all rows", torch.allclose(got, exact), f"expected {_short(exact)}, got {_short(got)}: {why}", see)


@graded("turns.masked", points=1, findings=3)
def masked(answer, found):
    see = section("text", "Personal data")
    mails = ["minna@meadow.example", "otto.17@mail.example", "the_pip+shop@harbour.example.org"]
    phones = ["+44 20 7946 0123", "020-7946-0123", "(020) 7946 0123", "+49 30 555123", "5550123"]
    kept = ["It cost 1250 and fits size 52.", "12 kilos, 34 centimetres, 2026.", "Write @ noon", ""]
    got = [answer(f"Write to {mail} soon") for mail in mails]
    found.equal("e-mail addresses, whole", got, ["Write to [email] soon"] * 3, see)
    got = [answer(f"Call {phone} today") for phone in phones]
    found.equal("phone numbers, whole, in five ways of writing", got, ["Call [phone] today"] * 5, see)
    found.equal("all else stays", [answer(text) for text in kept] + [answer("a@b.example and c@d.example")], [*kept, "[email] and [email]"], see)


@graded("turns.padding", points=1, findings=3)
def padding(answer, found):
    see = section("text", "Padding is work")
    mistakes = [(40, "that is all that is computed: take the tokens of the texts away")]
    found.equal("three batches of two", answer([5, 9, 7, 7, 1, 4], 2), 7, see, mistakes)
    mistakes = [(16, "the last batch has one text, not three"), (10, "each batch is padded to its own longest, not to the longest of all")]
    found.equal("a last batch that is not full", answer([5, 9, 7, 5], 3), 6, see, mistakes)
    found.equal("in the order given", answer([100, 1, 100, 1], 2), 198, see, [(0, "nobody has sorted them yet")])


@graded("turns.starts", points=1, findings=3)
def starts(answer, found):
    see = section("multimodal", "A second at a time")
    mistakes = [([0, 5, 10, 15, 20], "the window at 20 holds nothing new"), ([0, 5, 10], "who hears the samples from 20 on?")]
    found.equal("25 samples, windows of 10, one every 5", list(answer(25, 10, 5)), [0, 5, 10, 15], see, mistakes)
    mistakes = [([0, 5, 10, 15], "the last sample is in no window"), ([0, 5, 10, 15, 20, 25], "the window at 25 holds nothing new")]
    found.equal("one sample more", list(answer(26, 10, 5)), [0, 5, 10, 15, 20], see, mistakes)
    mistakes = [([[0], [], [0]], "a sound shorter than a window still has one"), ([[0], [0], [0]], "a sound without samples has no window")]
    found.equal("10 samples, 4, and none", [list(answer(length, 10, 5)) for length in (10, 4, 0)], [[0], [0], []], see, mistakes)


@graded("turns.cuts", points=1, findings=3)
def cuts(answer, found):
    see = section("multimodal", "Shots")
    quiet = [0.0, 1.0, 1.2, 0.9, 30.0, 1.1, 1.0, 1.3, 25.0, 0.8, 1.0]
    mistakes = [([3, 7], "the change belongs to the frame that is new, not to the one before it"), ([0, 4, 8], "no film begins with a cut")]
    found.equal("two cuts in a quiet film", [int(k) for k in answer(list(quiet))], [4, 8], see, mistakes)
    wild = [0.0, 36.0, 27.0, 33.0, 30.0, 180.0, 39.0, 24.0]
    mistakes = [(some, "this animal leaps about: compare with the median of the film") for some in ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6, 7])]
    found.equal("one in a wild film", [int(k) for k in answer(list(wild))], [5], see, mistakes)
    found.equal("none in a film of one shot", [int(k) for k in answer([0.0, 2.0, 2.1, 1.9, 2.2])], [], see)
