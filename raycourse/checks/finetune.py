"""Checks of lab 05: a folder of anything, labels by name, a weighted loss, a frozen backbone, a loop that survives, two breeds."""

import contextlib
import io
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

import numpy as np
import ray
import torch
from PIL import Image

from raycourse.checks import Findings, graded
from raycourse.places import data, storage

DAMAGED = 'lesson section "Damaged files"'
LABELS = 'lesson section "Labels, by path"'
LOOP = 'lesson section "The same loop in many workers"'


def _folder_of_anything() -> str:
    """Four pictures, one of them in a folder below, and two files that are none."""
    home = Path(tempfile.mkdtemp())
    (home / "below").mkdir()
    colour = Image.new("RGB", (80, 40), (200, 40, 40))
    colour.save(home / "colour.jpg")
    Image.new("L", (50, 90), 120).save(home / "grey.jpg")
    Image.new("RGBA", (64, 64), (10, 200, 10, 255)).save(home / "alpha.png")
    Image.new("RGB", (30, 30), (20, 20, 220)).save(home / "below" / "small.png")
    whole = io.BytesIO()
    Image.effect_noise((200, 200), 80).save(whole, "JPEG")
    (home / "cut.jpg").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 3])
    (home / "letter.jpg").write_text("this is a letter and no picture")
    return str(home)


@graded("finetune.readable", points=4)
def readable(answer, findings: Findings) -> None:
    home = _folder_of_anything()
    try:
        result = answer(home)
        if not findings.true("a dataset comes back", isinstance(result, ray.data.Dataset), f"expected a Dataset, got {type(result).__name__}"):
            return
        rows = result.take_all()
    finally:
        shutil.rmtree(home)
    if not rows or not findings.equal("the columns", sorted(rows[0]), ["error", "file", "image"], DAMAGED):
        findings.true("rows come back", bool(rows), "the dataset is empty", DAMAGED)
        return
    found = {str(row["file"]): row for row in rows}
    expected = ["alpha.png", "colour.jpg", "cut.jpg", "grey.jpg", "letter.jpg", "small.png"]
    if not findings.equal(
        "one row for each file, folders below included, named by its bare name", sorted(str(row["file"]) for row in rows), expected, DAMAGED
    ):
        return
    kinds = {(row["image"].dtype.name, row["image"].shape) if isinstance(row["image"], np.ndarray) else type(row["image"]).__name__ for row in rows}
    if not findings.equal("every image", kinds, {("uint8", (64, 64, 3))}, 'lesson section "Look first"'):
        return
    silent = [name for name in ("cut.jpg", "letter.jpg") if not found[name]["error"]]
    findings.true("files that are no picture say why", not silent, f"no error for {', '.join(silent)}", DAMAGED)
    blamed = [name for name in expected if name not in ("cut.jpg", "letter.jpg") and found[name]["error"]]
    findings.true("pictures have an empty error", not blamed, f"an error for {', '.join(blamed)}", DAMAGED)
    truth = {"colour.jpg": (200, 40, 40), "grey.jpg": (120, 120, 120), "alpha.png": (10, 200, 10), "small.png": (20, 20, 220)}
    off = [name for name, rgb in truth.items() if np.abs(found[name]["image"].reshape(-1, 3).mean(0) - rgb).max() > 8]
    findings.true("colours are as in the files", not off, f"other colours in {', '.join(off)}: convert to RGB", 'lesson section "Look first"')


@graded("finetune.labelled", points=3)
def labelled(answer, findings: Findings) -> None:
    images = ray.data.from_items([{"file": f"{k}.jpg", "image": np.full((2, 2), k, np.uint8)} for k in range(8)], override_num_blocks=2)
    named = {f"{k}.jpg": "dog" if k % 3 else "fish" for k in (9, 7, 0, 6, 3, 2, 5, 12)}  # 1.jpg and 4.jpg have none; 9 and 12 are not there
    table = ray.data.from_items([{"file": name, "label": label} for name, label in named.items()], override_num_blocks=1)
    result = answer(images, table)
    pair = isinstance(result, tuple | list) and len(result) == 2 and isinstance(result[0], ray.data.Dataset)
    if not findings.true("a dataset and a list come back", pair, f"got {type(result).__name__}: return both, the dataset first"):
        return
    rows = result[0].take_all()
    got = sorted(str(row["file"]) for row in rows)
    if not findings.equal("the files with a label, each once", got, ["0.jpg", "2.jpg", "3.jpg", "5.jpg", "6.jpg", "7.jpg"], LABELS):
        return
    if not findings.equal("the columns", sorted(rows[0]), ["file", "image", "label"], LABELS):
        return
    right = all(row["label"] == named[row["file"]] and int(np.ravel(row["image"])[0]) == int(row["file"].split(".")[0]) for row in rows)
    findings.true("every picture has the label of its own file", right, "labels are paired with other files: join, do not zip", LABELS)
    findings.equal("the files without a label", list(result[1]), ["1.jpg", "4.jpg"], "lesson 02, section on joins that keep rows without a partner")


@graded("finetune.weighted", points=3)
def weighted(answer, findings: Findings) -> None:
    torch.manual_seed(0)
    logits, labels, counts = torch.randn(12, 3, requires_grad=True), torch.tensor([0] * 8 + [1] * 3 + [2]), [80, 30, 10]
    loss = answer(logits, labels, counts)
    scalar = isinstance(loss, torch.Tensor) and loss.ndim == 0
    if not findings.true(
        "one number comes back, as a tensor", scalar, f"got {tuple(loss.shape) if isinstance(loss, torch.Tensor) else type(loss).__name__}"
    ):
        return
    weight = torch.tensor([120 / (3 * count) for count in counts])
    expected, plain = (torch.nn.functional.cross_entropy(logits, labels, weight=w).item() for w in (weight, None))
    hint = f"expected {expected:.4f}, got {loss.item():.4f}" + (": all classes weigh the same" if abs(loss.item() - plain) < 1e-4 else "")
    findings.true("the loss weighs rare classes more", abs(loss.item() - expected) < 1e-4, hint, "weight = rows / (classes x rows of that class)")
    equal = answer(logits, labels, [5, 5, 5])
    findings.true("equal counts leave the plain loss", abs(equal.item() - plain) < 1e-4, f"expected {plain:.4f}, got {equal.item():.4f}")
    findings.true("gradients flow", loss.requires_grad, "the loss is cut off from the logits: compute it with torch alone")


def _small_vit():
    from transformers import ViTConfig, ViTForImageClassification

    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    return ViTForImageClassification(ViTConfig(image_size=16, patch_size=8, num_labels=2, **sizes))


@graded("finetune.head", points=3)
def head(answer, findings: Findings) -> None:
    given = _small_vit()
    before = {name: value.clone() for name, value in given.state_dict().items()}
    result = answer(given)
    pair = isinstance(result, tuple | list) and len(result) == 2 and isinstance(result[1], torch.optim.Optimizer)
    if not findings.true("a model and an optimizer come back", pair, f"got {type(result).__name__}: return both"):
        return
    model, optimizer = result
    thawed = sorted(name for name, value in model.named_parameters() if value.requires_grad)
    if not findings.equal("what can be trained", thawed, ["classifier.bias", "classifier.weight"], "the hint of this task"):
        return
    held = {id(value) for group in optimizer.param_groups for value in group["params"]}
    findings.true(
        "the optimizer holds these and no others", held == {id(v) for v in model.classifier.parameters()}, f"it holds {len(held)} tensors, expected 2"
    )
    findings.true("the optimizer is AdamW", isinstance(optimizer, torch.optim.AdamW), f"got {type(optimizer).__name__}")
    loss = model(pixel_values=torch.randn(4, 3, 16, 16), labels=torch.tensor([0, 1, 0, 1])).loss
    loss.backward()
    optimizer.step()
    moved = sorted({name.split(".")[0] for name, value in model.state_dict().items() if not torch.equal(value, before[name])})
    findings.equal("what one step changes", moved, ["classifier"])


@graded("finetune.survivor", points=5)
def survivor(answer, findings: Findings) -> None:
    from ray.train import FailureConfig, RunConfig, ScalingConfig
    from ray.train.torch import TorchTrainer

    notes, runs = Path(tempfile.mkdtemp()), storage("05_finetune/check_runs")
    place = str(notes)

    def work(epoch):
        # Once, before epoch 2 does anything, the worker dies; what was reported before has had time to reach Ray.
        if epoch == 2 and not os.path.exists(f"{place}/died"):
            open(f"{place}/died", "w").close()
            time.sleep(2.5)
            os.kill(os.getpid(), signal.SIGKILL)
        with open(f"{place}/epochs", "a") as file:
            file.write(f"{epoch} ")
        return 1 / (epoch + 1)

    def loop(config):
        try:
            answer(config)
        except Exception as error:  # passed on by hand: Ray would run the loop once more, and wrap the error in another
            with open(f"{place}/raised", "wb") as file:
                ray.cloudpickle.dump(error, file)

    name = f"survivor_{notes.name}"
    trainer = TorchTrainer(
        loop,
        train_loop_config={"epochs": 4, "work": work},
        scaling_config=ScalingConfig(num_workers=1),
        run_config=RunConfig(name=name, storage_path=runs, failure_config=FailureConfig(max_failures=1)),
    )
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # Ray reports the death, with numbers that change
            result = trainer.fit()
        if (notes / "raised").exists():
            raise ray.cloudpickle.loads((notes / "raised").read_bytes())
        done = [int(epoch) for epoch in (notes / "epochs").read_text().split()] if (notes / "epochs").exists() else []
        died = (notes / "died").exists()
    finally:
        shutil.rmtree(notes)
        with contextlib.suppress(OSError):
            shutil.rmtree(f"{runs}/{name}")
    if not findings.true("epoch 2 begins", died, f"`config['work']` was called for the epochs {done}", LOOP):
        return
    problem = f"expected 0, 1, 2, 3, got {', '.join(map(str, done))}" + (": after the death the loop began at 0 again" if done.count(0) > 1 else "")
    # A report travels on its own; on a slow machine the last one may not have arrived when the worker died.
    findings.true("each epoch does its work, none again from the start", done in ([0, 1, 2, 3], [0, 1, 1, 2, 3]), problem, LOOP)
    frame = result.metrics_dataframe
    reported = [] if frame is None or "epoch" not in frame else [int(epoch) for epoch in frame["epoch"]]
    if findings.equal("the epochs that were reported, each with a checkpoint", reported, [0, 1, 2, 3], LOOP):
        right = "loss" in frame and np.allclose(frame["loss"].astype(float), [1, 1 / 2, 1 / 3, 1 / 4])
        findings.true("the loss is what the work gave", right, f"expected 1, 1/2, 1/3, 1/4, got the columns {', '.join(frame.columns)}", LOOP)


@graded("finetune.breeds", points=2)
def breeds(answer, findings: Findings) -> None:
    counts = answer()
    shape = isinstance(counts, dict) and bool(counts) and all(isinstance(key, tuple) and len(key) == 2 for key in counts)
    if not findings.true("counts by (truth, prediction) come back", shape, f"got {type(counts).__name__}"):
        return
    known = {p.name for p in Path(data("doggos/test")).iterdir()}
    names = {truth for truth, _ in counts}
    if not findings.true("two breeds of the folder", len(names) == 2 and names <= known, f"got {', '.join(sorted(map(str, names)))}"):
        return
    total = {name: sum(count for (truth, _), count in counts.items() if truth == name) for name in sorted(names)}
    findings.equal("test pictures judged", total, {name: len(list(Path(data(f"doggos/test/{name}")).iterdir())) for name in sorted(names)})
    right = sum(count for (truth, said), count in counts.items() if truth == said) / sum(counts.values())
    findings.true("better than chance", right > 0.5, f"{right:.0%} are right")
