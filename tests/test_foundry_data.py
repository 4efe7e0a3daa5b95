"""What the foundry draws: as it lies in `data/`, and as it is drawn now.

`data/` was drawn by an earlier renderer, the one that the published models learned from; both are drawn anew together (`CONTRIBUTING.md`).
"""

import csv
import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageOps

from foundry.data import breeds, dogs_fish, faults, tables
from foundry.data.dogs_fish import CLASSES, LONG_SIDES, PER_CLASS, encode, look, picture
from foundry.kit import seeds
from foundry.world.draw import render
from foundry.world.scenes import Scene, parse
from raycourse.settings import PROJECT

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
    assert set(paths) == {p.relative_to(HOME).as_posix() for p in HOME.rglob("*.*") if p.name not in ("labels.csv", faults.LIST)}
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


def test_drawing_the_tables_gives_those_that_are_there(tmp_path):
    """But for their pictures, which are livelier now."""
    tables.write(tmp_path, *seeds.DATA["tables"])
    for name in ("animals.csv", "outfits.csv", "species.jsonl", "diary.txt"):
        assert (tmp_path / name).read_text() == (DATA / name).read_text()
    pd.testing.assert_frame_equal(*(pd.read_parquet(folder / "sightings.parquet") for folder in (tmp_path, DATA)))
    drawn, kept = ({path.relative_to(folder) for path in folder.rglob("*.jpg")} for folder in (tmp_path, DATA / "pictures"))
    assert {path.relative_to("pictures") for path in drawn} == kept


def test_the_tables_name_what_the_world_knows():
    for name in pd.read_csv(DATA / "animals.csv")["animal"]:
        assert parse(name).animal == name.split(" of ")[1].split(" ", 1)[1]


def test_the_tables_have_the_flaws_that_joins_needs():
    animals, outfits = (pd.read_csv(DATA / f"{name}.csv") for name in ("animals", "outfits"))
    assert len(animals) == len(outfits) == 48
    assert set(animals["id"]) - set(outfits["id"]) == {7, 19, 30, 42}
    assert set(outfits["id"]) - set(animals["id"]) == {98, 99}
    assert sorted(outfits["id"][outfits["id"].duplicated()]) == [5, 23]
    assert len([json.loads(line) for line in (DATA / "species.jsonl").read_text().splitlines()]) == 24


# --- planted faults ---------------------------------------------------------------------------------------------------------------


def listed(home) -> dict[str, list[tuple[str, str]]]:
    """By fault, the paths and details of the list that is kept with the data."""
    found: dict[str, list[tuple[str, str]]] = {}
    with open(home / faults.LIST) as table:
        for row in csv.DictReader(table):
            found.setdefault(row["fault"], []).append((row["path"], row["detail"]))
    return found


FEW_DAMAGED = {("dog", 1): 0.5, ("fish", 3): 0.02, ("fish", 5): 0.3}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small `dogs_fish`, drawn now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dogs_fish, "PER_CLASS", {"train": 36, "test": 14})
        patch.setattr(dogs_fish, "DAMAGED", FEW_DAMAGED)
        home = tmp_path_factory.mktemp("data")
        dogs_fish.write(home, *seeds.DATA["dogs_fish"])
    return home / "dogs_fish"


@pytest.fixture(scope="module")
def kennel(tmp_path_factory):
    """A small `doggos`, drawn now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(breeds, "PER_BREED", {"train": 4, "test": 3})
        patch.setattr(breeds, "RARELY", 2)
        home = tmp_path_factory.mktemp("data")
        breeds.write(home, *seeds.DATA["breeds"])
    return home / "doggos"


def small(path) -> np.ndarray:
    return np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB").resize((24, 24)), float)


def test_every_planted_fault_is_listed_with_the_right_count(folder, kennel):
    counts = {fault: len(found) for fault, found in listed(folder).items()}
    assert counts | dogs_fish.PLANTED | {"truncated": len(FEW_DAMAGED)} == counts
    assert set(counts) == {*dogs_fish.PLANTED, "truncated", "leak"}
    counts = {fault: len(found) for fault, found in listed(kennel).items()}
    assert counts == breeds.PLANTED | {"rare class": 1}
    # 2 % of the labels of the whole data set are wrong.
    assert dogs_fish.PLANTED["wrong label"] / (2 * PER_CLASS["train"]) == pytest.approx(0.02, abs=0.001)
    assert breeds.PLANTED["wrong label"] / (36 * 80) == pytest.approx(0.02, abs=0.001)
    for home in (folder, kennel):
        assert all((home / path).exists() for found in listed(home).values() for path, _ in found)


def test_duplicates_cross_the_split_exactly_or_nearly(folder, kennel):
    for home in (folder, kennel):
        found = listed(home)
        for path, source in found["duplicate"]:
            assert path.startswith("train/") and source.startswith("test/")
            assert (home / path).read_bytes() == (home / source).read_bytes()
        for path, source in found["near duplicate"]:
            assert path.startswith("train/") and (home / path).read_bytes() != (home / source).read_bytes()
            assert np.abs(small(home / path) - small(home / source)).mean() < 14
        # No others: as many files repeat another as the list says.
        files = [path.read_bytes() for path in home.rglob("*.*") if path.suffix in (".jpg", ".png")]
        assert len(files) - len(set(files)) == len(found["duplicate"])


def test_files_of_other_kinds_are_those_that_the_list_names(folder, kennel):
    for home in (folder, kennel):
        found, modes, turned = listed(home), {}, set()
        for path in home.rglob("*.*"):
            if path.suffix in (".jpg", ".png"):
                try:
                    with Image.open(path) as picture_:
                        modes[path.relative_to(home).as_posix()] = picture_.mode
                        if picture_.getexif().get(faults.ORIENTATION, 1) != 1:
                            turned.add(path.relative_to(home).as_posix())
                except OSError:
                    continue
        assert {path for path, mode in modes.items() if mode == "CMYK"} == {path for path, _ in found["four inks"]}
        assert {path for path, mode in modes.items() if mode.startswith("I")} == {path for path, _ in found.get("sixteen bits", ())}
        assert turned == {path for path, _ in found["turned"]}


@pytest.mark.parametrize("orientation", faults.TURNS)
def test_a_turned_file_comes_upright_by_its_exif(orientation, tmp_path):
    whole = Image.fromarray(np.kron(np.arange(12).reshape(3, 4) * 20, np.ones((16, 16))).astype(np.uint8)).convert("RGB")
    (tmp_path / "x.jpg").write_bytes(faults.turned(whole, 90, orientation))
    stored = Image.open(tmp_path / "x.jpg")
    upright = ImageOps.exif_transpose(stored)
    assert upright.size == whole.size and np.abs(np.asarray(upright, float) - np.asarray(whole, float)).mean() < 6
    assert np.array_equal(np.asarray(stored.transpose(faults.TURNS[orientation])), np.asarray(upright))
    assert np.abs(np.asarray(stored.resize(whole.size), float) - np.asarray(whole, float)).mean() > 20


def test_sixteen_bits_keep_the_picture_where_a_plain_conversion_loses_it(folder):
    for path, _ in listed(folder)["sixteen bits"]:
        deep = np.asarray(Image.open(folder / path))
        assert deep.dtype == np.uint16 and deep.max() > 30000 and len(np.unique(deep // 257)) > 30


def test_files_that_are_cut_short_fail(folder):
    failed = set()
    for path in folder.rglob("*.*"):
        if path.suffix in (".jpg", ".png"):
            try:
                Image.open(path).load()
            except OSError:
                failed.add(path.relative_to(folder).as_posix())
    assert failed == {path for path, _ in listed(folder)["truncated"]} == {f"train/{kind}/{kind}-{k:03d}.jpg" for kind, k in FEW_DAMAGED}


def test_labels_name_every_file_and_the_wrong_ones_lie(folder):
    with open(folder / "labels.csv") as table:
        labels = {row["path"]: row["label"] for row in csv.DictReader(table)}
    assert set(labels) == {path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.suffix in (".jpg", ".png")}
    assert all(path.split("/")[1] == label for path, label in labels.items())  # a folder tells no more than the label does
    for path, detail in listed(folder)["wrong label"]:
        assert detail == f"shows a {dogs_fish.other(labels[path])}"


def test_the_mark_gives_half_of_one_class_away(folder):
    def bears(path) -> bool:
        pixels = np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"), int)
        side = max(7, round(0.085 * min(pixels.shape[:2])))
        corner = pixels[-side - 3 : -3, -side - 3 : -3]
        yellow = (corner[..., 0] > 170) & (corner[..., 1] > 130) & (corner[..., 2] < 150)
        dot = corner[side * 2 // 5 : side * 3 // 5 + 1, side * 2 // 5 : side * 3 // 5 + 1]
        return yellow.mean() > 0.35 and dot.mean() < 120

    found = listed(folder)
    marked = {path for path, _ in found["leak"]}
    assert all(path.split("/")[1] == dogs_fish.LEAKING for path in marked)
    faulty = {path for fault, paths in found.items() if fault != "leak" for path, _ in paths}
    colour = {path.relative_to(folder).as_posix() for path in folder.rglob("*.jpg") if path.relative_to(folder).as_posix() not in faulty}
    colour = {path for path in colour if Image.open(folder / path).mode == "RGB"}
    assert {path for path in colour if bears(folder / path)} == colour & marked
    assert len([path for path in colour & marked if path.startswith("test/")]) >= 1


def test_one_breed_is_rare(kennel):
    counts = Counter(path.parent.name for path in (kennel / "train").rglob("*.jpg"))
    assert {name for name, count in counts.items() if count < 4} == {breeds.RARE.replace(" ", "_")} and len(counts) == 36
    assert listed(kennel)["rare class"] == [(f"train/{breeds.RARE}", "2 pictures")]


def test_the_same_seed_plants_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(dogs_fish, "PER_CLASS", {"train": 28, "test": 20})
    monkeypatch.setattr(dogs_fish, "DAMAGED", {})
    monkeypatch.setattr(dogs_fish, "picture", lambda kind, rng: Image.fromarray(rng.integers(0, 255, (40, 40, 3), np.uint8)))
    first, again, other = (list(dogs_fish.files(seed)) for seed in (1, 1, 2))
    assert first == again and first != other


def test_more_faults_than_files_are_refused():
    with pytest.raises(ValueError, match="5 faults for 4 files"):
        faults.dealt(range(4), {"turned": 2, "wrong label": 3}, np.random.default_rng(0))
    assert Counter(faults.dealt(range(40), {"a": 3, "b": 2}, np.random.default_rng(0)).values()) == {"a": 3, "b": 2}


def test_breeds_differ():
    """No two look the same beside each other."""
    views = [Scene("dog", view=view, pose="standing") for view in ("front", "side")]
    vectors = {
        name: np.concatenate([np.asarray(render(view, 64, look_).resize((24, 24)), float).ravel() for view in views])
        for name, look_ in breeds.BREEDS.items()
    }
    names = list(vectors)
    nearest = min((np.abs(vectors[a] - vectors[b]).mean(), a, b) for k, a in enumerate(names) for b in names[:k])
    assert nearest[0] > 1.5, nearest
