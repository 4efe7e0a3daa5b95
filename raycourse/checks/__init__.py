"""Checks of the labs: `check("joins.one_outfit_each", one_outfit_each)` looks at what the learner's function does and says what it found.

Each lab has a module here, named as the first part of the check's name. A check calls the learner's function with data whose answer it
knows; it never looks at how the function is written. It declares how many of its findings earn points, so that what it did not reach has
failed. What any answer of the right shape has is a need: it earns nothing, and without it the check ends.

A check helps a learner, and trusts one: it runs in the learner's own kernel. There an answer made for the check's own data earns its points, and so does
whoever reaches into the check, or defines a `check` that prints what it likes; an object that is equal to everything earns nothing. Points that
count come from a run by the instructor, in which the check cells are the course's own.
"""

import importlib
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, NoReturn

from raycourse import start
from raycourse.checks.failures import is_open, told
from raycourse.checks.limits import TimeLimit, limits
from raycourse.progress import record

_DONE: set[str] = set()


class Score(float):
    """The points of one check. Its text is the bare number, which nbgrader reads as partial credit."""

    def __repr__(self) -> str:
        return f"{float(self):g}"


class _Over(Exception):
    """The check ends here: the rest of it would mean nothing."""


class Findings:
    """Collects the lines of one check; handed to each check function as its second argument.

    `pools` lists the actor pools that the learner's code has asked for, each by its largest size.
    """

    def __init__(self):
        self.lines: list[tuple[bool, str]] = []
        self.made = self.earned = 0
        self.pools: list[int | None] = []

    def true(self, what: str, passed: bool, problem: str = "", see: str = "") -> bool:
        """A finding that earns points: `passed` must hold; `problem` says what was expected and what came, `see` where to look."""
        self.made += 1
        self.earned += bool(passed)
        return self._line(what, passed, problem, see)

    def equal(self, what: str, got: Any, expected: Any, see: str = "", mistakes: Iterable[tuple[Any, str]] = ()) -> bool:
        """A finding that earns points: `got` must equal `expected`. `mistakes` pairs known wrong answers with where they come from."""
        if own := _own(got):
            return self.true(what, False, f"expected {expected!r}, got a {own}, a class of yours: give plain values", see)
        why = next((f" ({reason})" for wrong, reason in mistakes if got == wrong), "")
        return self.true(what, bool(got == expected), f"expected {expected!r}, got {got!r}{why}", see)

    def need(self, what: str, passed: bool, problem: str = "", see: str = "") -> None:
        """What the rest builds on, such as a type or the columns: it earns nothing; where it fails, it is said and the check ends."""
        if not passed:
            self._line(what, False, problem, see)
            self.stop()

    def stop(self) -> NoReturn:
        """Ends the check: `found.true(...) or found.stop()`, where what follows would mean nothing."""
        raise _Over

    def _line(self, what: str, passed: bool, problem: str, see: str) -> bool:
        line = what if passed else what + (f": {problem}" if problem else "") + (f"   → {see}" if see else "")
        self.lines.append((bool(passed), line))
        return bool(passed)


def _own(value: Any) -> str:
    """The name of a notebook's own class among `value` and what it holds, which may be equal to whatever it likes; empty where there is none."""
    if type(value).__module__ == "__main__":
        return type(value).__name__
    inner = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list | tuple | set) else ()
    return next(filter(None, map(_own, inner)), "")


class _Check(NamedTuple):
    function: Callable[[Any, Findings], None]
    points: int
    findings: int
    seconds: float


_REGISTRY: dict[str, _Check] = {}


def graded(name: str, points: int, findings: int, seconds: float = 300) -> Callable:
    """Registers a check: `function(answer, found)`, worth `points`, shared evenly by its `findings`; it ends after `seconds`."""

    def register(function: Callable) -> Callable:
        _REGISTRY[name] = _Check(function, points, findings, seconds)
        return function

    return register


def names(lab: str) -> list[str]:
    """The checks of a lab, in its order.

    Raises:
        ValueError: no such lab.
    """
    try:
        importlib.import_module(f"raycourse.checks.{lab}")
    except ModuleNotFoundError as error:
        if error.name != f"raycourse.checks.{lab}":
            raise
        raise ValueError(f"unknown lab {lab!r}") from None
    return [name for name in _REGISTRY if name.startswith(f"{lab}.")]


def points_of(name: str) -> int:
    """The points that `name` is worth.

    Raises:
        ValueError: no such check; the message lists those of the lab.
    """
    known = names(name.split(".")[0])
    if name not in _REGISTRY:
        raise ValueError(f"unknown check {name!r}; this lab has {', '.join(known)}")
    return _REGISTRY[name].points


def check(name: str, answer: Callable) -> Score:
    """Checks `answer`, the function or class that a task asks for, prints what was found, and returns the points.

    A task that still raises `NotImplementedError` is open and scores 0; one whose code fails says where. Nothing is raised, so that
    *Run All* goes through to the end of a lab.
    """
    return judged(name, answer, Findings())


def judged(name: str, answer: Callable, found: Findings) -> Score:
    """As `check`, with the findings in `found`."""
    points = points_of(name)
    try:
        _run(name, answer, found)
    except NotImplementedError:
        print(f"○ {name} is open: replace `raise NotImplementedError` and run this cell again\n  0 of {points} points")
        return _scored(name, 0, points)
    for passed, line in found.lines:
        print("✓" if passed else "✗", line)
    score = round(points * found.earned / _REGISTRY[name].findings, 2)
    print(f"  {score:g} of {points} points")
    return _scored(name, score, points)


def _run(name: str, answer: Callable, found: Findings) -> None:
    """Runs the check; what the learner's code raises becomes a line of `found`, but for the `NotImplementedError` of an open task."""
    task = _REGISTRY[name]
    try:
        found.need(
            "a function or a class was handed in", callable(answer), f"got {type(answer).__name__}: check({name!r}, …) takes it by name, uncalled"
        )
        with limits(task.seconds, found.pools):
            task.function(answer, found)
    except _Over:
        return
    except (Exception, TimeLimit) as error:  # a learner's code may raise anything
        if is_open(error, answer):
            raise NotImplementedError from None
        found.true("your code runs", False, told(error, answer))
        return
    if found.made != task.findings:
        raise AssertionError(f"{name} declares {task.findings} findings and made {found.made}: correct its `@graded`")


def _scored(name: str, score: float, points: int) -> Score:
    (_DONE.add if score == points else _DONE.discard)(name)
    record(name, score, points)
    start.refresh()
    return Score(score)


def done(name: str) -> bool:
    """Whether the last `check(name, ...)` in this session found everything right; says so where it did not. Raises as `points_of`."""
    points_of(name)
    if name not in _DONE:
        print(f"This cell waits until `{name}` has all its points.")
    return name in _DONE
