"""`make course`: the lanes, the results page, an interrupt."""

import os
import re
import signal
import subprocess
import sys
import time

import nbformat
import psutil
import pytest

from raycourse.catalogue import Entry
from raycourse.settings import PROJECT
from tools import course, lanes
from tools.course import Result, page, pictures

# A picture of one pixel.
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def notebook():
    picture = nbformat.v4.new_output("display_data", data={"image/png": f"{DOT}\n"}, metadata={"image/png": {"alt": 'a "fox"'}})
    photo = nbformat.v4.new_output("display_data", data={"image/jpeg": "/9j/"}, metadata={"image/jpeg": {"alt": "an owl"}})
    cells = [nbformat.v4.new_markdown_cell("# The fox\n\nText"), nbformat.v4.new_code_cell("x", outputs=[picture, photo])]
    return nbformat.v4.new_notebook(cells=cells)


def entry(number, slug, title):
    return Entry(slug, number, title, 10, PROJECT / "lessons" / f"{number}_{slug}.py")


def test_pictures_come_with_their_text():
    assert pictures(notebook()) == [(f"data:image/png;base64,{DOT}", 'a "fox"'), ("data:image/jpeg;base64,/9j/", "an owl")]


def test_the_page_shows_times_pictures_and_failures():
    fox, owl = entry("01", "fox", "The fox"), entry("02", "owl", "The owl")
    text = page([Result(fox, notebook(), 12.4), Result(owl, nbformat.v4.new_notebook(), 3.0, "ValueError: <owl>")])
    assert "<a href='01_fox.html'>The fox</a></td><td>12 s</td><td>ran through" in text
    assert "alt='a &quot;fox&quot;'" in text
    assert "ValueError: &lt;owl&gt;" in text


def test_the_page_shows_points():
    mark = {"nbgrader": {"grade": True, "grade_id": "fox", "points": 3}}
    scored = nbformat.v4.new_output("execute_result", data={"text/plain": "2.5"})
    lab = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("check()", outputs=[scored], metadata=mark)])
    assert "ran through, 2.5 of 3 points</td>" in page([Result(entry("01", "fox", "The fox"), lab, 1.0)])


def test_lanes_fit_the_machine(monkeypatch, environment):
    monkeypatch.setattr("os.cpu_count", lambda: 16)
    for gib, count in ((3, 1), (13, 1), (15, 2), (64, 4)):
        monkeypatch.setattr("psutil.virtual_memory", lambda gib=gib: type("Memory", (), {"available": gib * 2**30}))
        assert lanes.lanes() == count
    environment(COURSE_PROFILE="full")
    assert lanes.lanes() == 1


def test_results_come_in_the_order_of_the_course(monkeypatch, tmp_path):
    chosen = [entry(f"0{k}", name, name) for k, name in enumerate(("ant", "bee", "cat"))]

    def run(one, address, _):
        time.sleep(0.3 if one.slug == "ant" else 0)  # the first is the last to end
        return Result(one, notebook(), 1.0, "" if address == "there" else f"joined {address}")

    monkeypatch.setattr(course, "run", run)
    monkeypatch.setattr(course, "lanes", lambda: 2)
    monkeypatch.setattr(course, "running_ray", lambda: __import__("contextlib").nullcontext("there"))
    *_, last = course.run_all(chosen, None)
    assert [result.entry.slug for result in last] == ["ant", "bee", "cat"] and not any(result.error for result in last)


def test_a_lane_that_fails_is_told(monkeypatch):
    monkeypatch.setattr(lanes, "_SERVE", "raise SystemExit")
    monkeypatch.setattr(course, "lanes", lambda: 2)
    with pytest.raises(RuntimeError, match="Ray did not start: .*doctor"):
        list(course.run_all([entry("01", "fox", "The fox")], None))


def test_a_notebook_that_cannot_run_is_a_result(monkeypatch, tmp_path):
    monkeypatch.setattr(course, "OUT", tmp_path)
    monkeypatch.setattr(course, "source_form", lambda _: notebook())

    def no_kernel(*_, **__):
        raise RuntimeError("Kernel didn't respond in 60 seconds")

    monkeypatch.setattr(course, "execute", no_kernel)
    result = course.run(entry("01", "fox", "The fox"), "", lambda *_, **__: None)
    assert result.error == "Kernel didn't respond in 60 seconds" and (tmp_path / "01_fox.html").exists()


@pytest.mark.parametrize(
    ("score", "error"), [("2", ""), ("1.5", "its own checks find fault with check-double"), (None, "its own checks find fault with check-double")]
)
def test_a_solution_that_loses_points_is_a_failure(monkeypatch, tmp_path, score, error):
    results = [nbformat.v4.new_output("execute_result", data={"text/plain": score})] if score else []
    cell = nbformat.v4.new_code_cell("check()", outputs=results, metadata={"nbgrader": {"grade": True, "grade_id": "check-double", "points": 2}})
    monkeypatch.setattr(course, "OUT", tmp_path)
    monkeypatch.setattr(course, "source_form", lambda _: nbformat.v4.new_notebook(cells=[cell]))
    monkeypatch.setattr(course, "execute", lambda *_, **__: None)
    assert course.run(entry("01", "fox", "The fox"), "", lambda *_, **__: None).error == error


@pytest.mark.long
def test_an_interrupt_ends_with_a_line_and_leaves_nothing_running():
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.course"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=PROJECT, start_new_session=True
    )
    children = []
    while not any("ipykernel" in " ".join(child.cmdline()) for child in children):
        time.sleep(0.2)
        assert process.poll() is None, process.stdout.read()
        children = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 1 and re.search(r"interrupted: \d+ notebooks did not end", out) and "Traceback" not in out
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive
