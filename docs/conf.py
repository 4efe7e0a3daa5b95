"""How Sphinx builds the site, from the pages that `tools/site.py` prepares: `make site`."""

import hashlib
from base64 import b64decode
from pathlib import Path

import nbformat
from docutils import nodes

project = "AI data pipelines with Ray"
author, copyright = "the course's authors", "the course's authors, Apache-2.0"
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["docs/conf.py"]
default_role = "code"  # docstrings write code in single backticks, as Markdown does

nb_execution_mode = "off"  # the notebooks were executed by `make notebooks`
nb_merge_streams = True
myst_heading_anchors = 3

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
add_module_names = False

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_favicon = "_static/favicon.svg"
html_context = {"default_mode": "auto"}  # light or dark as the reader has it; without it the theme complains on the console
html_sourcelink_suffix = ""  # so that a notebook is downloaded under its own name
html_theme_options = {
    "use_download_button": True,
    "use_fullscreen_button": False,
    "home_page_in_toc": True,
    "show_toc_level": 2,
    "navbar_persistent": [],  # the search field stands beside the contents already
    "search_bar_text": "Search the course",
}


def alt_texts(app, doctree):
    """Gives the pictures in a notebook's outputs the alt text that they carry, of which MyST-NB takes no notice. It names them by their hash."""
    path = Path(app.env.doc2path(app.env.docname))
    if path.suffix != ".ipynb":
        return
    said = {}
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", ()):
            for kind in {"image/png", "image/jpeg"} & set(output.get("data", ())):
                digest = hashlib.sha256(b64decode(output.data[kind])).hexdigest()
                said[digest] = output.metadata.get(kind, {}).get("alt", "")
    for image in doctree.findall(nodes.image):
        if alt := said.get(Path(image["uri"]).stem):
            image["alt"] = alt


def setup(app):
    app.connect("doctree-read", alt_texts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
