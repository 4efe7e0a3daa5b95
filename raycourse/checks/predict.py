"""Checks of the lab *Batch prediction*: the top two classes, a temperature, a batch size, a job resumed, versions, a gallery of doubt."""

import contextlib
import io
import shutil
from pathlib import Path
from unittest import mock

import numpy as np
import ray
import torch
from PIL import Image
from pyarrow.fs import FileSelector, FileSystem

from raycourse.checks import graded
from raycourse.checks.kit import a_dataset, colour_pictures, differs, items, notes, read, scratch, section, several, type_of, write
from raycourse.models import model as course_model
from raycourse.places import data, fetched

PREDICTOR = section("predict", "A predictor")
RESUME = section("predict", "A job that breaks off")
VERSION = section("predict", "A model with a version")
NAMES = ("ant", "bee", "cow", "dodo")


def _checkpoint() -> str:
    """A very small ViT with four classes, untrained, as a folder."""
    from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessor

    torch.manual_seed(3)
    home = scratch("predict.top_two", shared=False)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16, "initializer_range": 1.0}
    config = ViTConfig(image_size=16, patch_size=8, id2label=dict(enumerate(NAMES)), label2id={name: k for k, name in enumerate(NAMES)}, **sizes)
    ViTForImageClassification(config).save_pretrained(home)
    ViTImageProcessor(size={"height": 16, "width": 16}).save_pretrained(home)
    return home


def _judged(answer: type, source: str, batch: dict, found) -> tuple[dict, list[bool]]:
    """What the predictor makes of `batch`, and of each call of its model whether gradients were off."""
    from transformers import ViTForImageClassification

    calls, original = [], ViTForImageClassification.forward

    def counted(self, *args, **kwargs):
        calls.append(torch.is_inference_mode_enabled() or not torch.is_grad_enabled())
        return original(self, *args, **kwargs)

    predictor = answer(source)
    shutil.rmtree(source)  # whoever loads again in __call__ finds nothing
    try:
        with mock.patch.object(ViTForImageClassification, "forward", counted):
            return predictor(dict(batch)), calls
    except OSError as error:
        found.need("the model loads in __init__ alone", False, f"__call__ went to the checkpoint's folder again ({type(error).__name__})", PREDICTOR)


@graded("predict.top_two", points=5, findings=5)
def top_two(answer, found):
    from transformers import ViTForImageClassification, ViTImageProcessor

    found.need("TopTwo is a class", isinstance(answer, type), f"expected a class, got {type_of(answer)}", PREDICTOR)
    source, number = _checkpoint(), 7
    images = np.random.default_rng(5).integers(0, 256, (number, 20, 20, 3), dtype=np.uint8)
    batch = {"path": np.array([f"{k}.png" for k in range(number)], dtype=object), "image": images}
    model, processor = ViTForImageClassification.from_pretrained(source).eval(), ViTImageProcessor.from_pretrained(source)
    with torch.inference_mode():
        logits = model(**processor(list(images), return_tensors="pt")).logits
    chances, places = logits.softmax(1).topk(2, dim=1)
    got, calls = _judged(answer, source, batch, found)
    found.need("a dict comes back", isinstance(got, dict), f"got {type_of(got)}", PREDICTOR)
    wanted = ["confidence", "first", "path", "second"]
    found.need("the columns", sorted(got) == wanted, f"expected {', '.join(wanted)}; got {', '.join(sorted(map(str, got)))}", PREDICTOR)
    columns = {name: items(got[name], found, f"the column {name}: values") for name in wanted}
    same = list(map(str, columns["path"])) == batch["path"].tolist()
    found.need("paths, as they came", same, f"got {columns['path'][:3]} …", PREDICTOR)
    first, second = ([NAMES[k] for k in column.tolist()] for column in places.T)
    found.equal("the column first", list(map(str, columns["first"])), first, PREDICTOR, [(second, "these are the second")]) or found.stop()
    found.equal("the column second", list(map(str, columns["second"])), second, PREDICTOR, [(first, "these are the first again")])
    numbers = np.array([float(value) for value in columns["confidence"]])
    known = {
        "the softmax over these two alone: take it over all classes": logits.topk(2, dim=1).values.softmax(1)[:, 0],
        "the logit: a softmax over all classes makes it a probability": logits.max(1).values,
        "the probability of the second": chances[:, 1],
        "given in percent": chances[:, 0] * 100,
    }
    why = next((f" ({what})" for what, wrong in known.items() if numbers.shape == wrong.shape and np.allclose(numbers, wrong.numpy(), atol=1e-3)), "")
    close = numbers.shape == (number,) and np.allclose(numbers, chances[:, 0].numpy(), atol=1e-4)
    problem = f"expected {[round(c, 3) for c in chances[:3, 0].tolist()]} …, got {numbers[:3].round(3).tolist()} …{why}"
    found.true("confidence is the probability of the first", close, problem, PREDICTOR)
    found.true("the batch goes through the model in one call", len(calls) == 1, f"{len(calls)} calls for {number} pictures", PREDICTOR)
    found.true("nothing is kept for gradients", bool(calls) and all(calls), "use torch.inference_mode()", PREDICTOR)


@graded("predict.temperature", points=3, findings=2)
def temperature(answer, found):
    torch.manual_seed(1)
    true = torch.randn(4000, 3) * 1.5
    labels = torch.multinomial(true.softmax(1), 1)[:, 0]
    tried = np.geomspace(0.25, 8, 300)
    for factor, what in ((3.0, "overconfident"), (0.5, "too modest")):
        logits = true * factor
        best = min(tried, key=lambda t, logits=logits: torch.nn.functional.cross_entropy(logits / t, labels).item())
        got = answer(logits.clone(), labels)
        number = isinstance(got, int | float | np.number) or (isinstance(got, torch.Tensor | np.ndarray) and got.ndim == 0)
        found.need("one number comes back", number, f"got {type_of(got)}")
        why = ", the inverse: logits are divided by T" if abs(float(got) * best - 1) < 0.06 else ""
        if not why and any(abs(float(got) / end - 1) < 0.04 for end in (0.25, 8)):
            why = ", the end of the range: take the smallest cross entropy (the share that is right is the same for every T)"
        problem = f"expected about {best:.2f}, got {float(got):.2f}{why}"
        found.true(f"T for {what} logits", abs(float(got) / best - 1) < 0.06, problem, "the hint of this task")


SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


def _clock(seconds: dict[int, tuple[float, ...]]) -> tuple:
    """(seconds_for, asked): each size takes the three times of `seconds` in turn; `asked` collects the sizes."""
    asked: list[int] = []

    def seconds_for(n):
        asked.append(int(n))
        return seconds[int(n)][(asked.count(int(n)) - 1) % 3]

    return seconds_for, asked


def _saturating(fixed: float) -> dict[int, tuple[float, ...]]:
    """A price for each call, and one for each row: the rate rises ever more slowly, so that the largest size is the fastest."""
    return {n: (fixed + n / 1000,) * 3 for n in SIZES}


def _bumpy() -> dict[int, tuple[float, ...]]:
    """Sizes beyond 128 slow down again; 64 is within 10 % of the best and 32 is not."""
    rates = dict.fromkeys(SIZES, 100.0) | {32: 870.0, 64: 920.0, 128: 1000.0, 256: 960.0, 512: 700.0, 1024: 400.0}
    return {n: (n / rate,) * 3 for n, rate in rates.items()}


def _noisy() -> dict[int, tuple[float, ...]]:
    """One measurement in three is far off. Mean, smallest and largest, first and last each choose another size than the median does."""
    steady = _bumpy()
    off = {4: (0, 0.01), 16: (2, 0.02), 64: (0, 9.0), 256: (1, 0.1), 512: (2, 9.0)}
    return {n: tuple(times[0] * (off[n][1] if n in off and off[n][0] == k else 1) for k in range(3)) for n, times in steady.items()}


def _right(seconds: dict[int, tuple[float, ...]], of=np.median, share: float = 0.9) -> int:
    rate = {n: n / of(times) for n, times in seconds.items()}
    return min(n for n, value in rate.items() if value >= share * max(rate.values()))


@graded("predict.batch_size", points=3, findings=4)
def batch_size(answer, found):
    def chosen(seconds, sizes) -> int:
        clock, asked = _clock(seconds)
        got = answer(clock, list(sizes))
        found.need("one of the sizes comes back", got in SIZES, f"got {got!r}")
        times.append({n: asked.count(n) for n in sizes})
        return int(got)

    times: list[dict[int, int]] = []
    cheap, dear, bumpy, noisy = _saturating(0.005), _saturating(0.02), _bumpy(), _noisy()
    got = [chosen(cheap, SIZES), chosen(dear, SIZES)]
    wanted = [_right(cheap), _right(dear)]
    fastest = [([SIZES[-1]] * 2, "these are the fastest; a smaller size comes within 10 %"), ([1, 1], "these are the smallest")]
    found.equal(
        "two models with a price for each call", got, wanted, "the smallest n for which n / seconds is at least 0.9 of the best", fastest
    ) or found.stop()
    # A call to warm up does no harm: the clock gives its three times again and again.
    problem = f"of {len(SIZES)} sizes, {sum(count >= 3 for count in times[0].values())} were measured three times"
    found.true("every size is measured at least three times", min(times[0].values()) >= 3, problem)
    order = (128, 1024, 1, 256, 64, 8, 512, 32, 2, 16, 4)
    mistakes = [(128, "this is the fastest, or the first that is good enough in the order given"), (32, "its rate is 13 % below the best")]
    found.equal("a model that slows down again, sizes in another order", chosen(bumpy, order), _right(bumpy), mistakes=mistakes)
    # In order, so that whoever takes the first that is good enough hears of it once, above.
    found.equal("with one bad measurement in three", chosen(noisy, SIZES), _right(noisy), "take the median of the three")


@graded("predict.resume", points=4, findings=4)
def resume(answer, found):
    home, (note, noted), folder = scratch("predict.resume/out"), notes("predict.resume"), read
    # Ids are scattered, so that neither a count nor the largest id tells what is there; and more than `take` gives unasked.
    texts = {k * 37 % 101: "x" * (k % 7 + 1) for k in range(30)}
    first = sorted(texts)[::3]

    def dataset(ids):
        return ray.data.from_items([{"id": k, "text": texts[k]} for k in ids], override_num_blocks=3).materialize()

    def predict(batch):
        note(ids=[int(k) for k in batch["id"]])
        return {"id": batch["id"], "length": [len(text) for text in batch["text"]]}

    def predicted() -> list[int]:
        return [k for one in noted() for k in one["ids"]]

    def wrong_rows(expected) -> str:
        files = [name for name in folder(home) if name.endswith(".parquet")]
        found.need("Parquet files are in the folder", bool(files), f"found {sorted(folder(home)) or 'nothing'}", RESUME)
        stored = a_dataset(ray.data.read_parquet([f"{home}/{name}" for name in files]), found).take_all()
        return differs([(row.get("id"), row.get("length")) for row in stored], [(k, len(texts[k])) for k in expected])

    answer(dataset(first), predict, home)
    problem = wrong_rows(first) or ("" if predicted() else "`predict` was never called")
    found.true("into an empty folder: (id, length) of every row", not problem, problem, RESUME) or found.stop()
    answer(dataset(texts), predict, home)
    problem = wrong_rows(texts)
    found.true("after the second run: every row, each once", not problem, problem, RESUME)
    problem = differs(predicted(), texts).replace("too many", "predicted again").replace("missing", "never predicted")
    found.true("every row is predicted once", not problem, problem, RESUME)
    before, files = len(predicted()), folder(home)
    answer(dataset(texts), predict, home)
    again, after = len(predicted()) - before, folder(home)
    problem = f"{again} rows were predicted once more" if again else f"{len(files)} files before, {len(after)} after, or other contents"
    complete = not wrong_rows(texts)
    found.true("a third run predicts nothing and leaves the files as they are", not again and files == after and complete, problem, RESUME)


def _unlike(version: Path, text: str) -> str:
    """How a version differs from the checkpoint that was made of `text`; empty where it does not."""
    wanted, got = dict.fromkeys(("config.json", "weights/model.bin"), text.encode()), read(str(version))
    return "" if got == wanted else f"{version.name} holds {sorted(got)}, expected the files as they were: {sorted(wanted)}"


@graded("predict.publish", points=4, findings=4)
def publish(answer, found):
    base = scratch("predict.publish", shared=False)
    home, source = Path(base, "models"), f"{base}/checkpoint"

    def content(text: str) -> str:
        for name in ("config.json", "weights/model.bin"):
            write(f"{source}/{name}", text.encode())
        return source

    def published(text: str, number: int) -> str:
        """What is wrong with the version that `answer` makes of `text`; empty where nothing is."""
        to = str(answer(content(text), str(home)))
        if to != str(home / f"v{number}"):
            return f"expected {home.name}/v{number}, got {to.removeprefix(f'{base}/') or 'nothing'}"
        if (home / f"v{number}").is_symlink() or not Path(source, "config.json").exists():
            return "the checkpoint was moved or linked: copy it, so that it stays and the version never changes"
        return _unlike(home / f"v{number}", text)

    problem = published("one", 1)
    found.true("the first version is v1, the whole checkpoint", not problem, problem, VERSION) or found.stop()
    problem = published("two", 2) or _unlike(home / "v1", "one")
    found.true("the second is v2, and v1 stays as it is", not problem, problem, VERSION)
    for name in ("v9", "v10", "vault"):  # the last is no version
        shutil.copytree(home / "v1", home / name)
    shutil.rmtree(home / "v2", ignore_errors=True)
    (home / "README.txt").write_text("no version either")
    problem = published("three", 11)
    found.true("the version after v1, v9 and v10 is v11, whatever else lies there", not problem, problem, "the hint of this task")
    Path(source, "config.json").unlink(missing_ok=True)
    there = sorted(path.name for path in home.iterdir())
    try:
        answer(source, str(home))
        problem = "it was accepted"
    except FileNotFoundError:
        left = sorted({path.name for path in home.iterdir()} - set(there))
        problem = f"it was refused, and left {', '.join(left)} behind" if left else ""
    except Exception as error:
        problem = f"it raised {type(error).__name__}, expected FileNotFoundError"
    found.true("a checkpoint without config.json is refused, and leaves no version", not problem, problem, VERSION)


def _test_pictures(each: int = 50) -> list[np.ndarray]:
    """The first `each` dogs and as many fish, without the damaged files."""
    pictures = []
    for kind in ("dog", "fish"):
        filesystem, home = FileSystem.from_uri(data(f"dogs_fish/test/{kind}"))
        for info in sorted(filesystem.get_file_info(FileSelector(home)), key=lambda info: info.path)[:each]:
            with filesystem.open_input_stream(info.path) as file, contextlib.suppress(OSError):
                pictures.append(np.asarray(Image.open(io.BytesIO(file.read())).convert("RGB").resize((96, 96))))
    return pictures


def _dog_or_fish(pictures: list[np.ndarray]) -> tuple[np.ndarray, list[str]]:
    """The probability of the likeliest class of each picture, and its name, as the course's model has them."""
    from transformers import ViTForImageClassification, ViTImageProcessor

    source = fetched(course_model("dog_or_fish").source)
    network, processor = ViTForImageClassification.from_pretrained(source).eval(), ViTImageProcessor.from_pretrained(source)
    with torch.inference_mode():
        chances, places = network(**processor(pictures, return_tensors="pt")).logits.softmax(1).max(1)
    return chances.numpy(), [network.config.id2label[k] for k in places.tolist()]


@graded("predict.hesitant", points=2, findings=2, seconds=600)
def hesitant(answer, found):
    pictures, captions, confidences = several(answer(), found, "pictures, captions and confidences", 3)
    pictures = colour_pictures(pictures, found, 8, 8)
    captions, confidences = items(captions, found, "captions"), [float(value) for value in items(confidences, found, "confidences")]
    found.need("eight captions and confidences", len(captions) == len(confidences) == 8, f"got {len(captions)} and {len(confidences)}")
    chances, said = _dog_or_fish(pictures)
    distinct = len({picture.tobytes() for picture in pictures})
    off = np.abs(chances - confidences).max()  # pictures may come in another size than the model has judged them in
    sound = distinct == 8 and off < 0.1 and confidences == sorted(confidences)
    problem = f"got {', '.join(f'{value:.2f}' for value in confidences)} for {distinct} different pictures; the model says {', '.join(f'{c:.2f}' for c in chances)}"
    if distinct == 8 and off < 0.1 and confidences != sorted(confidences):
        problem = f"got {', '.join(f'{value:.2f}' for value in confidences)}: these do not rise, begin with the smallest"
    # Whichever forty were judged, the eight least certain are not among the surer half of all.
    if sound and chances.max() > np.quantile(_dog_or_fish(_test_pictures())[0], 0.5):
        sound, problem = False, f"the model is surer of these ({chances.min():.3f} and more) than of most pictures: take the other end of the order"
    found.true("eight pictures, with the confidence that the model has in each, the least certain first", sound, problem, PREDICTOR) or found.stop()
    wrong = [
        k
        for k in range(8)
        if not any(sign.isdigit() for sign in str(captions[k]))
        or (said[k] if chances[k] > 0.6 else "") not in str(captions[k])
        or not any(n in str(captions[k]) for n in ("dog", "fish"))
    ]
    found.true(
        "every caption says the prediction and the confidence",
        not wrong,
        f"for {f'{said[wrong[0]]}, {chances[wrong[0]]:.0%}' if wrong else ''!r} it says {captions[wrong[0]] if wrong else ''!r}",
        PREDICTOR,
    )
