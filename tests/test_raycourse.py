"""The helper: what it finds, and how it says what is wrong."""

import subprocess
import sys

import numpy as np
import pytest
from ray.exceptions import RayTaskError

import raycourse
from raycourse.checks import Findings, check, graded, points_of


def test_workers_that_import_the_helper_need_no_heavy_library():
    code = "import sys, raycourse; sys.exit(', '.join({'torch', 'matplotlib', 'transformers', 'lancedb'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True).stderr.strip() == ""


def test_data_names_what_is_there():
    assert raycourse.data("animals.csv").endswith("data/animals.csv")
    with pytest.raises(FileNotFoundError, match=r"animal\.csv does not exist; data/ holds: .*animals\.csv"):
        raycourse.data("animal.csv")


def test_show_images_checks_its_input():
    picture = np.zeros((8, 8, 3), np.uint8)
    with pytest.raises(ValueError, match="no picture"):
        raycourse.show_images([])
    with pytest.raises(ValueError, match="2 pictures have 1 captions"):
        raycourse.show_images([picture, picture], ["one"])


def test_plots_carry_alt_text(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda figure, metadata: shown.append(metadata["image/png"]["alt"]))
    raycourse.plot_bars({"a": 1.0, "b": 2.5}, x="who", y="how much", title="Two bars")
    raycourse.plot_lines({"up": [1, 2, 3]}, x="step", y="value", title="One line")
    raycourse.show_images([np.zeros((8, 8, 3), np.uint8)], ["black"])
    assert shown == ["Bar chart: Two bars. a: 1, b: 2.5", "Line chart: One line. up goes from 1 to 3", "black"]


@graded("ingest.only_for_this_test", points=4)
def _four(answer, findings: Findings):
    findings.equal("the sum", answer(2, 2), 4, see='lesson section "Sums"')
    findings.true("not text", not isinstance(answer(2, 2), str), "it is a string")


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (lambda a, b: a + b, 4, "✓ the sum"),
        (lambda a, b: a - b, 2, '✗ the sum: expected 4, got 0   → lesson section "Sums"'),
        (lambda a, b: f"{a}{b}", 0, "✗ not text: it is a string"),
        (lambda a, b: a / 0, 0, "it raised ZeroDivisionError: division by zero"),
    ],
)
def test_check_scores_and_explains(answer, score, says, capsys):
    assert check("ingest.only_for_this_test", answer) == score
    assert says in capsys.readouterr().out
    assert raycourse.done("ingest.only_for_this_test") == (score == 4)


def test_an_open_task_scores_nothing_and_does_not_raise(capsys):
    def stub(a, b):
        raise NotImplementedError

    assert check("ingest.only_for_this_test", stub) == 0
    assert "is open" in capsys.readouterr().out


def test_what_a_worker_raised_is_told_by_its_own_line(capsys):
    trace = 'ray::Map(save)() (pid=1)\n  File "/tmp/ipykernel_1/2.py", line 3, in save\nTypeError: save() takes 1 argument\n'

    def answer(a, b):
        raise RayTaskError("save", trace, TypeError("of the first worker"))

    assert check("ingest.only_for_this_test", answer) == 0
    assert "it raised TypeError: save() takes 1 argument (line 3 of your cell, in save)" in capsys.readouterr().out


def test_unknown_checks_are_named():
    with pytest.raises(ValueError, match="unknown lab 'nowhere'"):
        points_of("nowhere.task")
    with pytest.raises(ValueError, match=r"unknown check 'ingest.nothing'; this lab has .*ingest\."):
        points_of("ingest.nothing")
