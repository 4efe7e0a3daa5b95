"""Builds the site into `build/site/`, without a network: `make site`.

Sphinx reads a copy of what the site shows, in `build/site-source/`: the pages of `docs/`, the executed lessons and the blank labs as they are, and the
Markdown files that the project has anyway. `tools/pages.py` fills in what the pages take from elsewhere. Then every link is looked at: one that leads to
no page or to no heading, and anything that a browser would fetch from another host, is an error. `build/site-links.txt` lists the links to other hosts,
which nobody has followed.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sphinx.cmd.build import build_main

from raycourse.catalogue import entries
from raycourse.settings import PROJECT
from tools.pages import Pages

SOURCE, SITE, ELSEWHERE = (PROJECT / "build" / name for name in ("site-source", "site", "site-links.txt"))
MARKDOWN = ("docs/*.md", "data/models/*/README.md", "deploy/README.md", "benchmarks/*.md", "CONTRIBUTING.md")
BESIDE = ("data/models/*/*.png", "benchmarks/*.png")
FETCHED = {"script": "src", "img": "src", "source": "src", "iframe": "src", "link": "href"}  # what a browser loads by itself, and from where


def pages(root: Path = PROJECT) -> dict[str, str]:
    """{file of the project: its place on the site} of everything that is shown, both relative. The start page comes to the top."""
    shown = [path.relative_to(root).as_posix() for pattern in (*MARKDOWN, *BESIDE) for path in sorted(root.glob(pattern))]
    shown += [entry.notebook for entry in entries(root)]
    return {name: "index.md" if name == "docs/index.md" else name for name in shown}


def prepare(source: Path = SOURCE, root: Path = PROJECT) -> None:
    """Writes the folder `source` anew, from which Sphinx builds.

    Raises:
        ValueError: a page asks for what is not there; the message says which.
        FileNotFoundError: a notebook was not built.
    """
    shutil.rmtree(source, ignore_errors=True)
    shown = pages(root)
    if missing := [name for name in shown if not (root / name).exists()]:
        raise FileNotFoundError(f"{missing[0]} is missing: run `make notebooks`")
    for name, place in shown.items():
        target = source / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix == ".md":
            target.write_text(Pages(shown, root).filled(name))
        else:
            shutil.copy(root / name, target)


class _Page(HTMLParser):
    """What a page has: `ids`, `links` that a reader may follow, and what a browser `fetches`."""

    def __init__(self, path: Path):
        super().__init__()
        self.ids, self.links, self.fetches = set(), [], []
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        self.ids.add(said.get("id"))
        if tag == "a" and said.get("href"):
            self.links.append(said["href"])
        if tag in FETCHED and said.get(FETCHED[tag]):
            self.fetches.append(said[FETCHED[tag]])


def problems(site: Path = SITE) -> tuple[list[str], list[str]]:
    """(what is wrong with the links of a built site, one line each; the links to other hosts, sorted)."""
    read = {path: _Page(path) for path in sorted(site.rglob("*.html")) if "_static" not in path.parts}  # where themes keep templates
    wrong, elsewhere = [], set()
    for path, page in read.items():
        for link in page.links + page.fetches:
            place = urlsplit(link)
            if place.scheme in ("http", "https", "mailto") or place.netloc:
                elsewhere.add(link)
                continue
            target = (path.parent / unquote(place.path)).resolve() if place.path else path
            anchor = unquote(place.fragment)
            if place.scheme not in ("data", "") or (place.scheme == "" and not target.is_file()):
                wrong.append(f"{path.relative_to(site)}: {link} leads nowhere")
            elif anchor and target in read and anchor not in read[target].ids:
                wrong.append(f"{path.relative_to(site)}: {link}: that page has no such heading")
        wrong += [f"{path.relative_to(site)}: a browser fetches {link}" for link in page.fetches if urlsplit(link).netloc]
    for path in sorted(site.rglob("*.css")):
        wrong += [f"{path.relative_to(site)}: a browser fetches {link}" for link in _remote(path.read_text())]
    return wrong, sorted(elsewhere)


def _remote(css: str) -> Iterator[str]:
    return (link for link in re.findall(r"(?:url\(|@import\s+(?!url))\s*[\"']?([^\"')\s]+)", css) if urlsplit(link).netloc)


def main() -> int:
    try:
        prepare()
    except (ValueError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    shutil.rmtree(SITE, ignore_errors=True)
    options = ["-b", "html", "-c", str(PROJECT / "docs"), "-d", str(PROJECT / "build/site-doctrees"), "-E", "-q", "-W", "--keep-going"]
    if failed := build_main([*options, str(SOURCE), str(SITE)]):
        return failed
    wrong, elsewhere = problems()
    ELSEWHERE.write_text("".join(f"{link}\n" for link in elsewhere))
    print(*wrong, sep="\n", end="\n" if wrong else "")
    if not wrong:
        start, links = map(os.path.relpath, (SITE / "index.html", ELSEWHERE))
        print(f"open {start}; {links} lists {len(elsewhere)} links to other hosts, which nobody has followed")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
