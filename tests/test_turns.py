"""The lessons' exercises, *Your turn*: the way that a lesson unfolds is right, its stub is open, and mistakes get the sentence that helps."""

import io
import re

import numpy as np
import pytest
import ray
import torch
from PIL import Image

from raycourse import check
from raycourse.catalogue import lessons
from raycourse.checks import names
from tools.notebooks import source_form


def unless_damaged(data):
    """Opens a picture, and knows of no error but PIL's commonest."""
    try:
        return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    except OSError as error:
        raise ValueError("no picture") from error


def header_only(data):
    """Opens a picture and does not read it to the end."""
    try:
        picture = Image.open(io.BytesIO(data))
    except OSError as error:
        raise ValueError("no picture") from error
    try:
        return np.asarray(picture.convert("RGB"))
    except OSError:
        return np.zeros((*picture.size[::-1], 3), np.uint8)


def strict(kind):
    raise kind("the columns differ")


KNOWN = {
    "strict": strict,
    "np": np,
    "ray": ray,
    "torch": torch,
    "io": io,
    "Image": Image,
    "header_only": header_only,
    "unless_damaged": unless_damaged,
}


def exercises():
    """{name: (stub, one way)}, as the lessons have them: the way unfolds in the first text after the cell with the stub."""
    found = {}
    for entry in lessons():
        cells = source_form(entry).cells
        for cell, after in zip(cells, cells[1:], strict=False):
            for name in re.findall(r'raycourse\.check\("turns\.(\w+)"', cell.source) if cell.cell_type == "code" else ():
                found[name] = cell.source.split("raycourse.check")[0], re.search(r"```python\n(.*?)```", after.source, re.S)[1]
    return found


EXERCISES = exercises()


def answered(code, name):
    space = dict(KNOWN)
    exec(compile(code, "<ipython-exercise>", "exec"), space)
    return space[name]


def test_every_exercise_is_checked_and_every_check_has_an_exercise():
    assert sorted(f"turns.{name}" for name in EXERCISES) == sorted(names("turns"))


@pytest.mark.slow
@pytest.mark.parametrize("name", EXERCISES)
def test_the_stub_is_open_and_one_way_is_right(name, cluster, own_storage, capsys):
    stub, way = EXERCISES[name]
    assert check(f"turns.{name}", answered(stub, name)) == 0
    assert "is open" in capsys.readouterr().out
    assert check(f"turns.{name}", answered(way, name)) == 1, capsys.readouterr().out


WRONG = {
    "everywhere": (
        ("lambda function, values: [ray.get(ray.remote(function).remote(value)) for value in values]", "call `ray.get` once, on the whole list"),
        ("lambda function, values: [ray.remote(function).remote(value) for value in values]", "`ray.get` fetches"),
        ("lambda function, values: [function(value) for value in values]", "start all tasks first"),
    ),
    "pooled": (
        ("lambda M, batches, size: ray.get([ray.remote(M).remote().work.remote(one) for one in batches])", "every batch got an actor of its own"),
        ("lambda M, batches, size: (lambda actor: ray.get([actor.work.remote(one) for one in batches]))(ray.remote(M).remote())", "did everything"),
        ("lambda M, batches, size: [M().work(one) for one in batches]", "✗ no call ran in the notebook"),
        (
            "lambda M, batches, size: (lambda actors: [actors[k % size].work.remote(one) for k, one in enumerate(batches)])"
            "([ray.remote(M).remote() for _ in range(size)])",
            "`ray.get` fetches",
        ),
        (
            "lambda M, batches, size: (lambda actors: ray.get([actor.work.remote(one) for k, actor in enumerate(actors) for one in batches[k::size]]))"
            "([ray.remote(M).remote() for _ in range(size)])",
            "in the order of the batches: expected [30, 10, 40, 10, 50], got [30, 40, 50, 10, 10]",
        ),
    ),
    "in_blocks": (
        ("lambda read, path, number: read(path, override_num_blocks=number)", "what works for every reader?"),
        ("lambda read, path, number: read(path).repartition(number).limit(20)", "got 20 rows"),
    ),
    "contrast": (
        ("lambda batch: batch | {'contrast': batch['image'].max() - batch['image'].min()}", "which axes belong to one picture?"),
        (
            "lambda batch: batch | {'contrast': batch['image'].max(axis=(1, 2)) - batch['image'].min(axis=(1, 2))}",
            "which axes belong to one picture?",
        ),
        ("lambda batch: {'contrast': batch['image'].max(axis=(1, 2, 3)) - batch['image'].min(axis=(1, 2, 3))}", "the columns"),
    ),
    "bright": (
        ("lambda data, number: [row['id'] for row in data.take_all() if row['brightness'] > 200][:number]", "60 of 60 blocks were"),
        ("lambda data, number: [row['id'] for row in data.take(number)]", "got 100 of which 3"),
        (
            "lambda data, number: (lambda batch: batch['id'][batch['brightness'] > 200].tolist()[:number])(data.take_batch(64))",
            "expected 100 ids of bright pictures, got 2",
        ),
        (
            "lambda data, number: [row['id'] for row, _ in zip(data.filter(lambda row: row['brightness'] > 200).iter_rows(), range(number + 1))]",
            "expected 100 ids of bright pictures, got 101",
        ),
    ),
    "problems": (
        ("lambda decoded: {row['problem']: row['count()'] for row in decoded.groupby('problem').count().take_all()}", "good rows have no problem"),
        ("lambda decoded: {row['problem']: 1 for row in decoded.take_all() if row['problem']}", "how many rows have each?"),
        ("lambda decoded: decoded.groupby('problem').count()", "expected a dict"),
        ("lambda decoded: {'OSError': sum(1 for row in decoded.take() if row['problem'])}", "expected {'OSError': 23, 'ValueError': 5}"),
    ),
    "once": (
        ("lambda a, o: a.join(o, join_type='inner', num_partitions=2, on=('id',))", "an animal with two outfits comes twice"),
        ("lambda a, o: a.join(o, join_type='left_anti', num_partitions=2, on=('id',))", "expected [2, 3]"),
        ("lambda a, o: o.join(a, join_type='left_semi', num_partitions=2, on=('id',))", "comes twice"),
    ),
    "united": (
        ("lambda first, second: first.union(second)", "✗ ValueError for a column of another name: one was accepted"),
        ("lambda first, second: first.union(second) if first.columns() == second.columns() else strict(ValueError)", "your code runs"),
        (
            "lambda first, second: first.union(second) if len(first.columns()) == len(second.columns()) else strict(ValueError)",
            "✗ ValueError for a column of another name: one was accepted",
        ),
        (
            "lambda first, second: first.union(second) if set(first.columns()) <= set(second.columns()) else strict(ValueError)",
            "✗ ValueError for a column more, or one less: one was accepted",
        ),
        (
            "lambda first, second: first.union(second) if set(first.columns()) == set(second.columns()) else strict(AssertionError)",
            "AssertionError came",
        ),
    ),
    "full_blocks": (
        ("lambda dataset, rows: dataset.repartition(target_num_rows_per_block=rows)", "expected sizes 5, 5, 5, 5 and 3"),
        ("lambda dataset, rows: dataset.repartition(rows)", "expected sizes 5, 5, 5, 5 and 3"),
    ),
    "halves": (
        ("lambda batch: batch | {'small': batch['image'][::2, ::2]}", "`small` is one uint8 array"),
        ("lambda batch: batch | {'small': batch['image'][:, ::2, ::2] / 255}", "`small` is one uint8 array"),
        ("lambda batch: batch | {'small': np.zeros((3, 4, 3, 3), np.uint8)}", "not those of the whole picture"),
        ("lambda batch: batch | {'small': batch['image'][:, :4, :3]}", "not those of the whole picture"),
        ("lambda batch: batch | {'small': batch['image'][::-1, ::2, ::2]}", "not those of the whole picture"),
    ),
    "noise": (
        ("lambda batch: [torch.Generator().manual_seed(int(i)) for i in batch['id']]", "id 3, version 1 and id 3, version 0 do"),
        (
            "lambda batch: [torch.Generator().manual_seed(int(i + v)) for i, v in zip(batch['id'], batch['version'])]",
            "id 1, version 1 and id 2, version 0 do",
        ),
        (
            "lambda batch: [torch.Generator().manual_seed(int(i + 10 * v)) for i, v in zip(batch['id'], batch['version'])]",
            "id 3, version 1 and id 13, version 0 do",
        ),
        ("lambda batch: [torch.Generator().manual_seed(place) for place, _ in enumerate(batch['id'])]", "another batch, another noise"),
        ("lambda batch: [torch.Generator().manual_seed(0)] * len(batch['id'])", "another batch, another noise"),
        ("lambda batch: torch.Generator().manual_seed(0)", "the generators are a list"),
    ),
    "texts": (
        ("lambda answers: [answer[0]['generated_text'][2]['content'] for answer in answers]", "not always the last one"),
        ("lambda answers: [answers[0][0]['generated_text'][-1]['content']]", "one text for each chat"),
        ("lambda answers: [answer[0]['generated_text'][-2]['content'] for answer in answers]", "what was asked"),
    ),
    "fitting": (
        ("lambda share, cards: int(cards / share)", "a share lives on one card"),
        ("lambda share, cards: cards * int(1 // share)", "count in ten-thousandths"),
        ("lambda share, cards: cards * round(1 / share)", "three times 0.3334 is more than 1"),
        ("lambda share, cards: int(1 / share)", "that is one card"),
    ),
    "slowest": (
        ("lambda work, actors: max(work, key=work.get)", "four actors for it: 2 s each"),
        ("lambda work, actors: min(work, key=lambda name: work[name] / actors[name])", "waits for the others"),
        ("lambda work, actors: min(actors, key=actors.get)", "it has the fewest actors"),
        ("lambda work, actors: max(work[name] / actors[name] for name in work)", "return its name"),
    ),
    "steps_per_epoch": (
        ("lambda rows, workers, batch: -(-rows // batch)", "that is all workers together"),
        ("lambda rows, workers, batch: rows // workers // batch", "the rest of the rows makes a step, too"),
        ("lambda rows, workers, batch: -(-rows // (batch * workers))", "the row that does not divide is left out"),
        ("lambda rows, workers, batch: -(-(-(-rows // workers)) // batch)", "the row that does not divide is left out"),
        ("lambda rows, workers, batch: rows // workers // workers // batch + 1", "each worker takes batches of that size"),
    ),
    "mixed": (
        ("lambda picture, words, share: share * picture + (1 - share) * words", "divide the sum by its length"),
        (
            "lambda picture, words, share: (lambda both: both / np.linalg.norm(both))(share * picture + (1 - share) * words)",
            "bring both to length 1 before you add them",
        ),
        (
            "lambda picture, words, share: (lambda a, b: ((1 - share) * a + share * b) / np.linalg.norm((1 - share) * a + share * b))"
            "(picture / np.linalg.norm(picture), words / np.linalg.norm(words))",
            "(the other way round)",
        ),
        ("lambda picture, words, share: np.concatenate([picture, words])", "expected shape (3,)"),
    ),
    "mirrored": (
        ("lambda images, rng: images[..., ::-1]", "100% are at the first epoch"),
        ("lambda images, rng: images[..., ::-1] if rng.random() < 0.5 else images", "about half of them"),
        ("lambda images, rng: np.where(rng.random((64, 1, 1, 1)) < 0.5, images[..., ::-1, :], images)", "stand on their heads"),
        (
            "lambda images, rng: np.where(np.random.default_rng(0).random((64, 1, 1, 1)) < 0.5, images[..., ::-1], images)",
            "both epochs mirror the same",
        ),
    ),
    "margin": (
        ("lambda logits: logits.topk(2).values[:, 0] - logits.topk(2).values[:, 1]", "logits are no probabilities yet"),
        ("lambda logits: logits.softmax(1).max(1).values", "expected 0.61, 0.03, 0.00, got 0.79"),
        ("lambda logits: logits.softmax(0).topk(2).values.diff(dim=1)[:, 0]", "expected 0.61, 0.03, 0.00, got"),
    ),
    "by_class": (
        (
            "lambda truth, said: {c: float((truth[said == c] == c).mean()) for c in np.unique(said).tolist()}",
            "divide by the rows that are of the class",
        ),
        ("lambda truth, said: {c: float((said[truth == c] == c).mean()) for c in np.unique(said).tolist()}", "cats are in `truth`"),
        ("lambda truth, said: {c: float((said == truth).mean()) for c in np.unique(truth).tolist()}", "that is the share of all rows"),
        ("lambda truth, said: {c: int(((said == c) & (truth == c)).sum()) for c in np.unique(truth).tolist()}", "these are counts"),
        ("lambda truth, said: float((said == truth).mean())", "expected {class: share}"),
        (
            "lambda truth, said: {c: float(((said == c) & (truth == c)).sum() / max(1, (truth == c).sum())) for c in np.unique([*truth, *said]).tolist()}",
            "✗ classes by number, one of which is said and never true",
        ),
    ),
    "skew": (
        ("lambda a, b: float(np.mean([np.abs(a[p] - b[p]).mean() for p in a.keys() & b.keys()]))", "uint8 numbers wrap around"),
        ("lambda a, b: float(np.mean([np.abs(x.astype(int) - y).mean() for x, y in zip(a.values(), b.values())]))", "match them by their paths"),
        ("lambda a, b: float(np.mean([(a[p].astype(int) - b[p]).mean() for p in a.keys() & b.keys()]))", "up and down cancel"),
        ("lambda a, b: float(np.mean([np.abs(a[p].astype(int) - b[p]).mean() for p in b]))", "your code runs"),
        ("lambda a, b: float(sum(np.abs(a[p].astype(int) - b[p]).mean() for p in a.keys() & b.keys()))", "a sum: take the mean"),
    ),
    "percentile": (
        ("lambda edges, counts, q: edges[int(np.searchsorted(counts, q * counts[-1]))]", "expected 0.20, got 0.50: that is the edge above it"),
        (
            "lambda edges, counts, q: float(np.interp(q, np.array(counts) / counts[-1], edges))",
            "q = 0.1, below the first edge: expected 0.025, got 0.100",
        ),
        ("lambda edges, counts, q: float(np.interp(q * 100, [0, *np.cumsum(counts)], [0, *edges]))", "expected 0.20, got"),
    ),
    "largest_gap": (
        ("lambda a, b: abs(np.mean(a) - np.mean(b))", "that is a difference of values; compare shares"),
        (
            "lambda a, b: float(max(np.searchsorted(np.sort(a), v, side='right') / len(a) - np.searchsorted(np.sort(b), v, side='right') / len(b) for v in [*a, *b]))",
            "take the gap without its sign",
        ),
        (
            "lambda a, b: float(max(abs(np.searchsorted(np.sort(a), v) / len(a) - np.searchsorted(np.sort(b), v, side='right') / len(b)) for v in [*a, *b]))",
            "✗ two samples of four and five: expected 0.60, got 0.40",
        ),
    ),
    "in_production": (
        ("lambda history: history[-1]['version'] if history else None", "(it belongs to another stage)"),
        ("lambda history: ([move['version'] for move in history if move['stage'] == 'production'] or [None])[-1]", "(it was taken back)"),
        (
            "lambda history: ([m['version'] for m in history if m['stage'] == 'production' and not m['undo']] or [None])[-1]",
            "an undo returns to the version before: expected 'v2', got 'v4'",
        ),
        (
            "lambda history: [move['version'] for move in history if move['stage'] == 'production'][-1 - 2 * history[-1]['undo']]",
            "expected 'v4', got 'v1'",
        ),
    ),
    "p_value": (
        (
            "lambda a, n, b, m: __import__('scipy.stats').stats.norm.sf(abs(b / m - a / n) / ((a + b) / (n + m) * (1 - (a + b) / (n + m)) * (1 / n + 1 / m)) ** 0.5)",
            "two-sided, so both tails count",
        ),
        (
            "lambda a, n, b, m: 2 * __import__('scipy.stats').stats.norm.sf((b / m - a / n) / ((a + b) / (n + m) * (1 - (a + b) / (n + m)) * (1 / n + 1 / m)) ** 0.5)",
            "the sign of the difference does not matter",
        ),
    ),
    "never": (
        (
            "lambda request, nodes: any(sum(n['Resources'].get(k, 0) for n in nodes if n['Alive']) < v for k, v in request.items())",
            "do not add nodes up",
        ),
        (
            "lambda request, nodes: not any(all(n['Resources'].get(k, 0) >= v for k, v in request.items()) for n in nodes)",
            "a dead node gives nothing",
        ),
        (
            "lambda request, nodes: any(max(n['Resources'].get(k, 0) for n in nodes if n['Alive']) < v for k, v in request.items())",
            "both must be on the same",
        ),
    ),
    "machines": (
        ("lambda hours, deadline: int(hours(1) / deadline)", "8 machines need 7.5 hours"),
        ("lambda hours, deadline: -(-(hours(1) - hours(1) % 1) // deadline)", "call `hours`"),
        ("lambda hours, deadline: next(n for n in range(1, 1001) if hours(n) <= deadline)", "your code runs"),
        ("lambda hours, deadline: max((n for n in range(1, 1001) if hours(n) <= deadline), default=None)", "expected 9, got 1000"),
    ),
    "ceiling": (
        ("lambda cores, shared, own: min([*(cores * rate for rate in shared), *own])", "the other stage needs the same cores"),
        ("lambda cores, shared, own: min([cores * sum(shared), *own])", "rates do not add up"),
        ("lambda cores, shared, own: min([1 / sum(1 / rate for rate in shared), *own])", "and the other three cores?"),
        ("lambda cores, shared, own: cores / sum(1 / rate for rate in [*shared, *own])", "expected 250, got"),
        ("lambda cores, shared, own: min(own) if own else cores / sum(1 / rate for rate in shared)", "cannot embed what is not decoded"),
    ),
    "brightened": (
        ("lambda images: images + np.uint8(40)", "bound it first"),
        ("lambda images: np.minimum(images + 40.0, 255)", "8 times the bytes"),
        ("lambda images: np.clip(images.astype(int) + 50, 0, 255).astype(np.uint8)", "expected every channel 40 brighter"),
        ("lambda images: images.__iadd__(40)", "your code runs"),
    ),
    "cosines": (
        ("lambda query, vectors: vectors @ query", "what about their lengths?"),
        ("lambda query, vectors: vectors @ query / np.linalg.norm(vectors) / np.linalg.norm(query)", "the cosine of each angle"),
    ),
    "opened": (
        ("lambda data: np.asarray(Image.open(io.BytesIO(data)).convert('RGB'))", "UnidentifiedImageError came"),
        ("lambda data: header_only(data)", "✗ ValueError for a picture that was cut off: it was accepted"),
        ("lambda data: np.asarray(Image.open(io.BytesIO(data)))", "convert it to RGB"),
        ("lambda data: unless_damaged(data)", "DecompressionBombError came"),
    ),
    "accumulate": (
        ("lambda loss, pixels, labels, most: loss(pixels, labels).backward()", "more than fit"),
        (
            "lambda loss, pixels, labels, most: [loss(p, y).backward() for p, y in zip(pixels.split(most), labels.split(most))]",
            "weigh it by its share",
        ),
        (
            "lambda loss, pixels, labels, most: [(loss(p, y) / 4).backward() for p, y in zip(pixels.split(most), labels.split(most))]",
            "the last part has 1 row",
        ),
        (
            "lambda loss, pixels, labels, most: [(loss(pixels[k:k + most], labels[k:k + most]) * 0.3).backward() for k in range(0, len(pixels) - most + 1, most)]",
            "the last part is smaller",
        ),
        (
            "lambda loss, pixels, labels, most: sum(loss(p, y) * len(p) / len(pixels) for p, y in zip(pixels.split(most), labels.split(most))).backward()",
            "`backward()` for each part",
        ),
        ("lambda loss, pixels, labels, most: [loss(p, y) for p, y in zip(pixels.split(most), labels.split(most))]", "no part's loss went"),
        (
            "lambda loss, pixels, labels, most: [(loss(p, y) * len(p) / len(pixels)).backward() for p, y in zip(pixels.chunk(most), labels.chunk(most))]",
            "more than fit",
        ),
    ),
    "masked": (
        ("lambda text: __import__('re').sub(r'\\w+@\\w+\\.\\w+', '[email]', text)", "✗ e-mail addresses, whole"),
        ("lambda text: __import__('re').sub(r'\\d{7,}', '[phone]', text)", "✗ phone numbers, whole, in five ways of writing"),
        ("lambda text: __import__('re').sub(r'[\\d +()-]{4,}', '[phone]', text)", "✗ all else stays"),
    ),
    "padding": (
        ("lambda lengths, size: sum(size * max(lengths[k : k + size]) for k in range(0, len(lengths), size)) - sum(lengths)", "one text, not three"),
        ("lambda lengths, size: sum(max(lengths) - length for length in lengths)", "✗ three batches of two"),
        (
            "lambda lengths, size: sum(max(part) * len(part) for part in (lengths[k : k + size] for k in range(0, len(lengths), size)))",
            "take the tokens of the texts away",
        ),
        (
            "lambda lengths, size: (lambda s: sum(max(s[k : k + size]) * len(s[k : k + size]) for k in range(0, len(s), size)) - sum(s))(sorted(lengths))",
            "nobody has sorted them yet",
        ),
    ),
    "starts": (
        ("lambda length, size, step: list(range(0, length, step))", "the window at 20 holds nothing new"),
        ("lambda length, size, step: list(range(0, length - size + 1, step))", "the last sample is in no window"),
        ("lambda length, size, step: list(range(0, max(length - size, 0) + step, step))", "a sound without samples has no window"),
    ),
    "cuts": (
        ("lambda changes: [k for k, change in enumerate(changes) if change > 10]", "compare with the median of the film"),
        ("lambda changes: [0, *(k for k, change in enumerate(changes) if change > 4 * np.median(changes[1:]))]", "no film begins with a cut"),
        ("lambda changes: [k - 1 for k, change in enumerate(changes) if change > 4 * np.median(changes[1:])]", "not to the one before it"),
        ("lambda changes: [int(np.argmax(changes))]", "✗ two cuts in a quiet film: expected [4, 8], got [4]"),
    ),
    "pause": (
        ("lambda attempt, told, rng: told or 0.1 * 2**attempt", "close together"),
        ("lambda attempt, told, rng: rng.uniform(0, 0.1 * 2**attempt)", "✗ attempt 3, never before the time that was told"),
        ("lambda attempt, told, rng: (told or 0) + rng.uniform(0, 0.1 * 2**attempt)", "expected 1 to 6 s, got"),
        ("lambda attempt, told, rng: (told or 0) + min(5, 0.1 * 2**attempt) * (1 + rng.uniform(-0.1, 0))", "close together"),
    ),
    "wanted": (
        ("lambda ongoing, target, least, most: min(most, max(least, ongoing // target))", "one replica would have three"),
        ("lambda ongoing, target, least, most: min(most, max(least, ongoing / target))", "there is no half replica"),
        ("lambda ongoing, target, least, most: -(-ongoing // target)", "mind `least` and `most`"),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "answer", "said"), [(name, *wrong) for name, some in WRONG.items() for wrong in some])
def test_a_mistake_gets_the_sentence_that_helps(name, answer, said, cluster, own_storage, capsys):
    assert check(f"turns.{name}", eval(answer, dict(KNOWN))) < 1
    assert said in capsys.readouterr().out


def test_every_exercise_has_its_mistakes():
    assert set(WRONG) == set(EXERCISES)
