"""The registry of models: versions that stay, stages that move one at a time, writers that race, files that are damaged."""

import json
import multiprocessing
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from raycourse.registry import Registry, create

LINEAGE = {"data": "abc", "code": "1", "parent": None}


def a_model(folder: Path, text: str = "one") -> str:
    for name in ("README.md", "config.json", "deep/weights.bin"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{text} {name}")
    return str(folder)


@pytest.fixture(params=["folder", "s3"])
def registry(request, tmp_path, monkeypatch):
    """An empty registry, in a folder and on a local S3."""
    if request.param == "folder":
        yield Registry(str(tmp_path / "registry"))
        return
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    variables = {"AWS_ENDPOINT_URL": "http://{}:{}".format(*server.get_host_and_port()), "AWS_EC2_METADATA_DISABLED": "true"}
    variables |= {"AWS_ACCESS_KEY_ID": "maker", "AWS_SECRET_ACCESS_KEY": "maker", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="models")
    yield Registry(f"s3://models/{tmp_path.name}")  # moto keeps its buckets as long as the process lives
    server.stop()


def test_versions_stay_and_stages_move_and_return(registry, tmp_path):
    assert registry.versions() == [] and registry.stage() is None and registry.history() == []
    first = registry.register(a_model(tmp_path / "a"), {"right": 9, "of": 10}, LINEAGE)
    second = registry.register(a_model(tmp_path / "b", "two"), {"right": 10, "of": 10}, {**LINEAGE, "parent": first})
    assert registry.versions() == [first, second] == ["v1", "v2"]
    a_model(tmp_path / "a", "changed later")
    local = Path(registry.fetched("v1"))
    assert {path.relative_to(local).as_posix() for path in local.rglob("*") if path.is_file()} == {"README.md", "config.json", "deep/weights.bin"}
    assert (local / "deep/weights.bin").read_text() == "one deep/weights.bin"
    assert registry.about("v2")["lineage"]["parent"] == "v1" and registry.about("v2")["metrics"] == {"right": 10, "of": 10}
    registry.promote("v1", over=None)
    registry.promote("v2", "staging", over=None)
    registry.promote("v2", over="v1", why="better")
    assert (registry.stage(), registry.stage("staging")) == ("v2", "v2")
    assert registry.undo("v2", why="errors") == "v1" == registry.stage()
    assert registry.stage("staging") == "v2"
    assert registry.undo("v1") is None is registry.stage()
    assert [(move["version"], move["undo"]) for move in registry.history()] == [
        ("v1", False),
        ("v2", False),
        ("v2", False),
        ("v2", True),
        ("v1", True),
    ]


def test_who_comes_too_late_changes_nothing(registry, tmp_path):
    for name in ("a", "b", "c"):
        registry.register(a_model(tmp_path / name, name), {}, LINEAGE)
    registry.promote("v1", over=None)
    registry.promote("v2", over="v1")
    with pytest.raises(RuntimeError, match="production has v2 by now, not v1: look again"):
        registry.promote("v3", over="v1")
    with pytest.raises(RuntimeError, match="production has v2 by now, not v3"):
        registry.undo("v3")
    assert registry.stage() == "v2" and len(registry.history()) == 2


def test_what_is_refused(registry, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="has no README.md: write the model's card"):
        registry.register(str(tmp_path / "empty"), {}, LINEAGE)
    with pytest.raises(TypeError):
        registry.register(a_model(tmp_path / "a"), {"right": object()}, LINEAGE)
    assert registry.register(a_model(tmp_path / "a"), {}, LINEAGE) == "v1"  # neither of them claimed a number
    with pytest.raises(LookupError, match="no version 'v7': the registry has v1"):
        registry.promote("v7", over=None)
    with pytest.raises(ValueError, match="no stage 'prod': the stages are staging, production"):
        registry.promote("v1", "prod", over=None)


def test_a_file_is_created_once(registry):
    create(f"{registry.home}/one.json", b"first")
    with pytest.raises(FileExistsError):
        create(f"{registry.home}/one.json", b"second")


def test_other_storage_is_refused():
    with pytest.raises(ValueError, match="neither a folder nor s3://"):
        create("mock:///models/one.json", b"")


def test_a_writer_who_dies_leaves_no_version_and_its_number_is_not_used_again(registry, tmp_path, monkeypatch):
    registry.register(a_model(tmp_path / "a"), {}, LINEAGE)
    with monkeypatch.context() as patch:
        patch.setattr("raycourse.registry.copy_files", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            registry.register(a_model(tmp_path / "b"), {}, LINEAGE)
    assert registry.versions() == ["v1"]
    assert registry.register(a_model(tmp_path / "c"), {}, LINEAGE) == "v3"


def flip(path: Path, position: int = -1) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)


def test_a_flipped_byte_is_refused_with_the_cure(tmp_path):
    registry = Registry(str(tmp_path / "registry"))
    registry.register(a_model(tmp_path / "a"), {"right": 9}, LINEAGE)
    registry.promote("v1", over=None)
    home = tmp_path / "registry"
    flip(home / "v1/model/deep/weights.bin")
    with pytest.raises(OSError, match="v1/model/deep/weights.bin is not as it was registered .* undo the promotion of v1"):
        registry.fetched("v1")
    flip(home / "v1/model/deep/weights.bin")
    registry.fetched("v1")
    (home / "v1/model/more.py").write_text("")
    with pytest.raises(OSError, match="v1/model/more.py"):
        registry.fetched("v1")
    (home / "v1/model/more.py").unlink()
    (home / "v1/model/config.json").unlink()
    with pytest.raises(OSError, match="v1/model/config.json"):
        registry.fetched("v1")
    record = home / "v1/version.json"
    flip(record, record.read_bytes().index(b"9"))
    with pytest.raises(OSError, match="version.json is damaged"):
        registry.about("v1")
    move = home / "moves/000001.json"
    move.write_bytes(move.read_bytes()[:-20])
    with pytest.raises(OSError, match="000001.json is damaged .* backup"):
        registry.stage()


ROUNDS = 60


def writer(home: str, folder: str, number: int, start, results) -> None:
    """Registers and promotes in a race with the other writer: what it has got, and how often it came too late."""
    registry, got, late = Registry(home), [], 0
    for _ in range(ROUNDS):
        start.wait()
        version = registry.register(folder, {"writer": number}, LINEAGE)
        got.append(version)
        try:
            registry.promote(version, over=registry.stage(), why=str(number))
        except RuntimeError:
            late += 1
    results.put((number, got, late))


def test_two_writers_that_race(tmp_path):
    """Each version belongs to one writer, each move of production builds on the one before it, and nothing is lost or doubled."""
    spawn = multiprocessing.get_context("spawn")
    start, results, home = spawn.Barrier(2), spawn.Queue(), str(tmp_path / "registry")
    writers = [spawn.Process(target=writer, args=(home, a_model(tmp_path / str(k), str(k)), k, start, results)) for k in (0, 1)]
    for one in writers:
        one.start()
    outcome = {number: (got, late) for number, got, late in (results.get(timeout=120) for _ in writers)}
    for one in writers:
        one.join(timeout=30)
    registry = Registry(home)
    versions = [version for got, _ in outcome.values() for version in got]
    assert sorted(versions) == sorted(registry.versions()) and len(set(versions)) == 2 * ROUNDS
    for number, (got, _) in outcome.items():
        for version in got:
            assert registry.about(version)["metrics"] == {"writer": number}
            assert Path(registry.fetched(version), "config.json").read_text() == f"{number} config.json"
    history, now = registry.history(), None
    for move in history:
        assert move["over"] == now  # it was compared with what it replaced
        now = move["version"]
    late = sum(late for _, late in outcome.values())
    assert len(history) + late == 2 * ROUNDS and len({move["version"] for move in history}) == len(history)
    assert registry.stage() == now
    assert not list((tmp_path / "registry").rglob("*.part"))
    json.dumps(history)
