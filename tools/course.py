"""Runs every lesson and every solution as a learner would, with progress, and writes what came out to `build/course/`.

The page `build/course/index.html` has the times and all pictures; each notebook is beside it, executed, as `.ipynb` and `.html`.
"""

import contextlib
import html
import os
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psutil
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from raycourse.catalogue import Entry, entries
from raycourse.settings import PROJECT
from tools.lanes import lanes, running_ray
from tools.notebooks import execute, scores, settled, source_form, text_of

OUT = PROJECT / "build" / "course"

STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse}td,th{padding:.3rem 1.2rem .3rem 0;text-align:left;border-bottom:1px solid #ddd}
img{max-width:100%;margin:.5rem 0}.bad{color:#b00020;font-weight:bold}"""


class Progress:
    """One line: what each lane is at, and how long. Rewritten in place on a terminal, said every 20 s elsewhere."""

    def __init__(self):
        self.start, self.said, self.live = time.monotonic(), 0.0, sys.stdout.isatty()
        self.at, self.lock = {}, threading.Lock()

    def __call__(self, name: str, text: str, *, last: bool = False):
        """Notebook `name` is at `text`; `last` when it has ended."""
        with self.lock:
            elapsed = time.monotonic() - self.start
            clock = f"{int(elapsed // 60):02d}:{int(elapsed % 60):02d}"
            wipe = "\r\033[K" if self.live else ""
            if last:
                self.at.pop(name, None)
                print(f"{wipe}{clock}  {name}  {text}", flush=True)
            else:
                self.at[name] = text
            if self.live or (not last and elapsed - self.said > 20):
                self.said = elapsed
                line = "   ".join(f"{name} {at}" for name, at in self.at.items())
                print(f"{wipe}{clock}  {line}", end="" if self.live else "\n", flush=True)


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


@dataclass
class Result:
    """What became of one notebook; `error` is empty where it ran through."""

    entry: Entry
    notebook: NotebookNode
    seconds: float
    error: str = ""

    @property
    def points(self) -> str:
        """What its own checks gave, for the page; empty where it has none."""
        found = scores(self.notebook).values()
        return f", {sum(score for score, _ in found):g} of {sum(points for _, points in found):g} points" if found else ""


def page(results: list[Result]) -> str:
    """The results page, self-contained."""
    rows = "".join(
        f"<tr><td><a href='{result.entry.script.stem}.html'>{html.escape(result.entry.title)}</a></td><td>{result.seconds:.0f} s</td>"
        f"<td>{f'<span class=bad>{html.escape(result.error)}</span>' if result.error else 'ran through'}{result.points}</td></tr>"
        for result in results
    )
    galleries = "".join(
        f"<h2>{html.escape(result.entry.title)}</h2>"
        + "".join(f"<p><img src='{picture}' alt='{html.escape(alt, quote=True)}'></p>" for picture, alt in shown)
        for result in results
        if (shown := pictures(result.notebook))
    )
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>The course, run here</title><style>{STYLE}</style><h1>The course, run here</h1><table><tr><th>Notebook</th><th>Time</th><th></th></tr>{rows}</table>{galleries}"


def run(entry: Entry, address: str, progress: Progress) -> Result:
    """Executes `entry` on the Ray at `address`, and writes it to `OUT` as a notebook and as a page."""
    name, notebook, error, start = entry.script.stem, source_form(entry), "", time.monotonic()
    total = len(notebook.cells)
    try:
        where = (PROJECT / entry.executed).parent
        execute(notebook, where, lambda index, _: progress(name, f"cell {index + 1}/{total}"), RAY_ADDRESS=address)
    except Exception as failure:  # whatever stops a notebook, a kernel that does not start among it, is its result
        error = str(failure).strip().splitlines()[-1]
    seconds = time.monotonic() - start
    if not error and (missed := [name for name, (score, points) in scores(notebook).items() if score < points]):
        error = f"its own checks find fault with {', '.join(missed)}"
    settled(notebook)
    (OUT / f"{name}.ipynb").write_text(text_of(notebook))
    (OUT / f"{name}.html").write_text(HTMLExporter().from_notebook_node(notebook)[0])
    progress(name, error or f"{seconds:.0f} s", last=True)
    return Result(entry, notebook, seconds, error)


def run_all(chosen: Sequence[Entry], progress: Progress) -> Iterator[list[Result]]:
    """Runs `chosen` in lanes; yields all results so far, in the order of the course, whenever a notebook has ended.

    Raises:
        RuntimeError: a lane's Ray did not start.
    """
    waiting, ended = deque(chosen), queue.Queue()

    def lane():
        try:
            with running_ray() as address, contextlib.suppress(IndexError):
                while True:
                    ended.put(run(waiting.popleft(), address, progress))
        except Exception as error:
            ended.put(error)

    for _ in range(min(lanes(), len(chosen))):
        threading.Thread(target=lane, daemon=True).start()
    results = []
    while len(results) < len(chosen):
        result = ended.get()
        if isinstance(result, Exception):
            raise result
        results.append(result)
        yield sorted(results, key=lambda result: result.entry.script)


def main() -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    results, chosen = [], entries()
    (OUT / "index.html").write_text(page(results))  # not the last run's
    try:
        for results in run_all(chosen, Progress()):
            (OUT / "index.html").write_text(page(results))
    except KeyboardInterrupt:
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if "ipykernel" in " ".join(child.cmdline()):
                    child.kill()  # the lanes' Rays end by themselves when this process does
        print(
            f"\ninterrupted: {len(chosen) - len(results)} notebooks did not end. Those that did: {(OUT / 'index.html').relative_to(PROJECT)}",
            flush=True,
        )
        os._exit(1)  # nbclient would take leave of kernels that are gone, and fail loudly
    except RuntimeError as error:
        print(error)
    failed = sum(bool(result.error) for result in results)
    print(f"\n{len(results) - failed} notebooks ran through, {failed} failed. Times and pictures: {(OUT / 'index.html').relative_to(PROJECT)}")
    print("Open the course:  make lab")
    return 0 if len(results) == len(chosen) and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
