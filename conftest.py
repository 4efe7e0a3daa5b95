"""Settings for every test, and the time of each notebook at the end."""

import os
from collections import defaultdict

from tools.notebooks import QUIET

os.environ.update(QUIET)  # before any kernel starts: kernels inherit the environment

_seconds = defaultdict(float)


def pytest_runtest_logreport(report):
    if report.nodeid.split("::")[0].endswith(".ipynb"):
        _seconds[report.nodeid.split("::")[0]] += report.duration


def pytest_terminal_summary(terminalreporter):
    if _seconds:
        terminalreporter.section("seconds for each notebook")
        for name, seconds in sorted(_seconds.items()):
            terminalreporter.write_line(f"{seconds:7.1f}  {name}")
