"""Draws the small tables and texts of `data/`, and `data/pictures/`: some photos of each animal."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from foundry.world.draw import render
from foundry.world.scenes import FREE, Scene, article
from foundry.world.words import COLOURS, GARMENTS, MEDIA, SEASONS

PICTURES_PER_ANIMAL = 3

# class, diet, legs. The tables name the animals, and below the garments and colours, that the published models know.
FACTS = {
    "dog": ("mammal", "omnivore", 4), "fish": ("fish", "omnivore", 0), "cat": ("mammal", "carnivore", 4), "fox": ("mammal", "omnivore", 4),
    "raccoon": ("mammal", "omnivore", 4), "bear": ("mammal", "omnivore", 4), "panda": ("mammal", "herbivore", 4), "koala": ("mammal", "herbivore", 4),
    "rabbit": ("mammal", "herbivore", 4), "mouse": ("mammal", "omnivore", 4), "lion": ("mammal", "carnivore", 4), "tiger": ("mammal", "carnivore", 4),
    "pig": ("mammal", "omnivore", 4), "cow": ("mammal", "herbivore", 4), "sheep": ("mammal", "herbivore", 4), "deer": ("mammal", "herbivore", 4),
    "elephant": ("mammal", "herbivore", 4), "monkey": ("mammal", "omnivore", 4), "hedgehog": ("mammal", "omnivore", 4), "zebra": ("mammal", "herbivore", 4),
    "penguin": ("bird", "carnivore", 2), "owl": ("bird", "carnivore", 2), "duck": ("bird", "omnivore", 2), "frog": ("amphibian", "carnivore", 4),
}  # fmt: skip
PLACES = ("old mill", "pine wood", "harbour", "market square", "north meadow", "botanic garden")


def animals_and_outfits(rng: np.random.Generator, order: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """48 prompts and 48 outfits, these shuffled by the seed `order`. On purpose, four prompts have no outfit, two have two, and two outfits no prompt."""
    names = list(FACTS) * 2
    media = [MEDIA[k % 5] if k < 24 else MEDIA[(k + 2) % 5] for k in range(48)]
    animals = pd.DataFrame({"id": range(1, 49), "animal": [f"a {m} of {article(a)} {a}" for a, m in zip(names, media, strict=True)]})
    pairs = [f"{colour} {garment}" for garment in GARMENTS[:10] for colour in list(COLOURS)[:10]]
    ids = [i for i in animals["id"] if i not in (7, 19, 30, 42)] + [5, 23, 98, 99]
    outfits = pd.DataFrame({"id": ids, "outfit": rng.permutation(pairs)[: len(ids)]})
    return animals, outfits.sample(frac=1, random_state=order).reset_index(drop=True)


def sightings(rng: np.random.Generator, count: int = 2000) -> pd.DataFrame:
    """Which animal was seen where, in which season and how many of them."""
    return pd.DataFrame(
        {
            "sighting": range(count),
            "species": rng.choice(list(FACTS), count, p=rng.dirichlet(np.full(len(FACTS), 3.0))),
            "place": rng.choice(PLACES, count),
            "season": rng.choice(list(SEASONS), count),
            "number": rng.geometric(0.4, count),
        }
    )


def write(folder: Path, seed: int, order: int) -> None:
    """Writes the tables, the texts and `pictures/` below `folder` anew."""
    rng = np.random.default_rng(seed)
    folder.mkdir(exist_ok=True)
    animals, outfits = animals_and_outfits(rng, order)
    animals.to_csv(folder / "animals.csv", index=False)
    outfits.to_csv(folder / "outfits.csv", index=False)
    seen = sightings(rng)
    pq.write_table(pa.Table.from_pandas(seen, preserve_index=False), folder / "sightings.parquet", row_group_size=500)
    with open(folder / "species.jsonl", "w") as out:
        for name, (kind, diet, legs) in FACTS.items():
            out.write(json.dumps({"species": name, "class": kind, "diet": diet, "legs": legs}) + "\n")
    with open(folder / "diary.txt", "w") as out:
        for row in seen.head(200).itertuples():
            out.write(f"In {row.season}, at the {row.place}: {row.species} x {row.number}.\n")
    shutil.rmtree(folder / "pictures", ignore_errors=True)
    for name in FACTS:
        (folder / "pictures" / name).mkdir(parents=True)
        for k in range(PICTURES_PER_ANIMAL):
            scene = Scene(name, medium="photo", season=str(rng.choice(list(SEASONS))), free=tuple(rng.random(len(FREE))))
            render(scene).save(folder / "pictures" / name / f"{name}-{k}.jpg", quality=90)
