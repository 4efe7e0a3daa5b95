"""Checks of the lab *Fine-tuning*: a folder of anything, labels by name, a weighted loss, a frozen backbone, a loop that survives, two breeds."""

import contextlib
import io

import numpy as np
import ray
import torch
from PIL import Image
from pyarrow.fs import FileSelector, FileSystem

from raycourse.checks import graded
from raycourse.checks.kit import bomb, differs, items, notes, rows, scratch, section, several, type_of, write
from raycourse.places import data
from raycourse.show import interval

LOOK = section("finetune", "Look first")
DAMAGED = section("finetune", "Damaged files")
LABELS = section("finetune", "Labels, by path")
ANTI = section("joins", "The other kinds of join")
PLAIN = section("finetune", "A plain training loop")
LOOP = section("finetune", "The same loop in many workers")


def _file(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def _folder_of_anything() -> tuple[str, dict[str, tuple], list[str]]:
    """A folder of pictures and of files that are none; the colour of each picture, and the names of the others."""
    home, noise = scratch("finetune.readable"), _file(Image.effect_noise((200, 200), 80), "JPEG")
    pictures = {
        "colour.jpg": (_file(Image.new("RGB", (80, 40), (200, 40, 40)), "JPEG"), (200, 40, 40)),
        "grey.jpg": (_file(Image.new("L", (50, 90), 120), "JPEG"), (120, 120, 120)),
        "alpha.png": (_file(Image.new("RGBA", (64, 64), (10, 200, 10, 255)), "PNG"), (10, 200, 10)),
        "below/small.png": (_file(Image.new("RGB", (30, 30), (20, 20, 220)), "PNG"), (20, 20, 220)),
    }
    for name, content in {name: content for name, (content, _) in pictures.items()}.items():
        write(f"{home}/{name}", content)
    write(f"{home}/cut.jpg", noise[: len(noise) // 3])
    write(f"{home}/letter.jpg", b"this is a letter and no picture")
    write(f"{home}/huge.png", bomb())
    return home, {name.split("/")[-1]: colour for name, (_, colour) in pictures.items()}, ["cut.jpg", "huge.png", "letter.jpg"]


@graded("finetune.readable", points=4, findings=4)
def readable(answer, found):
    home, colours, bad = _folder_of_anything()
    listed = rows(answer(home), found, {"error", "file", "image"}, DAMAGED)
    problem = differs([row["file"] for row in listed], [*colours, *bad])
    found.need("one row for each file, folders below included, named by its bare name", not problem, problem, DAMAGED)
    kinds = sorted({type_of(row["image"]) for row in listed})
    found.need("every image is uint8 of shape (64, 64, 3)", kinds == ["an array, uint8 of shape (64, 64, 3)"], f"got {'; '.join(kinds)}", LOOK)
    by_name = {row["file"]: row for row in listed}
    off = [name for name, rgb in colours.items() if np.abs(by_name[name]["image"].astype(int) - rgb).max() > 12]
    came = [f"{name} is {colours[name]}, and comes out as {tuple(by_name[name]['image'][32, 32].tolist())}" for name in off]
    found.true("colours are as in the files", not off, "; ".join(came), LOOK) or found.stop()
    silent = [name for name in bad if not isinstance(by_name[name]["error"], str) or not by_name[name]["error"].strip()]
    found.true("files that are no picture say why", not silent, f"no error for {', '.join(silent)}", DAMAGED)
    blamed = [f"{name} ({by_name[name]['error']!r})" for name in colours if by_name[name]["error"] != ""]
    found.true("pictures have an empty error", not blamed, f"not so for {', '.join(blamed)}", DAMAGED)
    shown = [name for name in bad if by_name[name]["image"].any()]
    found.true("files that are no picture have a black one", not shown, f"not so for {', '.join(shown)}", DAMAGED)


@graded("finetune.labelled", points=3, findings=3)
def labelled(answer, found):
    # More rows than `take` gives unasked, in scattered order; the table also names files that are not there.
    numbers = [k * 37 % 101 for k in range(30)]
    named = {f"{k}.jpg": "dog" if k % 3 else "fish" for k in [*numbers[::-1][:26], 200, 300]}
    images = ray.data.from_items([{"file": f"{k}.jpg", "image": np.full((2, 2), k, np.uint8)} for k in numbers], override_num_blocks=2)
    table = ray.data.from_items([{"file": name, "label": label} for name, label in named.items()], override_num_blocks=1)
    dataset, alone = several(answer(images, table), found, "a dataset and a list", see=LABELS)
    got, alone = rows(dataset, found, {"file", "image", "label"}, LABELS), items(alone, found, "the files without a label")
    known = [f"{k}.jpg" for k in numbers if f"{k}.jpg" in named]
    problem = differs([row["file"] for row in got], known)
    found.true("the files with a label, each once", not problem, problem, LABELS) or found.stop()
    wrong = [row["file"] for row in got if row["label"] != named[row["file"]] or (np.asarray(row["image"]) != int(row["file"].split(".")[0])).any()]
    found.true("every picture has the label of its own file", not wrong, f"not so for {', '.join(wrong[:3])}: join, do not zip", LABELS)
    found.equal("the files without a label, sorted", list(map(str, alone)), sorted({f"{k}.jpg" for k in numbers} - set(named)), ANTI)


@graded("finetune.weighted", points=3, findings=3)
def weighted(answer, found):
    torch.manual_seed(0)
    # The batch has other shares of the classes than the training rows.
    logits, labels, counts = torch.randn(12, 3, requires_grad=True), torch.tensor([0] * 8 + [1] * 3 + [2]), [60, 48, 12]
    loss, equal = answer(logits, labels, counts), answer(logits, labels, [5, 5, 5])
    for one in (loss, equal):
        came = f"a tensor of shape {tuple(one.shape)}" if isinstance(one, torch.Tensor) else type_of(one)
        found.need("one number comes back, as a tensor", isinstance(one, torch.Tensor) and one.ndim == 0, f"got {came}", PLAIN)
    weight = torch.tensor([120 / (3 * count) for count in counts])
    expected, plain = (torch.nn.functional.cross_entropy(logits, labels, weight=w).item() for w in (weight, None))
    of_row = torch.nn.functional.cross_entropy(logits, labels, weight=weight, reduction="none")
    of_batch = torch.nn.functional.cross_entropy(logits, labels, weight=12 / (3 * torch.bincount(labels))).item()
    known = {
        plain: ": all classes weigh the same",
        of_batch: ": these are the counts of the batch, take `counts`",
        of_row.sum().item(): ": a sum, take the mean",
    }
    why = next((said for wrong, said in known.items() if abs(loss.item() - wrong) < 1e-4), "")
    # PyTorch divides by the weights of the batch; the mean over its rows is a weighted loss as well.
    right = min(abs(loss.item() - one) for one in (expected, of_row.mean().item())) < 1e-4
    hint = f"expected {expected:.4f}, got {loss.item():.4f}{why}"
    found.true("the loss weighs rare classes more", right, hint, "weight = training rows / (classes x training rows of that class)") or found.stop()
    found.true("equal counts leave the plain loss", abs(equal.item() - plain) < 1e-4, f"expected {plain:.4f}, got {equal.item():.4f}")
    found.true("gradients flow", loss.requires_grad, "the loss is cut off from the logits: compute it with torch alone")


def _small_vit():
    from transformers import ViTConfig, ViTForImageClassification

    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    return ViTForImageClassification(ViTConfig(image_size=16, patch_size=8, num_labels=2, **sizes))


@graded("finetune.head", points=3, findings=4)
def head(answer, found):
    given = _small_vit()
    before = {name: value.clone() for name, value in given.state_dict().items()}
    model, optimizer = several(answer(given), found, "a model and an optimizer")
    found.need("the first is the model", isinstance(model, type(given)), f"got {type_of(model)}")
    found.need("the second is an AdamW optimizer", isinstance(optimizer, torch.optim.AdamW), f"got {type_of(optimizer)}")
    thawed = sorted(name for name, value in model.named_parameters() if value.requires_grad)
    more = [name for name in thawed if not name.startswith("classifier.")]
    problem = f"expected the classifier's weight and bias, got {f'{len(more)} tensors more, such as {more[0]}' if more else thawed or 'nothing'}"
    found.true("what can be trained", thawed == ["classifier.bias", "classifier.weight"], problem, "the hint of this task")
    found.need("something can be trained", bool(thawed), "every tensor is frozen: thaw the classifier after the rest is frozen")
    held = {id(value) for group in optimizer.param_groups for value in group["params"]}
    mine, all_of_them = ({id(value) for value in part.parameters()} for part in (model.classifier, model))
    problem = f"it holds {len(held)} tensors, expected the classifier's 2"
    if not held <= all_of_them:
        problem = "it holds tensors that are no part of the model that came back: make the optimizer last"
    found.true("the optimizer holds these and no others", held == mine, problem)
    changed = [name for name, value in model.state_dict().items() if name not in before or not torch.equal(value, before[name])]
    model(pixel_values=torch.randn(4, 3, 16, 16), labels=torch.tensor([0, 1, 0, 1])).loss.backward()
    optimizer.step()
    moved = sorted({name.split(".")[0] for name, value in model.state_dict().items() if not torch.equal(value, before.get(name, value * 0 - 1))})
    found.equal("what one step changes", moved, ["classifier"])
    only = not changed and moved == ["classifier"]
    problem = f"other weights in {', '.join(changed[:3])}: keep the classifier that is there" if changed else "the step tells nothing, see above"
    found.true("before it, all weights are those of the model that was given", only, problem)


@graded("finetune.survivor", points=5, findings=3, seconds=600)
def survivor(answer, found):
    from ray.train import FailureConfig, RunConfig, ScalingConfig
    from ray.train.torch import TorchTrainer

    epochs, runs, (note, noted) = 5, scratch("finetune.survivor/runs"), notes("finetune.survivor")
    raised = f"{scratch('finetune.survivor/raised')}/error"

    def work(epoch):
        import os
        import signal
        import time

        # Once, before epoch 2 does anything, the worker dies; what was reported before has had time to reach Ray.
        if epoch == 2 and not any("died" in one for one in noted()):
            note(died=True)
            time.sleep(2.5)
            os.kill(os.getpid(), signal.SIGKILL)
        note(epoch=epoch)
        return 1 / (epoch + 1)

    def loop(config):
        try:
            answer(config)
        except Exception as error:  # passed on by hand: Ray would run the loop once more, and wrap the error in another
            write(raised, ray.cloudpickle.dumps(error))

    trainer = TorchTrainer(
        loop,
        train_loop_config={"epochs": epochs, "work": work},
        scaling_config=ScalingConfig(num_workers=1),
        run_config=RunConfig(name="run", storage_path=runs, failure_config=FailureConfig(max_failures=1)),
    )
    with contextlib.redirect_stdout(io.StringIO()):  # Ray reports the death, with numbers that change
        result = trainer.fit()
    filesystem, path = FileSystem.from_uri(raised)
    with contextlib.suppress(FileNotFoundError), filesystem.open_input_stream(path) as file:
        raise ray.cloudpickle.loads(file.read())
    done = [one["epoch"] for one in noted() if "epoch" in one]
    _survived(result, epochs, done, any("died" in one for one in noted()), found)


def _survived(result, epochs: int, done: list[int], died: bool, found) -> None:
    """The findings on a run whose worker died before epoch 2; `done` lists the epochs that did their work."""
    found.need("epoch 2 begins", died, f"`config['work']` was called for the epochs {done}", LOOP)
    wanted = list(range(epochs))
    problem = f"expected {wanted}, got {done}" + (": after the death the loop began at 0 again" if done.count(0) > 1 else "")
    # A report travels on its own; on a slow machine the last one may not have arrived when the worker died.
    found.true("each epoch does its work, none again from the start", done in (wanted, [0, 1, *wanted[1:]]), problem, LOOP)
    frame = result.metrics_dataframe
    reported = [] if frame is None or "epoch" not in frame else [int(epoch) for epoch in frame["epoch"]]
    again = next((epoch for epoch in wanted if reported.count(epoch) > 1), None)
    why = "" if again is None else f"epoch {again} was reported, and then done again: begin with the epoch after the checkpoint's"
    found.equal("the epochs that were reported, each with a checkpoint", reported, wanted, LOOP, [(reported, why)] if why else ()) or found.stop()
    losses = [float(loss) for loss in frame["loss"]] if "loss" in frame else []
    right = bool(losses) and np.allclose(losses, [1 / (epoch + 1) for epoch in wanted])
    came = ", ".join(f"{loss:.3g}" for loss in losses) or f"the columns {', '.join(frame.columns)}"
    found.true("the loss is what the work gave", right, f"expected 1, 0.5, 0.333, …, got {came}", LOOP)


@graded("finetune.breeds", points=2, findings=2, seconds=600)
def breeds(answer, found):
    counts = answer()
    shape = isinstance(counts, dict) and bool(counts) and all(isinstance(key, tuple) and len(key) == 2 for key in counts)
    found.need("counts by (truth, prediction) come back", shape, f"got {str(counts)[:80]}")
    chosen = sorted({str(name) for pair in counts for name in pair})
    tests = _tests(chosen)
    known = len(chosen) == 2 and all(tests.values())
    found.need("two breeds of the folder, as truths and as predictions", known, f"got {', '.join(chosen)}")
    total = {name: sum(count for (truth, _), count in counts.items() if truth == name) for name in chosen}
    found.equal(
        "test pictures classified, by the true breed", total, tests, "count every picture of the two, at [truth, prediction] in this order"
    ) or found.stop()
    right, of = sum(count for (truth, said), count in counts.items() if truth == said), sum(counts.values())
    low, high = interval(right, of)
    problem = f"{right} of {of} are right, 95 % interval {low:.0%} to {high:.0%}: all of it must lie above 50 %"
    found.true("better than chance", low > 0.5, problem)


def _tests(names: list[str]) -> dict[str, int]:
    """How many test pictures each breed has; 0 where there is no such breed."""
    filesystem, home = FileSystem.from_uri(data("doggos/test"))
    there = {name: filesystem.get_file_info(FileSelector(f"{home}/{name}", allow_not_found=True)) for name in names}
    return {name: sum(file.is_file for file in files) for name, files in there.items()}
