"""The start page, as text and in a browser."""

import os
import re
import signal
import subprocess
import time

import pytest

from raycourse import progress, start
from raycourse.__main__ import main
from raycourse.catalogue import entries, lab, lessons
from raycourse.settings import PROJECT
from tests import browser


def scores(*labs, share=1):
    return {task: {"score": share * points, "points": points} for entry in labs for task, points in entry.tasks.items()}


def test_a_new_learner_sees_every_lesson_and_lab_and_no_points():
    text = start.page({})
    for entry in entries():
        assert f"({entry.notebook})" in text and f"{entry.minutes}&nbsp;min" in text
    assert f"Begin with [{lessons()[0].number} · {lessons()[0].title}]" in text
    assert "Your points" not in text and "○" not in text


def test_everything_the_page_points_to_is_there():
    links = re.findall(r"\]\(([^)#:]+)\)", start.page({}))
    assert len(links) > 16
    assert [link for link in links if not (PROJECT / link).exists()] == []


def test_points_stand_beside_their_lab():
    ingest, joins = lab("ingest"), lab("joins")
    half = dict(list(scores(joins, share=0.5).items())[:2])
    text = start.page({**scores(ingest), **half, "gone.task": {"score": 9, "points": 9}})
    row = {line.split(" | ")[0]: line for line in text.splitlines() if line.startswith("| 0")}
    assert f"●●●●● {sum(ingest.tasks.values())} of".replace(" ", "&nbsp;") in row[f"| {ingest.number}"]
    assert "◐◐○○○&nbsp;2.5&nbsp;of" in row[f"| {joins.number}"]
    assert row[f"| {lab('images').number}"].endswith(" ○○○○○ |")
    assert f"**{sum(ingest.tasks.values()) + 2.5:g} of {sum(sum(entry.tasks.values()) for entry in entries())} points**" in text


def test_the_page_says_where_to_go_on():
    labs = [entry for entry in entries() if entry.is_lab]
    then = lessons()[int(labs[0].number) + 1]
    assert f"Go on with [{then.number} · {then.title}]" in start.page(scores(labs[0]))
    assert f"Go on with [{labs[0].number} · {labs[0].title}]" in start.page(scores(labs[0], share=0.5))
    assert "end of the course" in start.page(scores(*labs))


def test_a_setting_that_makes_no_sense_is_said_in_a_line(environment, monkeypatch, capsys):
    environment(COURSE_PROFILE="Full")
    monkeypatch.setattr("sys.argv", ["raycourse", "start"])
    assert main() == 1
    assert capsys.readouterr().err.startswith("unknown COURSE_PROFILE 'Full'")


@pytest.fixture
def opened_course(tmp_path, environment):
    """The address of the course, opened by `make lab` without a browser."""
    if not browser.CHROMIUM:
        pytest.skip("no Chromium is installed here to look at JupyterLab with")
    folders = {"JUPYTER_RUNTIME_DIR": "runtime", "JUPYTER_CONFIG_DIR": "config", "COURSE_STORAGE": "storage"}
    environment(COURSE_LEARNER="ada", **{name: str(tmp_path / folder) for name, folder in folders.items()})
    options = f"OPTIONS=--no-browser --port 0 --LabApp.workspaces_dir={tmp_path / 'workspaces'}" + (" --allow-root" if os.geteuid() == 0 else "")
    log = tmp_path / "log"
    with log.open("w") as stream:
        server = subprocess.Popen(["make", "lab", options], cwd=PROJECT, stdout=stream, stderr=stream, start_new_session=True)
    try:
        for _ in range(600):
            if address := re.search(r"http://127\.0\.0\.1:\S+token=\w+", log.read_text()):
                break
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
        yield address[0]
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


@pytest.mark.slow
def test_make_lab_opens_the_start_page(opened_course, tmp_path):
    names = "[...document.querySelectorAll('.jp-DirListing-itemName')].map(item => item.innerText)"
    preview = "document.querySelector('.jp-MarkdownViewer')"
    with browser.opened(opened_course, tmp_path / "chromium") as page:
        page.see(f"{preview}?.querySelector('h1')?.innerText == 'AI data pipelines with Ray'")
        page.see(f"{preview}.querySelector('img').naturalWidth > 900 && {preview}.querySelector('img').checkVisibility()")
        assert page.tell(f"{preview}.querySelector('table').rows.length") == len(lessons()) + 1
        page.see("document.querySelector('.jp-DirListing-item')")
        listed = page.tell(names)
        assert {"lessons", "labs", "notebooks", "README.md"} <= set(listed)

        progress.record("ingest.in_pairs", 2, 2)
        start.write()
        page.screenshot(tmp_path / "start.png")  # for people to look at
        page.press(".lm-MenuBar-item", "File")
        page.press(".lm-Menu-item .lm-Menu-itemLabel", "Reload Markdown File from Disk")
        page.see(f"{preview}.innerText.includes('●○○○○')")

        page.click(f".jp-MarkdownViewer a[href*='{lessons()[0].notebook}']")
        page.see("document.querySelector('.jp-NotebookPanel h1')?.innerText.startsWith('Start here')")
        page.see("document.querySelector('.jp-NotebookPanel .jp-Toolbar-kernelName')?.innerText.includes('Python 3')")
        text = page.tell("document.body.innerText")
        for clutter in ("Jupyter news", "Create Assignment", "Validate", "Formgrader"):
            assert clutter not in text
        assert page.tell("document.querySelectorAll('.jp-DebuggerSidebar, .jp-DebuggerBugButton').length") == 0
        assert page.tell(names) == listed  # the whole tree stays in sight


def test_a_check_brings_the_page_up_to_date_and_no_other_page(environment, tmp_path, monkeypatch):
    monkeypatch.setattr(start, "PROJECT", tmp_path)
    monkeypatch.setattr(start, "write", lambda: (tmp_path / "START.md").write_text("written"))
    environment(COURSE_STORAGE=str(tmp_path / "mine"), COURSE_LEARNER="ada")
    start.refresh()  # nobody opened the course
    assert not (tmp_path / "START.md").exists()
    for shown, written in ((str(tmp_path / "other" / "ada"), False), (str(tmp_path / "mine" / "ada"), True)):
        (tmp_path / "START.md").write_text(f"Delete `{shown}`")
        start.refresh()
        assert ((tmp_path / "START.md").read_text() == "written") == written
