"""The engine of the checks: points, needs, failures told in a learner's words, limits; progress; references that lead somewhere."""

import json
import os
import re
import time

import numpy as np
import pytest
import ray
from ray.exceptions import RayTaskError

import raycourse
from raycourse import progress
from raycourse.catalogue import entries, lesson
from raycourse.checks import Findings, check, graded, kit, names, points_of
from raycourse.checks.limits import limits

MODULES = [*(entry.slug for entry in entries() if entry.is_lab), "turns"]
pytestmark = pytest.mark.usefixtures("own_storage")


@graded("ingest.only_for_this_test", points=4, findings=4, seconds=1)
def _four(answer, found: Findings):
    got = answer(2, 2)
    found.need("a number", not isinstance(got, str), "it is a string")
    found.equal("the sum", got, 4, "the book of sums", [(0, "this is the difference")]) or found.stop()
    found.true("whole", isinstance(got, int), "it is none")
    found.true("again", answer(2, 3) == 5, "not with others")
    found.true("less", answer(2, -3) == -1)


def library(*_):
    return json.JSONEncoder().default()  # its parameters are missing, and the error is raised in here


def endless(a, b):
    while True:
        try:
            time.sleep(0.01)
        except Exception:  # as learners write it
            continue


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (lambda a, b: a + b, 4, "✓ the sum\n✓ whole\n✓ again\n✓ less\n  4 of 4 points"),
        (lambda a, b: float(a + b), 3, "✗ whole: it is none"),
        (lambda a, b: 4, 2, "✗ again: not with others"),
        (lambda a, b: a - b, 0, "✗ the sum: expected 4, got 0 (this is the difference)   → the book of sums\n  0 of 4"),
        (lambda a, b: f"{a}{b}", 0, "✗ a number: it is a string\n  0 of 4"),
        (lambda a, b: a / 0, 0, "it raised ZeroDivisionError: division by zero (line"),
        (lambda a, b: 4 if b == 2 else a / 0, 2, "✗ your code runs: it raised ZeroDivisionError"),
        (library, 0, "it raised TypeError: "),
        (5, 0, "✗ a function or a class was handed in: got int: check('ingest.only_for_this_test', …) takes it by name, uncalled"),
        (endless, 0, "✗ your code runs: it was not done after 1 seconds"),
    ],
)
def test_check_scores_and_explains(answer, score, says, capsys):
    assert check("ingest.only_for_this_test", answer) == score
    assert says in capsys.readouterr().out
    assert raycourse.done("ingest.only_for_this_test") == (score == 4)
    assert ("waits until `ingest.only_for_this_test` has all its points" in capsys.readouterr().out) == (score < 4)


def test_a_wrong_type_that_the_check_stumbles_over_is_said(capsys):
    assert check("predict.hesitant", lambda: ([np.zeros((4, 4, 3), np.uint8)] * 8, ["dog"] * 8, [None] * 8)) == 0
    assert "✗ your code runs: what it gave cannot be looked at (TypeError: float() argument" in capsys.readouterr().out


def test_other_parameters_than_the_task_has_are_said(capsys):
    assert check("enhance.chat", lambda prompt: prompt) == 0
    assert re.search(r"it could not be called, its parameters are not those of the task: .*takes 1 positional", capsys.readouterr().out)


def test_a_check_that_makes_other_findings_than_it_declares_says_so():
    @graded("ingest.only_for_this_test_as_well", points=1, findings=2)
    def _one(answer, found):
        found.true("one", True)

    with pytest.raises(AssertionError, match="declares 2 findings and made 1"):
        check("ingest.only_for_this_test_as_well", lambda: None)


def bare(a, b):
    raise NotImplementedError


class Library:
    def __call__(self, a, b):
        raise NotImplementedError("no kernel for this type")


def test_an_open_task_scores_nothing_and_does_not_raise(capsys):
    assert check("ingest.only_for_this_test", bare) == 0
    assert "is open" in capsys.readouterr().out


def test_what_a_library_has_not_implemented_is_no_open_task(capsys):
    assert check("ingest.only_for_this_test", Library()) == 0
    assert "it raised NotImplementedError: no kernel for this type" in capsys.readouterr().out


def test_what_a_worker_raised_is_told_by_its_own_line(capsys):
    trace = 'ray::Map(save)() (pid=1)\n  File "/tmp/ipykernel_1/2.py", line 3, in save\nTypeError: save() takes 1 argument\n'

    def answer(a, b):
        raise RayTaskError("save", trace, TypeError("of the first worker"))

    assert check("ingest.only_for_this_test", answer) == 0
    assert "it raised TypeError: save() takes 1 argument (line 3 of your cell, in save)" in capsys.readouterr().out


def test_an_error_that_was_caught_in_a_worker_is_not_the_one_that_is_told(capsys):
    cell = '  File "/tmp/ipykernel_1/2.py", line {}, in save\n'
    caught = f"ray::Map(save)()\n{cell.format(3)}LibsndfileError: not recognised\n\nDuring handling of the above exception, another exception occurred:\n\n"
    trace = f"{caught}ray::Map(save)()\n{cell.format(5)}KeyError: 'sound\\n\\nTo change retry attempts'\n"

    def answer(a, b):
        raise RayTaskError("save", trace, KeyError("sound"))

    assert check("ingest.only_for_this_test", answer) == 0
    assert "it raised KeyError: 'sound (line 5 of your cell, in save)" in capsys.readouterr().out


@pytest.mark.slow
def test_what_the_cluster_cannot_serve_is_refused_at_once(capsys):
    gpus = raycourse.connect().gpus

    class Model:
        def __init__(self):
            raise LookupError("no such model")

        def __call__(self, batch):
            return batch

    def painted(**options):
        def answer(prompts, generator, folder):
            options.setdefault("compute", ray.data.ActorPoolStrategy(size=1))
            prompts.map_batches(Model, batch_size=4, num_cpus=0, **options).write_parquet(folder)

        return answer

    start = time.monotonic()
    for options, says in (
        ({"num_gpus": gpus + 1}, f"a map asks for {gpus + 1} GPUs for each worker, and no machine has more than {gpus}"),
        ({"num_gpus": 1, "compute": ray.data.ActorPoolStrategy(size=gpus + 1)}, f"a pool of {gpus + 1} actors with 1 GPUs each needs {gpus + 1}"),
        ({"num_gpus": 1}, "it raised LookupError: no such model"),
    ):
        assert check("images.parquet", painted(**options)) == 0
        assert says in capsys.readouterr().out
    ray.shutdown()
    assert time.monotonic() - start < 60


@pytest.mark.slow
def test_the_number_of_tasks_of_a_function_is_no_pool():
    class Same:
        def __call__(self, batch):
            return batch

    raycourse.connect()
    pools = []
    with limits(60, pools):  # a plan: nothing runs
        ray.data.range(4).map_batches(lambda batch: batch, concurrency=2).map_batches(Same, concurrency=1)
    ray.shutdown()
    assert pools == [1]


def test_unknown_checks_are_named():
    with pytest.raises(ValueError, match="unknown lab 'nowhere'"):
        points_of("nowhere.task")
    with pytest.raises(ValueError, match=r"unknown check 'ingest.nothing'; this lab has .*ingest\."):
        points_of("ingest.nothing")


def test_every_section_that_a_check_names_is_there():
    for lab in MODULES:
        names(lab)
    assert len(kit.REFERENCES) > 30
    for slug, heading in kit.REFERENCES:
        headings = re.findall(r"^# #{2,3} (.*)$", lesson(slug).script.read_text(), re.M)
        assert heading in headings, f"the lesson {slug} has no section {heading!r}"


def test_the_best_score_is_recorded():
    assert progress.read() == {}
    for answer in (lambda a, b: float(a + b), lambda a, b: a + b, lambda a, b: a - b):
        check("ingest.only_for_this_test", answer)
    progress.record("joins.join_report", 5, 5)
    assert progress.read() == {"ingest.only_for_this_test": {"score": 4, "points": 4}, "joins.join_report": {"score": 5, "points": 5}}


@pytest.mark.parametrize("damaged", [b"", b"[1, 2]", b'{"a": {"score": 1', b'{"a": 3, "b": {"score": "x", "points": 1}}', b"\xff\xfe"])
def test_a_damaged_record_is_begun_anew(damaged):
    kit.write(raycourse.storage("progress.json"), damaged)
    assert progress.read() == {}
    progress.record("a", 1, 2)
    assert progress.read() == {"a": {"score": 1, "points": 2}}


def test_a_record_that_cannot_be_read_now_is_left_alone(monkeypatch):
    progress.record("a", 1, 2)

    def down(*_):
        raise OSError("timed out")

    with monkeypatch.context() as patch:
        patch.setattr(progress, "_read", down)
        assert progress.read() == {}
        progress.record("b", 2, 2)
    assert progress.read() == {"a": {"score": 1, "points": 2}}


def test_a_record_that_cannot_be_written_costs_no_check(monkeypatch, capsys):
    def full(*_):
        raise PermissionError("no space left")

    monkeypatch.setattr(progress, "storage", full)
    assert check("ingest.only_for_this_test", lambda a, b: a + b) == 4
    assert "4 of 4 points" in capsys.readouterr().out and progress.read() == {}


def test_a_bucket_as_storage(environment, monkeypatch):
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    for name, value in {"ENDPOINT_URL": address, "ACCESS_KEY_ID": "x", "SECRET_ACCESS_KEY": "x", "DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    try:
        boto3.client("s3").create_bucket(Bucket="course")
        environment(COURSE_STORAGE="s3://course", COURSE_LEARNER="ada")
        assert progress.read() == {}
        progress.record("a", 1, 2)
        assert progress.read() == {"a": {"score": 1, "points": 2}}
        folder = kit.scratch("here")
        kit.write(f"{folder}/a/b.txt", b"one")
        assert folder == "s3://course/ada/checks/here" and kit.read(folder) == {"a/b.txt": b"one"}
        assert kit.read(kit.scratch("here")) == {}
        note, noted = kit.notes("here")
        note(rows=3)
        assert noted() == [{"rows": 3}]
        assert kit.scratch("here", shared=False).startswith("/")
    finally:
        server.stop()


def test_scratch_is_emptied_and_files_are_read_back(tmp_path):
    folder = kit.scratch("here")
    (tmp_path / "kept").mkdir()
    kit.write(f"{folder}/a/b.txt", b"one")
    kit.write(str(tmp_path / "kept" / "c.txt"), b"two")
    os.symlink(tmp_path / "kept", f"{folder}/link")
    assert kit.read(folder)["a/b.txt"] == b"one"
    assert kit.read(kit.scratch("here")) == {}
    assert kit.read(str(tmp_path / "kept")) == {"c.txt": b"two"}


def test_a_note_that_comes_after_the_check_is_let_go():
    late, noted = kit.notes("here")
    kit.scratch("here/notes")  # as the next call does
    late(rows=1)
    assert noted() == []


def test_differences_are_named():
    assert kit.differs(["b", "a"], ["a", "b"]) == ""
    assert kit.differs([1, 1, 3], [1, 2]) == "missing: 2; too many: 1, 3"
