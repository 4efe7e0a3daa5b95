"""The project's files agree with each other, and every notebook is what CONTRIBUTING.md asks of it."""

import math
import re
import tomllib

import nbformat
import pytest

from raycourse.__main__ import DISK_GIB, MEMORY_GIB
from raycourse.catalogue import entries, lab, lessons, table
from raycourse.checks import points_of
from raycourse.settings import PROJECT
from tools.notebooks import differences, source_form

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text())
LESSONS = lessons()
LABS = [entry for entry in entries() if entry.is_lab]


def name(entry):
    return entry.script.stem


def markdown(entry):
    return "\n".join(cell.source for cell in source_form(entry).cells if cell.cell_type == "markdown")


def test_generated_folders_are_what_lessons_say():
    assert differences() == []


def test_readme_has_the_table_of_lessons_and_asks_for_what_the_doctor_asks():
    text = (PROJECT / "README.md").read_text()
    assert f"<!-- lessons -->\n\n{table()}\n\n<!-- /lessons -->" in text
    assert f"{MEMORY_GIB} GiB of free memory, {DISK_GIB + 8} GiB of disk" in text  # the packages take 7


def test_every_lesson_has_a_lab_but_the_first_and_those_that_share_the_next_ones():
    assert [entry.slug for entry in LESSONS if not lab(entry.slug)] == ["start", "datasets", "training", "endpoint"]


def test_direct_dependencies_are_pinned_alike_everywhere():
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (PROJECT / "requirements.txt").read_text(), re.M))
    project = PYPROJECT["project"]
    for requirement in project["dependencies"] + project["optional-dependencies"]["dev"]:
        package, version = re.fullmatch(r"([\w-]+)(?:\[.*\])?==([\w.]+)(?:; .*)?", requirement).groups()
        assert locked[package] == version, f"{package}: run `make lock`"
    conda = (PROJECT / "environment.yml").read_text()
    assert "-r requirements.txt" in conda and "-e ." in conda
    python = re.search(r"python=(\d+\.\d+)", conda).group(1)
    assert project["requires-python"] == ">=3.11,<3.14" and python in ("3.11", "3.12", "3.13")


def test_stored_notebooks_are_light():
    stored = [PROJECT / entry.executed for entry in LESSONS + LABS]
    assert sum(path.stat().st_size for path in stored) < 0.75e6 * len(LESSONS)


@pytest.mark.parametrize("entry", LESSONS, ids=name)
def test_the_minutes_are_those_that_the_lesson_takes(entry):
    """Text and code read at 200 words a minute, a minute for each thing to do, two for the machine; rounded up."""
    text = markdown(entry)
    code = "\n".join(cell.source for cell in source_form(entry).cells if cell.cell_type == "code")
    words = len(re.findall(r"\w+", re.sub(r"https?://\S+", "", text) + code))
    to_do = len(re.findall(r"\*\*(?:Predict|Your turn|\d)\.\*\*", text))
    takes = words / 200 + to_do + 2
    assert 0 <= entry.minutes - takes < 10, f"it takes {takes:.1f} minutes: write {math.ceil(takes / 5) * 5} into the header"


@pytest.mark.parametrize("entry", LESSONS + LABS, ids=name)
def test_header(entry):
    first = source_form(entry).cells[0].source
    assert first.startswith(f"# {entry.title}") and len(re.findall(r"^# ", markdown(entry), re.M)) == 1
    for row in ("Time", "You need"):
        assert f"**{row}**" in first
    if not entry.is_lab:
        assert "**You will learn**" in first and "**Hardware**" in first
        assert "## Recap" in markdown(entry) and "**Next" in markdown(entry)


@pytest.mark.parametrize("entry", LESSONS, ids=name)
def test_lessons_ask_for_predictions_and_fold_the_answers(entry):
    text = markdown(entry)
    if entry.slug != "start":
        assert text.count("**Predict") >= 2
    assert text.count("<details>") == text.count("</details>")
    assert not re.search(r"\b(simply|just|obviously)\b", text, re.I)


@pytest.mark.parametrize("entry", LESSONS + LABS, ids=name)
def test_cells_are_short(entry):
    lengths = sorted(len(c.source.splitlines()) for c in source_form(entry).cells if c.cell_type == "code")
    assert lengths[int(0.9 * (len(lengths) - 1))] <= 20


@pytest.mark.parametrize("entry", LABS, ids=name)
def test_labs_have_three_tasks_with_stub_hint_and_check(entry):
    cells = source_form(entry).cells
    tasks = [c for c in cells if c.metadata.get("nbgrader", {}).get("solution")]
    checks = [c for c in cells if c.metadata.get("nbgrader", {}).get("grade")]
    assert len(tasks) >= 3 and len(tasks) == len(checks) == markdown(entry).count("<summary>Hint</summary>")
    for cell in checks:
        called = re.search(r'check\("([\w.]+)"', cell.source).group(1)
        assert cell.metadata.nbgrader.points == points_of(called)


@pytest.mark.parametrize(
    "path", sorted((PROJECT / "notebooks").glob("*.ipynb")) + sorted((PROJECT / "solutions").glob("*.ipynb")), ids=lambda p: p.stem
)
def test_pictures_have_alt_text_and_outputs_are_clean(path):
    for cell in nbformat.read(path, 4).cells:
        for output in cell.get("outputs", []):
            for kind in {"image/png", "image/jpeg"} & set(output.get("data", {})):
                assert output.metadata.get(kind, {}).get("alt"), cell.source
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", output.get("text")
        if cell.cell_type == "markdown":
            assert not re.search(r"!\[\]\(|<img(?![^>]*\balt=)", cell.source)
