"""The helper: what it finds, and how it says what is wrong."""

import os
import re
import subprocess
import sys
import time

import numpy as np
import pytest

import raycourse
from raycourse.settings import PROJECT


def test_workers_that_import_the_helper_need_no_heavy_library():
    code = "import sys, raycourse; sys.exit(', '.join({'torch', 'matplotlib', 'transformers', 'lancedb'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True).stderr.strip() == ""


def test_data_names_what_is_there():
    assert raycourse.data("animals.csv").endswith("data/animals.csv")
    with pytest.raises(FileNotFoundError, match=r"animal\.csv does not exist; data/ holds: .*animals\.csv"):
        raycourse.data("animal.csv")


@pytest.mark.parametrize("address", ["127.0.0.1:1", "ray://127.0.0.1:1"])
def test_nobody_at_ray_address(address):
    start = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", "import raycourse; raycourse.connect()"],
        env={**os.environ, "RAY_ADDRESS": address}, capture_output=True, text=True, timeout=60, cwd=PROJECT,
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
    run = subprocess.run([sys.executable, "-c", parent], capture_output=True, text=True, cwd=PROJECT)
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
