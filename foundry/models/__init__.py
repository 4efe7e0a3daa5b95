"""The embedded models, one module each, found by name; and what is done with any of them: train, measure, publish.

A module has `NEEDS` (models whose weights it starts from), `Knobs` (a frozen dataclass; `steps`, and what begins with `tested`, leave the key
as it is), `build`, `loss`, `train(knobs, key, folder)` and `measure(knobs, folder)`; one that is published also has `card(knobs, figures)`,
and a template of its name in `cards/`. In `build/foundry/<name>/` stand `weights/`, `config.json` and, once measured, `figures.json`:
`{"name": ..., "command": ..., "figures": {metric: {"value": ..., "unit": ..., "n": ..., "examples": [...]}}}`, all but the value
where they make sense.
"""

import json
import pkgutil
import shutil
from dataclasses import asdict, replace
from importlib import import_module
from types import ModuleType

import torch

from foundry.kit import keys, publish


def names() -> list[str]:
    """All models, each after those that it needs."""
    found: list[str] = []

    def add(name: str):
        if name not in found:
            for needed in find(name).NEEDS:
                add(needed)
            found.append(name)

    for module in pkgutil.iter_modules(__path__):
        add(module.name)
    return found


def find(name: str) -> ModuleType:
    return import_module(f"{__name__}.{name}")


def configuration(name: str, steps: int | None = None) -> dict:
    """All that decides how `name` turns out, by which its key is made; and `steps`, by which it is not: more of them go on from a checkpoint."""
    module = find(name)
    knobs = asdict(module.Knobs() if steps is None else module.Knobs(steps=steps))
    learned = {knob: value for knob, value in knobs.items() if knob != "steps" and not knob.startswith("tested")}
    needs = {needed: keys.digest(saved_configuration(needed)) for needed in module.NEEDS}
    code = keys.code_of(module.train)
    code.pop(f"{module.__name__}.Knobs", None)  # its defaults, `steps` among them; the values are in `learned`
    key = keys.digest({"knobs": learned, "code": code, "needs": needs})
    return {"name": name, "key": key, "steps": knobs["steps"], "knobs": learned}


def saved_configuration(name: str) -> dict:
    """That of the weights that are there."""
    return json.loads((keys.weights(name).parent / "config.json").read_text())


def knobs_of(name: str):
    """The knobs that the finished weights were made with, and those for measuring as they stand in the code."""
    saved = saved_configuration(name)
    return replace(find(name).Knobs(), steps=saved["steps"], **{k: tuple(v) if isinstance(v, list) else v for k, v in saved["knobs"].items()})


def train(name: str, steps: int | None = None) -> None:
    """Trains `name`, from its checkpoint where there is one of the same key; does nothing where that is done.

    Raises:
        FileNotFoundError: a model that it needs is not trained.
    """
    wanted, home = configuration(name, steps), keys.BUILD / name
    if (home / "config.json").exists() and saved_configuration(name) == wanted:
        print(f"{name}: trained already, {wanted['steps']} steps, key {wanted['key']}")
        return
    module = find(name)
    new = keys.BUILD / f".{name}.new"
    shutil.rmtree(new, ignore_errors=True)
    (new / "weights").mkdir(parents=True)
    module.train(replace(module.Knobs(), steps=wanted["steps"]), wanted["key"], new / "weights")
    (new / "config.json").write_text(json.dumps(wanted, indent=1) + "\n")
    shutil.rmtree(home, ignore_errors=True)  # figures of other weights go with them
    new.rename(home)


def measure(name: str) -> dict:
    """Measures the finished weights, writes `figures.json` and returns what stands there."""
    folder = keys.weights(name)
    torch.set_num_threads(publish.THREADS)
    figures = find(name).measure(knobs_of(name), folder)
    figures["weights"] = publish.figure(publish.megabytes(folder), "MB")
    found = {"name": name, "command": f"python -m foundry measure {name}", "figures": figures}
    (folder.parent / "figures.json").write_text(json.dumps(found, indent=1) + "\n")
    return found


def card(name: str) -> str | None:
    """The card with its measured figures; None for a model that is never published: it serves another one.

    Raises:
        FileNotFoundError: the weights were not measured; the message has the command.
    """
    module, path = find(name), keys.weights(name).parent / "figures.json"
    if not hasattr(module, "card"):
        return None
    if not path.exists():
        raise FileNotFoundError(f"{name} is not measured: `python -m foundry measure {name}`")
    return module.card(knobs_of(name), json.loads(path.read_text())["figures"])
