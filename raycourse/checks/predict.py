"""Checks of lab 06: the top two classes, a temperature, a batch size, a job resumed, versions, a gallery of doubt."""

import shutil
import tempfile
from pathlib import Path
from unittest import mock

import numpy as np
import ray
import torch

from raycourse.checks import Findings, graded

PREDICTOR = 'lesson section "A predictor"'
RESUME = 'lesson section "A job that breaks off"'
VERSION = 'lesson section "A model with a version"'
NAMES = ("ant", "bee", "cow", "dodo")


def _checkpoint(home: Path) -> str:
    """A very small ViT with four classes, untrained, as a folder."""
    from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessor

    torch.manual_seed(3)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16, "initializer_range": 1.0}
    config = ViTConfig(image_size=16, patch_size=8, id2label=dict(enumerate(NAMES)), label2id={name: k for k, name in enumerate(NAMES)}, **sizes)
    ViTForImageClassification(config).save_pretrained(home)
    ViTImageProcessor(size={"height": 16, "width": 16}).save_pretrained(home)
    return str(home)


@graded("predict.top_two", points=5)
def top_two(answer, findings: Findings) -> None:
    from transformers import ViTForImageClassification, ViTImageProcessor

    if not findings.true("TopTwo is a class", isinstance(answer, type), f"got {type(answer).__name__}", PREDICTOR):
        return
    home = Path(tempfile.mkdtemp())
    source = _checkpoint(home)
    images = np.random.default_rng(5).integers(0, 256, (7, 20, 20, 3), dtype=np.uint8)
    batch = {"path": np.array([f"{k}.png" for k in range(7)], dtype=object), "image": images}
    model, processor = ViTForImageClassification.from_pretrained(source).eval(), ViTImageProcessor.from_pretrained(source)
    with torch.inference_mode():
        chances, places = model(**processor(list(images), return_tensors="pt")).logits.softmax(1).topk(2, dim=1)
    calls, original = [], ViTForImageClassification.forward

    def counted(self, *args, **kwargs):
        calls.append(torch.is_inference_mode_enabled() or not torch.is_grad_enabled())
        return original(self, *args, **kwargs)

    try:
        predictor = answer(source)
        shutil.rmtree(home)  # whoever loads again in __call__ finds nothing
        with mock.patch.object(ViTForImageClassification, "forward", counted):
            got = predictor(dict(batch))
    except OSError as error:
        if home.exists():
            raise
        findings.true(
            "the model loads in __init__ alone", False, f"__call__ went to the checkpoint's folder again ({type(error).__name__})", PREDICTOR
        )
        return
    finally:
        shutil.rmtree(home, ignore_errors=True)
    if not findings.true("a dict comes back", isinstance(got, dict), f"got {type(got).__name__}", PREDICTOR):
        return
    if not findings.equal("the columns", sorted(got), ["confidence", "first", "path", "second"], PREDICTOR):
        return
    findings.equal("paths, as they came", [str(path) for path in got["path"]], [str(path) for path in batch["path"]])
    for name, column in (("first", 0), ("second", 1)):
        findings.equal(f"the column {name}", [str(word) for word in got[name]], [NAMES[k] for k in places[:, column].tolist()], PREDICTOR)
    close = len(got["confidence"]) == 7 and np.allclose(np.asarray(got["confidence"], dtype=float), chances[:, 0].numpy(), atol=1e-4)
    hint = f"expected {chances[0, 0]:.3f} for the first row, got {float(got['confidence'][0]):.3f}: the softmax over all classes, not over two"
    findings.true("confidence is the probability of the first", close, hint, PREDICTOR)
    findings.true("the batch goes through the model in one call", len(calls) == 1, f"{len(calls)} calls for 7 pictures", PREDICTOR)
    findings.true("nothing is kept for gradients", all(calls), "use torch.inference_mode()", PREDICTOR)


@graded("predict.temperature", points=3)
def temperature(answer, findings: Findings) -> None:
    torch.manual_seed(1)
    true = torch.randn(4000, 3) * 1.5
    labels = torch.multinomial(true.softmax(1), 1)[:, 0]
    tried = np.geomspace(0.25, 8, 2000)
    for factor, what in ((3.0, "overconfident"), (0.5, "too modest")):
        logits = true * factor
        best = min(tried, key=lambda t, logits=logits: torch.nn.functional.cross_entropy(logits / t, labels).item())
        got = float(answer(logits.clone(), labels))
        findings.true(f"T for {what} logits", abs(got / best - 1) < 0.06, f"expected about {best:.2f}, got {got:.2f}", "the hint of this task")


@graded("predict.batch_size", points=3)
def batch_size(answer, findings: Findings) -> None:
    asked: list[int] = []

    def measured(fixed, each, memory=0.0, outlier=False):
        asked.clear()

        def seconds_for(n):
            asked.append(n)
            # Of three measurements one is far off, now too long, now too short.
            off = {1: 5.0, 2: 0.2}.get(asked.count(n), 1.0) if outlier and n % 3 else 1.0
            return (fixed + each * n + memory * n * n) * off

        return seconds_for

    sizes = [1, 2, 4, 8, 16, 32, 64]
    findings.equal("a model with a price for each call", answer(measured(0.02, 0.001), sizes), _right(0.02, 0.001, 0, sizes))
    per_size = {n: asked.count(n) for n in sizes}
    findings.true("every size is measured three times", set(per_size.values()) == {3}, f"measurements by size: {per_size}")
    findings.equal("a model that slows down again", answer(measured(0.02, 0.001, 0.0001), sizes), _right(0.02, 0.001, 0.0001, sizes))
    findings.equal(
        "with one bad measurement in three", answer(measured(0.02, 0.001, 0, True), sizes), _right(0.02, 0.001, 0, sizes), "take the median"
    )
    findings.equal("sizes in another order", answer(measured(0.02, 0.001), sizes[::-1]), _right(0.02, 0.001, 0, sizes))


def _right(fixed: float, each: float, memory: float, sizes: list[int]) -> int:
    rate = {n: n / (fixed + each * n + memory * n * n) for n in sizes}
    return min(n for n in sizes if rate[n] >= 0.9 * max(rate.values()))


@graded("predict.resume", points=4)
def resume(answer, findings: Findings) -> None:
    home, notes = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    rows, place = ray.data.from_items([{"id": k, "text": f"row {k}"} for k in range(20)], override_num_blocks=4).materialize(), str(notes)

    def predict(batch):
        import uuid

        with open(f"{place}/{uuid.uuid4()}", "w") as file:
            file.write(" ".join(str(k) for k in batch["id"]))
        return {"id": batch["id"], "length": [len(text) for text in batch["text"]]}

    def judged() -> list[int]:
        return sorted(int(k) for file in notes.iterdir() for k in file.read_text().split())

    def stored() -> list[int]:
        files = list(home.glob("*.parquet"))
        return sorted(row["id"] for row in ray.data.read_parquet([str(file) for file in files]).take_all()) if files else []

    try:
        answer(rows.limit(7), predict, str(home))
        if not findings.equal("into an empty folder: rows written", stored(), list(range(7)), RESUME):
            return
        answer(rows, predict, str(home))
        findings.equal("rows written after the second run", stored(), list(range(20)), RESUME)
        twice = sorted({k for k in judged() if judged().count(k) > 1})
        findings.true("no row is judged twice", not twice, f"judged again: {', '.join(map(str, twice))}", RESUME)
        before = {file.name: file.read_bytes() for file in home.iterdir()}
        answer(rows, predict, str(home))
        findings.true("a third run judges nothing", len(judged()) == 20 or bool(twice), f"{len(judged()) - 20} rows were judged once more", RESUME)
        after = {file.name: file.read_bytes() for file in home.iterdir()}
        findings.true(
            "and leaves the files as they are", before == after, f"{len(before)} files before, {len(after)} after, or other contents", RESUME
        )
    finally:
        shutil.rmtree(home)
        shutil.rmtree(notes)


@graded("predict.publish", points=4)
def publish(answer, findings: Findings) -> None:
    base = Path(tempfile.mkdtemp())
    home, source = base / "models", base / "checkpoint"
    source.mkdir()

    def content(text: str) -> str:
        (source / "config.json").write_text(text)
        (source / "weights").mkdir(exist_ok=True)
        (source / "weights" / "model.bin").write_text(text)
        return str(source)

    try:
        first = answer(content("one"), str(home))
        if not findings.equal("the first version", str(first), str(home / "v1"), VERSION):
            return
        findings.true("it holds the whole checkpoint", (home / "v1/weights/model.bin").exists(), "the folder weights/ is missing", VERSION)
        second = answer(content("two"), str(home))
        findings.equal("the second version", str(second), str(home / "v2"), VERSION)
        findings.equal("what v1 holds after that", (home / "v1/config.json").read_text(), "one", VERSION)
        for number in (9, 10):
            shutil.copytree(home / "v1", home / f"v{number}")
        shutil.rmtree(home / "v2")
        findings.equal("the version after v1, v9 and v10", str(answer(content("three"), str(home))), str(home / "v11"), "the hint of this task")
        (source / "config.json").unlink()
        there = sorted(path.name for path in home.iterdir())
        try:
            answer(str(source), str(home))
            refused = "it was accepted"
        except FileNotFoundError:
            refused = ""
        except Exception as error:
            refused = f"it raised {type(error).__name__}, expected FileNotFoundError"
        findings.true("a checkpoint without config.json is refused", not refused, refused, VERSION)
        left = sorted({path.name for path in home.iterdir()} - set(there))
        findings.true("and leaves no version behind", not left, f"found {', '.join(left)}", VERSION)
    finally:
        shutil.rmtree(base)


@graded("predict.hesitant", points=2)
def hesitant(answer, findings: Findings) -> None:
    result = answer()
    three = isinstance(result, tuple | list) and len(result) == 3
    if not findings.true("pictures, captions and confidences come back", three, f"got {type(result).__name__}"):
        return
    pictures, captions, confidences = (list(part) for part in result)
    findings.equal("how many of each", [len(pictures), len(captions), len(confidences)], [8, 8, 8])
    arrays = all(isinstance(p, np.ndarray) and p.dtype == np.uint8 and p.ndim == 3 and p.shape[2] == 3 for p in pictures)
    findings.true("pictures are uint8 arrays with three channels", arrays, f"got {type(pictures[0]).__name__ if pictures else 'nothing'}")
    sound = all(0.5 <= value <= 1 for value in confidences) and confidences == sorted(confidences)
    findings.true("confidences between 0.5 and 1, the least certain first", sound, f"got {', '.join(f'{value:.2f}' for value in confidences[:8])}")
    named = all("dog" in str(caption) or "fish" in str(caption) for caption in captions)
    findings.true("every caption says the prediction", named, f"the first is {captions[0] if captions else 'missing'!r}")
