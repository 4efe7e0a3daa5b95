"""Plausible wrong answers are found, and right ones written another way pass: where a review of the checks found the widest gaps."""

import shutil
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import ray
import torch

import raycourse
from raycourse import check

pytestmark = pytest.mark.usefixtures("own_storage")


def assert_check(name, answer, score, says, capsys):
    got = check(name, answer)
    out = capsys.readouterr().out
    assert (got, says in out) == (score, True), out


# A chart of places and seasons


def table_of(sightings, values="number", aggfunc="sum"):
    frame = pd.DataFrame(sightings.take_all())
    return frame.pivot_table(index="place", columns="season", values=values, aggfunc=aggfunc, fill_value=0)


def charted(draw, title="Animals", **more):
    def answer(sightings):
        table = table_of(sightings, **more)
        figure, axis = plt.subplots()
        draw(table, axis)
        axis.set_title(title, loc="left")
        return table, figure

    return answer


def grouped_bars(table, axis):
    for k, season in enumerate(table.columns):
        axis.bar(np.arange(len(table)) + k / 4, table[season], width=0.25, label=season)
    axis.set_xticks(range(len(table)), table.index)
    axis.legend()


def lines(table, axis):
    for place, row in table.iterrows():
        axis.plot(list(table.columns), row.tolist(), label=place)
    axis.legend()


def stacked(table, axis):
    for season in table.columns:
        axis.barh(list(table.index), table[season], label=season)
    axis.legend()


def mesh(table, axis):
    axis.pcolormesh(table.to_numpy())
    axis.set_xticks(np.arange(table.shape[1]) + 0.5, table.columns)
    axis.set_yticks(np.arange(table.shape[0]) + 0.5, table.index)


def swapped_seasons(sightings):
    table, figure = charted(lines)(sightings)
    return table.set_axis(list(table.columns[::-1]), axis=1), figure


def with_gaps(sightings):
    table, figure = charted(lines)(sightings)
    return table.where(table > 0), figure


@pytest.mark.slow
def test_check_of_seasons_and_places(cluster, capsys):
    for draw in (lambda t, a: t.plot.bar(ax=a), lambda t, a: t.T.plot(ax=a), grouped_bars, lines, stacked, mesh):
        assert_check("joins.seasons_and_places", charted(draw), 3, "✓ the figure shows data", capsys)
    assert_check("joins.seasons_and_places", lambda s: (charted(lines)(s)[0].T, charted(lines)(s)[1].axes[0]), 3, "✓ 0 where", capsys)
    for answer, score, says in (
        (charted(lines, title=""), 2, "it has no title"),
        (charted(lambda table, axis: axis.imshow(table)), 2, "it does not name boathouse, dry, dunes"),
        (charted(lines, values="sighting", aggfunc="count"), 0, "these are sightings: add up `number`"),
        (swapped_seasons, 0, "✗ the animals of each place in each season"),
        (with_gaps, 2, "✗ 0 where nothing was seen: there stands nan"),
        (lambda s: table_of(s), 0, "✗ a table and a figure come back: expected a tuple of 2, got DataFrame"),
    ):
        assert_check("joins.seasons_and_places", answer, score, says, capsys)


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


# A seeded generator, on a pipeline without a model


class Pipe:
    """Paints the noise it is given, over a grey that the prompt sets."""

    def __call__(self, prompt, generator=None, **options):
        noise = generator or [torch.Generator() for _ in prompt]
        grey = [sum(map(ord, text)) % 90 for text in prompt]
        pictures = [torch.randint(0, 9, (8, 8, 3), generator=one).numpy() + g for one, g in zip(noise, grey, strict=True)]
        return type("Output", (), {"images": [picture.astype(np.uint8) for picture in pictures]})


def generator_class(seed=lambda k, place: k, prompts=lambda texts: texts, stack=np.stack, called=True, load_late=False, painted=True):
    class ImageGen:
        def __init__(self):
            self.load()

        def load(self):
            from diffusers import DiffusionPipeline

            self.pipe = DiffusionPipeline.from_pretrained("a model")

        def __call__(self, batch):
            if load_late:
                self.load()
            noise = [torch.Generator().manual_seed(seed(int(k), place)) for place, k in enumerate(batch["id"])]
            options = raycourse.model("text_to_image").call if called else {}
            if not painted:
                return {**batch, "image": stack([torch.randint(0, 255, (8, 8, 3), generator=one).numpy().astype(np.uint8) for one in noise])}
            return {**batch, "image": stack(self.pipe(prompt=prompts(batch["prompt"].tolist()), generator=noise, **options).images)}

    return ImageGen


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (generator_class(), 4, "✓ a row alone and a row among others"),
        (generator_class(stack=list), 4, "✓ another prompt"),
        (generator_class(seed=lambda k, place: 7 * k + 1), 4, "✓ another prompt"),
        (generator_class(seed=lambda k, place: place), 2.4, "✗ a row alone and a row among others"),
        (generator_class(seed=lambda k, place: 1), 1.6, "✗ the same prompt with another id"),
        (generator_class(seed=lambda k, place: k % 10), 1.6, "✗ the same prompt with another id gives another picture: two are equal"),
        (generator_class(prompts=lambda texts: ["a cat"] * len(texts)), 3.2, "✗ another prompt with the same id"),
        (generator_class(prompts=lambda texts: texts[:1] * len(texts)), 2.4, "✗ a row alone and a row among others"),
        (generator_class(called=False), 3.2, "✗ it is called with its own options"),
        (generator_class(painted=False), 1.6, "calls of the pipeline: 0"),
        (generator_class(load_late=True), 3.2, "✗ the model loads in __init__, once"),
        (lambda: None, 0, "✗ ImageGen is a class"),
    ],
)
def test_check_of_generator(answer, score, says, capsys, monkeypatch):
    from diffusers import DiffusionPipeline

    monkeypatch.setattr(DiffusionPipeline, "from_pretrained", classmethod(lambda cls, *args, **options: Pipe()))
    assert_check("images.generator", answer, score, says, capsys)


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


# Arguments that are ignored, data that is convenient


@pytest.mark.slow
def test_ignored_arguments_are_found(cluster, capsys):

    def diary(season):
        def animals(row):
            season, place, rest = row["text"].removeprefix("In ").split(", at the ")[0], *row["text"].split(", at the ")[1].split(": ")
            species, number = rest.rstrip(".").rsplit(" x ", 1)
            return [{"season": season, "place": place, "species": species}] * int(number)

        return lambda path, asked: ray.data.read_text(path).flat_map(animals).filter(lambda row: row["season"] == (season or asked))

    class Classify:
        def __init__(self, load):
            self.table = load()

        def __call__(self, batch):
            return {**batch, "class": [self.table.get(name, "unknown") for name in batch["species"]]}

    def classified(size):
        def answer(dataset, load_table, actors):
            pool = ray.data.ActorPoolStrategy(size=size or actors)
            return dataset.map_batches(Classify, fn_constructor_args=(load_table,), batch_size=8, compute=pool, num_cpus=0)

        return answer

    for name, answer, score, says in (
        ("ingest.one_row_per_animal", diary(""), 3, "✓ where each was seen"),
        ("ingest.one_row_per_animal", diary("winter"), 2, "✗ the seasons that are left, by the one asked for"),
        ("ingest.with_class", classified(0), 3, "✓ how many actors"),
        ("ingest.with_class", classified(2), 2, "✗ how many actors the pool has: expected [3], got [2]"),
    ):
        assert_check(name, answer, score, says, capsys)


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
    for name in ("images.gallery", "embeddings.gallery"):
        assert_check(name, lambda: answer, score, says, capsys)


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
