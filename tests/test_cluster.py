"""Joining Ray: what `connect()` says of wrong addresses and tokens, of a machine's cards, and where it works."""

import contextlib
import importlib
import os
import socket
import subprocess
import sys
import threading
import time
from unittest import mock

import pytest
from ray.exceptions import AuthenticationError

import raycourse
from raycourse import cluster, quiet
from raycourse.settings import PROJECT


@contextlib.contextmanager
def listener(answer: bytes):
    """The address of a server that says `answer` to whoever calls, and then waits."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            with contextlib.suppress(OSError):
                line, _ = server.accept()
                line.recv(100)
                line.sendall(answer)
                line.recv(1)

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("127.0.0.1:1", "nothing listens at RAY_ADDRESS=127.0.0.1:1 .* unset RAY_ADDRESS"),
        ("ray://127.0.0.1:1", "nothing listens at RAY_ADDRESS=ray://127.0.0.1:1 .* unset RAY_ADDRESS"),
        ("no.such.host.invalid:6379", "nothing listens at RAY_ADDRESS=no.such.host.invalid:6379"),
        ("127.0.0.1", "RAY_ADDRESS=127.0.0.1 has no port: name the head as host:port"),
    ],
)
def test_nobody_at_ray_address(environment, address, message):
    environment(RAY_ADDRESS=address)
    with pytest.raises(ConnectionError, match=message):
        raycourse.connect()


@pytest.mark.parametrize(
    ("answer", "message"),
    [(b"HTTP/1.1 400 Bad Request\r\n\r\n", "is no Ray .*answered b'HTTP/1.1 "), (b"", "says nothing for 5 s")],
    ids=["a web server", "a silent one"],
)
def test_somebody_else_at_ray_address(environment, answer, message):
    with listener(answer) as address:
        environment(RAY_ADDRESS=address)
        start = time.monotonic()
        with pytest.raises(ConnectionError, match=message):
            raycourse.connect()
        assert time.monotonic() - start < 10


def joined(address: str, **variables: str) -> subprocess.CompletedProcess:
    """What becomes of a process that joins the Ray at `address`."""
    code = "import raycourse; print(raycourse.connect())"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RAY_AUTH")}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "RAY_ADDRESS": address, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        cwd=PROJECT,
    )


@pytest.mark.slow
def test_a_running_ray_is_joined(course_ray):
    run = joined(course_ray)
    assert run.returncode == 0, run.stderr
    assert f"on the cluster at {course_ray}: " in run.stdout and " CPUs to schedule by, 2 GPUs (logical" in run.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"HOME": "/nowhere"}, "this machine has none: copy ~/.ray/auth_token from the head"),
        ({"RAY_AUTH_TOKEN": "0" * 64}, "this machine's is another: copy"),
        ({"RAY_AUTH_MODE": "disabled"}, "RAY_AUTH_MODE keeps it back: copy"),
    ],
    ids=["no token", "another token", "tokens off"],
)
def test_a_ray_that_asks_for_a_token(course_ray, variables, message):
    run = joined(course_ray, **variables)
    assert run.returncode and f"the cluster at RAY_ADDRESS={course_ray} asks for a token, and {message}" in run.stderr


def test_a_ray_that_is_found_and_asks_for_another_token(environment, monkeypatch):
    def init(**options):
        raise AuthenticationError("Token-based authentication is enabled but no authentication token was found")

    environment(RAY_ADDRESS="auto")
    monkeypatch.setattr(cluster.ray, "is_initialized", lambda: False)
    monkeypatch.setattr(cluster.ray, "init", init)
    with pytest.raises(ConnectionError, match="at RAY_ADDRESS=auto asks for a token, and this machine's is another: copy"):
        raycourse.connect()


@pytest.mark.parametrize("failures", [1, 2])
def test_ray_is_started_a_second_time_on_a_busy_machine(monkeypatch, failures):
    tries = []

    def init(**options):
        tries.append(options)
        if len(tries) <= failures:
            raise Exception("The current node timed out during startup.")

    monkeypatch.setattr(cluster.ray, "init", init)
    with pytest.raises(TimeoutError, match="too busy") if failures == 2 else contextlib.nullcontext():
        cluster._start(0, log_to_driver=False)
    assert len(tries) == 2 and tries[0] == tries[1] and tries[0]["log_to_driver"] is False

    monkeypatch.setattr(cluster.ray, "init", lambda **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):  # whatever else is wrong is told as it is
        cluster._start(0)


def test_a_home_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "home").touch()
    run = joined("", HOME=str(tmp_path / "home"))
    assert run.returncode and f"Ray keeps its token in {tmp_path}/home/.ray, where nothing can be written (Not a directory): set HOME" in run.stderr


def test_a_space_in_pythons_path_is_refused(monkeypatch):
    monkeypatch.setattr("sys.executable", "/home/ada/my course/.venv/bin/python")
    with pytest.raises(OSError, match="a path with a space: move the course to a folder without one"):
        raycourse.connect()


def test_make_refuses_a_folder_with_a_space(tmp_path):
    folder = tmp_path / "my course"
    folder.mkdir()
    (folder / "Makefile").write_bytes((PROJECT / "Makefile").read_bytes())
    run = subprocess.run(["make", "help"], cwd=folder, capture_output=True, text=True)
    assert run.returncode and "move the course to a folder without one" in run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("address", [pytest.param("", marks=pytest.mark.long, id="its own Ray"), pytest.param("here", id="a cluster")])
def test_apples_chip_is_no_card(address):
    """Ray announces an accelerator on Apple Silicon too; PyTorch sees no CUDA device there."""
    code = f"""
import os, ray
from raycourse import connect, settings
ray.init(address="local", num_cpus=2, num_gpus=2, resources={{"accelerator_type:M3-Pro": 1}}, include_dashboard=False, log_to_driver=False)
os.environ["RAY_ADDRESS"] = ray.get_runtime_context().gcs_address if {address!r} else ""
cluster = connect()
assert "accelerator_type:M3-Pro" in ray.cluster_resources()
print(cluster.gpus, cluster.gpus_are_real, cluster.device)
"""
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120, cwd=PROJECT)
    assert run.stdout == "2 False cpu\n", run.stderr


@pytest.mark.slow
def test_cards_that_pytorch_sees_are_real():
    """A machine where PyTorch sees two cards, made up: both the notebook's own PyTorch and the one on the node."""
    code = """
import torch
torch.cuda.device_count = lambda: 2
from raycourse import cluster
cluster.DRIVERS = ("/dev/null",)
print(cluster.cards(), (found := cluster.connect()).gpus, found.gpus_are_real, found.device)
"""
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120, cwd=PROJECT)
    assert run.stdout == "2 2 True cuda\n", run.stderr


def test_no_driver_no_card(monkeypatch):
    monkeypatch.setattr(cluster, "DRIVERS", ("/dev/no-such-driver",))
    monkeypatch.setitem(sys.modules, "torch", None)  # an import would raise
    assert cluster.cards() == 0


@pytest.mark.parametrize(
    ("address", "alone"), [("", True), ("127.0.0.1:6379", True), ("ray://localhost:10001", True), ("auto", True), ("10.0.0.7:6379", False)]
)
def test_a_ray_of_one_machine_listens_on_loopback_alone(address, alone):
    with mock.patch.dict(os.environ, {"RAY_ADDRESS": address}):
        os.environ.pop("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", None)
        importlib.reload(quiet)
        assert (os.environ.get("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER") == "0") is alone


@pytest.mark.parametrize(("endpoint", "allowed"), [("", False), ("https://s3.example", False), ("http://127.0.0.1:9000", True)])
def test_plain_http_is_allowed_where_the_endpoint_says_so(endpoint, allowed):
    with mock.patch.dict(os.environ, {"AWS_ENDPOINT_URL": endpoint}):
        os.environ.pop("AWS_ALLOW_HTTP", None)
        importlib.reload(quiet)
        assert (os.environ.get("AWS_ALLOW_HTTP") == "true") is allowed


@pytest.mark.parametrize(
    ("profile", "found", "store"),
    [("tiny", 0, cluster.OBJECT_STORE_BYTES), ("tiny", 1, None), ("full", 0, None)],
    ids=["a laptop", "a card", "public models"],
)
def test_the_object_store_is_small_on_laptops_alone(profile, found, store, environment, monkeypatch):
    asked = {}

    def init(**options):
        asked.update(options)
        raise InterruptedError  # what was asked is enough

    environment(COURSE_PROFILE=profile)
    monkeypatch.setattr(cluster, "cards", lambda: found)
    monkeypatch.setattr("ray.init", init)
    with pytest.raises(InterruptedError):
        raycourse.connect()
    assert asked["object_store_memory"] == store


def test_a_cluster_without_gpus_is_refused(environment, monkeypatch):
    """Pools of models would have no actor, and tasks that ask for a share would wait for ever."""
    environment(RAY_ADDRESS="10.0.0.1:6379")
    monkeypatch.setattr("ray.is_initialized", lambda: True)
    monkeypatch.setattr("ray.cluster_resources", lambda: {"CPU": 8.0})
    with pytest.raises(
        ConnectionError, match="at RAY_ADDRESS=10.0.0.1:6379 has no GPUs, not even logical ones: start a node of it with `--num-gpus=2`"
    ):
        raycourse.connect()


@pytest.mark.slow
def test_a_notebook_that_imports_ray_first_joins_as_well(course_ray):
    """Ray reads some settings when it is imported, and every lesson imports it before the helper. Tests and lanes hand the settings on: here, nobody does."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    code = "import ray, raycourse; print(raycourse.connect())"
    joined = subprocess.run([sys.executable, "-c", code], env=bare | {"RAY_ADDRESS": course_ray}, capture_output=True, text=True, timeout=120)
    assert joined.returncode == 0 and course_ray in joined.stdout, joined.stderr
