"""Builds `notebooks/`, `solutions/` and `labs/` from the percent scripts in `lessons/`, and README's table of lessons.

    python -m tools.notebooks [NAME ...]      execute and write those named (as `02_ingest`); without names, those whose code has changed
    python -m tools.notebooks --check         fail where a written notebook is not what its script says

A lesson becomes `notebooks/NAME.ipynb`, executed. A lab (`NAME_lab.py`) becomes `solutions/NAME_lab.ipynb`, executed, and
`labs/NAME_lab.ipynb`: solutions and outputs cleared, checks locked, by nbgrader's own preprocessors. The same script always gives the same
cells, ids and metadata, so that a difference is a change.

In Markdown cells, `[lesson {}](lesson:joins)` becomes a link with the lesson's number, `{lessons}` the table of lessons, and `{minutes}` and
`{points}` what the header of the script says and its checks add up to (`raycourse/catalogue.py`).
"""

import argparse
import base64
import copy
import hashlib
import os
import re
import sys
import time
from collections.abc import Collection
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

from raycourse.catalogue import Entry, entries, resolved, table
from raycourse.settings import PROJECT
from tools.pictures import lightest

CELL_TIMEOUT_S = 900
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}


def source_form(entry: Entry) -> NotebookNode:
    """The notebook that the script of `entry` describes: references resolved, no outputs, stable cell ids, no metadata but tags and nbgrader's."""
    script = entry.script
    notebook = jupytext.read(script)
    notebook.metadata = nbformat.from_dict(copy.deepcopy(KERNEL))
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for position, cell in enumerate(notebook.cells):
        kept = {key: cell.metadata[key] for key in ("tags", "nbgrader") if key in cell.metadata}
        if kept.get("nbgrader", {}).get("grade"):
            kept["tags"] = [*kept.get("tags", []), "nbval-check-output"]  # so nbval finds a solution that no longer scores
        cell.metadata = nbformat.from_dict(kept)
        grade_id = kept.get("nbgrader", {}).get("grade_id")
        cell.id = grade_id or hashlib.sha1(f"{script.stem[3:]}/{position}".encode()).hexdigest()[:8]
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            filled = cell.source.replace("{minutes}", str(entry.minutes)).replace("{points}", str(sum(entry.tasks.values())))
            cell.source = resolved(filled, str(Path(entry.notebook).parent), script.parent.parent)
    return notebook


def scores(notebook: NotebookNode) -> dict[str, tuple[float, float]]:
    """(points scored, points to be had) of each check cell of an executed lab, as nbgrader reads them; a cell without a result scored none."""
    found = {}
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("grade"):
            results = [output.data["text/plain"] for output in cell.outputs if output.output_type == "execute_result"]
            found[mark["grade_id"]] = (float(results[0]) if results else 0.0, mark["points"])
    return found


def learners_copy(solution: NotebookNode) -> NotebookNode:
    """`solution` as a learner gets it, by nbgrader's preprocessors."""
    from nbgrader.preprocessors import ClearHiddenTests, ClearOutput, ClearSolutions, ComputeChecksums, LockCells

    stub = Config({"ClearSolutions": {"code_stub": {"python": "# Your code here\nraise NotImplementedError"}}})
    notebook, resources = copy.deepcopy(solution), {}
    for preprocessor in (LockCells, ClearSolutions, ClearOutput, ClearHiddenTests, ComputeChecksums):
        notebook, resources = preprocessor(config=stub).preprocess(notebook, resources)
    return notebook


# How notebooks run where nobody looks on: no progress bars, and, unless a storage is named, one in which no learner's scores are kept. One thread
# for each process, as Ray's workers have: several notebooks share the cores, and threads that wait for one another at each step of a small
# model spend four times the work on waiting.
UNWATCHED = {
    "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
    "COURSE_STORAGE": os.environ.get("COURSE_STORAGE", "").strip() or "build/unwatched",
    "COURSE_LEARNER": "course",
}


def execute(notebook: NotebookNode, folder: Path, on_cell=None, **variables: str) -> NotebookNode:
    """Runs `notebook` in a fresh kernel whose working folder is `folder` and whose environment has `variables`; raises nbclient's
    `CellExecutionError` where a cell fails. `on_cell(index, cell)` is called before each cell.
    """

    def before(cell, cell_index):
        if on_cell:
            on_cell(cell_index, cell)

    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_S,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # else each kernel remarks that it speaks TCP
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=before,
        record_timing=False,
    )
    return client.execute(env={**os.environ, **UNWATCHED, **variables})


# Ray's native processes log past Python's settings: a time, a process id and nothing for the reader.
RAY_LOG = re.compile(r"^\[\d{4}-\d\d-\d\d .*? [IWE] \d+ \d+\] .*\n?", re.M)

WIDGET = "application/vnd.jupyter.widget-view+json"


def settled(notebook: NotebookNode) -> NotebookNode:
    """Outputs as they are kept: consecutive prints joined; widgets (progress bars), which die with their kernel, Ray's native log, this
    machine's folder and memory addresses taken out; pictures in their lightest form."""
    for cell in notebook.cells:
        outputs = []
        for output in cell.get("outputs", []):
            if WIDGET in output.get("data", {}):
                continue
            if output.output_type == "stream" and outputs and outputs[-1].get("name") == output.name:
                outputs[-1].text += output.text
            else:
                outputs.append(output)
        for output in outputs:
            if output.get("name") == "stderr":
                output.text = RAY_LOG.sub("", output.text)
        outputs = [output for output in outputs if output.get("text", "-")]
        for output in outputs:
            if "text" in output:
                output.text = _portable(output.text)
            for kind, content in output.get("data", {}).items():
                if isinstance(content, str) and not kind.startswith("image/"):
                    output.data[kind] = _portable(content)
            if "image/png" in output.get("data", {}):
                _lighten(output)
        if cell.cell_type == "code":
            cell.outputs = outputs
    notebook.metadata = nbformat.from_dict(copy.deepcopy(KERNEL))
    return notebook


def _lighten(output: NotebookNode) -> None:
    kind, content = lightest(base64.b64decode(output.data.pop("image/png")))
    output.data[kind] = base64.b64encode(content).decode()
    if said := output.metadata.pop("image/png", None):
        output.metadata[kind] = said


def _portable(text: str) -> str:
    return re.sub(r"0x[0-9a-f]{8,}", "0x…", text.replace(str(PROJECT), "/path/to/course"))


def text_of(notebook: NotebookNode) -> str:
    """The bytes that are written: sorted keys, one space, a newline at the end."""
    return nbformat.writes(nbformat.from_dict(notebook), version=4, sort_keys=True, indent=1) + "\n"


def build(entry: Entry, root: Path = PROJECT, *, anew: bool = True) -> bool:
    """Writes the notebooks of `entry`: the learner's copy of a lab, and the executed lesson or solution. Returns whether it had to be executed:
    unless `anew`, a stored notebook with the same code keeps its outputs, also under another number.
    """
    source, executed = source_form(entry), root / entry.executed
    for path in (executed, root / entry.notebook):
        path.parent.mkdir(exist_ok=True)
    if entry.is_lab:
        (root / entry.notebook).write_text(text_of(learners_copy(source)))
    kept = None if anew else _with_stored_outputs(source, sorted(executed.parent.glob(f"[0-9][0-9]{executed.name[2:]}")))
    executed.write_text(text_of(settled(kept or execute(source, executed.parent))))
    return kept is None


def _with_stored_outputs(source: NotebookNode, stored: list[Path]) -> NotebookNode | None:
    """`source` with the outputs of the first of `stored` that was executed with the same code; None where there is none."""
    code = [cell for cell in source.cells if cell.cell_type == "code"]
    for path in stored:
        cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        if [cell.source for cell in cells] == [cell.source for cell in code] and all(cell.execution_count for cell in cells if cell.source.strip()):
            for cell, before in zip(code, cells, strict=True):
                cell.outputs, cell.execution_count = before.outputs, before.execution_count
            return source
    return None


def _strays(root: Path) -> list[Path]:
    """Notebooks that no script in `lessons/` describes."""
    expected = {root / where for entry in entries(root) for where in (entry.executed, entry.notebook)}
    return [path for folder in ("notebooks", "solutions", "labs") for path in sorted((root / folder).glob("*.ipynb")) if path not in expected]


def readme(root: Path = PROJECT) -> str:
    """README.md as it should be: the table of lessons between its two marks is the catalogue's."""
    text = (root / "README.md").read_text()
    return re.sub(r"(?<=<!-- lessons -->\n).*?(?=<!-- /lessons -->)", lambda _: f"\n{table(root=root)}\n\n", text, flags=re.S)


def _without_outputs(notebook: NotebookNode) -> NotebookNode:
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def differences(root: Path = PROJECT) -> list[str]:
    """What is wrong with the written notebooks, one line each; empty when they are what `lessons/` says."""
    problems = []
    for entry in entries(root):
        source = source_form(entry)
        for where in dict.fromkeys((entry.executed, entry.notebook)):
            path = root / where
            if not path.exists():
                problems.append(f"{where} is missing")
                continue
            written = nbformat.read(path, as_version=4)
            if where != entry.executed:
                if path.read_text() != text_of(learners_copy(source)):
                    problems.append(f"{where} is not the learner's copy of {entry.script.name}")
            elif text_of(_without_outputs(written)) != text_of(source):
                problems.append(f"{where} does not match {entry.script.name}")
            elif not all(cell.execution_count for cell in written.cells if cell.cell_type == "code" and cell.source.strip()):
                problems.append(f"{where} has cells that were not executed")
    if (root / "README.md").read_text() != readme(root):
        problems.append("README.md has another table of lessons")
    return problems + [f"{path.relative_to(root)} has no script in lessons/" for path in _strays(root)]


def build_all(root: Path = PROJECT, names: Collection[str] = ()) -> None:
    """Builds the scripts `names` anew; without names whatever is not as its script says, and removes notebooks that have none.

    Raises:
        ValueError: a name is not known; the message lists those that are.
        CellExecutionError: a cell failed.
    """
    known = {entry.script.stem: entry for entry in entries(root)}
    if unknown := set(names) - set(known):
        raise ValueError(f"no lessons/{unknown.pop()}.py; there are {', '.join(known)}")
    for name in names or known:
        start = time.monotonic()
        print(f"{name} ...", end=" ", flush=True)
        ran = build(known[name], root, anew=bool(names))
        print(f"{time.monotonic() - start:.0f} s" if ran else "code unchanged: outputs kept", flush=True)
    for path in _strays(root):
        path.unlink()
        print(f"{path.relative_to(root)} removed")
    (root / "README.md").write_text(readme(root))


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the notebooks from lessons/, or check that they are built.")
    parser.add_argument("names", nargs="*", help="scripts to execute, without .py; by default those whose code has changed")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if args.check:
        problems = differences()
        print(*problems, sep="\n", end="\n" if problems else "")
        if problems:
            print("Run `make notebooks`: lessons/ is the only source.", file=sys.stderr)
        return bool(problems)
    try:
        build_all(names=args.names)
    except ValueError as error:
        parser.error(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main())
