"""Plausible wrong answers are found, and right ones written another way pass: where a review of the checks found the widest gaps."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import ray

from raycourse import check

pytestmark = pytest.mark.usefixtures("own_storage")


def assert_check(name, answer, score, says, capsys):
    got = check(name, answer)
    out = capsys.readouterr().out
    assert (got, says in out) == (score, True), out


# A batch size from measurements


def sized(of=np.median, share=0.9, choose=min, times=3):
    def answer(seconds_for, sizes):
        rate = {n: n / of([seconds_for(n) for _ in range(times)]) for n in sizes}
        return choose([n for n in sizes if rate[n] >= share * max(rate.values())])

    return answer


def by_loop(seconds_for, sizes):
    rates = [n / sorted(seconds_for(n) for _ in range(3))[1] for n in sorted(sizes)]
    return next(n for n, rate in zip(sorted(sizes), rates, strict=True) if rate >= 0.9 * max(rates))


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (sized(), 3, "✓ with one bad measurement in three"),
        (by_loop, 3, "✓ a model that slows down again"),
        (sized(of=np.mean), 2.25, "take the median of the three"),
        (sized(of=min), 2.25, "take the median of the three"),
        (sized(of=max), 2.25, "take the median of the three"),
        (sized(times=1), 1.5, "of 11 sizes, 0 were measured three times"),
        (sized(share=0.95), 0, "✗ two models with a price for each call"),
        (sized(choose=max), 0, "these are the fastest"),
        (sized(choose=lambda good: good[0]), 1.5, "the first that is good enough in the order given"),
        (lambda seconds_for, sizes: max(sizes, key=lambda n: n / seconds_for(n)), 0, "these are the fastest"),
    ],
)
def test_check_of_batch_size(answer, score, says, capsys):
    assert_check("predict.batch_size", answer, score, says, capsys)


# Pools of actors


def enhanced(made=False, size=2, keep=False, **more):
    def answer(dataset, enhancer, enhancer_model, prompt_column):
        given = {"enhancer_model": enhancer_model, "prompt_column": prompt_column}
        options = {"batch_size": 4, "num_gpus": 0.6, "num_cpus": 0, "fn_constructor_kwargs": given} | more
        out = dataset.map_batches(enhancer(**given) if made else enhancer, compute=ray.data.ActorPoolStrategy(size=size), **options)
        return out.materialize() if keep else out

    return answer


@pytest.mark.slow
def test_check_of_seasonal(cluster, capsys):
    for answer, score, says in (
        (enhanced(keep=True), 4, "✓ one actor for each GPU"),
        (enhanced(size=1, keep=True), 3.2, "✗ one actor for each GPU: the size of the pool: expected [2], got [1]"),
        (enhanced(fn_constructor_kwargs={"enhancer_model": "mine", "prompt_column": "prompt"}), 3.2, "✗ the constructor got both parameters"),
        (enhanced(made=True), 0, "hand over the class itself"),
    ):
        assert_check("enhance.seasonal", answer, score, says, capsys)


# A job that goes on where it stopped


def resumed(known):
    def answer(rows, predict, folder):
        there = [row["id"] for row in ray.data.read_parquet(folder).take_all()] if list(Path(folder).glob("*.parquet")) else []
        rest = [row for row in rows.take_all() if not known(row["id"], there)]
        if rest:
            ray.data.from_items(rest).map_batches(predict, batch_size=4).write_parquet(folder)

    return answer


@pytest.mark.slow
def test_check_of_resume(cluster, capsys):
    for answer, score, says in (
        (resumed(lambda k, there: k in there), 4, "✓ a third run judges nothing"),
        (resumed(lambda k, there: there and k <= max(there)), 1, "never judged: "),
        (resumed(lambda k, there: False), 1, "judged again: "),
    ):
        assert_check("predict.resume", answer, score, says, capsys)


def published(number, keep=shutil.copytree, guard=True):
    def answer(checkpoint, home):
        if guard and not Path(checkpoint, "config.json").exists():
            raise FileNotFoundError("no config.json")
        Path(home).mkdir(exist_ok=True)
        to = Path(home, f"v{number(Path(home))}")
        keep(checkpoint, to)
        return to

    return answer


def largest(home):
    return max((int(path.name[1:]) for path in home.glob("v*") if path.name[1:].isdigit()), default=0) + 1


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (published(largest), 4, "✓ the version after v1, v9 and v10 is v11"),
        (published(lambda home: len(list(home.iterdir())) + 1), 3, "expected models/v11, got models/v"),
        (published(lambda home: max((int(path.name[1:]) for path in home.iterdir()), default=0) + 1), 2, "it raised ValueError: invalid literal"),
        (published(lambda home: max((int(path.name[1:]) for path in home.glob("v*")), default=0) + 1), 2, "it raised ValueError: invalid literal"),
        (published(largest, keep=lambda a, b: Path(b).symlink_to(a)), 0, "the checkpoint was moved or linked"),
        (published(largest, keep=shutil.move), 0, "the checkpoint was moved or linked"),
        (published(largest, guard=False), 3, "✗ a checkpoint without config.json is refused, and leaves no version: it was accepted"),
        (lambda checkpoint, home: f"{home}/v1", 0, "v1 holds []"),
    ],
)
def test_check_of_publish(answer, score, says, capsys):
    assert_check("predict.publish", answer, score, says, capsys)


# Values that nobody looked at


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (([np.full((4, 4, 3), k, np.uint8) for k in range(4)], list("abcd")), 0, "4 of 4 are of one colour"),
        (([np.arange(48, dtype=np.uint8).reshape(4, 4, 3)] * 4, list("abcd")), 0, "4 pictures, of which 1 are different"),
        (([np.arange(k, k + 48, dtype=np.uint8).reshape(4, 4, 3) for k in range(4)], ["a", None, "c", "d"]), 1, "✗ one caption for each"),
        (([np.arange(k, k + 48, dtype=np.uint8).reshape(4, 4, 3) for k in range(4)], list("abcd")), 2, "✓ one caption for each"),
    ],
)
def test_check_of_a_gallery(answer, score, says, capsys):
    assert_check("embeddings.gallery", lambda: answer, score, says, capsys)


def chat(system, user="{prompt}"):
    def answer(prompt, season):
        return [{"role": "system", "content": system(season)}, {"role": "user", "content": user.format(prompt=prompt)}]

    return answer


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (chat(lambda season: f"It is {season.title()}."), 2, "✓ the system message names the season"),
        (chat(lambda season: f"It is{season}."), 1, "✗ the system message names the season"),
        (chat(lambda season: "winter"), 1, "expected the word 'spring', got 'winter'"),
        (chat(lambda season: season, "Enhance: {prompt}"), 1, "✗ the user message is the prompt alone"),
    ],
)
def test_check_of_chat(answer, score, says, capsys):
    assert_check("enhance.chat", answer, score, says, capsys)
