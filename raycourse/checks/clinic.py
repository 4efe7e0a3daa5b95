"""Checks of the lab *The clinic*: ten broken programs, each with a cure that is proved by what it does."""

import io
from collections import Counter

import numpy as np
import pyarrow.parquet
import ray
import torch

from raycourse.checks import graded
from raycourse.checks.kit import differs, items, notes, read, rows, scratch, section, several, type_of

NOBODY = section("clinic", "Hangs: nobody can start it")
ONE_BLOCK = section("clinic", "Crawls: one block")
TRAVEL = section("clinic", "Dies: what cannot travel")
ORDER = section("clinic", "Lies: another order")


def _node(alive: bool = True, **resources: float) -> dict:
    """A node as `ray.nodes()` lists it, with what a placement asks for."""
    return {"Alive": alive, "Resources": {"memory": 8e9, "node:10.0.0.7": 1.0, **resources}}


@graded("clinic.capacity", points=3, findings=4)
def capacity(answer, found):
    def fits(request, *nodes):
        return answer(dict(request), [dict(node) for node in nodes])

    found.equal("two CPUs each, on one node with 7", fits({"CPU": 2}, _node(CPU=7.0)), 3, NOBODY, [(3.5, "half a worker does not run")])
    nodes = [_node(CPU=6.0), _node(CPU=6.0), _node(CPU=3.0), _node(alive=False, CPU=64.0)]
    mistakes = [
        (3, "what is left over on several nodes does not add up to a worker"),
        (19, "one of the nodes is dead"),
        (18, "one of the nodes is dead"),
    ]
    found.equal("four CPUs each, on nodes with 6, 6 and 3 and a dead one", fits({"CPU": 4}, *nodes), 2, NOBODY, mistakes)
    mixed = [_node(CPU=16.0, GPU=1.0), _node(CPU=2.0, GPU=4.0), _node(CPU=8.0)]
    mistakes = [(5, "all GPUs and all CPUs together would do; but who has the GPUs has not the CPUs"), (13, "and the GPUs?")]
    found.equal("two CPUs and a GPU each, on three unlike nodes", fits({"CPU": 2, "GPU": 1}, *mixed), 2, NOBODY, mistakes)
    cards = [_node(CPU=8.0, GPU=2.0), _node(CPU=8.0, GPU=1.0)]
    got = [fits({"GPU": share}, *cards) for share in (0.6, 0.1)]
    mistakes = [
        ([4, 30], "a fraction lives on one card: 0.4 of one and 0.2 of another are not 0.6"),
        ([3, 27], "`1 // 0.1` is 9, since 0.1 is no binary number"),
        ([4, 28], "a fraction lives on one card; and mind floats, `1 // 0.1` is 9"),
        ([5, 30], "a fraction lives on one card, and a worker on one node"),
    ]
    what = "0.6 and 0.1 of a GPU each, on two nodes with 2 cards and 1"
    try:
        none = fits({"CPU": 0, "GPU": 0.6}, *cards, _node(GPU=1.0))  # the last one has no CPUs at all
    except ZeroDivisionError:
        none = "a division by zero"
    if got == [3, 30] and none != 4:
        found.true(what, False, f"with `CPU: 0` beside 0.6, as in the cell above, and a node without CPUs: expected 4, got {none}", NOBODY)
    else:
        found.equal(what, got, [3, 30], NOBODY, mistakes)


@graded("clinic.once", points=3, findings=3)
def once(answer, found):
    note, noted = notes("clinic.once")
    texts = [f"animal {k * 37 % 101}" for k in range(120)]

    def load():
        import threading
        import zlib

        import ray

        class Model:
            def __init__(self):
                self.lock = threading.Lock()  # so that it cannot travel

            def __call__(self, texts):
                note(rows=len(texts))
                return [zlib.crc32(text.encode()) % 97 for text in texts]

        note(loaded=ray.get_runtime_context().get_worker_id())
        return Model()

    import zlib

    dataset = ray.data.from_items([{"text": text} for text in texts], override_num_blocks=12).materialize()
    listed = rows(answer(dataset, load), found, ["text", "tag"], TRAVEL)
    problem = differs([(row["text"], int(row["tag"])) for row in listed], [(text, zlib.crc32(text.encode()) % 97) for text in texts])
    found.true("every row has the model's tag", not problem, problem, TRAVEL) or found.stop()
    seen = noted()
    loads = Counter(one["loaded"] for one in seen if "loaded" in one)
    often = loads.total() - len(loads)
    problem = f"it was loaded {loads.total()} times, by {len(loads)} processes, for 12 blocks"
    found.true(
        "no process loads the model twice", not often and loads.total() < 12, problem, section("images", "A class, so that the model loads once")
    )
    calls = [one["rows"] for one in seen if "rows" in one]
    found.true("the model gets batches", np.mean(calls) >= 5, f"{len(texts)} rows took {len(calls)} calls", section("datasets", "Rows and batches"))


@graded("clinic.streaming", points=3, findings=3)
def streaming(answer, found):
    note, noted = notes("clinic.streaming")

    def first(batch):
        import time

        time.sleep(0.2)
        note(stage="first")
        return batch

    def second(batch):
        note(stage="second", rows=len(batch["id"]))
        return {"id": batch["id"], "double": batch["id"] * 2}

    source = ray.data.range(96, override_num_blocks=8).materialize()
    slow = source.map_batches(first, batch_size=None, compute=ray.data.TaskPoolStrategy(size=2))
    listed = rows(answer(slow, second), found, ["id", "double"], ONE_BLOCK)
    problem = differs([(row["id"], row["double"]) for row in listed], [(k, 2 * k) for k in range(96)])
    found.true("every row, doubled", not problem, problem) or found.stop()
    stages = noted()
    most = max((one["rows"] for one in stages if one["stage"] == "second"), default=0)
    found.true("`second` gets 8 rows at most", 0 < most <= 8, f"it got up to {most}", section("datasets", "Rows and batches"))
    order = [one["stage"] for one in stages]
    ahead = order.index("second") if "second" in order else len(order)
    problem = (
        f"the source had worked on all {order.count('first')} blocks before: something in the plan waits for all rows, look for it in `explain()`"
    )
    if order.count("first") > 8:
        problem = f"the source ran {order.count('first') / 8:g} times over"
    found.true(
        "`second` begins while the source still works", ahead < 8 and order.count("first") == 8, problem, section("joins", "Blocks after the join")
    )


@graded("clinic.shipped", points=3, findings=3)
def shipped(answer, found):
    note, noted = notes("clinic.shipped")
    pickled: list[int] = []

    class Table:
        def __init__(self, values):
            self.values = values

        def __reduce__(self):
            pickled.append(1)
            return Table, (self.values,)

    def look_up(table, number):
        import ray

        note(process=ray.get_runtime_context().get_worker_id())
        return table.values[number]

    table, numbers = Table({k: f"animal {k}" for k in range(20_000)}), [k * 37 % 101 for k in range(12)]
    got = items(answer(table, look_up, list(numbers)), found, "the results")
    found.need(
        "results come back, not references", not any(isinstance(one, ray.ObjectRef) for one in got), "`ray.get` fetches what references stand for"
    )
    found.equal("what the table says of each number, in their order", got, [f"animal {k}" for k in numbers]) or found.stop()
    here = ray.get_runtime_context().get_worker_id()
    outside = {one["process"] for one in noted()} - {here}
    found.true(
        "the look-ups run as tasks", len(noted()) == 12 and outside and here not in {one["process"] for one in noted()}, "they ran in this notebook"
    )
    problem = f"it was pickled {len(pickled)} times for {len(numbers)} tasks: `ray.put` does it once, and every task gets the reference"
    found.true("the table is pickled once", bool(outside) and len(pickled) <= 3, problem, section("start", "References"))


@graded("clinic.brighter", points=2, findings=3)
def brighter(answer, found):
    images = np.random.default_rng(0).integers(0, 256, (4, 6, 5, 3), np.uint8)
    images[0, 0, 0], images[1, 0, 0] = 250, 3  # one that overflows, one that does not
    kept = images.copy()
    images.setflags(write=False)
    see = section("datasets", "Rows and batches")
    batch = {"path": np.array(list("abcd"), object), "image": images}
    got = answer(batch, 40)
    columns = ", ".join(sorted(got)) if isinstance(got, dict) else type_of(got)
    found.need("a batch with the same columns comes back", columns == "image, path", f"expected image, path; got {columns}", see)
    image = np.asarray(got["image"])
    found.need("uint8 arrays of the same shape", image.dtype == np.uint8 and image.shape == kept.shape, f"got {type_of(image)}", see)
    wanted = np.clip(kept.astype(int) + 40, 0, 255)
    wrapped = image[kept > 215].size and (image[kept > 215] < 200).any()
    problem = "uint8 wraps around: 250 + 40 became 34, so the brightest pixels are black" if wrapped else "the pixels are others"
    found.true("every pixel 40 brighter, none above 255", bool((image == wanted).all()), problem, see) or found.stop()
    came = {"path": batch["path"], "image": (writeable := kept.copy())}
    right = bool((np.asarray(answer(came, 40)["image"]) == wanted).all())
    problem = "its pixels have changed: who else looks at them sees yours"
    if came["image"] is not writeable:
        problem = "its column is another now: return a new dict, `batch | {...}`"
    unchanged = came["image"] is writeable and bool((writeable == kept).all()) and right
    found.true("the batch that came in is as it was", unchanged, problem, see)
    darker = np.asarray(answer({"path": batch["path"], "image": kept.copy()}, -40)["image"])
    found.true("-40 makes it darker, none below 0", bool((darker == np.clip(kept.astype(int) - 40, 0, 255)).all()), "the pixels are others", see)


class _Card:
    """A model on a card with room for `room` pictures; it notes the size of every batch."""

    def __init__(self, room: int, error: Exception | None = None):
        self.room, self.error, self.calls = room, error, []

    def __call__(self, images):
        self.calls.append(len(images))
        if self.error:
            raise self.error
        if len(images) > self.room:
            raise torch.OutOfMemoryError("CUDA out of memory (so we pretend)")
        return [int(image) * 3 for image in images]


@graded("clinic.careful", points=3, findings=4)
def careful(answer, found):
    images, see = np.arange(23), section("enhance", "Four actors, two GPUs")

    def outcome(card, images=images):
        got = answer(card, images)
        found.need("a list comes back", isinstance(got, list | np.ndarray), f"got {type_of(got)}")
        return [int(one) for one in got]

    def raised(card, images, kind):
        try:
            answer(card, images)
        except kind:
            return "" if len(card.calls) < 20 else f"after {len(card.calls)} calls"
        except RecursionError:
            return "it called itself for ever"
        except Exception as error:
            return f"it raised {type(error).__name__}"
        return "nothing was raised"

    small, large = _Card(5), _Card(64)
    found.equal("23 pictures on a card for 5, in their order", outcome(small), [3 * k for k in range(23)], see) or found.stop()
    calls = f"it took {len(small.calls)} calls where the card holds 5, and {outcome(large) and len(large.calls)} where it holds all"
    found.true("as few batches as halving needs, and one where all fit", len(small.calls) <= 15 and len(large.calls) == 1, calls)
    problem = raised(_Card(0), images[:4], torch.OutOfMemoryError)
    found.true("one picture that does not fit: its error comes out", not problem, problem)
    faulty = _Card(64, RuntimeError("CUDA error: device-side assert triggered"))  # which PyTorch's OutOfMemoryError is as well
    problem = raised(faulty, images, RuntimeError)
    if len(faulty.calls) > 1:
        problem = "the batch was tried again in pieces: catch `torch.OutOfMemoryError`, and nothing wider"
    found.true("another error comes out at once", not problem, problem)


@graded("clinic.counted", points=3, findings=4)
def counted(answer, found):
    note, noted = notes("clinic.counted")
    lines = ["-1", "0", *(f"{k}" if k % 7 else f"many {k}" for k in range(1, 41))]

    def parse(line):
        note(line=line)
        return int(line)

    def broken(line):
        raise TypeError(f"a fault of `parse` itself, not of {line!r}")

    dataset = ray.data.from_items([{"line": line} for line in lines], override_num_blocks=4).materialize()
    good, bad = several(answer(dataset, parse), found, "the rows and a number", see=ORDER)
    listed = [int(row["value"]) for row in rows(good, found, ["value"])]
    problem = differs(listed, [int(line) for line in lines if not line.startswith("many")])
    if {-1, 0} - {*listed}:
        problem += ": a number that `parse` may return cannot mark a line that failed"
    found.true("the numbers of the lines that are sound", not problem, problem) or found.stop()
    mistakes = [(0, "each worker counted on a copy of its own; the notebook's never moved")]
    found.equal("how many lines are not", bad, 5, section("ingest", "Bad records"), mistakes)
    read_ = [one["line"] for one in noted()]
    problem = differs(read_, lines).replace("too many", "parsed again")
    found.true("every line is parsed once", not problem, problem, section("images", "Every look runs the model again"))
    problem = "a TypeError was counted as a bad line: catch `ValueError`, and nothing wider"
    try:
        answer(dataset.limit(1).materialize(), broken)[0].take_all()
    except Exception:
        problem = ""
    found.true("an error of another kind comes out", not problem, problem)


@graded("clinic.noisy", points=3, findings=4)
def noisy(answer, found):
    see = section("images", "A seed for each row")

    def noise(blocks, seed=1):
        dataset = ray.data.range(200, override_num_blocks=blocks).materialize()
        listed = rows(answer(dataset, seed), found, ["id", "noise"], see)
        return {int(row["id"]): float(row["noise"]) for row in listed}

    drawn = noise(8)
    values = np.array(list(drawn.values()))
    found.need("200 rows", len(drawn) == 200, f"got {len(drawn)}")
    often = Counter(np.round(values, 9)).most_common(1)[0][1]
    found.true("no two rows share their noise", often == 1, f"one value comes {often} times, in 8 blocks", see) or found.stop()
    shape = abs(values.mean()) < 0.35 and 0.75 < values.std() < 1.25
    found.true("mean 0, standard deviation 1", shape, f"mean {values.mean():.2f}, standard deviation {values.std():.2f}", see)
    found.true("the same rows in other blocks get the same noise", noise(3) == drawn, "it hangs on the blocks, or on the run", see)
    found.true("another seed gives other noise", not set(noise(3, 2).values()) & set(values), "some or all of it is the same", see)


@graded("clinic.collected", points=4, findings=4)
def collected(answer, found):
    import time

    @ray.remote(num_cpus=0)
    def work(kind, number):
        import time

        if kind == "fails":
            raise (TimeoutError if number == 8 else ValueError)(f"no picture {number}")
        time.sleep(120 if kind == "late" else 0)
        return number * number

    kinds = ["late", "right", "fails", "right", "right", "late", "right", "right", "fails", "right"]
    tasks = [work.remote(kind, k) for k, kind in enumerate(kinds)]
    ray.wait([task for task, kind in zip(tasks, kinds, strict=True) if kind != "late"], num_returns=8)
    start = time.monotonic()
    try:
        values, failed, late = several(answer(tasks, 3), found, "values, failures and what is late", 3)
    finally:
        spent = time.monotonic() - start
        for task in ray.wait(tasks, num_returns=len(tasks), timeout=0)[1]:  # to cancel one that ends just now can end this process
            ray.cancel(task, force=True)
    found.need("two dicts", isinstance(values, dict) and isinstance(failed, dict), f"got {type_of(values)} and {type_of(failed)}")
    wanted = {kind: [k for k, one in enumerate(kinds) if one == kind] for kind in ("right", "fails", "late")}
    right = {k: k * k for k in wanted["right"]}
    mistakes = [(values, "`ray.wait` returns as soon as one is ready, unless `num_returns` says how many")] if len(values) == 1 else []
    if sorted(map(str, values.values())) == sorted(map(str, right.values())):
        mistakes = [(values, "these are the positions in what `ray.wait` gave: count in `tasks`")]
    found.equal("the values that are there", values, right, mistakes=mistakes) or found.stop()
    late = sorted(items(late, found, "those who are late"))
    told = [str(error) for error in failed.values() if isinstance(error, Exception)]
    sound = sorted(failed) == wanted["fails"] and sum("no picture" in text for text in told) == len(failed)
    problem = f"expected {wanted['fails']} with their errors, got { ({k: type_of(e) for k, e in failed.items()}) }"
    problem += ": 8 is not late, it has failed with a TimeoutError of its own" if 8 in late else ""
    found.true("who failed, and why", sound, problem)
    found.equal("who is late", late, wanted["late"])
    found.true("3 seconds for all of them together", spent < 5.5, f"it took {spent:.0f}: does each of them get 3?")


@graded("clinic.stored", points=2, findings=3)
def stored(answer, found):
    home = scratch("clinic.stored")
    see = section("predict", "Written beside, then swapped")

    def there() -> list[tuple]:
        parts = [pyarrow.parquet.read_table(io.BytesIO(content)) for name, content in read(home).items() if name.endswith(".parquet")]
        return [(row["id"], row["label"]) for table in parts for row in table.to_pylist()]

    def part(number, label="dog"):
        return [{"id": 10 * number + k, "label": label} for k in range(4)]

    def expected(*parts):
        return [(row["id"], row["label"]) for one in parts for row in one]

    for number in range(3):
        answer(part(number), number, home)
    problem = differs(there(), expected(*map(part, range(3))))
    found.true("three parts, every row", not problem, problem, see) or found.stop()
    answer(part(1), 1, home)
    problem = differs(there(), expected(*map(part, range(3))))
    found.true("a part that is written again is there once", not problem, problem, see)
    answer(part(1, "fish")[:2], 1, home)
    problem = differs(there(), expected(part(0), part(1, "fish")[:2], part(2)))
    found.true("the newer content of a part replaces the older", not problem, problem, see)
