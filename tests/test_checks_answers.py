"""Plausible wrong answers are found, and right ones written another way pass: where a review of the checks found the widest gaps."""

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
