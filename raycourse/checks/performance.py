"""Checks of the lab *Performance*: a ceiling, a bottleneck, a busy share, a batch size within memory, a slow pipeline mended."""

import io
import re
import time
from collections import Counter
from collections.abc import Callable

import numpy as np
import ray
from PIL import Image

from raycourse.checks import graded
from raycourse.checks.kit import differs, notes, rows, section, type_of

CEILING = section("performance", "The ceiling")
BOTTLENECK = section("performance", "The bottleneck")
KNEE = section("performance", "Batch size, and its knee")
OVERLAP = section("performance", "Overlap")
COPIES = section("performance", "Copies")
ONCE = section("images", "A class, so that the model loads once")
SIDE = 32  # of the pictures that the lab's model wants
TIMES_AS_FAST = 3


def slow(files: ray.data.Dataset, load: Callable) -> ray.data.Dataset:
    """The lab's pipeline with its faults: rows with `path` and `scores`, from rows with `path` and `bytes` (of a JPEG file)."""

    def decode(row):
        image = np.asarray(Image.open(io.BytesIO(row["bytes"])).convert("RGB"))
        pixels = np.zeros(image.shape)
        for y in range(image.shape[0]):
            for x in range(image.shape[1]):
                pixels[y, x] = image[y, x] / 255
        return {"path": row["path"], "pixels": pixels}

    def score(batch):
        model = load()
        scores = []
        for pixels in batch["pixels"]:
            image = Image.fromarray((pixels * 255).round().astype(np.uint8)).resize((SIDE, SIDE))
            scores.append(model(np.asarray(image)[None])[0])
        return {"path": batch["path"], "scores": np.stack(scores)}

    return files.map(decode).random_shuffle().repartition(1).map_batches(score, batch_size=1)


def _stages(*listed: tuple) -> list[dict]:
    return [dict(zip(("name", "seconds", "workers", "device"), one, strict=True)) for one in listed]


@graded("performance.ceiling", points=4, findings=4)
def ceiling(answer, found):
    def asked(stages, cores):
        got = answer([dict(stage) for stage in stages], cores)
        pair = isinstance(got, tuple | list) and len(got) == 2 and isinstance(got[0], int | float | np.number)
        found.need("a rate and what binds come back", pair, f"expected (rows per second, name), got {type_of(got)}", CEILING)
        return round(float(got[0]), 3), str(got[1])

    shared = _stages(("decode", 0.004, 8, "cpu"), ("model", 0.006, 8, "cpu"))
    mistakes = [
        ((800.0, "cores"), "rates do not add up; the seconds of a row do"),
        ((1333.333, "model"), "decode and model take turns on the same cores"),
        ((666.667, "model"), "decode and model take turns on the same cores"),
        ((800.0, "model"), "eight workers on four cores do the work of four"),
        ((1333.333, "model"), "eight workers on four cores do the work of four"),
    ]
    found.equal("two stages with eight workers each, on four cores", asked(shared, 4), (400.0, "cores"), CEILING, mistakes)
    few = _stages(("decode", 0.004, 1, "cpu"), ("model", 0.002, 2, "cpu"))
    found.equal(
        "one worker decodes, on sixteen cores", asked(few, 16), (250.0, "decode"), CEILING, [((2666.667, "cores"), "who decodes with 16 cores?")]
    )
    card = _stages(("decode", 0.004, 8, "cpu"), ("model", 0.001, 1, "gpu"), ("write", 0.001, 8, "cpu"))
    mistakes = [((666.667, "cores"), "the model has a device of its own"), ((1000.0, "model"), "decode and write share the cores")]
    found.equal("a model on a card, four cores before it", asked(card, 4), (800.0, "cores"), CEILING, mistakes)
    cards = _stages(("decode", 0.004, 64, "cpu"), ("model", 0.010, 2, "gpu"))
    mistakes = [((100.0, "model"), "there are two of them")]
    found.equal("two cards, sixty-four cores", asked(cards, 64), (200.0, "model"), CEILING, mistakes)


# As Ray 2.60 prints it; only the figures are made up. {} is a time with its unit.
_OPERATOR = """Operator {number} {name}: {tasks} tasks executed, {tasks} blocks produced in 3.12s
* Remote wall time: 12.03ms min, 1.4s max, 250.0ms mean, {wall} total
* Remote cpu time: 10.01ms min, 1.3s max, 200.0ms mean, {cpu} total
* Block transform time: 11.9ms min, 1.4s max, 249.0ms mean, {wall} total
* Output num rows per block: 60 min, 60 max, 60 mean, 960 total
* Output size bytes per block: 152608 min, 205120 max, 175012 mean, 2800204 total
* Tasks per node: {tasks} min, {tasks} max, {tasks} mean; 1 nodes used
"""


def _stats(*operators: tuple[str, int, str, str]) -> str:
    return "\n".join(
        _OPERATOR.format(number=k, name=name, tasks=tasks, wall=wall, cpu=cpu) for k, (name, tasks, wall, cpu) in enumerate(operators, 1)
    )


@graded("performance.bottleneck", points=3, findings=2)
def bottleneck(answer, found):
    """Each finding has two texts with different answers, so that a constant earns nothing."""
    read, decode, model, write = "ReadBinary->Map(name)", "MapBatches(decode)", "MapBatches(Model)", "Write"
    text = _stats((read, 4, "1.5s", "0.2s"), (decode, 16, "9.0s", "8.0s"), (model, 16, "6.0s", "5.0s"), (write, 16, "90.0ms", "80.0ms"))
    got = (answer(text, dict.fromkeys((read, decode, model, write), 1)), answer(text, {read: 1, decode: 4, model: 1, write: 1}))
    mistakes = [((write, write), "90.0ms is less than 9.0s: mind the units"), ((decode, decode), "four share its seconds")]
    found.equal("one worker each, then four that decode", got, (decode, model), BOTTLENECK, mistakes)
    disk = _stats((read, 40, "800.0ms", "700.0ms"), (decode, 16, "3.0s", "2.9s"), (model, 16, "950.0us", "900.0us"), (write, 2, "2.8s", "0.1s"))
    busy = _stats((read, 40, "900.0us", "800.0us"), (decode, 16, "2.0s", "1.9s"), (model, 16, "700.0ms", "600.0ms"), (write, 2, "50.0ms", "40.0ms"))
    workers = {read: 2, decode: 4, model: 1, write: 1}
    mistakes = [
        ((decode, model), "decoding takes the most seconds of a core; the one worker that writes waits for its disk, and the pipeline for it")
    ]
    found.equal(
        "a writer that waits for its disk, then a quick one", (answer(disk, workers), answer(busy, workers)), (write, model), BOTTLENECK, mistakes
    )


@graded("performance.busy", points=3, findings=3)
def busy(answer, found):
    def asked(spans):
        got = answer([tuple(span) for span in spans])
        found.need("one number comes back", isinstance(got, int | float | np.number), f"expected a float, got {type_of(got)}", BOTTLENECK)
        return round(float(got), 3)

    apart = [(10.0, 2.0), (14.0, 1.0), (17.0, 3.0)]
    mistakes = [
        (0.3, "the time before the first span does not count"),
        (6.0, "that is seconds; divide by the time from first to last"),
        (0.857, "count to the end of the last span"),
    ]
    found.equal("three spans with gaps", asked(apart), 0.6, BOTTLENECK, mistakes) or found.stop()
    found.equal("the same in another order", asked([apart[2], apart[0], apart[1]]), 0.6, BOTTLENECK)
    streams = [(0.0, 4.0), (1.0, 2.0), (3.0, 2.0), (8.0, 2.0)]
    mistakes = [(1.0, "two streams of one card overlap: a moment counts once"), (0.8, "the second span ends inside the first")]
    found.equal("spans that overlap, as two streams of a card do", asked(streams), 0.7, BOTTLENECK, mistakes)


SIZES = (1, 2, 4, 8, 16, 32, 64, 128)


@graded("performance.batch_size", points=3, findings=3)
def batch_size(answer, found):
    def chosen(rates: dict, limit: float, row: float = 2.0, fixed: float = 10.0):
        """What `answer` chooses; the sizes that it ran."""
        ran = []

        def seconds_for(size):
            ran.append(int(size))
            if (needs := fixed + row * size) > limit:
                raise MemoryError(f"a batch of {size} would have run out of memory: it needs {needs:g} MB, and there are {limit:g}")
            return size / rates[int(size)]

        got = answer(seconds_for, lambda size: fixed + row * size, list(SIZES[::-1]), limit)
        found.need("one of the sizes comes back", got in SIZES, f"got {got!r}", KNEE)
        return int(got), ran

    rising = dict(zip(SIZES, (10, 20, 40, 42, 80, 150, 158, 160), strict=True))
    resting = (4, "8 is hardly faster than 4, and 16 is again: look at all sizes")
    got, _ = chosen(rising, 1e9)
    mistakes = [(128, "the fastest; a smaller size comes within 10 %"), (64, "a smaller size comes within 10 %"), resting]
    found.equal("memory for every size", got, 32, KNEE, mistakes)
    got, ran = chosen(rising, 42)
    mistakes = [(8, "16 rows need 42 MB, and 42 is at most 42; 8 rows reach 42 a second, not within 10 % of their 80"), resting]
    found.equal("42 MB, which 16 rows fill", got, 16, KNEE, mistakes)
    over = sorted({size for size in ran if 10 + 2 * size > 42})
    found.true(
        "no size is run that does not fit", not over and bool(ran), f"{over} would have run out of memory" if over else "nothing was run", KNEE
    )


def _jpegs(number: int) -> list[dict]:
    rng = np.random.default_rng(8)
    listed = []
    for k in range(number):
        height, width = 104 + k % 3 * 8, 112
        coarse = Image.fromarray(rng.integers(0, 256, (7, 7, 3), dtype=np.uint8))
        file = io.BytesIO()
        coarse.resize((width, height), Image.Resampling.BICUBIC).save(file, format="jpeg")
        listed.append({"path": f"{k * 37 % 101:03}.jpg", "bytes": file.getvalue()})
    return listed


def _loader(note: Callable) -> Callable:
    """A function that loads a small network, as slowly as a real one: it makes its weights and compares their checksum."""
    side = SIDE

    def load():
        import hashlib
        import os

        import numpy as np

        weights = np.random.default_rng(0).standard_normal((side * side * 3, 256), dtype=np.float32)
        for _ in range(40):
            hashlib.sha256(weights.tobytes()).digest()
        note(loaded=os.getpid())

        def model(images):
            if getattr(images, "dtype", None) != np.uint8 or images.shape[1:] != (side, side, 3):
                raise ValueError(f"the model wants uint8 pictures of shape (n, {side}, {side}, 3)")
            note(rows=len(images))
            hidden = np.maximum(images.reshape(len(images), -1).astype(np.float32) / 255 @ weights, 0)
            return (hidden[:, :8] / side).astype(np.float32)

        return model

    return load


def _travelling(stats: str) -> int:
    """The most bytes that an operator put out, as `stats` says."""
    return max(map(int, re.findall(r"Output size bytes per block: .*, (\d+) total", stats)), default=0)


def _timed(pipeline: Callable, files: ray.data.Dataset, load: Callable) -> tuple[ray.data.Dataset, float]:
    """What the pipeline gives, and its seconds."""
    began = time.perf_counter()
    return pipeline(files, load).materialize(), time.perf_counter() - began


@graded("performance.mended", points=6, findings=5, seconds=300)
def mended(answer, found):
    note, noted = notes("performance.mended")
    number = 96
    listed = _jpegs(number)
    files = ray.data.from_items(listed, override_num_blocks=8).materialize()
    many = ray.data.from_items([row | {"path": f"{k}/{row['path']}"} for k in range(10) for row in listed], override_num_blocks=80).materialize()
    load, quiet = _loader(note), _loader(lambda **_: None)
    result = answer(many, load)
    rows(result.materialize() if isinstance(result, ray.data.Dataset) else result, found, ["path", "scores"], OVERLAP)
    runs = [_timed(slow, files, quiet), _timed(answer, files, quiet)]
    table = runs[1][0].take_all()
    wanted = {row["path"]: row["scores"] for row in runs[0][0].take_all()}
    problem = differs([row["path"] for row in table], wanted)
    off = [row["path"] for row in table if not problem and not np.allclose(row["scores"], wanted[row["path"]], atol=1e-3)]
    problem = problem or (f"{len(off)} of {number} rows have other scores; {off[0]} is one" if off else "")
    found.true("the same rows with the same scores", not problem, problem, OVERLAP) or found.stop()
    seen = noted()
    loads = Counter(one["loaded"] for one in seen if "loaded" in one)  # by process
    calls = [one["rows"] for one in seen if "rows" in one]
    problem = f"it was loaded {loads.total()} times in {len(loads)} processes, for {len(calls)} calls"
    once = bool(loads) and max(loads.values()) == 1 and loads.total() <= max(4, len(calls) // 2)  # a machine may have a process for each call
    found.true("the model is loaded once by each process", once, problem, ONCE)
    problem = f"{len(many.take_all())} pictures took {len(calls)} calls" if calls else "the model was never called"
    found.true("the model gets batches", bool(calls) and np.mean(calls) >= 6, problem, KNEE)
    most, small = _travelling(runs[1][0].stats()), number * SIDE * SIDE * 3
    problem = f"an operator put out {most / 1e6:.1f} MB; resized and as uint8 the pictures are {small / 1e6:.1f} MB"
    found.true("small pictures travel between the operators", 0 < most <= 2 * small, problem, COPIES)
    (_, before), (_, after) = runs
    if before / after < TIMES_AS_FAST:  # something else may have run beside the second one alone
        before, after = _timed(slow, files, quiet)[1], _timed(answer, files, quiet)[1]
    problem = f"{before:.1f} s became {after:.1f} s: {before / after:.1f} times as fast. Look for a barrier, a loop over pixels, a load in each batch"
    found.true(f"at least {TIMES_AS_FAST} times as fast", before / after >= TIMES_AS_FAST, problem, OVERLAP)
