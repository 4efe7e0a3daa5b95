"""The helper: what it finds, and how it says what is wrong."""

import subprocess
import sys

import numpy as np
import pytest
import ray

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
    raycourse.plot_boxes([("a\nfox", 0, 0), ("an owl", 1, 0)], [(0, 1)], title="Two boxes")
    raycourse.plot_blocks({"blocks": [3, 2], "batches": [2, 1, 2]}, title="Five rows")
    raycourse.plot_cards({"GPU 0": [("small", 0.4), ("small", 0.4)], "GPU 1": []}, waiting=[("large", 0.6)], title="Two cards")
    assert shown == [
        "Bar chart: Two bars. a: 1, b: 2.5",
        "Line chart: One line. up goes from 1 to 3",
        "black",
        "Boxes and arrows: Two boxes. a fox to an owl",
        "Bars of rows, cut into pieces: Five rows. blocks: 3, 2; batches: 2, 1, 2",
        "Who holds which card: Two cards. GPU 0: small 0.4, small 0.4; GPU 1: free; waiting: large 0.6",
    ]


@pytest.mark.slow
def test_a_plan_is_drawn_from_what_explain_prints(cluster, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda figure, metadata: shown.append(metadata["image/png"]["alt"]))
    dataset = ray.data.range(4).map(lambda row: row).join(ray.data.range(4), join_type="inner", num_partitions=1, on=("id",))
    raycourse.plot_plan(dataset, "Logical Plan")
    (alt,) = shown
    assert alt.startswith("Boxes and arrows: Logical Plan. ") and alt.count(" to ") == 3 and "Join" in alt and "Map" in alt


def test_an_interval_is_wilsons():
    """Against the values in Newcombe 1998 (Statistics in Medicine 17:857), table I, method 3."""
    for (right, of), (low, high) in {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }.items():
        assert raycourse.interval(right, of) == pytest.approx((low, high), abs=2e-4)
    with pytest.raises(ValueError, match="3 of 2 is no share"):
        raycourse.interval(3, 2)


def test_an_attempt_prints_what_comes_or_the_first_sentence_of_the_error(capsys):
    def fails():
        raise ValueError("no such column. Choose another.\nA second line.")

    class Wrapped(Exception):  # as Ray wraps what a task raises
        cause = KeyError("inside")

    def wraps():
        raise Wrapped("outside")

    for work in (lambda: 3, fails, wraps):
        raycourse.attempt(work)
    assert capsys.readouterr().out == "3\nValueError: no such column\nKeyError: 'inside'\n"
