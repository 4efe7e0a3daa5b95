"""What the site's pages take from elsewhere in the project, so that nothing is written twice.

A page of `docs/` may have these lines:

    {README: Settings}               a section of README.md, with its heading; `{README}` is what comes before the first
    {lessons}                        the table of lessons
    {contents: Labs: labs}           a group of the site's contents: `lessons`, `labs`, or the files named, those that are there
    {pitfalls}                       the pitfall boxes of all lessons

and these blocks, each between a line of three backticks with its name and one of three backticks:

    ```{syllabus} 60                 a timetable of 60 minutes: a lesson's slug, `slug lab`, or minutes and words
    ```{glossary}                    each term gets a link to the lesson that uses it first; a term that no lesson uses is left out

`[lesson {}](lesson:joins)` is what it is in a lesson. A link to a file that the site does not show becomes its words.
"""

import os
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import jupytext

from raycourse.catalogue import entries, lab, lesson, lessons, resolved


def filled(text: str, name: str, shown: Mapping[str, str], root: Path) -> str:
    """The Markdown `text` of the project's file `name` as the site shows it. `shown` is `tools.site.pages()`.

    Raises:
        ValueError: it asks for a lesson, a section or a file that is not there, or a syllabus takes another time than it says.
    """
    folder = os.path.dirname(shown[name])
    text = _linked(text, name, shown, folder, root)
    if name.startswith("docs/"):
        text = re.sub(r"^\{README(?:: (.*))?\}$", lambda found: _linked(_section(found[1], root), "README.md", shown, folder, root), text, flags=re.M)
        text = re.sub(r"^\{contents: (.*?): (.*)\}$", lambda found: _contents(found[1], found[2].split(), shown, folder, root), text, flags=re.M)
        text = re.sub(r"^\{pitfalls\}$", lambda _: pitfalls(folder, root), text, flags=re.M)
        text = re.sub(r"^```\{syllabus\} (\d+)\n(.*?)^```$", lambda found: syllabus(int(found[1]), found[2], folder, root), text, flags=re.M | re.S)
        text = re.sub(r"(?<=^```\{glossary\}\n).*?(?=^```$)", lambda found: glossary(found[0], folder, root), text, flags=re.M | re.S)
        text = resolved(text, folder, root)
    return text


def syllabus(minutes: int, plan: str, folder: str, root: Path) -> str:
    """`plan`, a line for each part, as a table with the time at which each begins. Raises ValueError where the parts do not add up to `minutes`."""
    rows, at = ["| from | minutes | |", "|---|---|---|"], 0
    for line in filter(None, map(str.strip, plan.splitlines())):
        own = re.fullmatch(r"(\d+) (.*)", line)
        if own:
            long, words = int(own[1]), own[2]
        else:
            slug, *rest = line.split()
            entry = (lab if rest == ["lab"] else lesson)(slug, root)
            if entry is None:
                raise ValueError(f"lesson {slug!r} has no lab")
            long, words = entry.minutes, f"**[{entry.number} · {entry.title}]({os.path.relpath(entry.notebook, folder or '.')})**"
        rows.append(f"| {at // 60}:{at % 60:02} | {long} | {words} |")
        at += long
    if at != minutes:
        raise ValueError(f"a syllabus of {minutes} minutes takes {at}: a lesson's minutes changed, so choose again in docs/syllabi.md")
    return "\n".join([*rows, f"| {at // 60}:{at % 60:02} | | end |"])


def pitfalls(folder: str, root: Path) -> str:
    """The pitfall boxes of all lessons, with links to the sections that they stand in."""
    found = []
    for entry in lessons(root):
        found.append(f"\n### {entry.number} · {entry.title}\n")
        for heading, text in sections(entry.script):
            for box in re.findall(r'<div class="alert alert-warning">\s*\*\*Pitfall: (.*?)</div>', text, re.S):
                title, said = box.split("**", 1)
                link = f"{os.path.relpath(entry.notebook, folder or '.')}#{anchor(heading)}"
                found.append(f"- **{title}** {' '.join(resolved(said, folder, root).split())} [Where it is shown]({link})")
    return "\n".join(line for k, line in enumerate(found) if not (line.startswith("\n") and (found[k + 1 : k + 2] or ["\n"])[0].startswith("\n")))


def glossary(text: str, folder: str, root: Path) -> str:
    """The glossary's entries (terms in the first line, then `: meaning`), sorted, each with a link to the lesson that uses the term first."""
    known = []
    for entry in sorted(text.strip().split("\n\n"), key=str.lower):
        term = entry.splitlines()[0]
        if home := first_use(term, root):
            where, heading = home
            known.append(f"{entry}\n  [Lesson {where.number}, {heading}]({os.path.relpath(where.notebook, folder or '.')}#{anchor(heading)})")
    return "\n\n".join(known) + "\n"


def first_use(term: str, root: Path):
    """(lesson, heading) of the first section that has `term` in bold, or else at all; None where none has."""
    word = re.escape(term).replace(r"\ ", r"\s+")
    for pattern in (rf"\*\*{word}s?\*\*", rf"\b{word}s?\b"):
        for entry in lessons(root):
            for heading, text in sections(entry.script):
                if re.search(pattern, text, re.I):
                    return entry, heading
    return None


@cache
def sections(script: Path) -> list[tuple[str, str]]:
    """(heading, text) of each section of a lesson's prose."""
    prose = "\n\n".join(cell.source for cell in jupytext.read(script).cells if cell.cell_type == "markdown")
    parts = re.split(r"^#{1,3} (.*)$", re.sub(r"^```.*?^```", "", prose, flags=re.M | re.S), flags=re.M)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def anchor(heading: str) -> str:
    """The id that GitHub and MyST give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _section(heading: str | None, root: Path) -> str:
    """A section of README.md with its heading; without one, what stands between the title and the first section."""
    parts = re.split(r"^## (.*)\n", (root / "README.md").read_text(), flags=re.M)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    if heading is None:
        return parts[0].split("\n", 1)[1].strip()
    if heading not in found:
        raise ValueError(f"README.md has no section {heading!r}; it has {', '.join(found)}")
    return f"## {heading}\n{found[heading]}".strip()


def _contents(title: str, names: list[str], shown: Mapping[str, str], folder: str, root: Path) -> str:
    """A group of the site's contents; nothing where no file of it is there."""
    if names in (["lessons"], ["labs"]):
        chosen = [entry for entry in entries(root) if entry.is_lab == (names == ["labs"])]
        lines = [f"{entry.number} · {entry.title.removeprefix('Lab: ')} </{entry.notebook}>" for entry in chosen]
    else:
        lines = [f"/{shown[path.relative_to(root).as_posix()]}" for name in names for path in sorted(root.glob(name))]
    return "\n".join(["```{toctree}", ":hidden:", f":caption: {title}", "", *lines, "```"]) if lines else ""


def _linked(text: str, name: str, shown: Mapping[str, str], folder: str, root: Path) -> str:
    """`text` of the project's file `name`, its relative links as they are from the site's `folder`; a link to what is not shown becomes its words."""

    def link(found: re.Match) -> str:
        mark, words, target, fragment = found.groups(default="")
        place = os.path.normpath(os.path.join(os.path.dirname(name), target))
        if place in shown:
            return f"{mark}[{words}]({os.path.relpath(shown[place], folder or '.')}{fragment})"
        if not (root / place).exists():
            raise ValueError(f"{name}: there is no {target}")
        return words

    return _outside_code(text, lambda part: re.sub(r"(!?)\[([^\]]*)\]\((?!\w+:)([^)#\s]+)(#[^)\s]*)?\)", link, part))


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    parts = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    return "".join(part if k % 2 else change(part) for k, part in enumerate(parts))
