"""Answers as learners write them, right and wrong: a file for each, `tests/answers/LAB/TASK/KIND_short_name.py`, named after the check `LAB.TASK`.

`right_…` earns all points. `wrong_…` loses some, and hears why: its first line, `# says: …`, is part of a line of the check that failed.
`slips_…` is wrong and earns all points: a known gap, whose first line, `# slips: …`, says why it stays. A file is what a learner writes in the
task's cell; it runs after the cells of the blank lab up to that one, so that a name it forgets is still the open stub.
"""

import linecache
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from raycourse import checks
from raycourse.catalogue import lab as lab_of
from raycourse.checks.limits import limits
from tools.notebooks import learners_copy, source_form

# Whose answers are files; other labs have tests of their own.
LABS = ("ingest", "joins", "images", "enhance", "finetune", "predict", "embeddings", "performance", "text", "multimodal")
LIMIT_S = 200  # of the check of one answer: far more than a busy machine takes
AT_ONCE = {"right": 0, "wrong": 1, "slips": 0}  # of each task in `make test`, beside the solutions; `make test-all` tries the rest, hundreds of them
FOLDER = Path(__file__).parent / "answers"


def files(task: str, kind: str) -> list[Path]:
    return sorted((FOLDER / task.replace(".", "/")).glob(f"{kind}_*.py"))


def tasks() -> list[str]:
    return [task for lab in LABS for task in lab_of(lab).tasks]


def answers(kind: str) -> list:
    """The parameters of a test: all files of a kind, lab by lab."""
    found = []
    for task in tasks():
        listed = files(task, kind)
        for place, path in enumerate(listed):
            found.append(pytest.param(task, path, id=f"{task}/{path.stem}", marks=[pytest.mark.long] if place >= AT_ONCE[kind] else []))
    return found


@cache
def blank(lab: str) -> dict[str, tuple[str, str]]:
    """{check: (code, name)} of the learner's copy: its first cell and the open tasks up to this one, and the name that its check cell hands in."""
    first, *cells = (cell for cell in learners_copy(source_form(lab_of(lab))).cells if cell.cell_type == "code")
    found, code = {}, first.source
    for cell in cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("solution"):
            code += f"\n\n{cell.source}"
        if mark.get("grade"):
            task, name = re.search(r'check\("([\w.]+)", (\w+)\)', cell.source).groups()
            found[task] = (code, name)
    return found


def answered(task: str, path: Path) -> Any:
    """What `path` hands to the check `task`."""
    code, name = blank(task.split(".")[0])[task]
    text, cell = path.read_text(), f"<ipython-{path.stem}>"
    linecache.cache[cell] = (len(text), None, text.splitlines(keepends=True), cell)  # as IPython does, so that an error's line can be quoted
    space = {"__name__": "__main__"}  # Ray ships what is defined there by value
    exec(code, space)
    with limits(LIMIT_S, []):
        exec(compile(text, cell, "exec"), space)
    return space[name]


@pytest.fixture
def graded(cluster, own_storage, capsys, monkeypatch):
    """`graded(task, path)`: (all points?, what the check printed)."""

    def run(task, path):
        points = checks.points_of(task)  # loads the lab's checks
        monkeypatch.setitem(checks._REGISTRY, task, checks._REGISTRY[task]._replace(seconds=LIMIT_S))
        answer = answered(task, path)
        capsys.readouterr()
        score = checks.check(task, answer)
        return score == points, capsys.readouterr().out

    return run


@pytest.mark.slow
@pytest.mark.parametrize(("task", "path"), answers("right"))
def test_a_right_answer_earns_all_points(task, path, graded):
    full, said = graded(task, path)
    assert full, said


@pytest.mark.slow
@pytest.mark.parametrize(("task", "path"), answers("wrong"))
def test_a_wrong_answer_hears_why(task, path, graded):
    full, said = graded(task, path)
    assert not full, said
    wanted = path.read_text().splitlines()[0].removeprefix("# says: ")
    assert any(wanted in line for line in said.splitlines() if line.startswith("✗")), said


@pytest.mark.slow
@pytest.mark.parametrize(("task", "path"), answers("slips"))
@pytest.mark.xfail(strict=True, raises=AssertionError, reason="a known gap: where its check finds it now, call it wrong_… and say what it hears")
def test_a_wrong_answer_slips_through(task, path, graded):
    full, said = graded(task, path)
    assert not full, said


def test_every_task_has_its_answers():
    few = [task for task in tasks() if len(files(task, "right")) < 3 or len(files(task, "wrong")) < 5]
    assert not few, f"three right answers and five wrong ones belong to each task: {few}"


def test_every_file_is_an_answer_to_a_task():
    there = {path for path in FOLDER.rglob("*.py") if str(path.relative_to(FOLDER)).split("/")[0] in LABS}
    assert there == {path for task in tasks() for kind in ("right", "wrong", "slips") for path in files(task, kind)}
    for path in there:
        first, kind = path.read_text().split("\n", 1)[0], path.stem.split("_")[0]
        starts = {"wrong": "# says: ", "slips": "# slips: ", "right": ""}[kind]
        assert first.startswith(starts) and len(first) > len(starts), f"{path.relative_to(FOLDER)} begins with {starts!r} and a text"


def test_no_two_answers_are_one():
    """Apart from their first line and their names."""
    bodies = Counter(path.read_text().split("\n", 1)[-1] for task in tasks() for kind in ("right", "wrong", "slips") for path in files(task, kind))
    assert max(bodies.values()) == 1
