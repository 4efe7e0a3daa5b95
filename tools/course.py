"""Runs every lesson and every solution as a learner would, with progress, and writes what came out to `build/course/`.

The page `build/course/index.html` has the times and all pictures; each notebook is beside it, executed, as `.ipynb` and `.html`.
"""

import html
import sys
import time

from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from raycourse.catalogue import entries
from raycourse.settings import PROJECT
from tools.notebooks import execute, settled, source_form, text_of

OUT = PROJECT / "build" / "course"

STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse}td,th{padding:.3rem 1.2rem .3rem 0;text-align:left;border-bottom:1px solid #ddd}
img{max-width:100%;margin:.5rem 0}.bad{color:#b00020;font-weight:bold}"""


class Progress:
    """One line: which notebook, which cell, how long. Rewritten in place on a terminal, said every 20 s elsewhere."""

    def __init__(self):
        self.start, self.said, self.live = time.monotonic(), 0.0, sys.stdout.isatty()

    def __call__(self, text: str, *, last: bool = False):
        elapsed = time.monotonic() - self.start
        line = f"{int(elapsed // 60):02d}:{int(elapsed % 60):02d}  {text}"
        if self.live:
            print(f"\r\033[K{line}", end="\n" if last else "", flush=True)
        elif last or elapsed - self.said > 20:
            self.said = elapsed
            print(line, flush=True)


def pictures(notebook: NotebookNode) -> list[tuple[str, str]]:
    """(`data:` URI, alt text) of every picture that the cells show."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for kind in ("image/png", "image/jpeg"):
                if picture := output.get("data", {}).get(kind):
                    alt = output.get("metadata", {}).get(kind, {}).get("alt", "")
                    found.append((f"data:{kind};base64,{picture.replace(chr(10), '')}", alt))
    return found


def page(results: list[tuple[str, str, float, str | None, NotebookNode]]) -> str:
    """The results page, self-contained. Each result is (name, title, seconds, error or None, notebook)."""
    rows = "".join(
        f"<tr><td><a href='{name}.html'>{html.escape(title)}</a></td><td>{seconds:.0f} s</td>"
        f"<td>{'ran through' if error is None else f'<span class=bad>{html.escape(error)}</span>'}</td></tr>"
        for name, title, seconds, error, _ in results
    )
    galleries = "".join(
        f"<h2>{html.escape(title)}</h2>" + "".join(f"<p><img src='{picture}' alt='{html.escape(alt, quote=True)}'></p>" for picture, alt in shown)
        for _, title, _, _, notebook in results
        if (shown := pictures(notebook))
    )
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>The course, run here</title><style>{STYLE}</style><h1>The course, run here</h1><table><tr><th>Notebook</th><th>Time</th><th></th></tr>{rows}</table>{galleries}"


def title_of(notebook: NotebookNode) -> str:
    return notebook.cells[0].source.splitlines()[0].lstrip("# ")


def main() -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    exporter, progress, results = HTMLExporter(), Progress(), []
    chosen = entries()
    for number, entry in enumerate(chosen, 1):
        name = entry.name
        notebook, error, start = source_form(entry), None, time.monotonic()
        total = len(notebook.cells)
        label = f"[{number}/{len(chosen)}] {name}{' (solution)' if entry.is_lab else ''}"

        def on_cell(index, _, label=label, total=total):
            progress(f"{label}  cell {index + 1}/{total}")

        try:
            execute(notebook, (PROJECT / entry.executed).parent, on_cell)
        except CellExecutionError as failure:
            error = f"{failure.ename}: {failure.evalue}".splitlines()[0]
        seconds = time.monotonic() - start
        settled(notebook)
        (OUT / f"{name}.ipynb").write_text(text_of(notebook))
        (OUT / f"{name}.html").write_text(exporter.from_notebook_node(notebook)[0])
        results.append((name, title_of(notebook), seconds, error, notebook))
        progress(f"{label}  {f'{seconds:.0f} s' if error is None else error}", last=True)
        (OUT / "index.html").write_text(page(results))
    failed = sum(error is not None for *_, error, _ in results)
    print(f"\n{len(results) - failed} notebooks ran through, {failed} failed. Times and pictures: {(OUT / 'index.html').relative_to(PROJECT)}")
    print("Open the course:  make lab")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
