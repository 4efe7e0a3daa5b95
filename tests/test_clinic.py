"""The clinic's cures: right ones written another way pass, and each plausible wrong one is refused with the sentence that helps."""

import functools
import sys
import time
import uuid
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import ray
import torch

from raycourse import check

ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers have no tests
pytestmark = pytest.mark.usefixtures("own_storage")


def assert_check(name, answer, score, says, capsys):
    got = check(f"clinic.{name}", answer)
    out = capsys.readouterr().out
    assert (got, says in out) == (score, True), out


def per_node(alive=True, card=True, zero=True, share=lambda has, wanted: int(has / wanted + 1e-6)):
    def answer(request, nodes):
        def fits(kind, wanted, has):
            return int(has) * share(1, wanted) if card and kind == "GPU" and wanted < 1 else share(has, wanted)

        there = [node["Resources"] for node in nodes if node["Alive"] or not alive]
        return int(sum(min(fits(kind, wanted, has.get(kind, 0)) for kind, wanted in request.items() if wanted or not zero) for has in there))

    return answer


def by_total(request, nodes):
    total = {kind: sum(node["Resources"].get(kind, 0) for node in nodes if node["Alive"]) for kind in request}
    return min(int(total[kind] / wanted + 1e-6) for kind, wanted in request.items())


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (per_node(), 3, "✓ 0.6 and 0.1 of a GPU each"),
        (by_total, 0.75, "left over on several nodes does not add up"),
        (by_total, 0.75, "who has the GPUs has not the CPUs"),
        (per_node(alive=False), 2.25, "one of the nodes is dead"),
        (per_node(card=False), 2.25, "a fraction lives on one card"),
        (per_node(share=lambda has, wanted: has // wanted), 2.25, "`1 // 0.1` is 9"),
        (per_node(card=False, share=lambda has, wanted: has // wanted), 2.25, "a fraction lives on one card; and mind floats"),
        (by_total, 0.75, "a fraction lives on one card, and a worker on one node"),
        (per_node(zero=False), 2.25, "with `CPU: 0` beside 0.6, as in the cell above, and a node without CPUs: expected 4, got a division by zero"),
        (lambda request, nodes: 7 / request.get("CPU", 1), 0, "half a worker does not run"),
    ],
)
def test_capacity(answer, score, says, capsys):
    assert_check("capacity", answer, score, says, capsys)


def by_class(batch_size=None, size=2, early=False):
    def answer(dataset, load):
        class Tagger:
            def __init__(self):
                self.model = load()

            def __call__(self, batch):
                return {"text": batch["text"], "tag": self.model(list(batch["text"]))}

        made = Tagger() if early else None
        return dataset.map_batches(made or Tagger, batch_size=batch_size, compute=ray.data.ActorPoolStrategy(size=size))

    return answer


def each_batch(dataset, load):
    return dataset.map_batches(lambda batch: {"text": batch["text"], "tag": load()(list(batch["text"]))}, batch_size=None)


def made_here(dataset, load):
    model = load()
    return dataset.map_batches(lambda batch: {"text": batch["text"], "tag": model(list(batch["text"]))}, batch_size=None)


def cached(dataset, load):
    load = functools.cache(load)
    return dataset.map_batches(lambda batch: {"text": batch["text"], "tag": load()(list(batch["text"]))}, batch_size=None)


def when_first_needed(dataset, load):
    class Tagger:
        model = None

        def __call__(self, batch):
            self.model = self.model or load()
            return {"text": batch["text"], "tag": self.model(list(batch["text"]))}

    return dataset.map_batches(Tagger, batch_size=10, compute=ray.data.ActorPoolStrategy(min_size=1, max_size=2))


@pytest.mark.long
def test_once(cluster, capsys):
    for answer, score, says in (
        (by_class(), 3, "✓ no process loads the model twice"),
        (when_first_needed, 3, "✓ no process loads the model twice"),
        (each_batch, 2, "for 12 blocks"),
        (made_here, 0, "something that your function uses cannot be pickled, so it cannot travel to the workers"),
        (cached, 0, "make it there, in the `__init__` of a class"),
        (by_class(batch_size=1), 2, "120 rows took 120 calls"),
        (lambda dataset, load: dataset.map(lambda row: row | {"tag": 0}), 0, "✗ every row has the model's tag"),
    ):
        assert_check("once", answer, score, says, capsys)


@pytest.mark.long
def test_streaming(cluster, capsys):
    for answer, score, says in (
        (lambda slow, second: slow.repartition(target_num_rows_per_block=8).map_batches(second, batch_size=8), 3, "✓ `second` begins"),
        (lambda slow, second: slow.repartition(12).map_batches(second, batch_size=None), 2, "something in the plan waits for all rows"),
        (lambda slow, second: slow.materialize().map_batches(second, batch_size=8), 2, "something in the plan waits for all rows"),
        (lambda slow, second: slow.sort("id").map_batches(second, batch_size=8), 2, "something in the plan waits for all rows"),
        (lambda slow, second: slow.map_batches(second, batch_size=None), 2, "it got up to 12"),
        (lambda slow, second: slow.limit(40).map_batches(second, batch_size=8), 0, "✗ every row, doubled: missing"),
    ):
        assert_check("streaming", answer, score, says, capsys)


def by_value(table, look_up, numbers):
    task = ray.remote(look_up)
    return ray.get([task.remote(table, number) for number in numbers])


def in_a_list(table, look_up, numbers):
    task, reference = ray.remote(lambda tables, number: look_up(tables[0], number)), ray.put(table)
    return ray.get([task.remote([reference], number) for number in numbers])


def by_an_actor(table, look_up, numbers):
    @ray.remote(num_cpus=0)
    class Keeper:
        def __init__(self, table):
            self.table = table

        def look_up(self, number):
            return look_up(self.table, number)

    keeper = Keeper.remote(table)
    return ray.get([keeper.look_up.remote(number) for number in numbers])


def captured_each(table, look_up, numbers):
    return ray.get([ray.remote(lambda number=number: look_up(table, number)).remote() for number in numbers])


def fetched_inside(table, look_up, numbers):
    reference = ray.put(table)
    return ray.get([ray.remote(lambda number: look_up(ray.get(reference), number)).remote(number) for number in numbers])


@pytest.mark.slow
def test_shipped(cluster, capsys):
    for answer, score, says in (
        (fetched_inside, 3, "✓ the table is pickled once"),
        (by_an_actor, 3, "✓ the table is pickled once"),
        (in_a_list, 0, "a reference came where its value is needed: `ray.get` fetches it"),
        (by_value, 2, "it was pickled 12 times for 12 tasks"),
        (captured_each, 2, "times for 12 tasks"),
        (lambda table, look_up, numbers: [look_up(table, number) for number in numbers], 1, "they ran in this notebook"),
        (lambda table, look_up, numbers: fetched_inside(table, look_up, sorted(numbers)), 0, "in their order"),
        (lambda table, look_up, numbers: [ray.put(number) for number in numbers], 0, "`ray.get` fetches"),
    ):
        assert_check("shipped", answer, score, says, capsys)


def in_place(batch, by):
    batch["image"] += np.uint8(by)
    return batch


def by_hand(batch, by):
    return {"path": batch["path"], "image": np.minimum(np.maximum(batch["image"] + float(by), 0), 255).astype(np.uint8)}


def where_it_can(batch, by):
    image = batch["image"] if batch["image"].flags.writeable else batch["image"].copy()
    image[:] = np.clip(image.astype(int) + by, 0, 255)
    return {**batch, "image": image}


def set_in_the_batch(batch, by):
    batch["image"] = np.clip(batch["image"].astype(int) + by, 0, 255).astype(np.uint8)
    return batch


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (by_hand, 2, "✓ -40 makes it darker"),
        (in_place, 0, "read-only"),
        (lambda batch, by: batch | {"image": batch["image"] + np.uint8(by)}, 0, "uint8 wraps around: 250 + 40 became 34"),
        (lambda batch, by: batch | {"image": np.clip(batch["image"].astype(int) + by, 0, 255)}, 0, "✗ uint8 arrays of the same shape"),
        (where_it_can, 1.33, "its pixels have changed"),
        (set_in_the_batch, 1.33, "its column is another now: return a new dict"),
        (lambda batch, by: {"image": batch["image"]}, 0, "expected image, path; got image"),
        (lambda batch, by: batch | {"image": np.minimum(batch["image"].astype(int) + by, 255).astype(np.uint8)}, 1.33, "✗ -40 makes it darker"),
    ],
)
def test_brighter(answer, score, says, capsys):
    assert_check("brighter", answer, score, says, capsys)


def halved(first="front", least=2, caught=torch.OutOfMemoryError):
    def answer(model, images):
        try:
            return list(model(images))
        except caught:
            if len(images) < least:
                raise
        front, back = answer(model, images[: len(images) // 2]), answer(model, images[len(images) // 2 :])
        return front + back if first == "front" else back + front

    return answer


def by_a_stack(model, images):
    done, waiting = [], [images]
    while waiting:
        batch = waiting.pop(0)
        try:
            done += model(batch)
        except torch.OutOfMemoryError:
            if len(batch) == 1:
                raise
            waiting = [batch[: len(batch) // 2], batch[len(batch) // 2 :], *waiting]
    return done


def one_by_one(model, images):
    try:
        return list(model(images))
    except torch.OutOfMemoryError:
        return [model(images[k : k + 1])[0] for k in range(len(images))]


def dropped(model, images):
    try:
        return list(model(images))
    except torch.OutOfMemoryError:
        return dropped(model, images[: len(images) // 2]) if len(images) > 1 else []


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (by_a_stack, 3, "✓ another error comes out at once"),
        (halved("back"), 0, "✗ 23 pictures on a card for 5"),
        (halved(least=0), 2.25, "it called itself for ever"),
        (halved(caught=Exception), 2.25, "tried again in pieces"),
        (halved(caught=RuntimeError), 2.25, "catch `torch.OutOfMemoryError`, and nothing wider"),
        (one_by_one, 2.25, "✗ as few batches as halving needs"),
        (dropped, 0, "✗ 23 pictures on a card for 5"),
        (lambda model, images: [model(images[k : k + 5]) for k in range(0, 23, 5)], 0, "✗"),
    ],
)
def test_careful(answer, score, says, capsys):
    assert_check("careful", answer, score, says, capsys)


def with_actor(dataset, parse):
    @ray.remote(num_cpus=0)
    class Counter:
        bad = 0

        def add(self):
            self.bad += 1

        def total(self):
            return self.bad

    counter = Counter.remote()

    def tried(row):
        try:
            return [{"value": parse(row["line"])}]
        except ValueError:
            ray.get(counter.add.remote())
            return []

    done = dataset.flat_map(tried).materialize()
    return done, ray.get(counter.total.remote())


def with_global(dataset, parse):
    bad = [0]

    def tried(row):
        try:
            return [{"value": parse(row["line"])}]
        except ValueError:
            bad[0] += 1
            return []

    return dataset.flat_map(tried).materialize(), bad[0]


def marked(bad=-1000, lazy=False, caught=ValueError):
    def answer(dataset, parse):
        def tried(row):
            try:
                return {"value": parse(row["line"])}
            except caught:
                return {"value": bad}

        done = dataset.map(tried)
        done = done if lazy else done.materialize()
        return done.filter(lambda row: row["value"] != bad), done.filter(lambda row: row["value"] == bad).count()

    return answer


@pytest.mark.slow
def test_counted(cluster, capsys):
    for answer, score, says in (
        (with_actor, 3, "✓ every line is parsed once"),
        (with_global, 2.25, "each worker counted on a copy of its own"),
        (marked(lazy=True), 2.25, "parsed again: "),
        (marked(bad=-1), 0, "missing: -1: a number that `parse` may return cannot mark a line that failed"),
        (marked(caught=Exception), 2.25, "a TypeError was counted as a bad line"),
        (lambda dataset, parse: (dataset.map(lambda row: {"value": 0}), 5), 0, "✗ the numbers of the lines that are sound"),
    ):
        assert_check("counted", answer, score, says, capsys)


def drawn(numbers, seed_of=lambda seed, batch: seed):
    def answer(dataset, seed):
        return dataset.map_batches(lambda batch: batch | {"noise": numbers(np.random.default_rng(seed_of(seed, batch)), batch, seed)})

    return answer


def each_id(rng, batch, seed):
    return np.array([np.random.default_rng(seed * 1000 + int(k)).standard_normal() for k in batch["id"]])


def in_one_place(dataset, seed):
    frame = pd.DataFrame(dataset.take_all()).sort_values("id")
    return ray.data.from_pandas(frame.assign(noise=np.random.default_rng(seed).standard_normal(len(frame))))


@pytest.mark.slow
def test_noisy(cluster, capsys):
    def plain(rng, batch, seed):
        return rng.standard_normal(len(batch["id"]))

    for answer, score, says in (
        (drawn(each_id), 3, "✓ another seed gives other noise"),
        (in_one_place, 3, "✓ another seed gives other noise"),
        (drawn(plain), 0, "one value comes 8 times, in 8 blocks"),
        (drawn(plain, lambda seed, batch: None), 2.25, "it hangs on the blocks, or on the run"),
        (drawn(plain, lambda seed, batch: [seed, int(batch["id"][0])]), 2.25, "it hangs on the blocks, or on the run"),
        (drawn(lambda rng, batch, seed: each_id(rng, batch, 1)), 2.25, "✗ another seed gives other noise"),
        (drawn(lambda rng, batch, seed: np.array([np.random.default_rng([seed, int(k)]).random() for k in batch["id"]])), 2.25, "✗ mean 0"),
    ):
        assert_check("noisy", answer, score, says, capsys)


def one_deadline(tasks, seconds):
    ready, waiting = ray.wait(list(tasks), num_returns=len(tasks), timeout=seconds)
    values, failed = {}, {}
    for task in ready:
        try:
            values[tasks.index(task)] = ray.get(task)
        except ray.exceptions.RayTaskError as error:
            failed[tasks.index(task)] = error
    return values, failed, [tasks.index(task) for task in waiting]


def a_deadline_each(tasks, seconds):
    values, failed, late = {}, {}, []
    for k, task in enumerate(tasks):
        try:
            values[k] = ray.get(task, timeout=seconds)
        except ray.exceptions.GetTimeoutError:
            late.append(k)
        except Exception as error:
            failed[k] = error
    return values, failed, late


def swallowed(tasks, seconds):
    values = {}
    for k, task in enumerate(tasks):
        try:
            values[k] = ray.get(task, timeout=seconds / len(tasks))
        except Exception:
            continue
    return values, {}, []


def ready_places(tasks, seconds):
    ready, waiting = ray.wait(tasks, num_returns=len(tasks), timeout=seconds)
    values, failed = {}, {}
    for k, task in enumerate(ready):
        try:
            values[k] = ray.get(task)
        except Exception as error:
            failed[k] = error
    return values, failed, list(range(len(ready), len(tasks)))


def first_ready(tasks, seconds):
    ready, waiting = ray.wait(tasks, timeout=seconds)
    return {tasks.index(task): ray.get(task) for task in ready}, {}, [tasks.index(task) for task in waiting]


def timed_out_is_late(tasks, seconds):
    values, failed, late = {}, {}, []
    end = time.monotonic() + seconds
    for k, task in enumerate(tasks):
        try:
            values[k] = ray.get(task, timeout=max(0, end - time.monotonic()))
        except TimeoutError:
            late.append(k)
        except Exception as error:
            failed[k] = error
    return values, failed, late


def in_words(tasks, seconds):
    values, failed, late = one_deadline(tasks, seconds)
    return values, {k: str(error) for k, error in failed.items()}, late


def late_is_failed(tasks, seconds):
    values, failed, late = one_deadline(tasks, seconds)
    return values, failed | dict.fromkeys(late, TimeoutError("late")), []


@pytest.mark.long
def test_collected(cluster, capsys):
    for answer, score, says in (
        (one_deadline, 4, "✓ 3 seconds for all of them together"),
        (a_deadline_each, 3, "does each of them get 3?"),
        (swallowed, 2, "✗ who failed, and why"),
        (in_words, 3, "✗ who failed, and why"),
        (timed_out_is_late, 2, "8 is not late, it has failed with a TimeoutError of its own"),
        (ready_places, 0, "count in `tasks`"),
        (first_ready, 0, "unless `num_returns` says how many"),
        (late_is_failed, 2, "✗ who is late"),
        (lambda tasks, seconds: (dict(enumerate(ray.get(tasks, timeout=seconds))), {}, []), 0, "no picture"),
    ):
        assert_check("collected", answer, score, says, capsys)


def to_file(name, clear=False):
    def answer(rows, number, folder):
        Path(folder).mkdir(exist_ok=True)
        for path in Path(folder).iterdir() if clear else ():
            path.unlink()
        pd.DataFrame(rows).to_parquet(Path(folder, name(rows, number)))

    return answer


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (to_file(lambda rows, number: f"{number}.parquet"), 2, "✓ the newer content"),
        (to_file(lambda rows, number: f"{uuid.uuid4().hex}.parquet"), 0.67, "✗ a part that is written again is there once: too many"),
        (to_file(lambda rows, number: f"{number}-{len(rows)}.parquet"), 1.33, "✗ the newer content of a part replaces the older"),
        (to_file(lambda rows, number: "rows.parquet"), 0, "✗ three parts, every row: missing"),
        (to_file(lambda rows, number: f"{number}.parquet", clear=True), 0, "✗ three parts, every row: missing"),
    ],
)
def test_stored(answer, score, says, capsys):
    assert_check("stored", answer, score, says, capsys)
