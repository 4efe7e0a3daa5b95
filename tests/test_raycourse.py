"""The helper: what it finds, and how it says what is wrong."""

import subprocess
import sys

import numpy as np
import pytest

import raycourse


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
