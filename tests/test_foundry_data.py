"""What the foundry draws, as it lies in `data/`."""

import csv
import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from foundry.data import breeds, dogs_fish, tables
from foundry.data.dogs_fish import CLASSES, LONG_SIDES, PER_CLASS, encode, look, picture
from foundry.kit import seeds
from raycourse.places import PROJECT

DATA = PROJECT / "data"
HOME = DATA / "dogs_fish"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with open(HOME / "labels.csv") as table:
        return list(csv.DictReader(table))


@pytest.fixture(scope="module")
def opened(rows) -> tuple[dict[str, tuple[str, tuple[int, int]]], set[str]]:
    """Mode and size of every sound file by its path, and the paths that fail."""
    sound, failed = {}, set()
    for row in rows:
        try:
            with Image.open(HOME / row["path"]) as found:
                sound[row["path"]] = (found.mode, found.size)
                found.convert("RGB")
        except OSError:
            sound.pop(row["path"], None)
            failed.add(row["path"])
    return sound, failed


def test_labels_name_every_file_once_and_truly(rows):
    paths = [row["path"] for row in rows]
    assert len(set(paths)) == len(paths)
    assert set(paths) == {p.relative_to(HOME).as_posix() for p in HOME.rglob("*.*") if p.name != "labels.csv"}
    assert all(row["path"].split("/")[1] == row["label"] for row in rows)


def test_there_are_enough_sound_pictures_in_each_class(opened):
    counts = Counter(tuple(path.split("/")[:2]) for path in opened[0])
    assert set(counts) == {(split, kind) for split in PER_CLASS for kind in CLASSES}
    assert all(count >= 200 for count in counts.values())


def test_three_files_are_damaged_one_of_them_beyond_opening(opened):
    assert opened[1] == {"train/dog/dog-041.jpg", "train/fish/fish-088.jpg", "train/fish/fish-137.jpg"}
    for name in ("dog/dog-041", "fish/fish-137"):
        with Image.open(HOME / f"train/{name}.jpg") as half, pytest.raises(OSError, match="truncated"):
            half.load()
    with pytest.raises(OSError):
        Image.open(HOME / "train/fish/fish-088.jpg")


def test_sizes_shapes_and_formats_vary(opened):
    modes = Counter(mode for mode, _ in opened[0].values())
    assert min(modes["L"], modes["RGBA"]) >= 20 and modes["RGB"] > 0.7 * len(opened[0])
    assert sum(path.endswith(".jpg") for path in opened[0]) > 0.9 * len(opened[0])
    assert {max(size) for _, size in opened[0].values()} == set(LONG_SIDES)
    assert len({size for _, size in opened[0].values()}) > 100


def test_the_folder_is_small():
    assert sum(p.stat().st_size for p in HOME.rglob("*.*")) < 7e6


def test_the_same_seed_draws_the_same_picture_and_another_does_not():
    first, again, other = (picture("fish", np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.mode == "RGB" and np.array_equal(first, again) and first.tobytes() != other.tobytes()
    assert encode(first, np.random.default_rng(3)) == encode(again, np.random.default_rng(3))


def test_colours_hint_at_the_class_but_do_not_give_it_away():
    coats = {kind: np.array([look(kind, np.random.default_rng(k)).coat for k in range(400)]) for kind in CLASSES}
    assert min(coat.std(0).min() for coat in coats.values()) > 40
    # By the mean colour of each class, one in five at least is taken for the other.
    means = {kind: coat.mean(0) for kind, coat in coats.items()}
    right = [np.linalg.norm(coat - means[kind], axis=1) < np.linalg.norm(coat - means[other], axis=1)
             for (kind, coat), other in zip(coats.items(), reversed(CLASSES), strict=True)]  # fmt: skip
    assert 0.5 < np.mean(right) < 0.8


def same(drawn, kept) -> bool:
    """Whether two picture files show the same: another machine's JPEG may round a value differently. Damaged files compare by their bytes' length."""
    try:
        pictures = [np.asarray(Image.open(path).convert("RGBA"), float) for path in (drawn, kept)]
    except OSError:
        return abs(drawn.stat().st_size - kept.stat().st_size) < 20
    return pictures[0].shape == pictures[1].shape and np.abs(pictures[0] - pictures[1]).mean() < 1


@pytest.mark.parametrize(
    ("room", "counted", "few"),
    [(dogs_fish, "PER_CLASS", {"train": 42, "test": 2}), (breeds, "PER_BREED", {"train": 1, "test": 1}), (tables, "PICTURES_PER_ANIMAL", 3)],
    ids=["dogs_fish", "breeds", "tables"],
)
def test_drawing_gives_the_data_that_are_there(room, counted, few, tmp_path, monkeypatch):
    monkeypatch.setattr(room, counted, few)
    name = room.__name__.rsplit(".", 1)[1]
    room.write(tmp_path, *seeds.DATA[name])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    pictures = [path for path in files if path.suffix in (".jpg", ".png")]
    assert len(pictures) >= 72
    assert [path for path in pictures if not same(path, DATA / path.relative_to(tmp_path))] == []
    if room is tables:
        for path in set(files) - set(pictures) - {tmp_path / "sightings.parquet"}:
            assert path.read_text() == (DATA / path.name).read_text()
        pd.testing.assert_frame_equal(*(pd.read_parquet(folder / "sightings.parquet") for folder in (tmp_path, DATA)))


def test_the_tables_have_the_flaws_that_lesson_02_needs():
    animals, outfits = (pd.read_csv(DATA / f"{name}.csv") for name in ("animals", "outfits"))
    assert len(animals) == len(outfits) == 48
    assert set(animals["id"]) - set(outfits["id"]) == {7, 19, 30, 42}
    assert set(outfits["id"]) - set(animals["id"]) == {98, 99}
    assert sorted(outfits["id"][outfits["id"].duplicated()]) == [5, 23]
    assert len([json.loads(line) for line in (DATA / "species.jsonl").read_text().splitlines()]) == 24
