"""The foundry's rooms, seeds, keys, and the way of a model into `data/models/`."""

import ast
import re
import shutil
from collections import defaultdict

import numpy as np
import pytest

from foundry.__main__ import main
from foundry.kit import keys, pictures, publish, seeds
from foundry.models import clip, enhancer, vit
from foundry.world import draw

ROOMS = ("world", "data", "kit", "models")
FILES = sorted(keys.FOUNDRY.rglob("*.py"))


def room(path) -> int | None:
    """The room's place in the order of imports; None for what stands before the rooms."""
    first = path.relative_to(keys.FOUNDRY).parts[0]
    return ROOMS.index(first) if first in ROOMS else None


def imported(path) -> set[str]:
    """The rooms of the foundry that a file imports from."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in found if name.startswith("foundry.")}


def test_imports_go_one_way_through_the_rooms():
    assert {path.name for path in keys.FOUNDRY.iterdir() if path.is_dir()} - {"__pycache__"} == {*ROOMS, "cards"}
    for path in FILES:
        if room(path) is not None:
            assert imported(path) <= set(ROOMS[: room(path) + 1]), path


def test_seeds_of_a_kind_are_distinct():
    kinds = defaultdict(list)
    for name, value in vars(seeds).items():
        if isinstance(value, int):
            kinds[name.split("_")[0]].append(value)
    assert {"SCENES", "PICTURES", "STREAM"} <= set(kinds)
    for kind, values in kinds.items():
        assert len(set(values)) == len(values), kind


def test_seeds_stand_in_one_place():
    """No call that seeds something has a number typed into it, alone or in a tuple."""

    def typed(node) -> bool:
        return any(isinstance(part, ast.Constant) and type(part.value) is int for part in (node.elts if isinstance(node, ast.Tuple) else [node]))

    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = [k.value for k in node.keywords if k.arg in ("seed", "random_state", "order")]
                given += (
                    node.args[:1]
                    if name in ("default_rng", "manual_seed", "RandomState")
                    else node.args[1:2]
                    if name in ("scenes", "pictures")
                    else []
                )
                assert not any(map(typed, given)), f"{path}:{node.lineno}: a seed belongs in kit/seeds.py"
            elif isinstance(node, ast.arguments) and path.name != "seeds.py":
                named = zip(node.args[len(node.args) - len(node.defaults) :], node.defaults, strict=True)
                assert not any(argument.arg == "seed" and typed(value) for argument, value in named), path


def test_a_key_holds_the_code_that_made_it_and_no_other():
    reached = keys.code_of(pictures.pixels)
    assert {
        "foundry.world.draw.render",
        "foundry.world.draw.coats.TAILS",
        "foundry.world.draw.coats._curled_tail",
        "foundry.world.draw.solid.Clay",
    } <= set(reached)
    assert not any(name.startswith(("foundry.world.looks", "foundry.kit.publish")) for name in reached)
    assert "foundry.world.looks.repainted" in keys.code_of(pictures.repainted_pixels)
    learned = keys.code_of(clip.train)
    wanted = {"kit.training.train", "kit.views.seen_from", "data.breeds.BREEDS", "kit.seeds.PICTURES_DOGS", "models.clip.loss", "models.clip.Knobs"}
    assert {f"foundry.{name}" for name in wanted} <= set(learned)
    assert not any(name.endswith((".measure", ".card", ".WANTED", ".prompts", ".PICTURES_DRESSED")) for name in learned)
    assert keys.code_of(enhancer.train) != keys.code_of(vit.train)


def test_comments_and_docstrings_leave_a_key_as_it_is():
    def code(text):
        return keys.without_docstrings(ast.parse(text).body[0])

    assert (
        code('def f(x):\n    """Old words."""\n    return x') == code("def f(x):  # new words\n    return x") != code("def f(x):\n    return x + 1")
    )


def brighter(item: int) -> np.ndarray:
    return np.full((2, 2, 3), item, np.uint8)


def test_pictures_are_drawn_once_for_a_key(tmp_path, monkeypatch):
    code = {"f": "one way"}
    monkeypatch.setattr(keys, "BUILD", tmp_path)
    monkeypatch.setattr(keys, "code_of", lambda function: code)
    assert pictures.drawn("greys", brighter, [1, 2], 2)[:, 0, 0, 0].tolist() == [1, 2]
    pictures.drawn("greys", brighter, [1, 2], 2)
    assert len(list(tmp_path.rglob("*.npy"))) == 1
    assert pictures.drawn("greys", brighter, [1, 3], 2)[1, 0, 0, 0] == 3  # other items
    code["f"] = "another way"
    pictures.drawn("greys", brighter, [1, 2], 2)
    assert len(list(tmp_path.rglob("*.npy"))) == 3


# --- publishing ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A published model, and finished weights to take its place."""
    monkeypatch.setattr(keys, "BUILD", tmp_path / "build")
    monkeypatch.setattr(publish, "MODELS", tmp_path / "models")
    for folder, text in ((tmp_path / "models" / "toy", "old"), (tmp_path / "build" / "toy" / "weights", "new")):
        folder.mkdir(parents=True)
        (folder / "model.safetensors").write_text(text)
        (folder / "config.json").write_text('{"_name_or_path": "somewhere", "width": 1}')
    publish.write_checksums()
    return tmp_path / "models"


def state(folder) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_publishing_swaps_the_model_in_with_its_card_and_checksums(model):
    before = state(model)
    publish.publish("toy", "# Toy")
    after = state(model)
    assert set(after) == {"SHA256SUMS", "toy/model.safetensors", "toy/config.json", "toy/README.md"}
    assert after["toy/model.safetensors"] == "new" and after["toy/README.md"] == "# Toy" and "_name_or_path" not in after["toy/config.json"]
    assert model.joinpath("toy", "model.safetensors").stat().st_mode & 0o777 == 0o644
    assert before["SHA256SUMS"] != after["SHA256SUMS"] and "  toy/model.safetensors\n" in after["SHA256SUMS"]


@pytest.mark.parametrize("step", ["copytree", "text", "first move", "second move", "checksums"])
@pytest.mark.parametrize("how", [OSError, KeyboardInterrupt])
def test_a_failure_half_way_leaves_the_published_model(model, monkeypatch, step, how):
    before, moves = state(model), []

    def fail(*args, **options):
        raise how("half-way")

    def rename(path, target):
        moves.append(path)
        if len(moves) == {"first move": 1, "second move": 2}.get(step):
            fail()
        return original(path, target)

    original = type(model).rename
    if step == "copytree":
        copy = shutil.copytree
        monkeypatch.setattr(shutil, "copytree", lambda *args: fail(copy(*args)))
    elif step == "checksums":
        monkeypatch.setattr(publish, "write_checksums", fail)
    monkeypatch.setattr(type(model), "rename", rename)
    with pytest.raises((how, TypeError) if step == "text" else how):
        publish.publish("toy", None if step == "text" else "# Toy")
    assert state(model) == before


def test_a_model_that_was_moved_aside_comes_back(model):
    """As after a cut of the power between the two moves."""
    before = state(model)
    (model / "toy").rename(model / ".toy.old")
    (model / ".toy.new").mkdir()
    publish.restore()
    assert state(model) == before and not list(model.glob(".*"))


def test_the_project_s_checksums_are_what_publishing_writes(tmp_path, monkeypatch):
    published = publish.MODELS
    monkeypatch.setattr(publish, "MODELS", tmp_path / "models")
    shutil.copytree(published, publish.MODELS)
    publish.write_checksums()
    assert (publish.MODELS / "SHA256SUMS").read_text() == (published / "SHA256SUMS").read_text()


def test_a_card_s_table_says_what_is_reached():
    row = publish.Wanted("x", "made", 0.9)
    assert (row.row(0.9), row.row(0.5)) == ("| made | 90.0% | at least 90.0% | yes |", "| made | 50.0% | at least 90.0% | **no** |")
    assert publish.Wanted("x", "MB", 20, "{:.1f}", at_most=True).row(21) == "| MB | 21.0 | at most 20.0 | **no** |"


def test_a_place_in_a_card_that_nothing_fills_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "CARDS", tmp_path)
    (tmp_path / "toy.md").write_text("{n[right]} pictures, {right:.1%}, {threads} threads")
    assert publish.card("toy", None, {"right": publish.figure(0.5, n=8)}) == f"8 pictures, 50.0%, {publish.THREADS} threads"
    with pytest.raises(KeyError, match="right"):
        publish.card("toy", None, {})


# --- the command ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["train", "measure", "publish", "draw"])
def test_an_unknown_name_is_refused_with_the_known_ones(verb, capsys):
    with pytest.raises(SystemExit):
        main([verb, "painter"])
    assert re.search(r"invalid choice: '?painter'? \(choose from '?all", capsys.readouterr().err)


def test_what_is_never_published_says_so(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(keys, "BUILD", tmp_path)
    (tmp_path / "judge" / "weights").mkdir(parents=True)
    with pytest.raises(SystemExit):
        main(["publish", "judge"])
    assert "judge is never published" in capsys.readouterr().err


def test_everything_that_is_drawn_has_seeds():
    assert set(seeds.DATA) == {path.stem for path in (keys.FOUNDRY / "data").glob("*.py") if "\ndef write(" in path.read_text()}
    assert draw.render  # the room that draws comes first
