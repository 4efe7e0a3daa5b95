"""A right shape earns nothing: an answer that gives back its input, nothing, or something empty or constant scores 0 in every check."""

import numpy as np
import pandas as pd
import pytest
import ray
import torch
from fastapi import FastAPI

from raycourse import check
from raycourse.catalogue import entries
from raycourse.checks import names

LABS = tuple(entry.slug for entry in entries() if entry.is_lab)
CLASSES = ("images.generator", "enhance.enhancer", "predict.top_two", "capstone.features")
# What these return is not looked at, so that doing nothing is one answer; the last one starts a training run.
NOTHING_COMES_BACK = ("images.parquet", "predict.resume", "clinic.stored", "finetune.survivor")
# Each answer to these takes seconds.
LONG = ("finetune.survivor", "performance.mended", "serving.released", "clinic.collected")
BLACK = np.zeros((8, 8, 3), np.uint8)


def class_giving(result) -> type:
    class Trivial:
        def __init__(self, *args, **more):
            pass

        def __call__(self, batch):
            return result(batch)

    return Trivial


def first(*args, **more):
    return args[0] if args else None


def constant(value):
    return lambda *args, **more: value


def empty(*_, **__):
    return ray.data.from_items([])


def columns(**values):
    """A dataset of one constant row."""
    return lambda *_, **__: ray.data.from_items([values])


class Empty:
    """Finds nothing."""

    def __init__(self, *_):
        pass

    async def find(self, *_):
        return []


# Constants that have the shape that a task asks for.
SHAPED = {
    "ingest.in_pairs": columns(species="ant", kind="insect", legs=0, pairs=0),
    "ingest.one_row_per_animal": columns(season="spring", place="here", species="ant"),
    "ingest.with_class": lambda dataset, *_: dataset.map(lambda row: {**row, "class": ""}),
    "ingest.quarantine": lambda folder: (columns(file="a", image=BLACK)(), []),
    "ingest.contact_sheet": constant(BLACK),
    "joins.without_outfit": lambda animals, _: animals.limit(0),
    "joins.one_outfit_each": columns(id=1, outfit=""),
    "joins.sightings_per_class": columns(**{"class": "bird", "sightings": 0, "animals": 0}),
    "joins.join_report": constant(dict.fromkeys(("rows", "left_dropped", "right_dropped", "left_multiplied"), 0)),
    "joins.seasons_and_places": constant(
        (pd.DataFrame(0, ["pier", "boathouse", "dunes"], ["dry", "wet", "monsoon"]), None),
    ),
    "images.png": constant([]),
    "images.illustrated": lambda table, _, column: table.map(lambda row: {**row, "picture": BLACK}),
    "images.gallery": constant(([BLACK] * 4, [""] * 4)),
    "enhance.chat": constant([{"role": "system", "content": ""}, {"role": "user", "content": ""}]),
    "enhance.seasonal": lambda dataset, *_: dataset.map(lambda row: {**row, "enhanced": ""}),
    "enhance.shares": constant((0.5, 0.5)),
    "enhance.four_seasons": lambda prompt: ray.data.from_items(
        [{"season": season, "prompt": prompt, "enhanced": prompt, "image": BLACK} for season in ("winter", "spring", "summer", "fall")]
    ),
    "finetune.readable": columns(file="grey.jpg", image=np.zeros((64, 64, 3), np.uint8), error=""),
    "finetune.labelled": lambda images, table: (images.map(lambda row: {**row, "label": "dog"}), []),
    "finetune.weighted": lambda logits, *_: logits.sum() * 0,
    "finetune.head": lambda model: (model, torch.optim.AdamW(model.parameters())),
    "finetune.breeds": constant({("pug", "pug"): 1, ("corgi", "corgi"): 1}),
    "predict.temperature": constant(1.0),
    "predict.batch_size": lambda seconds_for, sizes: sizes[0],
    "predict.hesitant": constant(([BLACK] * 8, ["dog"] * 8, [0.5] * 8)),
    "predict.publish": lambda checkpoint, home: home,
    "embeddings.pipeline": lambda pictures, *_: pictures.map(lambda row: {"path": row["path"], "class": "", "embedding": np.zeros(3)}),
    "embeddings.search": constant([("pug/near.jpg", 0.0)] * 3),
    "embeddings.duplicates": constant([(0, 0)]),
    "embeddings.odd": lambda vectors, classes: dict.fromkeys(classes, 0),
    "embeddings.gallery": constant(([BLACK] * 4, [""] * 4)),
    "monitoring.quarantine": lambda dataset, _: (dataset, dataset.limit(0)),
    "monitoring.psi": constant(0.0),
    "monitoring.changed": constant((0, "brightness")),
    "monitoring.threshold": constant(1.0),
    "monitoring.alarms": lambda scores, *_: [False] * len(scores),
    "monitoring.retrain": constant((0.5, False)),
    "serving.endpoint": lambda *_: FastAPI(),
    "serving.chosen": lambda measure, sizes, waits, target: (sizes[0], waits[0]),
    "serving.persistent": lambda send, *_: send(),
    "serving.finder": Empty,
    "serving.released": lambda deployment, *arguments: deployment.bind(*arguments),
    "text.private": lambda dataset: dataset,
    "text.batches": lambda lengths, size: [[0] * size],
    "text.leaks": constant([(0, 2)]),
    "text.structured": constant({"sentiment": "", "topic": "", "error": ""}),
    "text.suspicious": constant([0, 1]),
    "versions.gate": constant(False),
    "versions.assign": lambda user, salt, weights: "v1",
    "versions.users_altogether": constant(1000),
    "versions.flaws": lambda *_: set(),
    "versions.guarded": constant(False),
    "clinic.capacity": constant(1),
    "clinic.once": lambda dataset, load: dataset.map(lambda row: {**row, "tag": 0}),
    "clinic.streaming": columns(id=0, double=0),
    "clinic.shipped": constant(["animal 0"] * 12),
    "clinic.brighter": lambda batch, by: {**batch, "image": batch["image"] * 0},
    "clinic.careful": constant([0] * 23),
    "clinic.counted": lambda *_: (columns(value=0)(), 0),
    "clinic.noisy": lambda dataset, seed: dataset.map(lambda row: {**row, "noise": 0.0}),
    "performance.ceiling": constant((1.0, "cores")),
    "performance.bottleneck": constant("MapBatches(Model)"),
    "performance.busy": constant(0.5),
    "performance.batch_size": lambda seconds_for, memory_for, sizes, limit: sizes[0],
    "performance.mended": lambda files, load: files.map(lambda row: {"path": row["path"], "scores": np.zeros(8, np.float32)}),
    "capstone.ingest": lambda raw: (
        columns(**dict.fromkeys(("entry", "id", "litter", "weight_kg", "age_months", "home", "note", "image", "sha"), 0))(),
        columns(item="0", reason="id")(),
    ),
    "capstone.split": lambda rows: (rows, rows),
    "capstone.evaluate": constant({"right": 0, "of": 0, "low": 0, "high": 0, "baseline": 0, "recall": {}, "fit": False}),
    "capstone.drifted": constant(False),
    "clinic.collected": constant(({}, {}, [])),
    "multimodal.moment": constant(("a.mp4", 0.0)),
    "multimodal.classified": columns(file="phone.flac", start=0.0, kind=""),
    "multimodal.everyone": lambda customers, _: customers.map(lambda row: row | {"happy": None, "calls": None, "missing": ""}),
    "multimodal.planted": constant((["o1"], [])),
    "multimodal.opened": lambda files: files.map(lambda row: {"file": row["path"].split("/")[-1], "seconds": 0.0, "problem": ""}),
}


def trivial(name: str) -> list:
    if name in NOTHING_COMES_BACK:
        return [constant(None)]
    if name in CLASSES:
        black = {"image": lambda batch: np.stack([BLACK] * len(batch["season" if "season" in batch else next(iter(batch))]))}
        shaped = {
            "images.generator": lambda batch: {**batch, "image": black["image"](batch)},
            "enhance.enhancer": lambda batch: {**batch, "enhanced": [""] * len(batch["season"])},
            "capstone.features": lambda batch: {**batch, "features": np.zeros((len(batch["id"]), 4), np.float32)},
            "predict.top_two": lambda batch: {"path": batch["path"], **dict.fromkeys(("first", "second"), ["ant"] * 7), "confidence": [0.0] * 7},
        }[name]
        return [class_giving(result) for result in (first, constant(None), constant({}), shaped)]
    return [first, empty, *map(constant, (None, [], {}, (), 0, "")), *([SHAPED[name]] if name in SHAPED else [])]


@pytest.mark.slow
@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.long] if name in LONG else []) for lab in LABS for name in names(lab)])
def test_a_trivial_answer_scores_nothing(name, cluster, own_storage, capsys):
    for answer in trivial(name):
        score = check(name, answer)
        assert score == 0, capsys.readouterr().out
