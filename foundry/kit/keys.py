"""Where built things lie, and the keys that tell by which configuration they were made.

A key is a hash of everything that a result depends on: settings, and the code that made it. What lies on disk under another key is left
alone and made anew.
"""

import ast
import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from raycourse.places import PROJECT

BUILD = PROJECT / "build" / "foundry"
FOUNDRY = Path(__file__).parent.parent


def weights(name: str) -> Path:
    """The folder of `name`'s finished weights.

    Raises:
        FileNotFoundError: it was not trained; the message has the command.
    """
    folder = BUILD / name / "weights"
    if not folder.exists():
        raise FileNotFoundError(f"{name} is not trained: `python -m foundry train {name}`")
    return folder


def digest(value: Any) -> str:
    """Twelve hexadecimal digits for a value that JSON can say."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]


def _file(module: str) -> Path | None:
    path = FOUNDRY.parent.joinpath(*module.split("."))
    return next((found for found in (path.with_suffix(".py"), path / "__init__.py") if found.exists()), None)


@cache
def _names(module: str) -> tuple[dict[str, ast.stmt], dict[str, tuple[str, str | None]]]:
    """What a module's top level defines, by name; and what it imports from the foundry, as (module, name), or (module, None) for a whole one."""
    defined, imported = {}, {}
    for node in ast.parse(_file(module).read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            defined |= {name.id: node for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
        elif isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "foundry":
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                imported[alias.asname or alias.name] = (whole, None) if _file(whole) else (node.module, alias.name)
    return defined, imported


def without_docstrings(node: ast.stmt) -> str:
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(part) is not None:
            part.body = part.body[1:] or [ast.Pass()]
    return ast.dump(node)


def code_of(function: Callable) -> dict[str, str]:
    """All of the foundry's code that `function` reaches, comments and docstrings aside: `"module.name"` to its syntax."""
    found, todo = {}, [(function.__module__, function.__qualname__)]
    while todo:
        module, name = todo.pop()
        defined, imported = _names(module)
        if f"{module}.{name}" in found:
            continue
        if name in imported:
            todo.append(imported[name])
        elif name in defined:
            found[f"{module}.{name}"] = without_docstrings(defined[name])
            for part in ast.walk(defined[name]):
                if isinstance(part, ast.Name) and (part.id in defined or imported.get(part.id, (0, None))[1]):
                    todo.append((module, part.id))
                elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in imported:
                    todo.append((imported[part.value.id][0], part.attr))
    return found
