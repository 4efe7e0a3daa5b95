"""The doctor's lines: each failure names its cure, and the exit code tells."""

import collections
import tempfile

import pytest

from raycourse import __main__ as doctor
from raycourse.settings import PROJECT

Usage = collections.namedtuple("Usage", "total used free")
Memory = collections.namedtuple("Memory", "available")


@pytest.mark.parametrize(
    ("check", "patch", "cure"),
    [
        (doctor.python_version, ("sys.version_info", (3, 10, 1)), "install Python 3.11"),
        (doctor.disk, ("shutil.disk_usage", lambda _: Usage(1, 1, 10**8)), "free some space"),
        (doctor.memory, ("psutil.virtual_memory", lambda: Memory(10**9)), "close other programs"),
        (doctor.shared_memory, ("shutil.disk_usage", lambda _: Usage(1, 1, 64 * 2**20)), "--shm-size=1g"),
        (doctor.cores, ("os.cpu_count", lambda: 1), "two are asked for"),
        (doctor.packages, ("importlib.metadata.version", lambda _: "0.1"), "is 0.1, wanted"),
    ],
)
def test_a_failure_names_its_cure(check, patch, cure, monkeypatch):
    monkeypatch.setattr(*patch)
    ok, line = check()
    assert not ok and cure in line


def test_the_disk_that_ray_spills_to_counts(monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda folder: Usage(1, 1, 2**40 if folder == str(PROJECT) else 2**30))
    assert doctor.disk() == (
        False,
        f"1 GiB of disk free at {tempfile.gettempdir()}: the course writes there, or Ray spills to it, and needs 2 GiB: free some space",
    )


def test_what_is_fine_here():
    for check in (doctor.python_version, doctor.packages, doctor.settings_make_sense, doctor.models, doctor.storage_folder, doctor.path):
        ok, line = check()
        assert ok, line


def test_storage_that_cannot_be_used_is_reported(environment, tmp_path):
    (tmp_path / "file").write_text("")
    environment(COURSE_STORAGE=str(tmp_path / "file"))
    ok, line = doctor.storage_folder()
    assert not ok and "set COURSE_STORAGE" in line


def test_a_path_that_ray_cannot_start_from_is_reported(monkeypatch):
    monkeypatch.setattr("sys.executable", "/home/ada/my course/.venv/bin/python")
    ok, line = doctor.path()
    assert not ok and "move the course to a folder without" in line


def test_settings_that_make_no_sense_end_the_list(environment, capsys):
    environment(COURSE_PROFILE="Full")
    assert doctor.doctor() == 1
    assert "✗ unknown COURSE_PROFILE 'Full': the course has tiny and full\n1 to mend before you start" in capsys.readouterr().out


def test_the_exit_code_counts(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "CHECKS", (lambda: (True, "good"), lambda: (False, "bad: do this")))
    monkeypatch.setattr("sys.argv", ["raycourse", "doctor"])
    assert doctor.main() == 1
    assert capsys.readouterr().out == "✓ good\n✗ bad: do this\n1 to mend before you start\n"


def test_a_warning_does_not_stop(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "CHECKS", (lambda: (None, "little of it"),))
    assert doctor.doctor() == 0
    assert capsys.readouterr().out == "! little of it\nready\n"


def test_anything_but_doctor_explains_itself(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["raycourse"])
    assert doctor.main() == 2
    assert "usage: python -m raycourse doctor" in capsys.readouterr().err
