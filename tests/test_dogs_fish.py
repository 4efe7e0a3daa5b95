"""The pictures of dogs and fish that the fine-tuning lesson reads, as they lie in `data/`."""

import csv
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from foundry.data.dogs_fish import CLASSES, DAMAGED, LONG_SIDES, PER_CLASS, encode, look, picture
from raycourse.places import PROJECT

HOME = PROJECT / "data" / "dogs_fish"


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


def test_exactly_the_damaged_files_fail_to_open(opened):
    assert opened[1] == {f"train/{kind}/{kind}-{k:03d}.jpg" for kind, k in DAMAGED} and 2 <= len(DAMAGED) <= 3


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
