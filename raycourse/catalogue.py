"""The course's lessons and labs, as the headers of `lessons/*.py` describe them: the one list of what there is.

A lesson is a file `NN_slug.py`; its lab, where it has one, is `NN_slug_lab.py`. The number is only the place in the row: everything refers to
a lesson by its slug, so renaming the file renumbers the lesson. The header is the YAML block that jupytext keeps at the top of a script:

    # ---
    # jupyter:
    #   course:
    #     title: Image generation
    #     minutes: 40
    #     builds: a diffusion model on a pool of actors; Parquet and PNG
    # ---

`builds` is a lesson's line in the course's table.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from raycourse.settings import PROJECT


@dataclass(frozen=True)
class Entry:
    """A lesson or a lab. `minutes` is a learner's time; `tasks` has the points of each graded task of a lab, by the name of its check."""

    slug: str
    number: str
    title: str
    minutes: int
    script: Path
    builds: str = ""
    tasks: dict[str, int] = field(default_factory=dict, hash=False)

    @property
    def is_lab(self) -> bool:
        return self.script.stem.endswith("_lab")

    @property
    def notebook(self) -> str:
        """The notebook that a learner opens, relative to the project."""
        return f"{'labs' if self.is_lab else 'notebooks'}/{self.script.stem}.ipynb"

    @property
    def executed(self) -> str:
        """The notebook that the tests run: the lesson itself, or the lab's solution. Relative to the project."""
        return f"{'solutions' if self.is_lab else 'notebooks'}/{self.script.stem}.ipynb"


def entries(root: Path = PROJECT) -> tuple[Entry, ...]:
    """All lessons and labs in their order, each lab after its lesson.

    Raises:
        ValueError: a script is named or headed wrongly, or two share a slug; the message says which and how it should be.
    """
    found = [_read(script) for script in sorted((root / "lessons").glob("[0-9]*.py"))]
    lessons = {entry.slug: entry for entry in found if not entry.is_lab}
    for entry in found:
        twin = next((e for e in found if (e.slug, e.is_lab) == (entry.slug, entry.is_lab) and e is not entry), None)
        if twin:
            raise ValueError(f"{entry.script.name} and {twin.script.name} have one slug: rename one of them")
        if entry.is_lab and (entry.slug not in lessons or lessons[entry.slug].number != entry.number):
            raise ValueError(f"{entry.script.name} belongs to no lesson: there is no {entry.script.name.replace('_lab', '')}")
    return tuple(found)


def lessons(root: Path = PROJECT) -> list[Entry]:
    """The lessons, in their order."""
    return [entry for entry in entries(root) if not entry.is_lab]


def lesson(slug: str, root: Path = PROJECT) -> Entry:
    """The lesson `slug`.

    Raises:
        ValueError: there is none; the message lists those that there are.
    """
    return _named(slug, lessons(root), "lesson")


def lab(slug: str, root: Path = PROJECT) -> Entry | None:
    """The lab of the lesson `slug`; None where it has none. Raises as `lesson`."""
    lesson(slug, root)
    return next((entry for entry in entries(root) if entry.is_lab and entry.slug == slug), None)


def resolved(text: str, folder: str, root: Path = PROJECT) -> str:
    """Markdown `text` with its references filled in, for a file in `folder` (relative to the project).

    `[lesson {}](lesson:images)` and `[lab {}](lab:images)` become links; `{}` is the number. A line `{lessons}` becomes the table of all lessons.

    Raises:
        ValueError: a reference names no lesson, or a lab that is not there.
    """

    def link(found: re.Match) -> str:
        words, kind, slug = found.groups()
        entry = lesson(slug, root) if kind == "lesson" else lab(slug, root)
        if entry is None:
            raise ValueError(f"lesson {slug!r} has no lab")
        return f"[{words.replace('{}', entry.number)}]({os.path.relpath(entry.notebook, folder or '.')})"

    text = re.sub(r"\[([^\]\n]*)\]\((lesson|lab):(\w+)\)", link, text)
    return re.sub(r"^\{lessons\}$", lambda _: table(folder, root), text, flags=re.M)


def table(folder: str = "", root: Path = PROJECT) -> str:
    """All lessons and labs as a Markdown table, with links from a file in `folder` (relative to the project)."""
    rows = ["| | Lesson | Time | You build | Lab |", "|---|---|---|---|---|"]
    for entry in lessons(root):
        practice = lab(entry.slug, root)
        exercise = f"[{practice.minutes} min]({os.path.relpath(practice.notebook, folder or '.')})" if practice else ""
        link = f"[{entry.title}]({os.path.relpath(entry.notebook, folder or '.')})"
        rows.append(f"| {entry.number} | {link} | {entry.minutes} min | {entry.builds} | {exercise} |")
    return "\n".join(rows)


def _named(slug: str, among: list[Entry], kind: str) -> Entry:
    for entry in among:
        if entry.slug == slug:
            return entry
    raise ValueError(f"no {kind} {slug!r}; there are {', '.join(entry.slug for entry in among)}")


def _read(script: Path) -> Entry:
    name = re.fullmatch(r"(\d\d)_([a-z][a-z_]*?)(_lab)?", script.stem)
    if not name:
        raise ValueError(f"{script.name}: a lesson is named NN_slug.py and its lab NN_slug_lab.py")
    text = script.read_text(encoding="utf-8")
    header = re.match(r"# ---\n(.*?)# ---\n", text, re.S)
    course = (yaml.safe_load(re.sub(r"^# ?", "", header[1], flags=re.M)) or {}).get("jupyter", {}).get("course") if header else None
    if not course or {"title", "minutes"} - set(course):
        raise ValueError(f"{script.name}: the header needs jupyter: course: with title and minutes (see raycourse/catalogue.py)")
    return Entry(
        slug=name[2],
        number=name[1],
        title=course["title"],
        minutes=int(course["minutes"]),
        script=script,
        builds=course.get("builds", ""),
        tasks=dict(_tasks(text)) if name[3] else {},
    )


def _tasks(text: str) -> Iterator[tuple[str, int]]:
    """(name of the check, points) of each check cell."""
    for metadata, cell in re.findall(r'^# %% (.*"grade": true.*)\n((?:(?!# %%).*\n?)*)', text, re.M):
        yield re.search(r'check\("([\w.]+)"', cell)[1], int(re.search(r'"points": (\d+)', metadata)[1])
