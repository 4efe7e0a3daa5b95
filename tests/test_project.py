"""The project's files agree with each other, and every notebook is what LESSONS.md asks of it."""

import re
import tomllib

import nbformat
import pytest

from raycourse.checks import points_of
from tools.notebooks import PROJECT, differences, is_lab, scripts, source_form

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text())
LESSONS = [script for script in scripts() if not is_lab(script)]
LABS = [script for script in scripts() if is_lab(script)]


def name(script):
    return script.stem


def markdown(script):
    return "\n".join(cell.source for cell in source_form(script).cells if cell.cell_type == "markdown")


def test_generated_folders_are_what_lessons_say():
    assert differences() == []


def test_every_lesson_but_the_first_has_a_lab():
    assert [s.stem for s in LABS] == [f"{s.stem}_lab" for s in LESSONS if s.stem != "00_start"]


def test_direct_dependencies_are_pinned_alike_everywhere():
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (PROJECT / "requirements.txt").read_text(), re.M))
    project = PYPROJECT["project"]
    for requirement in project["dependencies"] + project["optional-dependencies"]["dev"]:
        package, version = re.fullmatch(r"([\w-]+)(?:\[.*\])?==([\w.]+)", requirement).groups()
        assert locked[package] == version, f"{package}: run `make lock`"
    conda = (PROJECT / "environment.yml").read_text()
    assert "-r requirements.txt" in conda and "-e ." in conda
    python = re.search(r"python=(\d+\.\d+)", conda).group(1)
    assert project["requires-python"] == ">=3.11,<3.14" and python in ("3.11", "3.12", "3.13")


@pytest.mark.parametrize("script", LESSONS + LABS, ids=name)
def test_header(script):
    first = source_form(script).cells[0].source
    assert first.startswith("# ") and len(re.findall(r"^# ", markdown(script), re.M)) == 1
    for row in ("Time", "You need"):
        assert f"**{row}**" in first
    if not is_lab(script):
        assert "**You will learn**" in first and "**Hardware**" in first
        assert "## Recap" in markdown(script) and "**Next" in markdown(script)


@pytest.mark.parametrize("script", LESSONS, ids=name)
def test_lessons_ask_for_predictions_and_fold_the_answers(script):
    text = markdown(script)
    if script.stem != "00_start":
        assert text.count("**Predict") >= 2
    assert text.count("<details>") == text.count("</details>")
    assert not re.search(r"\b(simply|just|obviously)\b", text, re.I)


@pytest.mark.parametrize("script", LESSONS + LABS, ids=name)
def test_cells_are_short(script):
    lengths = sorted(len(c.source.splitlines()) for c in source_form(script).cells if c.cell_type == "code")
    assert lengths[int(0.9 * (len(lengths) - 1))] <= 20


@pytest.mark.parametrize("script", LABS, ids=name)
def test_labs_have_three_tasks_with_stub_hint_and_check(script):
    cells = source_form(script).cells
    tasks = [c for c in cells if c.metadata.get("nbgrader", {}).get("solution")]
    checks = [c for c in cells if c.metadata.get("nbgrader", {}).get("grade")]
    assert len(tasks) >= 3 and len(tasks) == len(checks) == markdown(script).count("<summary>Hint</summary>")
    for cell in checks:
        called = re.search(r'check\("([\w.]+)"', cell.source).group(1)
        assert cell.metadata.nbgrader.points == points_of(called)


@pytest.mark.parametrize(
    "path", sorted((PROJECT / "notebooks").glob("*.ipynb")) + sorted((PROJECT / "solutions").glob("*.ipynb")), ids=lambda p: p.stem
)
def test_pictures_have_alt_text_and_outputs_are_clean(path):
    for cell in nbformat.read(path, 4).cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                assert output.metadata.get("image/png", {}).get("alt"), cell.source
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", output.get("text")
        if cell.cell_type == "markdown":
            assert not re.search(r"!\[\]\(|<img(?![^>]*\balt=)", cell.source)
