"""Blank labs run through and score nothing; solutions score everything. Lessons run in any order, from anywhere."""

import re

import nbformat
import pytest

from raycourse.catalogue import entries, lessons
from raycourse.settings import PROJECT
from tools.notebooks import execute, learners_copy, scores, source_form

LABS = [entry for entry in entries() if entry.is_lab]
AT_ONCE = ("ingest", "images", "serving")  # blank in `make test`; `make test-all` runs the rest


def name(entry):
    return entry.script.stem


@pytest.mark.slow
@pytest.mark.parametrize("entry", [pytest.param(entry, marks=[] if entry.slug in AT_ONCE else [pytest.mark.long]) for entry in LABS], ids=name)
def test_a_blank_lab_runs_through_and_scores_nothing(entry, tmp_path, course_ray):
    notebook = execute(learners_copy(source_form(entry)), tmp_path, RAY_ADDRESS=course_ray)
    assert scores(notebook) and all(score == 0 for score, _ in scores(notebook).values())
    text = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert len(re.findall(r"^○ .* is open", text, re.M)) == len(scores(notebook))


@pytest.mark.parametrize("entry", LABS, ids=name)
def test_a_solution_scores_everything(entry):
    """As stored; nbval runs it again and compares what the checks print."""
    found = scores(nbformat.read(PROJECT / entry.executed, 4))
    assert found and all(score == points for score, points in found.values()), found


@pytest.mark.long
@pytest.mark.parametrize("entry", lessons()[::-1], ids=name)
def test_a_lesson_stands_alone(entry, tmp_path):
    """The second run of each lesson (nbval's is the other): in reverse order, from an empty folder, on a Ray of its own."""
    execute(source_form(entry), tmp_path)
