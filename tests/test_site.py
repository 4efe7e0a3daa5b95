"""The site: what its pages take from elsewhere, what the build refuses, and how it looks in a browser."""

import contextlib
import functools
import http.server
import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from raycourse.catalogue import entries, lab, lesson, lessons
from raycourse.settings import PROJECT
from tests import browser
from tests.test_ci import TARGETS
from tools import site
from tools.pages import Pages


@pytest.fixture
def project(tmp_path):
    """A folder with this project's lessons and README, to which a test adds pages: `project(name=text)` gives the page `docs/name.md` as the site has it."""
    for name in ("lessons", "README.md", "labs", "notebooks", "data"):
        (tmp_path / name).symlink_to(PROJECT / name)
    (tmp_path / "docs").mkdir()

    def filled(text):
        (tmp_path / "docs/page.md").write_text(text)
        return Pages(site.pages(tmp_path), tmp_path).filled("docs/page.md")

    return filled


# What pages take from elsewhere


def test_everything_of_the_catalogue_is_shown_and_no_solution():
    shown = site.pages()
    assert {entry.notebook for entry in entries()} <= set(shown)
    assert not [name for name in shown if name.startswith(("solutions", "lessons"))]
    assert shown["docs/index.md"] == "index.md" and {"data/models/clip/README.md", "docs/instructor.md"} <= set(shown)
    start = Pages(shown, PROJECT).filled("docs/index.md")
    for entry in entries():
        assert f"</{entry.notebook}>" in start
    for name in shown.keys() - {"docs/index.md"}:
        if name.startswith("docs/") and name.endswith(".md"):
            assert f"\n/{name}\n" in start, f"{name} is in no group of the contents, in docs/index.md"


def test_syllabi_add_up_by_the_minutes_of_the_catalogue():
    text = Pages(site.pages(), PROJECT).filled("docs/syllabi.md")
    promised = [int(minutes) for minutes in re.findall(r"^```\{syllabus\} (\d+)", (PROJECT / "docs/syllabi.md").read_text(), re.M)]
    tables = re.findall(r"\|---\|---\|---\|\n((?:\|.*\n?)+)", text)
    assert len(tables) == len(promised) == 7
    for table, minutes in zip(tables, promised, strict=True):
        rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in table.strip().splitlines()]
        at = [int(hour) * 60 + int(minute) for hour, minute in (row[0].split(":") for row in rows)]
        assert at[0] == 0 and at[-1] == sum(int(row[1]) for row in rows[:-1]) == minutes
        assert [b - a for a, b in zip(at, at[1:], strict=False)] == [int(row[1]) for row in rows[:-1]]
    long = {entry.notebook: entry.minutes for entry in entries()}
    listed = re.findall(r"\| (\d+) \| \[.*?\]\(\.\./(.*?)\) \|", text)
    assert listed and all(long[notebook] == int(minutes) for minutes, notebook in listed)
    first, second, third, fourth = ({notebook for _, notebook in re.findall(r"\| (\d+) \| \[.*?\]\(\.\./(.*?)\) \|", table)} for table in tables[-4:])
    assert first | second == {e.notebook for e in entries() if e.number <= lesson("embeddings").number}  # as the heading says
    for_afterwards = {lab("multimodal").notebook, lab("clinic").notebook, lesson("capstone").notebook, lab("capstone").notebook}
    assert third | fourth == {e.notebook for e in entries()} - first - second - for_afterwards


def test_a_syllabus_that_takes_longer_than_it_says_is_refused(project):
    start = lesson("start").minutes
    text = project(f"```{{syllabus}} {start + 15}\n5 Welcome\nstart\n```\n")
    assert f"| 0:05 | {start} | [00 · Start here](../notebooks/00_start.ipynb) |" in text and "| 10 | Questions" in text
    with pytest.raises(ValueError, match=f"a syllabus of 10 minutes takes {start + 5}"):
        project("```{syllabus} 10\n5 Welcome\nstart\n```\n")
    with pytest.raises(ValueError, match="lesson 'start' has no lab"):
        project("```{syllabus} 60\nstart lab\n```\n")


def test_a_word_that_no_lesson_uses_is_left_out_and_others_lead_to_their_section(project):
    text = project("```{glossary}\nanti join\n  Who is missing.\n\nzebrafication\n  Stripes.\n```\n")
    assert "zebrafication" not in text and "Who is missing.\n  [Lesson 03, " in text
    assert re.search(r"\]\(\.\./notebooks/03_joins\.ipynb#[\w-]+\)", text)


def test_pitfalls_of_all_lessons_are_listed():
    boxes = sum(entry.script.read_text().count("**Pitfall: ") for entry in lessons())
    text = Pages(site.pages(), PROJECT).filled("docs/troubleshooting.md")
    assert text.count("[Where it is shown](../notebooks/") == boxes > 15
    assert "(lesson:" not in text


def test_sections_come_from_readme_and_links_hold(project):
    text = project("{README: Settings}\n\nSee [the lock](../README.md) and [lesson {}](lesson:joins).\n")
    assert text.startswith("## Settings\n") and "`COURSE_STORAGE`" in text and "## For instructors" not in text
    assert "See the lock and [lesson 03](../notebooks/03_joins.ipynb)." in text  # README is no page of the site
    with pytest.raises(ValueError, match="no section 'Gone'; there are The lessons"):
        project("{README: Gone}\n")
    with pytest.raises(ValueError, match="docs/page.md links to gone.md, which is not there"):
        project("[gone](gone.md)\n")


def test_every_lesson_has_its_notes_for_the_instructor():
    assert [entry.slug for entry in lessons() if not (PROJECT / f"docs/notes/{entry.slug}.md").exists()] == []
    assert [
        entry.slug for entry in lessons() if lab(entry.slug) and "| the check says |" not in (PROJECT / f"docs/notes/{entry.slug}.md").read_text()
    ] == []


SOURCES = "\n".join(path.read_text() for folder in ("raycourse", "lessons") for path in sorted((PROJECT / folder).rglob("*.py")))


def messages(text, column):
    """What stands in code in a column of the tables of `text` that have a `column` so headed."""
    for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
        head, _, *rows = [[cell.strip() for cell in row.strip().strip("|").split(" | ")] for row in table.splitlines()]
        if column in head:
            for row in rows:
                yield re.match(r"`(.*?)`", row[head.index(column)])[1]


@pytest.mark.parametrize(
    ("page", "column"),
    [
        ("docs/troubleshooting.md", "message"),
        *[(f"docs/notes/{entry.slug}.md", "the check says") for entry in lessons() if lab(entry.slug)],
    ],
)
def test_every_message_that_is_explained_is_said_somewhere(page, column):
    said = list(messages((PROJECT / page).read_text(), column))
    assert len(said) >= 3
    missing = [message for message in said if any(part.strip(" ,") not in SOURCES for part in message.split("…"))]
    assert not missing, f"{page} explains what nothing says any more"


# What the build refuses


def test_broken_links_and_remote_files_are_found(tmp_path):
    (tmp_path / "b.html").write_text('<h1 id="top">B</h1>')
    (tmp_path / "style.css").write_text("@import url('https://fonts.example/a.css'); p { background: url(data:x) url(local.png) }")
    (tmp_path / "a.html").write_text(
        '<a href="b.html#top">fine</a><a href="b.html#gone">1</a><a href="gone.html">2</a><a href="https://ray.example/x">elsewhere</a>'
        '<link rel="stylesheet" href="style.css"><script src="https://cdn.example/x.js"></script><img src="gone.png">'
    )
    wrong, elsewhere = site.problems(tmp_path)
    assert wrong == [
        "a.html: b.html#gone: that page has no such heading",
        "a.html: gone.html leads nowhere",
        "a.html: gone.png leads nowhere",
        "a.html: a browser fetches https://cdn.example/x.js",
        "style.css: a browser fetches https://fonts.example/a.css",
    ]
    assert elsewhere == ["https://cdn.example/x.js", "https://ray.example/x"]


def test_a_notebook_that_was_not_built_is_named(tmp_path):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons/00_start.py").write_text("# ---\n# jupyter:\n#   course:\n#     title: Start\n#     minutes: 5\n# ---\n")
    with pytest.raises(FileNotFoundError, match="notebooks/00_start.ipynb is missing: run `make notebooks`"):
        site.prepare(tmp_path / "source", tmp_path)


def test_the_dev_container_has_room_for_ray_and_sets_the_course_up():
    container = json.loads((PROJECT / ".devcontainer/devcontainer.json").read_text())
    assert container["runArgs"] == ["--shm-size=2gb"]
    assert container["postCreateCommand"].removeprefix("make ") in TARGETS
    python = re.search(r"python:(\d+\.\d+)", container["image"])[1]
    assert f"python={python}" in (PROJECT / "environment.yml").read_text()


# The site itself


@pytest.fixture(scope="module")
def built():
    """The folder of the site, built as `make site` builds it."""
    run = subprocess.run([sys.executable, "-m", "tools.site"], cwd=PROJECT, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stdout + run.stderr
    return site.SITE


@pytest.mark.slow
def test_notebooks_are_shown_and_downloaded_as_they_are(built):
    for entry in entries():
        page = built / Path(entry.notebook).with_suffix(".html")
        assert entry.title.removeprefix("Lab: ") in page.read_text()
        assert (built / "_sources" / entry.notebook).read_bytes() == (PROJECT / entry.notebook).read_bytes()
        assert not re.search(r'<img[^>]*alt="(_images/|\.\./_images/|)"', page.read_text()), f"{entry.notebook}: a picture without its text"


@pytest.fixture
def address(built):
    """The address of the site on a server of this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *said):
            pass

        def copyfile(self, *files):
            with contextlib.suppress(ConnectionError):  # the browser has gone on to the next page
                super().copyfile(*files)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=built))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.slow
def test_every_page_in_a_browser(built, address, tmp_path):
    if not browser.CHROMIUM:
        pytest.skip("no Chromium is installed here to look at the site with")
    pages = [path.relative_to(built) for path in sorted(built.rglob("*.html")) if path.parts[len(built.parts)] != "_static"]
    assert len(pages) > len(entries()) + 8
    with browser.opened(f"{address}/index.html", tmp_path / "chromium") as page:
        for domain in ("Log", "Runtime", "Network"):
            page.ask(f"{domain}.enable")
        for path in pages:
            page.ask("Page.navigate", url=f"{address}/{path}")
            page.see(f"location.pathname == '/{path}' && document.readyState == 'complete'")
            page.tell("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
            page.see("[...document.querySelectorAll('article img')].every(image => image.complete)")
            broken = page.tell("[...document.querySelectorAll('article img')].filter(image => !image.naturalWidth).map(image => image.src)")
            assert broken == [], path
            for wide, theme in ((1280, "light"), (390, "dark")):
                page.ask("Emulation.setDeviceMetricsOverride", width=wide, height=900, deviceScaleFactor=1, mobile=wide < 600)
                page.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
                page.see(f"document.documentElement.dataset.theme == '{theme}'")
                assert page.tell("document.documentElement.scrollWidth") <= wide, f"{path} is wider than a window of {wide}"
        asked = {event["params"]["request"]["url"] for event in page.events if event["method"] == "Network.requestWillBeSent"}
        assert len(asked) > len(pages) and [url for url in asked if not url.startswith((address, "data:"))] == []
        errors = [event["params"]["exceptionDetails"] for event in page.events if event["method"] == "Runtime.exceptionThrown"]
        errors += [event["params"]["entry"] for event in page.events if event["method"] == "Log.entryAdded"]
        errors += [event["params"] for event in page.events if event["method"] == "Runtime.consoleAPICalled" and event["params"]["type"] == "error"]
        assert errors == []


@pytest.mark.slow
def test_search_and_folded_answers_work(built, address, tmp_path):
    if not browser.CHROMIUM:
        pytest.skip("no Chromium is installed here to look at the site with")
    with browser.opened(f"{address}/search.html?q=actor+pool", tmp_path / "chromium") as page:
        page.see("document.querySelectorAll('#search-results li a').length > 5")
        found = page.tell("[...document.querySelectorAll('#search-results li a')].map(link => link.innerText)")
        assert "Glossary" in found and any(entry.title in title for entry in lessons() for title in found)
        page.ask("Page.navigate", url=f"{address}/notebooks/{lesson('predict').script.stem}.html")
        page.see("document.querySelector('article details summary')")
        hidden = "document.querySelector('article details').lastElementChild.checkVisibility({contentVisibilityAuto: true})"
        assert page.tell(hidden) is False
        page.click("article details summary")
        page.see(hidden)
