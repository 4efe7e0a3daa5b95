"""What grading leaves: nbgrader's gradebook, `grades.csv`, and a feedback page and an executed notebook for each submission."""

import csv
import io
import logging
import os
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from tools.grade.submissions import Released, Submission


def write(path: Path, text: str) -> None:
    """Writes `path` whole or not at all, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


class Gradebook:
    """nbgrader's gradebook in the file `path`."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.url = f"sqlite:///{path}"
        # nbgrader makes the file by a program that it looks for by name.
        os.environ["PATH"] = os.pathsep.join((str(Path(sys.prefix) / "bin"), os.environ.get("PATH", "")))
        logging.getLogger("alembic").setLevel(logging.ERROR)

    def know(self, lab: Released, assignment: str) -> None:
        """Enters a lab as it was released.

        Raises:
            RuntimeError: the lab has other tasks than when submissions of it were entered.
        """
        import nbgrader.api
        from nbgrader.preprocessors import SaveCells

        with nbgrader.api.Gradebook(self.url) as book:
            book.update_or_create_assignment(assignment)
        try:
            SaveCells().preprocess(nbformat.from_dict(lab.notebook), self._resources(lab, assignment))
        except RuntimeError as error:
            raise RuntimeError(f"{lab.name} has other tasks than in this gradebook: grade into a new folder, OUT=…") from error

    def enter(self, submission: Submission, notebook: NotebookNode) -> None:
        """Enters the points that the check cells of `notebook` show."""
        import nbgrader.api
        from nbgrader.preprocessors import SaveAutoGrades

        resources = self._resources(submission.lab, submission.assignment)
        resources["nbgrader"]["student"] = submission.student
        with warnings.catch_warnings(action="ignore"):  # SQLAlchemy's, about nbgrader
            with nbgrader.api.Gradebook(self.url) as book:
                book.update_or_create_student(submission.student)
                book.update_or_create_submission(submission.assignment, submission.student)
            SaveAutoGrades().preprocess(notebook, resources)

    def _resources(self, lab: Released, assignment: str) -> dict:
        return {"nbgrader": {"notebook": lab.name, "assignment": assignment, "db_url": self.url}}


def executed(notebook: NotebookNode, result: dict) -> NotebookNode:
    """The restored `notebook` with what the sandbox reported: outputs of the learner's cells, and of check cells the points that count."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if cell.metadata.get("nbgrader", {}).get("grade"):
            score, text = result["scores"].get(grade_id, 0), result["texts"].get(grade_id, "✗ it was not checked\n")
            shown = nbformat.v4.new_output("execute_result", data={"text/plain": f"{score:g}"}, execution_count=1)
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text), shown]
        else:
            cell.outputs = [output for output in map(nbformat.from_dict, result["outputs"].get(str(index), [])) if _sound(output)]
    return notebook


def _sound(output: NotebookNode) -> bool:
    """Whether a reported output is what nbformat calls one."""
    try:
        nbformat.validate(output, ref="output", version=4)
        return True
    except Exception:
        return False


def feedback(submission: Submission, notebook: NotebookNode, result: dict) -> str:
    """The feedback page: points and remarks, then the notebook. Scripts in a submission's outputs do not reach it."""
    points = submission.lab.points
    rows = "\n".join(f"| `{name}` | {result['scores'].get(name, 0):g} | {most:g} |" for name, most in points.items())
    total = sum(result["scores"].values())
    remarks = "".join(f"\n- `{remark.replace('`', chr(39))}`" for remark in result["remarks"])
    top = nbformat.v4.new_markdown_cell(
        f"# {submission.lab.name}: {total:g} of {sum(points.values()):g} points\n\n`{submission.student}`\n\n| Check | Points | of |\n|---|---|---|\n{rows}\n{remarks}"
    )
    whole = nbformat.from_dict({**notebook, "cells": [top, *notebook.cells]})
    return HTMLExporter(sanitize_html=True).from_notebook_node(whole, {"metadata": {"name": submission.name}})[0]


def table(results: Iterable[tuple[Submission, dict]]) -> str:
    """`grades.csv`: student, assignment, lab, points of each check, total, remark."""
    listed = list(results)
    columns = list(dict.fromkeys(name for submission, _ in listed for name in submission.lab.points))
    with io.StringIO(newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["student", "assignment", "lab", *columns, "total", "of", "remark"])
        for submission, result in sorted(listed, key=lambda pair: (pair[0].lab.name, pair[0].student)):
            scores, points = result["scores"], submission.lab.points
            each = [f"{scores.get(name, 0):g}" if name in points else "" for name in columns]
            total = [f"{sum(scores.values()):g}", f"{sum(points.values()):g}", "; ".join(result["remarks"])]
            lines.writerow(map(_plain, [submission.student, submission.assignment, submission.lab.name, *each, *total]))
        return file.getvalue()


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
