"""What a failure says: the learner's own error and line, out of all that Ray and the libraries wrap around it."""

import inspect
import re
import traceback
from collections.abc import Callable
from pathlib import Path

from ray.data.exceptions import ExecutionTimeoutError, SystemException
from ray.exceptions import RayError

from raycourse.checks.limits import TimeLimit
from raycourse.waiting import HeldError

HERE = str(Path(__file__).parent)
RAISED = re.compile(r"^(?:\w+\.)*(\w+(?:Error|Exception|Exit|Interrupt)\b.*)", re.M)
PICKLE = (
    "something that your function uses cannot be pickled, so it cannot travel to the workers (`ray.util.inspect_serializability` names it): "
    "make it there, in the `__init__` of a class"
)
# What Ray Data says of a mistake that learners make, and what would help them.
CURES = {
    "Standalone Python objects are not allowed": "for each row, `map` takes one row back, a dict (did you forget `return`?); `flat_map` takes a list of rows",
    "an integer is required": "the ids of a batch are NumPy numbers, and PyTorch wants one of Python's: `int(i)` makes it",
    "Could not serialize": PICKLE,
    "Can't pickle": PICKLE,
    "'ray.ObjectRef' object": "a reference came where its value is needed: `ray.get` fetches it; Ray does so itself only for an argument of a task that is a "
    "reference by itself, and not for references in a list",
}
PARAMETERS = re.compile(r"takes .*positional argument|missing \d+ required|unexpected keyword argument|takes no arguments")


def is_open(error: BaseException, answer: Callable) -> bool:
    """Whether this is a stub's own bare `raise NotImplementedError`, and not one of a library."""
    cause = _root(error)
    frames = traceback.extract_tb(cause.__traceback__)
    # What a check raises again for a worker has its last frame in here.
    bare = not frames or frames[-1].filename.startswith(HERE) or _is_theirs(frames[-1].filename, answer)
    return isinstance(cause, NotImplementedError) and not cause.args and bare


def told(error: BaseException, answer: Callable) -> str:
    """One sentence on `error`, which the check of `answer` met."""
    cause = _root(error)
    if cure := next((cure for said, cure in CURES.items() if said in str(error)), ""):
        return cure
    if isinstance(error, RayError) and (raised := _in_worker(error)):
        return f"it raised {raised}"
    frames = traceback.extract_tb(cause.__traceback__)
    last = max((k for k, frame in enumerate(frames) if frame.filename.startswith(HERE)), default=-1)
    said = f"{type(cause).__name__}: {_first_line(cause)}"
    if isinstance(cause, TimeLimit | HeldError):
        return _first_line(cause)
    if isinstance(cause, ExecutionTimeoutError):
        return "its pipeline stood still: it waits for CPUs, GPUs or actors that it does not get"
    if isinstance(cause, TypeError) and last == len(frames) - 1 and PARAMETERS.search(str(cause)):
        return f"it could not be called, its parameters are not those of the task: {_first_line(cause)}"
    if last >= 0 and isinstance(cause, TypeError | AttributeError) and not any(_is_theirs(f.filename, answer) for f in frames[last:]):
        return f"what it gave cannot be looked at ({said}): compare its type with the one in the docstring"
    return f"it raised {said}{_where(cause, answer)}"


def _root(error: BaseException) -> BaseException:
    """The learner's own error: Ray wraps what a task raised, and Ray Data puts an empty error of its own below."""
    while (inner := getattr(error, "cause", None) or error.__cause__) is not None and not isinstance(inner, SystemException):
        error = inner
    return error


def _first_line(error: BaseException) -> str:
    # The text of a KeyError is the `repr` of its message, line breaks and all.
    text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    return next((line for line in text.splitlines() if line.strip()), "no message")


def _in_worker(error: RayError) -> str:
    """What a task or the constructor of an actor raised; empty where none did. Ray ships its traceback as text: the first error first, but for one that
    the learner caught before the next was raised."""
    for part in reversed(str(error).split("During handling of the above exception")):
        raised = [line for line in RAISED.findall(part) if not line.startswith(("ActorDiedError", "RayTaskError", "SystemException"))]
        place = re.findall(r'ipykernel.*", line (\d+), in (\w+)', part)
        if raised:
            return raised[0].split(r"\n")[0] + (f" (line {place[-1][0]} of your cell, in {place[-1][1]})" if place else "")
    return ""


def _is_theirs(file: str, answer: Callable) -> bool:
    """Whether the learner wrote `file`: a cell of a notebook, or where `answer` comes from."""
    parts = [answer, *vars(answer).values()] if isinstance(answer, type) else [answer]
    codes = [inspect.unwrap(part).__code__ for part in parts if inspect.isfunction(part)]
    return "ipykernel" in file or file.startswith("<ipython") or file in {code.co_filename for code in codes}


def _where(error: BaseException, answer: Callable) -> str:
    """The last line of the traceback that the learner wrote."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if _is_theirs(frame.filename, answer):
            return f" (line {frame.lineno} of your cell: `{frame.line}`)"
    return ""
