"""Every model of the foundry, in seconds: a tiny training stops, goes on, is measured, and fills its card."""

import ast
import hashlib
import json

import pytest
import torch

from foundry import models
from foundry.kit import keys, publish, training

# In place of the knobs of these names, wherever a model has them.
TINY = {
    "steps": 3, "batch": 4, "pictures": 48, "dogs": 36, "captions": 200, "conversations": 200, "components": 32, "settled": 2,
    "tested": 8, "tested_new": 4, "tested_dressed": 4, "tested_prompts": 8, "tested_tokens": 12,
}  # fmt: skip


class Stop(BaseException):
    pass


def shrink(monkeypatch, **tiny):
    for name in models.names():
        knobs = models.find(name).Knobs
        monkeypatch.setattr(knobs.__init__, "__defaults__", tuple(tiny.get(f.name, f.default) for f in knobs.__dataclass_fields__.values()))


@pytest.fixture(scope="module", autouse=True)
def build(tmp_path_factory):
    """A build folder of the tests' own, tiny knobs, and one thread: with several, sums may be rounded differently from run to run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "BUILD", tmp_path_factory.mktemp("build"))
        patch.setattr(publish, "THREADS", 1)
        patch.setattr(training, "SAVE_EVERY_S", 0)
        shrink(patch, **TINY)
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        yield keys.BUILD
        torch.set_num_threads(threads)


def stopping(monkeypatch, after: int):
    """From now on, a training stops before its `after`-th step of this run."""

    class Progress(training.tqdm):
        def __iter__(self):
            for k, step in enumerate(super().__iter__()):
                if k == after:
                    raise Stop
                yield step

    monkeypatch.setattr(training, "tqdm", Progress)


def everything(folder) -> dict[str, str]:
    """Digests of the weights and of what names them: tokenizers and configurations."""
    files = (path for path in sorted((folder / "weights").rglob("*")) if path.suffix in (".safetensors", ".json"))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("name", models.names())
def test_a_stopped_training_goes_on_to_the_same_weights(name, build, monkeypatch):
    with monkeypatch.context() as patch:
        stopping(patch, after=2)
        stops = 0
        while not (build / name).exists():  # once for each network that it trains
            try:
                models.train(name)
            except Stop:
                stops += 1
                assert stops <= 2
        assert stops >= 1
    resumed = everything(build / name)
    assert resumed
    (build / name).rename(build / f"{name}.resumed")
    for path in (build / "checkpoints").glob(f"{name}*.pt"):
        path.unlink()
    models.train(name)
    assert everything(build / name) == resumed


@pytest.mark.parametrize("name", models.names())
def test_a_trained_model_is_measured_and_fills_its_card(name, build):
    found = models.measure(name)
    assert found == json.loads((build / name / "figures.json").read_text())
    assert set(found) == {"name", "command", "figures"} and len(found["figures"]) >= 2
    for figure in found["figures"].values():
        assert isinstance(figure["value"], float) and set(figure) <= {"value", "unit", "n", "examples"}
    text = models.card(name)
    if text is not None:
        # What the configuration and the figures say stands in the text; what they do not fill raises a KeyError.
        assert f"{TINY['steps']} steps" in text and "| yes |" in text and "{" not in text


def test_every_published_model_has_a_card_and_every_card_a_model():
    assert {name for name in models.names() if hasattr(models.find(name), "card")} == {path.stem for path in publish.CARDS.glob("*.md")}
    for path in publish.CARDS.glob("*.md"):
        assert path.read_text().startswith("---\nlicense: apache-2.0\n")


def test_models_come_after_those_that_they_need():
    order = models.names()
    for name in order:
        assert all(order.index(needed) < order.index(name) for needed in models.find(name).NEEDS)
    assert "autoencoder" in models.find("text_to_image").NEEDS


def test_what_is_trained_is_not_trained_again_and_more_steps_go_on(build, monkeypatch, capsys):
    models.train("enhancer")
    assert "trained already, 3 steps" in capsys.readouterr().out
    starts = []

    class Progress(training.tqdm):
        def __init__(self, *args, **options):
            starts.append(options["initial"])
            super().__init__(*args, **options)

    monkeypatch.setattr(training, "tqdm", Progress)
    models.train("enhancer", steps=4)
    assert starts == [3] and models.saved_configuration("enhancer")["steps"] == 4
    assert not (build / "enhancer" / "figures.json").exists()  # they were of other weights
    with pytest.raises(ValueError, match="enhancer was trained for 4 steps"):
        models.train("enhancer", steps=2)
    assert models.saved_configuration("enhancer")["steps"] == 4


def test_another_recipe_is_another_key_and_trains_anew(build, monkeypatch):
    before = models.configuration("enhancer")["key"]
    with monkeypatch.context() as patch:
        shrink(patch, **TINY | {"tested": 9, "steps": 5})
        assert models.configuration("enhancer")["key"] == before  # how long, and on how much it is measured
        shrink(patch, **TINY | {"batch": 5})
        assert models.configuration("enhancer")["key"] != before
    old = keys.code_of
    with monkeypatch.context() as patch:
        patch.setattr(keys, "code_of", lambda function: old(function) | {"foundry.models.enhancer.Knobs": "other defaults"})
        assert models.configuration("enhancer")["key"] == before
    monkeypatch.setattr(keys, "code_of", lambda function: old(function) | {"foundry.world.draw.render": "redrawn"})
    assert models.configuration("enhancer")["key"] != before


def test_a_model_follows_those_that_it_needs(build):
    before = models.configuration("clip")["key"]
    path = build / "vit" / "config.json"
    text = path.read_text()
    path.write_text(text.replace('"steps": 3', '"steps": 4'))
    assert models.configuration("clip")["key"] != before
    path.write_text(text)
    assert models.configuration("clip")["key"] == before


def test_what_is_missing_is_named_with_its_command(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "BUILD", tmp_path)
    with pytest.raises(FileNotFoundError, match="vit is not trained: `python -m foundry train vit`"):
        models.train("clip")
    with pytest.raises(FileNotFoundError, match="judge is not trained: `python -m foundry train judge`"):
        models.measure("judge")


def test_no_model_is_imported_merely_for_a_utility():
    """A model may build on another one's parts only where it needs that model, or is measured by the judge."""
    for name in models.names():
        tree = ast.parse((keys.FOUNDRY / "models" / f"{name}.py").read_text())
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        used = {node.module.split(".")[2] for node in imports if node.module.startswith("foundry.models.")}
        used |= {alias.name for node in imports if node.module == "foundry.models" for alias in node.names}
        assert used <= {*models.find(name).NEEDS, "judge"}, name
