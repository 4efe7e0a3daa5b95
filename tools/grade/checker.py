"""Inside a sandbox: checks answers in a process that has run none of the learner's cells.

An answer comes pickled, so what a notebook has done to the checks, to Ray or to Python itself stays behind; what is left is what the
answer does when it is loaded and called. A function is called in a thread of its own, whose frames lead nowhere, and nothing that the checks
stand on may be another thing afterwards. Whatever breaks these rules earns nothing, and this process ends after it.
"""

import builtins
import contextlib
import functools
import io
import json
import operator
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

MOST_SAID = 100_000
COMPARES = (
    "__eq__",
    "__ne__",
    "__lt__",
    "__le__",
    "__gt__",
    "__ge__",
    "__bool__",
    "__len__",
    "__contains__",
    "__hash__",
    "__getattribute__",
    "__class__",
    "__instancecheck__",
)
MADE_BY_CLASS = 1 << 9  # CPython's Py_TPFLAGS_HEAPTYPE: built-in types need not stand anywhere
# They lead from any object to any other.
FORBIDDEN = (
    "gc.get_objects",
    "gc.get_referrers",
    "gc.get_referents",
    "sys._current_frames",
    "sys._current_exceptions",
    "sys.settrace",
    "sys.setprofile",
)
# Python's own, taken before any answer is loaded: an answer may put others in their places.
_all, _callable, _dict, _isinstance, _len, _list, _map, _vars, _zip, _is = all, callable, dict, isinstance, len, list, map, vars, zip, operator.is_
_code = operator.attrgetter("__code__")


class Tampered(BaseException):
    """The answer reached for the checks. Past `Exception`, so that nothing swallows it."""


class State(NamedTuple):
    """What the checks stand on, at a moment: of each of `spaces` (modules and classes) all names, and of `functions` the code."""

    spaces: list[Any]
    names: list[dict[str, Any]]
    functions: list[FunctionType]
    codes: list[Any]

    def __reduce__(self):  # a guarded answer that Ray ships leaves it behind
        return type(None), ()


def state(like: State | None = None) -> State:
    """What it is now; of the spaces and functions of `like`, where that is given. A check may call its answer thousands of times: this takes half a millisecond."""
    if not like:
        import numpy as np
        import pyarrow as pa
        import ray
        import ray.data

        own = [module for name, module in sorted(sys.modules.items()) if name.partition(".")[0] == "raycourse"]
        spaces: list[Any] = [builtins, json, operator, np, pa, ray, ray.data, ray.data.Dataset, Counter, *own]
        spaces += [value for module in own for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__]
        like = State(spaces, [], [value for space in spaces for value in vars(space).values() if isinstance(value, FunctionType)], [])
    return State(like.spaces, [_dict(_vars(space)) for space in like.spaces], like.functions, _list(_map(_code, like.functions)))


def expect_unchanged(before: State) -> None:
    """Raises `Tampered` where a function or class is another one than `before`, or has other code."""
    now = state(before)
    if not _all(_map(_is, before.codes, now.codes)):
        function = next(f for f, was, code in _zip(before.functions, before.codes, now.codes) if code is not was)
        raise Tampered(f"it has changed `{function.__name__}`, on which the checks stand")
    for were, are in _zip(before.names, now.names):
        if _len(were) <= _len(are) and _all(_map(_is, were.values(), are.values())):  # new names come last
            continue
        for name, value in were.items():
            if are.get(name) is not value and _callable(value) and not _isinstance(value, ModuleType):
                raise Tampered(f"it has changed `{name}`, on which the checks stand")


def foreign(value: Any, depth: int = 0) -> str:
    """The class of something in `value` that compares by the learner's rules; empty where there is none."""
    kind = type(value)
    if _is_learners(type(kind)) or any(_is_learners(one) and any(name in vars(one) for name in COMPARES) for one in kind.__mro__):
        return kind.__name__
    inside = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list | tuple | set) else ()
    return next((name for item in inside if (name := foreign(item, depth + 1))), "") if depth < 4 else ""


def _is_learners(kind: type) -> bool:
    """Whether a class is none of those that stand in a module by their name."""
    found = sys.modules.get(str(kind.__module__))
    for part in kind.__qualname__.split("."):
        found = getattr(found, part, None)
    return bool(kind.__flags__ & MADE_BY_CLASS) and found is not kind


def expect_plain(value: Any) -> None:
    """Raises `Tampered` where `value` holds what is `foreign`."""
    if name := foreign(value):
        raise Tampered(f"what it gives holds a {name}, a class of its own that says what it equals")


def apart(do: Callable, *args: Any, **more: Any) -> Any:
    """What `do(*args, **more)` gives, called in a thread of its own."""
    box: dict[str, Any] = {}

    def call():
        try:
            box["result"] = do(*args, **more)
        except BaseException as error:  # a SystemExit too is the answer's
            box["error"] = error

    thread = threading.Thread(target=call, name="answer", daemon=True)
    thread.start()
    thread.join()
    if "error" in box:
        raise box["error"]
    return box["result"]


def guarded(answer: Any, known: State) -> Any:
    """`answer`, where it is a function, also one with a cache: called apart in this process, with nothing changed behind it and nothing in its result that
    compares by itself. A class stays as it is: Ray makes its actors from it."""
    if not isinstance(answer, (FunctionType, type(functools.cache(id)))):
        return answer
    here = os.getpid()

    @functools.wraps(answer)
    def called(*args, **more):
        if os.getpid() != here:  # shipped to a worker
            return answer(*args, **more)
        before = state(known)
        result = apart(answer, *args, **more)
        expect_unchanged(before)
        expect_plain(result)
        return result

    return called


def witness(base: type) -> type:
    """Findings that count apart, and take a finding from a check alone."""

    class Witness(base):
        def __init__(self):
            super().__init__()
            self.tally: list[bool] = []

        def equal(self, what, got, *more, **also):
            expect_plain(got)
            return super().equal(what, got, *more, **also)

        def true(self, what, passed, problem="", see=""):
            caller = sys._getframe(1).f_globals
            if (
                sys.modules.get(str(caller.get("__name__"))) is None
                or sys.modules[caller["__name__"]].__dict__ is not caller
                or not caller["__name__"].startswith("raycourse.checks")
            ):
                raise Tampered("a finding came from elsewhere than a check")
            if type(passed).__module__ == "__main__":
                raise Tampered("a finding is of a class of the answer's own")
            self.tally.append(bool(passed))
            return super().true(what, passed, problem, see)

    return Witness


def judge(name: str, path: str) -> dict:
    """{score, full, text, remark, last} of the answer that lies pickled at `path`."""
    from ray import cloudpickle

    from raycourse import checks
    from raycourse.checks.limits import TimeLimit

    points, before, said, remark, last = checks.points_of(name), state(), io.StringIO(), "", False
    found = witness(checks.Findings)()
    score = 0.0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        try:
            with open(path, "rb") as file:
                answer = guarded(apart(cloudpickle.loads, file.read()), before)
            score = float(checks.judged(name, answer, found))
            expect_unchanged(before)
            if (sum(found.tally), len(found.tally)) != (found.earned, found.made):
                raise Tampered("its findings do not add up")
        except Tampered as error:
            score, remark, last = 0.0, f"{name}: {error}", True
            print(f"✗ {error}\n  0 of {points} points")
        except (SystemExit, KeyboardInterrupt, TimeLimit) as error:
            score, remark, last = 0.0, f"{name}: it raised {type(error).__name__}", True
            print(f"✗ it raised {type(error).__name__}\n  0 of {points} points")
        except Exception as error:
            score, remark, last = 0.0, f"{name}: {type(error).__name__}", True
            print(f"✗ it raised {type(error).__name__}: {error}\n  0 of {points} points")
    late = any(thread.name == "answer" for thread in threading.enumerate())
    return {"score": score, "full": score == points, "text": said.getvalue()[-MOST_SAID:], "remark": remark, "last": last or late}


def prepare(asked: Iterable[bytes]) -> None:
    """Imports what checks stand on, before the first answer is: later it is too late to know what it was. Then joins the Ray whose address is asked first."""
    os.environ["MPLBACKEND"] = "agg"
    import IPython.display
    import matplotlib.pyplot  # noqa: F401

    import raycourse
    from raycourse.catalogue import entries

    builtins.display = IPython.display.display  # as in a notebook
    for entry in entries():
        if entry.is_lab:
            raycourse.checks.names(entry.slug)
    os.environ["RAY_ADDRESS"] = json.loads(next(iter(asked)))["address"]
    raycourse.connect()
    sys.modules["__main__"] = ModuleType("__main__")  # an answer's `import __main__` finds nothing of this module


def main() -> None:
    from tools.grade.runner import closed

    asked, told = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "w")
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    closed()

    def tell(**what) -> None:
        told.write(json.dumps(what) + "\n")
        told.flush()

    try:
        prepare(asked)
    except Exception as error:
        tell(failed=f"{type(error).__name__}: {error}")
        return
    tell(ready=True)
    armed = False

    def hook(event: str, _: tuple) -> None:
        if armed and event in FORBIDDEN:
            raise RuntimeError(f"{event} is not for answers")

    sys.addaudithook(hook)
    for line in asked:
        ask = json.loads(line)
        armed = True
        reply = judge(ask["check"], ask["path"])
        armed = False
        tell(secret=ask["secret"], **reply)


if __name__ == "__main__":
    main()
