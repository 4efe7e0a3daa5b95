"""The start page that `make lab` opens: what you build, every lesson with your progress, and what to do when something fails.

`make lab` writes it, and so does every check. JupyterLab does not look again at a file that it has opened, so the page says how to make it look.
"""

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path

from raycourse import progress
from raycourse.catalogue import Entry, entries, table
from raycourse.settings import PROJECT, settings

PAGE = """\
# AI data pipelines with Ray

You build one pipeline, lesson by lesson: it reads prompts, joins details to them, lets a language model add a season, paints them with an
image model, and writes pictures and tables. Everything runs for real, on this machine.

![24 pictures of animals in garments and seasons, painted by the course's image model](data/models/text_to_image/samples.png)

{next}

## Lessons and labs

{lessons}

Do a lesson, then its lab. {points}

## When something fails

| What you see | What to do |
|---|---|
| A cell fails, or a name is not defined | *Kernel → Restart Kernel and Run All Cells*: a notebook runs from top to bottom |
| A check says ✗ | Read its line: it says what was expected, what came, and where to look. Then open the hint above the task |
| Ray does not start, or a cell waits for ever | Restart the kernel, and shut down those of other notebooks (*Running*, the second symbol on the left): each has a Ray of its own |
| A model or a file is missing, memory or disk is short | Open a terminal (*File → New → Terminal*) and run `.venv/bin/python -m raycourse doctor`: it names what is wrong, and the cure |
| Notebooks talk to the wrong cluster | The variable `RAY_ADDRESS` names the cluster to join: in the terminal where you start the course, run `unset RAY_ADDRESS`, then `make lab` |
| You want a lab as it was | `git checkout -- labs/` and the file's name, in a terminal, brings it back; what you wrote in it is lost |
| You want to start over | Delete `{storage}`, which holds everything the notebooks wrote, your points included |

The labs' solutions are in the folder `solutions/`, for when you have tried.
"""
FRESH = "After a lab, *File → Reload Markdown File from Disk* brings this page up to date."


def page(said: Mapping[str, Mapping[str, float]], root: Path = PROJECT) -> str:
    """The page as Markdown. `said` has the score of each check that ran, as `raycourse.progress.read()` gives it.

    Raises:
        ValueError: a setting makes no sense.
    """
    course = entries(root)
    labs = {entry.slug: entry for entry in course if entry.is_lab}
    scores = {task: said[task]["score"] for entry in labs.values() for task in entry.tasks if task in said}
    rows = re.sub(r"(\d) min", r"\1&nbsp;min", table(root=root)).splitlines()
    if scores:
        column = ["Your points", "---", *(_points(labs.get(entry.slug), scores) for entry in course if not entry.is_lab)]
        rows = [f"{row} {cell} |" for row, cell in zip(rows, column, strict=True)]
        total = sum(sum(entry.tasks.values()) for entry in labs.values())
        points = f"You have **{sum(scores.values()):g} of {total} points**: ● is a task with all its points, ◐ with some, ○ with none yet. {FRESH}"
    else:
        points = f"The checks of a lab give points, and this page then shows yours. {FRESH}"
    return PAGE.format(next=_next(course, scores), lessons="\n".join(rows), points=points, storage=settings().storage)


def write(root: Path = PROJECT) -> None:
    """Writes the page to `START.md`, where JupyterLab opens it. A folder that cannot be written keeps the page that it has. Raises as `page`."""
    with contextlib.suppress(OSError):
        (root / "START.md").write_text(page(progress.read(), root), encoding="utf-8")


def _points(entry: Entry | None, scores: Mapping[str, float]) -> str:
    """A lab's cell: a circle for each task, and the sum of the points once there are any."""
    if entry is None:
        return ""
    circles = "".join("○◐●"[bool(scores.get(task)) + (scores.get(task, 0) >= points)] for task, points in entry.tasks.items())
    scored = [scores[task] for task in entry.tasks if task in scores]
    return circles + (f"&nbsp;{sum(scored):g}&nbsp;of&nbsp;{sum(entry.tasks.values())}" if scored else "")


def _next(course: tuple[Entry, ...], scores: Mapping[str, float]) -> str:
    """The one link for a learner who comes back: the lab that was begun last, or the lesson after it."""
    begun = [place for place, entry in enumerate(course) if scores.keys() & entry.tasks.keys()]
    if not begun:
        words, to = "Begin with", 0
    else:
        tasks = course[begun[-1]].tasks
        words, to = "Go on with", begun[-1] + all(scores.get(task, 0) >= points for task, points in tasks.items())
    if to == len(course):
        return "**You have come to the end of the course.** What is still open stands below."
    entry = course[to]
    return f"**{words} [{entry.number} · {entry.title}]({entry.notebook})**, {entry.minutes} minutes."
