"""Settings for every test: lanes of notebooks, each on a Ray that runs already; at the end the time of each file, and what the checks caught."""

import contextlib
import os
import re
from collections import Counter, defaultdict

import pytest

from raycourse.catalogue import lab, lesson
from tools.lanes import lanes, running_ray
from tools.notebooks import UNWATCHED

os.environ.update(UNWATCHED)  # before any kernel starts: kernels inherit the environment

# These start a Ray of their own, as a learner's do.
ALONE = (lesson("start").executed, lab("ingest").executed)

_seconds, _ends = defaultdict(float), contextlib.ExitStack()


def pytest_xdist_auto_num_workers(config):
    return lanes()


class Lane:
    """The Ray of this pytest process, started when it is first needed."""

    address = ""

    @classmethod
    def ray(cls) -> str:
        cls.address = cls.address or _ends.enter_context(running_ray())
        return cls.address


@pytest.fixture(scope="session")
def course_ray() -> str:
    """The address of a running Ray."""
    return Lane.ray()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Says which Ray a notebook's kernel joins, before nbval starts it."""
    notebook = item.nodeid.split("::")[0]
    if notebook.endswith(".ipynb"):
        os.environ["RAY_ADDRESS"] = "" if notebook in ALONE else Lane.ray()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What takes long comes first (notebooks, then files by their number of long tests, then those that start Ray), so that the lanes end together."""
    slow = {item.path for item in items if item.path.suffix == ".ipynb" or item.get_closest_marker("slow")}
    long = Counter(item.path for item in items if item.get_closest_marker("long"))
    items.sort(key=lambda item: (item.path.suffix != ".ipynb", -long[item.path], item.path not in slow))
    for notebook in {item.parent for item in items if item.path.suffix == ".ipynb"}:
        notebook.skip_compare += ("stderr",)  # a warning of Ray's on a busy machine is no result of the cell


def pytest_sessionfinish():
    _ends.close()


def pytest_runtest_logreport(report):
    _seconds[report.nodeid.split("::")[0]] += report.duration


def pytest_terminal_summary(terminalreporter):
    if slow := {name: seconds for name, seconds in _seconds.items() if seconds >= 10}:
        terminalreporter.section("seconds for each file, from 10 on")
        for name, seconds in sorted(slow.items()):
            terminalreporter.write_line(f"{seconds:7.1f}  {name}")
    answers = Counter()
    for outcome in ("passed", "failed", "xfailed"):
        for report in terminalreporter.stats.get(outcome, ()):
            if kind := re.search(r"test_answers\.py::.*/(right|wrong|slips)_", report.nodeid):
                answers[kind[1], outcome] += 1
    if answers:
        terminalreporter.section("answers to the labs' tasks")
        for kinds, what in ((("wrong", "slips"), "wrong ones found, with the sentence that helps"), (("right",), "right ones given all points")):
            made = sum(number for (kind, _), number in answers.items() if kind in kinds)
            terminalreporter.write_line(f"{answers[kinds[0], 'passed']:5} of {made} {what}")
