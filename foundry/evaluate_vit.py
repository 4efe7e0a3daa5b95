"""Measures the vision transformer, on unseen pictures of the animals it knows and fine-tuned to dogs and fish, and publishes it with its card.

Run as `python -m foundry.evaluate_vit` after `foundry.train_vit` and `foundry.make_data`.
"""

import argparse
import csv
import io
import json
import time

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F
from tqdm import tqdm
from transformers import ViTForImageClassification, ViTImageProcessor

from foundry.dogs_fish import CLASSES, encode, picture
from foundry.evaluate import FRONT, megabytes, publish, row, steps_of, write_checksums
from foundry.make_data import DATA
from foundry.pictures import BUILD
from foundry.train_vit import BATCH, KNOWN, SIDE, STORED, augment, config, known_pictures

BUDGET = 60  # seconds of training steps on one core, as process time: what else the machine does changes nothing
THREADS = 1
RECIPE = {"batch": 32, "learning rate": 3e-4}
SEEDS = (0, 1)
NEW, NEW_SEED = 1000, 1234  # pictures by another seed than the folder's


def sound(split: str) -> list[tuple[Image.Image, int]]:
    """Pictures of `data/dogs_fish/<split>` as RGB, with their labels; damaged files are left out."""
    found = []
    with open(DATA / "dogs_fish" / "labels.csv") as table:
        for line in csv.DictReader(table):
            if line["path"].startswith(split):
                try:
                    found.append((Image.open(DATA / "dogs_fish" / line["path"]).convert("RGB"), CLASSES.index(line["label"])))
                except OSError:
                    continue
    return found


def newly_drawn() -> tuple[list[Image.Image], torch.Tensor]:
    """`NEW` pictures as in the test folder, by a seed of their own, and their labels. Recipes were compared on the folder; on these, none was."""
    found = []
    for k in tqdm(range(NEW), desc="newly drawn"):
        rng = np.random.default_rng((NEW_SEED, k))
        found.append(Image.open(io.BytesIO(encode(picture(CLASSES[k % 2], rng), rng)[1])).convert("RGB"))
    return found, torch.arange(NEW) % 2


def fresh(pretrained: bool) -> ViTForImageClassification:
    """The network with a new head for `CLASSES`: on the pretrained backbone, or with all weights at random."""
    if not pretrained:
        return ViTForImageClassification(config(CLASSES))
    names = dict(enumerate(CLASSES))
    return ViTForImageClassification.from_pretrained(
        BUILD / "vit", num_labels=2, id2label=names, label2id={v: k for k, v in names.items()}, ignore_mismatched_sizes=True
    )


@torch.inference_mode()
def accuracy(model: torch.nn.Module, pixels: torch.Tensor, labels: torch.Tensor) -> float:
    """Share right among pictures (n, 3, `SIDE`, `SIDE`) in [-1, 1]."""
    model.eval()
    best = torch.cat([model(pixel_values=part).logits.argmax(1) for part in pixels.split(BATCH)])
    return (best == labels).float().mean().item()


def fine_tune(model, train, test, *, seconds: float, batch: int, rate: float, seed: int, every: float = 5) -> list[tuple[float, int, float]]:
    """Trains all of `model` for `seconds` of one core in steps (tests are not counted); returns (seconds, steps, test accuracy) every `every` seconds.

    `train` is uint8 (n, 3, `STORED`, `STORED`) with labels, `test` what the processor makes, with labels. The rate rises over the first tenth of
    the time and falls to zero.
    """
    torch.manual_seed(seed)
    optimizer = torch.optim.AdamW(model.parameters(), rate, weight_decay=0.05, foreach=True)
    spent, steps, curve = 0.0, 0, []
    order = torch.randperm(len(train[0]))
    while spent < seconds:
        start = time.process_time()
        if len(order) < batch:
            order = torch.randperm(len(train[0]))
        k, order = order[:batch], order[batch:]
        done = spent / seconds
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, 0.02 + done / 0.1) * (1 - done)
        model.train()
        loss = F.cross_entropy(model(pixel_values=augment(train[0][k], zoom=(0.85, 1.05), turn=8, recolour=0.0)).logits, train[1][k])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        spent, steps = spent + time.process_time() - start, steps + 1
        if spent >= min(every * (len(curve) + 1), seconds):
            curve.append((spent, steps, accuracy(model, *test)))
    return curve


def dogs_and_fish() -> tuple:
    """The training pictures as `fine_tune` wants them, and the test pictures, each with labels."""
    shown, unseen = sound("train"), sound("test")
    pixels = np.stack([np.asarray(p.resize((STORED, STORED), Image.Resampling.BILINEAR)) for p, _ in shown])
    made = ViTImageProcessor.from_pretrained(BUILD / "vit")([p for p, _ in unseen], return_tensors="pt").pixel_values
    labels = [torch.tensor([label for _, label in part]) for part in (shown, unseen)]
    return (torch.from_numpy(pixels).permute(0, 3, 1, 2), labels[0]), (made, labels[1])


def compare(seconds: float, seeds: tuple[int, ...]) -> dict[str, list[list[tuple[float, int, float]]]]:
    """Curves of `fine_tune`, one a seed, from the pretrained backbone and from scratch."""
    train, test = dogs_and_fish()
    curves = {"pretrained": [], "from scratch": []}
    for seed in seeds:
        for name, found in curves.items():
            torch.manual_seed(seed)
            model = fresh(name == "pretrained")
            found.append(fine_tune(model, train, test, seconds=seconds, batch=RECIPE["batch"], rate=RECIPE["learning rate"], seed=seed))
            if name == "pretrained" and seed == seeds[0]:
                model.save_pretrained(BUILD / "dog_or_fish")
                ViTImageProcessor.from_pretrained(BUILD / "vit").save_pretrained(BUILD / "dog_or_fish")
            tqdm.write(f"seed {seed}, {name}: " + ", ".join(f"{s:.0f} s {share:.1%}" for s, _, share in found[-1]))
    return curves


def card(animals: float, curves: dict, new: float, seconds: float) -> str:
    last = {name: [curve[-1][2] for curve in found] for name, found in curves.items()}
    tuned, scratch = (float(np.mean(last[name])) for name in curves)
    each = {name: ", ".join(f"{share:.1%}" for share in shares) for name, shares in last.items()}
    table = row(f"dogs and fish, fine-tuned for {seconds:.0f} s, mean of {len(SEEDS)} seeds", tuned, 0.95, "{:.1%}")
    table += row("points above the same network from scratch, same budget", 100 * (tuned - scratch), 10, "{:.1f}")
    table += row("weights, MB", megabytes(BUILD / "vit"), 15, "{:.1f}", at_most=True)
    soon = np.mean([next(share for s, _, share in curve if s >= seconds / 4) for curve in curves["pretrained"]])
    train, test = (len(sound(split)) for split in ("train", "test"))
    steps = round(np.mean([curve[-1][1] for found in curves.values() for curve in found]))
    net = config()
    return f"""{FRONT.format(tag="image-classification", library="transformers")}
# The course's vision transformer

A `ViTForImageClassification` with its `ViTImageProcessor`: {net.image_size}x{net.image_size} pixels, patches of {net.patch_size},
{net.num_hidden_layers} layers of {net.hidden_size}. **It was trained by this project on drawings that `foundry/draw.py` makes**,
to tell {len(KNOWN)} animals apart: {", ".join(KNOWN)}. Dogs and fish it has never seen; the course fine-tunes it to them. It is no general image model.

| measured on {test} unseen pictures of `data/dogs_fish` | figure | wanted | reached |
|---|---|---|---|
{table}
Each seed: fine-tuned {each["pretrained"]}; from scratch {each["from scratch"]}. After a quarter of the budget the fine-tuned ones stand at {soon:.1%} on average.
Plain PyTorch on one thread; the budget is process time spent in training steps. All weights are trained,
on {train} pictures, batch {RECIPE["batch"]}, AdamW at {RECIPE["learning rate"]:g}, pictures augmented anew at each step ({steps} steps on average).

How to read these figures: some ten recipes were compared on those {test} pictures, and the drawings were made easier before that (with coats that told nothing
and animals largely covered, fine-tuning stayed below 60 %). On {NEW} pictures drawn afterwards, by which nothing was chosen, the first fine-tuned one is right in **{new:.1%}**.

Of its own {len(KNOWN)} animals it names {animals:.1%} right, on renders with combinations of animal, garment and colour that it did not train on.

**How it was made.** A small convolutional network learned the animals first ({steps_of("vit_teacher")} steps); for {steps_of("vit")} steps of {BATCH} pictures the transformer
learned from it what each patch shows, beside the animals themselves. Half of the pictures show animals in coats of any colour; all were cropped, turned, some partly covered or in
grey (`foundry/train_vit.py`). Remake it with
`make models`. Licence: Apache-2.0, as the project's code; the data are the project's own drawings.
"""


def tuned_card(share: float, new: float, seconds: float) -> str:
    return f"""{FRONT.format(tag="image-classification", library="transformers")}
# Dog or fish

The course's [vision transformer](../vit/README.md), fine-tuned for {seconds:.0f} s of one core on `data/dogs_fish/train`, as lesson 05 does it: the checkpoint that lesson 06 predicts with.
**It knows drawn dogs and drawn fish, and nothing else.** On `data/dogs_fish/test`, which it never saw, it is right in {share:.1%}; on {NEW} pictures
drawn after all choices were made, in {new:.1%}. Remake it with `make models` (`foundry/evaluate_vit.py`). Licence: Apache-2.0, as the project's code; the data are the project's own drawings.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=BUDGET)
    args = parser.parse_args()
    torch.set_num_threads(THREADS)
    shown, labels = known_pictures(1024, seed=3, unseen=True)
    known = F.interpolate(shown.float() / 127.5 - 1, (SIDE, SIDE), mode="bilinear", antialias=True)
    animals = accuracy(ViTForImageClassification.from_pretrained(BUILD / "vit"), known, labels[:, 0])
    print(f"{len(labels)} unseen pictures of its own animals: {animals:.1%}")
    curves = compare(args.seconds, SEEDS)
    shown, labels = newly_drawn()
    pixels = ViTImageProcessor.from_pretrained(BUILD / "vit")(shown, return_tensors="pt").pixel_values
    new = accuracy(ViTForImageClassification.from_pretrained(BUILD / "dog_or_fish"), pixels, labels)
    print(f"{NEW} newly drawn dogs and fish: {new:.1%}")
    publish("vit", card(animals, curves, new, args.seconds))
    publish("dog_or_fish", tuned_card(curves["pretrained"][0][-1][2], new, args.seconds))
    write_checksums()
    print(json.dumps(curves))


if __name__ == "__main__":
    main()
