"""The submissions in a folder: found, read with suspicion, and restored by nbgrader's preprocessors."""

import ast
import hashlib
import logging
import os
import re
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from raycourse.settings import PROJECT

MOST_BYTES = 20 * 2**20
# Words that no task asks for. Who uses them is not punished: the instructor is told to look.
ODD_WORDS = re.compile(
    r"raycourse\.checks|raycourse\.check\s*=|\b(?:_getframe|currentframe|f_back|f_locals|tb_frame|gi_frame|_current_frames|get_objects|get_referrers|"
    r"ctypes|_exit|fork|ptrace|addaudithook|settrace|Findings|_REGISTRY|__reduce__|__reduce_ex__|socket|urlopen|gradebook)\b|/proc/|lessons/|solutions/"
)


class Refused(Exception):
    """This file is not run at all; the message says why."""


@dataclass(frozen=True)
class Released:
    """A lab as learners got it. `name` is its file's name without `.ipynb`."""

    name: str
    path: Path

    @cached_property
    def notebook(self) -> NotebookNode:
        return nbformat.read(self.path, as_version=4)

    @cached_property
    def points(self) -> dict[str, float]:
        """What each check cell is worth, by its `grade_id`."""
        return {cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points) for cell in self.notebook.cells if _mark(cell).get("grade")}

    @cached_property
    def checks(self) -> dict[str, tuple[str, str]]:
        """(name of the check, name of the answer) of each check cell: it is one call, `check("joins.report", report)`.

        Raises:
            ValueError: a check cell is something else.
        """
        found = {}
        for cell in self.notebook.cells:
            if _mark(cell).get("grade"):
                try:
                    (line,) = ast.parse(cell.source).body
                    name, answer = line.value.args
                    found[cell.metadata.nbgrader.grade_id] = (name.value, answer.id)
                except (SyntaxError, ValueError, AttributeError):
                    raise ValueError(
                        f'{self.path.name}: a check cell must be one line, check("lab.task", answer); there stands {cell.source!r}'
                    ) from None
        return found

    @cached_property
    def marked(self) -> list[NotebookNode]:
        """Its cells with nbgrader's marks, in their order."""
        return [cell for cell in self.notebook.cells if _mark(cell).get("grade_id")]


def released(root: Path = PROJECT) -> dict[str, Released]:
    """The course's labs by their names."""
    return {path.stem: Released(path.stem, path) for path in sorted((root / "labs").glob("*.ipynb"))}


@dataclass(frozen=True)
class Submission:
    """A file that somebody handed in."""

    student: str
    lab: Released
    path: Path
    assignment: str

    @property
    def name(self) -> str:
        return f"{self.student}/{self.lab.name}"


def found(folder: Path, labs: dict[str, Released]) -> tuple[list[Submission], list[str]]:
    """The submissions in `folder`, and a line about each notebook that is none: STUDENT/LAB.ipynb, or nbgrader's STUDENT/ASSIGNMENT/LAB.ipynb.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"no folder {folder}: SUBMISSIONS names one that holds STUDENT/LAB.ipynb, LAB as in {', '.join(labs)}")
    submissions, strangers = [], []
    for path in sorted((*folder.glob("*/*.ipynb"), *folder.glob("*/*/*.ipynb"))):
        student, *assignment, file = path.relative_to(folder).parts
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue  # .ipynb_checkpoints and the like
        lab = labs.get(Path(file).stem)
        if lab is None:
            strangers.append(f"{path.relative_to(folder)} is named like no lab: not graded")
        else:
            submissions.append(Submission(student, lab, path, assignment[0] if assignment else lab.name))
    return submissions, strangers


def content(submission: Submission, folder: Path) -> bytes:
    """The bytes of a submission.

    Raises:
        Refused: it is a link, or not a file, or too large. A link could lead to somebody else's work.
    """
    for part in (submission.path, *submission.path.parents):
        if part == folder:
            break
        if part.is_symlink():
            raise Refused(f"{part.name} is a link: hand in the file itself")
    try:
        with os.fdopen(os.open(submission.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Refused("it is not a file")
            if os.fstat(file.fileno()).st_size > MOST_BYTES:
                raise Refused(f"it is larger than {MOST_BYTES // 2**20} MB: clear its outputs")
            return file.read(MOST_BYTES)
    except OSError as error:
        raise Refused(f"it cannot be read: {error.strerror}") from None


def parsed(data: bytes) -> NotebookNode:
    """The notebook that `data` holds, its outputs taken out.

    Raises:
        Refused: it holds none.
    """
    try:
        notebook = nbformat.reads(data.decode(), as_version=4)
        nbformat.writes(notebook).encode()  # half a surrogate pair can be read, and not written
        nbformat.validate(notebook)
        cells = list(notebook.cells)
    except Exception as error:  # nbformat raises whatever the file makes it stumble over
        raise Refused(f"it is no notebook ({type(error).__name__})") from None
    if not cells:
        raise Refused("it is a notebook without cells")
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def restored(submission: Submission, notebook: NotebookNode, db_url: str) -> NotebookNode:
    """`notebook` with the check cells of the released lab: what was changed or deleted is as it was. `db_url` is the gradebook that knows the lab.

    Raises:
        Refused: none of its cells is from this lab.
    """
    from nbgrader.preprocessors import DeduplicateIds, OverwriteCells

    logging.getLogger("traitlets").setLevel(logging.ERROR)  # every restored cell would be a warning
    known = {cell.metadata.nbgrader.grade_id: cell for cell in submission.lab.marked}
    for cell in notebook.cells:
        mark = _mark(cell)
        original = known.get(mark.get("grade_id"))
        # nbgrader trusts the marks of a cell to be whole; those of a stranger are dropped.
        cell.metadata.pop("nbgrader", None)
        if original is not None:
            cell.metadata["nbgrader"] = nbformat.from_dict(dict(original.metadata.nbgrader))
    notebook.metadata["kernelspec"] = nbformat.from_dict(dict(submission.lab.notebook.metadata.kernelspec))
    resources = {"nbgrader": {"notebook": submission.lab.name, "assignment": submission.assignment, "db_url": db_url}}
    notebook, resources = DeduplicateIds().preprocess(notebook, resources)
    theirs = [_mark(cell).get("grade_id") for cell in notebook.cells]
    if not any(theirs):
        raise Refused("none of its cells is from this lab: is it another notebook?")
    place = -1
    for name, original in known.items():  # a deleted cell goes back behind the one that it came after
        if name in theirs:
            place = theirs.index(name)
        else:
            place += 1
            notebook.cells.insert(place, nbformat.from_dict(dict(original)))
            theirs.insert(place, name)
    return OverwriteCells().preprocess(notebook, resources)[0]


def odd_words(submission: Submission, notebook: NotebookNode) -> list[str]:
    """Words in the learner's code that no task asks for."""
    given = {cell.source for cell in submission.lab.notebook.cells}
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code" and cell.source not in given)
    return sorted(set(ODD_WORDS.findall(code)))


def fingerprint(submission: Submission, data: bytes, root: Path = PROJECT) -> str:
    """Changes with the submission, with its lab, with the checks and with what grades them."""
    digest = hashlib.sha256(data + submission.lab.path.read_bytes())
    for path in sorted((*(root / "raycourse").rglob("*.py"), *(root / "tools" / "grade").glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _mark(cell: NotebookNode) -> dict:
    mark = cell.metadata.get("nbgrader", {})
    return mark if isinstance(mark, dict) and isinstance(mark.get("grade_id"), str) else {}
