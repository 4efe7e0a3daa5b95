"""Checks of the labs: `check("joins.dressed", dressed)` looks at what the learner's function does and says what it found.

Each lab has a module here, named as the first part of the check's name. A check calls the learner's function with data whose answer it
knows; it never looks at how the function is written.
"""

import contextlib
import importlib
import re
import sys
import traceback
import warnings
from collections.abc import Callable
from typing import Any

from ray.data.exceptions import SystemException
from ray.exceptions import RayTaskError

_REGISTRY: dict[str, tuple[Callable, int]] = {}
_DONE: set[str] = set()


class Score(float):
    """The points of one check. Its text is the bare number, which nbgrader reads as partial credit."""

    def __repr__(self) -> str:
        return f"{float(self):g}"


class Findings:
    """Collects the lines of one check; handed to each check function as its second argument."""

    def __init__(self):
        self.lines: list[tuple[bool, str]] = []

    def equal(self, what: str, got: Any, expected: Any, see: str = "") -> bool:
        """One finding: `got` must equal `expected`. `what` says what is looked at, `see` where the learner finds help."""
        return self.true(what, bool(got == expected), f"expected {expected!r}, got {got!r}", see)

    def true(self, what: str, passed: bool, problem: str = "", see: str = "") -> bool:
        """One finding: `passed` must hold; `problem` says what was expected and what came."""
        line = what if passed else what + (f": {problem}" if problem else "") + (f"   → {see}" if see else "")
        self.lines.append((bool(passed), line))
        return bool(passed)


def graded(name: str, points: int) -> Callable:
    """Registers a check: `function(answer, findings)`, worth `points`, shared evenly by its findings."""

    def register(function: Callable) -> Callable:
        _REGISTRY[name] = (function, points)
        return function

    return register


def points_of(name: str) -> int:
    """The points that `name` is worth.

    Raises:
        ValueError: no such check; the message lists those of the lab.
    """
    lab = name.split(".")[0]
    try:
        importlib.import_module(f"raycourse.checks.{lab}")
    except ModuleNotFoundError as error:
        if error.name != f"raycourse.checks.{lab}":
            raise
        raise ValueError(f"unknown lab {lab!r} in check {name!r}") from None
    if name not in _REGISTRY:
        raise ValueError(f"unknown check {name!r}; this lab has {', '.join(k for k in _REGISTRY if k.startswith(lab + '.'))}")
    return _REGISTRY[name][1]


def check(name: str, answer: Callable) -> Score:
    """Checks `answer`, the function that a task asks for, prints what was found, and returns the points.

    A task that still raises `NotImplementedError` is open and scores 0; so does one whose code fails, and the line says where. Nothing is
    raised, so that *Run All* goes through to the end of a lab.
    """
    points = points_of(name)
    findings = Findings()
    try:
        with warnings.catch_warnings(action="ignore"), _no_bars():  # a check's few rows make Ray Data fear for its pools
            _REGISTRY[name][0](answer, findings)
    except Exception as error:  # a learner's code may raise anything
        cause = _root(error)
        if isinstance(cause, NotImplementedError):
            _DONE.discard(name)
            print(f"○ {name} is open: replace `raise NotImplementedError` and run this cell again\n  0 of {points} points")
            return Score(0)
        findings.true("your code runs", False, f"it raised {_in_worker(error) or f'{type(cause).__name__}: {_first_line(cause)}{_where(cause)}'}")
    for passed, line in findings.lines:
        print("✓" if passed else "✗", line)
    score = Score(round(points * sum(passed for passed, _ in findings.lines) / max(1, len(findings.lines)), 2))
    print(f"  {score!r} of {points} points")
    (_DONE.add if score == points else _DONE.discard)(name)
    return score


@contextlib.contextmanager
def _no_bars():
    """No loading bars between the findings, from the libraries that the lab uses."""
    loaded = [sys.modules[name] for name in ("transformers.utils.logging", "diffusers.utils.logging") if name in sys.modules]
    for library in loaded:
        library.disable_progress_bar()
    try:
        yield
    finally:
        for library in loaded:
            library.enable_progress_bar()


def done(name: str) -> bool:
    """Whether the last `check(name, ...)` in this session found everything right. Raises as `points_of`."""
    points_of(name)
    return name in _DONE


def _root(error: BaseException) -> BaseException:
    """The learner's own error: Ray wraps what a task raised, and Ray Data puts an empty error of its own below."""
    while (inner := getattr(error, "cause", None) or error.__cause__) is not None and not isinstance(inner, SystemException):
        error = inner
    return error


def _first_line(error: BaseException) -> str:
    # The text of a KeyError is the `repr` of its message, line breaks and all.
    text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    return next((line for line in text.splitlines() if line.strip()), "no message")


def _in_worker(error: BaseException) -> str:
    """What a function that a dataset maps raised; empty where no task of Ray failed. Ray ships its traceback as text, the first error first."""
    if not isinstance(error, RayTaskError):
        return ""
    raised = re.search(r"^(?:\w+\.)*(\w+(?:Error|Exception|Exit|Interrupt)\b.*)", str(error), re.M)
    place = re.findall(r'ipykernel.*", line (\d+), in (\w+)', str(error))
    return raised[1] + (f" (line {place[-1][0]} of your cell, in {place[-1][1]})" if place else "") if raised else ""


def _where(error: BaseException) -> str:
    """The last line of the traceback that lies in a notebook cell."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if "ipykernel" in frame.filename or frame.filename.startswith("<ipython"):
            return f" (line {frame.lineno} of your cell: `{frame.line}`)"
    return ""
