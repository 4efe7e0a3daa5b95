"""The helper: what it finds, and how it says what is wrong."""

import os
import re
import subprocess
import sys
import time

import numpy as np
import pytest
from ray.exceptions import RayTaskError

import raycourse
from raycourse import models, places
from raycourse.checks import Findings, check, graded, points_of


def test_workers_that_import_the_helper_need_no_heavy_library():
    code = "import sys, raycourse; sys.exit(', '.join({'torch', 'matplotlib', 'transformers', 'lancedb'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True).stderr.strip() == ""


def test_data_names_what_is_there():
    assert raycourse.data("animals.csv").endswith("data/animals.csv")
    with pytest.raises(FileNotFoundError, match=r"animal\.csv does not exist; data/ holds: .*animals\.csv"):
        raycourse.data("animal.csv")


def test_storage_is_absolute_and_can_be_a_uri(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORAGE", str(tmp_path / "new"))
    assert raycourse.storage("out") == str(tmp_path / "new" / "out")
    monkeypatch.setenv("COURSE_STORAGE", "s3://bucket/course/")
    assert raycourse.storage("03/out") == "s3://bucket/course/03/out"
    assert raycourse.storage() == "s3://bucket/course"


def test_storage_refuses_data(monkeypatch):
    monkeypatch.setenv("COURSE_STORAGE", "data/out")
    with pytest.raises(ValueError, match="inside data/"):
        raycourse.storage()


def test_storage_that_cannot_be_made(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_STORAGE", str(tmp_path / "file" / "below"))
    with pytest.raises(PermissionError, match="set COURSE_STORAGE"):
        raycourse.storage()


def test_models_by_role(monkeypatch):
    model = raycourse.model("enhancer")
    assert model.profile == "tiny" and os.path.isdir(model.source)
    monkeypatch.setenv("COURSE_PROFILE", "full")
    assert raycourse.model("text_to_image").source == "stabilityai/sdxl-turbo"


def test_unknown_role_and_profile(monkeypatch):
    with pytest.raises(ValueError, match="unknown role 'painter': models.toml has text_to_image, enhancer"):
        raycourse.model("painter")
    monkeypatch.setenv("COURSE_PROFILE", "huge")
    with pytest.raises(ValueError, match="unknown COURSE_PROFILE 'huge': text_to_image has tiny, full"):
        raycourse.model("text_to_image")


@pytest.fixture
def weights(tmp_path, monkeypatch):
    """A models folder with one listed file."""
    folder = tmp_path / "data" / "models" / "enhancer"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights")
    listed = "9a4f10e9e2b0ed0e6ffdcbfdd7a9f0fd6ce4e1a0d8f45b2b0c2c4c1e8cfb5bd1"
    (tmp_path / "data" / "models" / "SHA256SUMS").write_text(f"{listed}  enhancer/model.safetensors\n")
    monkeypatch.setattr(models, "CHECKSUMS", tmp_path / "data" / "models" / "SHA256SUMS")
    return folder / "model.safetensors"


def test_a_model_that_is_not_published_says_so(weights):
    with pytest.raises(FileNotFoundError, match="data/models/painter is not in this project: `make models` trains it"):
        models.verify("data/models/painter")


def test_damaged_weights_say_so(weights):
    with pytest.raises(OSError, match="damaged .*git checkout"):
        models.verify("data/models/enhancer")


def test_missing_weights_say_so(weights):
    weights.unlink()
    with pytest.raises(FileNotFoundError, match="missing: fetch it again with `git checkout"):
        models.verify("data/models/enhancer")


@pytest.mark.parametrize("name", ["enhancer", "text_to_image"])
def test_weights_in_the_project_are_whole(name):
    models.verify(f"data/models/{name}")


@pytest.mark.parametrize("address", ["127.0.0.1:1", "ray://127.0.0.1:1"])
def test_nobody_at_ray_address(address):
    start = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", "import raycourse; raycourse.connect()"],
        env={**os.environ, "RAY_ADDRESS": address}, capture_output=True, text=True, timeout=60, cwd=places.PROJECT,
    )  # fmt: skip
    assert run.returncode != 0
    assert f"nothing listens at RAY_ADDRESS={address}" in run.stderr and "unset RAY_ADDRESS" in run.stderr
    assert time.monotonic() - start < 60  # most of it is imports; the wait itself ends after 5 s


@pytest.mark.slow
def test_a_running_cluster_is_joined():
    child = "import raycourse; print(raycourse.connect())"
    parent = f"""
import os, subprocess, sys
import ray, raycourse
raycourse.connect()
address = ray.get_runtime_context().gcs_address
subprocess.run([sys.executable, "-c", {child!r}], env={{**os.environ, "RAY_ADDRESS": address}}, check=True)
"""
    run = subprocess.run([sys.executable, "-c", parent], capture_output=True, text=True, cwd=places.PROJECT)
    assert run.returncode == 0, run.stderr
    assert re.search(r"on the cluster at \S+:\d+: \d+ CPUs to schedule by, \d GPUs", run.stdout)


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
