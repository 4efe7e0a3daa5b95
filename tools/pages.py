"""What the site's pages take from elsewhere in the project, so that nothing is written twice.

A page of `docs/` may have these lines:

    {README: Settings}               a section of README.md, with its heading; `{README}` is what comes before the first
    {START: When something fails}    a section of the start page of `make lab`
    {lessons}                        the table of lessons
    {contents: Labs: labs}           a group of the site's contents: `lessons`, `labs`, or the files named, those that are there
    {links: docs/grading.md}         links to the pages named, those that are there
    {pitfalls}                       the pitfall boxes of all lessons
    {notes}                          what `docs/notes/` has for the instructor of each lesson

and these blocks, each between a line of three backticks with its name and one of three backticks:

    ```{syllabus} 60                 a timetable of 60 minutes: a lesson's slug, `slug lab`, or minutes and words; what is left goes to questions
    ```{glossary}                    each term gets a link to the lesson that uses it first; a term that no lesson uses is left out

`[lesson {}](lesson:joins)` is what it is in a lesson. A link to a file that the site does not show becomes its words.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jupytext

from raycourse.catalogue import Entry, entries, lab, lesson, lessons, resolved
from raycourse.start import PAGE


@dataclass(frozen=True)
class Pages:
    """Fills pages in. `shown` is {file of the project: its place on the site}, both relative; `root` is the project."""

    shown: Mapping[str, str]
    root: Path

    def filled(self, name: str) -> str:
        """The Markdown file `name` of the project as the site shows it.

        Raises:
            ValueError: it asks for a lesson, a section or a file that is not there, or a syllabus takes another time than it says.
        """
        folder = os.path.dirname(self.shown[name])
        text = self._linked((self.root / name).read_text(), name, folder)
        if not name.startswith("docs/"):
            return text
        lines = {
            r"\{README(?:: (.*))?\}": lambda heading: self._linked(section((self.root / "README.md").read_text(), heading), "README.md", folder),
            r"\{START: (.*)\}": lambda heading: section(PAGE.replace("{storage}", "build/storage"), heading),
            r"\{contents: (.*?): (.*)\}": lambda title, names: self._contents(title, names.split()),
            r"\{links: (.*)\}": lambda names: self._links(names.split(), folder),
            r"\{pitfalls\}": lambda: self._pitfalls(folder),
            r"\{notes\}": self._notes,
            r"```\{syllabus\} (\d+)\n((?:.*\n)*?)```": lambda minutes, plan: self._syllabus(int(minutes), plan, folder),
            r"(```\{glossary\}\n)((?:.*\n)*?)```": lambda fence, terms: f"{fence}{self._glossary(terms, folder)}```",
        }
        for line, become in lines.items():
            text = re.sub(rf"^{line}$", lambda found, become=become: become(*found.groups()), text, flags=re.M)
        return resolved(text, folder, self.root)

    def _links(self, names: list[str], folder: str) -> str:
        there = [name for name in names if name in self.shown]
        return "\n".join(f"- [{_title(self.root / name)}]({os.path.relpath(self.shown[name], folder or '.')})" for name in there)

    def _contents(self, title: str, names: list[str]) -> str:
        """A group of the site's contents; nothing where no file of it is there."""
        if names in (["lessons"], ["labs"]):
            chosen = [entry for entry in entries(self.root) if entry.is_lab == (names == ["labs"])]
            lines = [f"{entry.number} · {lesson(entry.slug, self.root).title} </{entry.notebook}>" for entry in chosen]
        else:
            there = [path.relative_to(self.root).as_posix() for name in names for path in sorted(self.root.glob(name))]
            lines = [f"/{self.shown[name]}" for name in there]
        return "\n".join(["```{toctree}", ":hidden:", f":caption: {title}", "", *lines, "```"]) if lines else ""

    def _syllabus(self, minutes: int, plan: str, folder: str) -> str:
        """`plan`, a line for each part, as a table with the time at which each begins."""
        parts = [self._part(line, folder) for line in plan.splitlines()]
        left = minutes - sum(long for long, _ in parts)
        if left < 0:
            raise ValueError(f"a syllabus of {minutes} minutes takes {minutes - left}: choose its parts again, in docs/syllabi.md")
        rows, at = ["| from | minutes | |", "|---|---|---|"], 0
        for long, words in [*parts, *([(left, "Questions, and what is still open")] if left else [])]:
            rows.append(f"| {at // 60}:{at % 60:02} | {long} | {words} |")
            at += long
        return "\n".join([*rows, f"| {at // 60}:{at % 60:02} | | end |"])

    def _part(self, line: str, folder: str) -> tuple[int, str]:
        if own := re.fullmatch(r"(\d+) (.*)", line):
            return int(own[1]), own[2]
        slug, _, kind = line.partition(" ")
        entry = {"": lesson, "lab": lab}[kind](slug, self.root)
        if entry is None:
            raise ValueError(f"lesson {slug!r} has no lab")
        return entry.minutes, f"[{entry.number} · {entry.title}]({os.path.relpath(entry.notebook, folder or '.')})"

    def _pitfalls(self, folder: str) -> str:
        """The pitfall boxes by lesson, with links to the sections that they stand in."""
        found = []
        for entry in lessons(self.root):
            boxes = [
                f"- **{title[0].upper()}{title[1:]}** {' '.join(said.split())} [Where it is shown]({self._place(entry, heading, folder)})"
                for heading, text in prose(entry)
                for title, said in re.findall(r'<div class="alert alert-warning">\s*\*\*Pitfall: (.*?)\*\*(.*?)</div>', text, re.S)
            ]
            found += ["", f"### {entry.number} · {entry.title}", "", *boxes] if boxes else []
        return "\n".join(found)

    def _notes(self) -> str:
        found = []
        for entry in lessons(self.root):
            if (path := self.root / f"docs/notes/{entry.slug}.md").exists():
                found.append(f"### {entry.number} · {entry.title}\n\n{path.read_text()}")
        return "\n".join(found)

    def _glossary(self, terms: str, folder: str) -> str:
        """The entries (a term, and indented below it what it means) with a link each to the section that uses the term first."""
        known = []
        for entry in terms.strip().split("\n\n"):
            if home := self._first_use(entry.splitlines()[0]):
                known.append(f"{entry}\n  [Lesson {home[0].number}, {home[1]}]({self._place(*home, folder)})")
        return "\n\n".join(known) + "\n"

    def _first_use(self, term: str) -> tuple[Entry, str] | None:
        """The lesson and the heading of the first section that has `term` in bold, or else at all."""
        word = re.escape(term).replace(r"\ ", r"\s+")
        for pattern in (rf"\*\*{word}s?\*\*", rf"\b{word}s?\b"):
            for entry in lessons(self.root):
                for heading, text in prose(entry):
                    if re.search(pattern, text, re.I):
                        return entry, heading
        return None

    def _place(self, entry: Entry, heading: str, folder: str) -> str:
        """The link to a lesson's section; MyST gives a heading the id that GitHub gives it."""
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        return f"{os.path.relpath(entry.notebook, folder or '.')}#{anchor}"

    def _linked(self, text: str, name: str, folder: str) -> str:
        """`text` of the project's file `name`, its relative links as they are from the site's `folder`."""

        def link(found: re.Match) -> str:
            words, target, fragment = found[1], found[2], found[3] or ""
            place = os.path.normpath(os.path.join(os.path.dirname(name), target))
            if place in self.shown:
                return f"{words}({os.path.relpath(self.shown[place], folder or '.')}{fragment})"
            if not (self.root / place).exists():
                raise ValueError(f"{name} links to {target}, which is not there")
            return words[1:-1]

        parts = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
        return "".join(part if k % 2 else re.sub(r"(\[[^\]]*\])\((?!\w+:)([^)#\s]+)(#[^)\s]*)?\)", link, part) for k, part in enumerate(parts))


def section(text: str, heading: str | None) -> str:
    """The section `heading` of a Markdown text, with its heading; without one, what stands between the title and the first section.

    Raises:
        ValueError: there is no such section; the message lists those that there are.
    """
    first, *parts = re.split(r"^## (.*)\n", text, flags=re.M)
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    if heading is None:
        return first.split("\n", 1)[1].strip()
    if heading not in found:
        raise ValueError(f"no section {heading!r}; there are {', '.join(found)}")
    return f"## {heading}\n{found[heading]}".strip()


@cache
def prose(entry: Entry) -> list[tuple[str, str]]:
    """(heading, text) of each section of a lesson, without code."""
    cells = (cell.source for cell in jupytext.read(entry.script).cells if cell.cell_type == "markdown")
    text = re.sub(r"^```.*?^```", "", "\n\n".join(cells), flags=re.M | re.S)
    parts = re.split(r"^#{1,3} (.*)$", text, flags=re.M)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def _title(path: Path) -> str:
    return path.read_text().partition("\n")[0].removeprefix("# ")
