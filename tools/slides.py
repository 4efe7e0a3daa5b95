"""Writes each lesson as a page of slides, `build/slides/NAME.slides.html`, from the executed notebook: `make slides`.

A section is a column of slides; each text in it begins a slide, with the code and the output that follow. The pages load reveal.js from another host.
"""

import nbformat
from nbconvert import SlidesExporter
from nbformat import NotebookNode

from raycourse.catalogue import lessons
from raycourse.settings import PROJECT

OUT = PROJECT / "build" / "slides"


def marked(notebook: NotebookNode) -> NotebookNode:
    """`notebook` with the kind of slide that nbconvert makes of each cell."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.metadata["slideshow"] = {"slide_type": "slide" if cell.source.startswith(("# ", "## ")) else "subslide"}
    return notebook


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    exporter = SlidesExporter(reveal_scroll=True)
    for entry in lessons():
        text, _ = exporter.from_notebook_node(marked(nbformat.read(PROJECT / entry.executed, as_version=4)))
        (OUT / f"{entry.script.stem}.slides.html").write_text(text)
    print(f"{len(lessons())} lessons are in {OUT.relative_to(PROJECT)}/; to show them needs a network")


if __name__ == "__main__":
    main()
