"""`make cluster`: what it says when all is well and when it is not, who can reach it, and that it ends what it started and nothing else."""

import os
import subprocess
import sys
import time

import psutil
import pytest

from raycourse.settings import PROJECT
from tests.test_cluster import joined
from tools import cluster
from tools.cluster import Node, local_cluster

# Stands for a node in tests without Ray: notes itself as a node does, then sleeps.
SLEEPER = cluster._NODE.split("import raycourse")[0] + "import time; time.sleep(600)"
# A notebook whose storage no node sees.
BLIND = """
import contextlib
from types import SimpleNamespace
from raycourse import cluster
cluster.tempfile = SimpleNamespace(TemporaryDirectory=lambda **_: contextlib.nullcontext("/nowhere"))
cluster.connect()
"""


@pytest.fixture
def state(tmp_path, monkeypatch):
    """A `build/cluster/` of the test's own."""
    monkeypatch.setattr(cluster, "STATE", tmp_path / "cluster")
    yield tmp_path / "cluster"
    cluster.stop()


@pytest.mark.long
def test_start_twice_lose_a_node_stop_twice(state, course_ray, capsys, monkeypatch, tmp_path):
    home = os.environ["HOME"]
    monkeypatch.setenv("HOME", str(tmp_path))  # an account that has no token yet
    assert cluster.start() == 0
    made = cluster._noted()
    address, nodes = made.address, [made.head, *made.workers]
    processes = [process for node in nodes for process in node.processes()]
    assert len(nodes) == 3 and f"export RAY_ADDRESS={address} " in capsys.readouterr().out

    run = joined(address)
    assert f"on the cluster at {address}: 8 CPUs to schedule by, 2 GPUs (logical" in run.stdout, run.stderr
    for variables, problem in (({"RAY_AUTH_TOKEN": "0" * 64}, "this machine's is another"), ({"HOME": "/nowhere"}, "this machine has none")):
        assert f"the cluster at RAY_ADDRESS={address} asks for a token, and {problem}" in joined(address, **variables).stderr

    assert cluster.start() == 0 and f"It runs already: RAY_ADDRESS={address}" in capsys.readouterr().out
    for process in nodes[2].processes():
        process.kill()
    assert cluster.start() == 1 and "has lost a node: `make cluster-stop` ends what is left" in capsys.readouterr().out

    assert cluster.stop() == 0 and capsys.readouterr().out == "The cluster has ended.\n"
    assert not psutil.wait_procs(processes, timeout=20)[1] and not made.home.exists() and not state.exists()
    assert cluster.stop() == 0 and capsys.readouterr().out == "No cluster of `make cluster` runs.\n"
    assert joined(course_ray, HOME=home).returncode == 0  # the other Ray goes on


@pytest.mark.long
def test_a_node_comes_and_a_node_dies_and_nobody_outside_is_asked_in():
    with local_cluster(workers=1) as made:
        first, second = made.workers[0], made.add_worker(num_cpus=1)
        assert made.workers == [first, second]
        listening = [
            (process.name(), server.laddr)
            for node in (made.head, first, second)
            for process in node.processes()
            for server in process.net_connections("inet")
            if server.status == psutil.CONN_LISTEN
        ]
        assert len(listening) > 6 and {address.ip.removeprefix("::ffff:") for _, address in listening} == {"127.0.0.1"}, listening
        run = _python(BLIND, **made.environment)
        assert "FileNotFoundError: the node 127.0.0.1 does not see this machine's " in run.stderr and "or to an s3:// URI" in run.stderr, run
        doomed = first.processes()
        made.kill(first)
        assert not psutil.wait_procs(doomed, timeout=10)[1] and made.workers == [second] and second.processes()
        code = "import raycourse, ray; raycourse.connect(); print(sorted(node['Resources']['CPU'] for node in ray.nodes() if node['Alive']))"
        end = time.monotonic() + 60  # the head notices a death after some seconds
        while "[1.0, 2.0]" not in (run := _python(code, **made.environment)).stdout:
            assert run.returncode == 0 and time.monotonic() < end, run
        left = [process for node in (made.head, second) for process in node.processes()]
    assert not psutil.wait_procs(left, timeout=20)[1] and not made.home.exists()


def _python(code: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code], env={**os.environ, **variables}, capture_output=True, text=True, timeout=90, cwd=PROJECT)


def test_an_interrupted_start_leaves_nothing(state, monkeypatch, capsys):
    monkeypatch.setattr(cluster, "_NODE", SLEEPER)
    seen = []

    def interrupted(starter, timeout):
        while not (state / "head.json").exists():
            time.sleep(0.05)
        seen.extend(cluster._noted().head.processes())
        assert cluster.start() == 1 and "A cluster is there that is starting" in capsys.readouterr().out
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "wait", interrupted)
    assert cluster.start() == 1 and "interrupted. Nothing of it is left running." in capsys.readouterr().out
    monkeypatch.undo()
    assert seen and not psutil.wait_procs(seen, timeout=10)[1] and not state.exists()


def test_a_node_that_does_not_start(state, monkeypatch, capsys):
    monkeypatch.setattr(cluster, "_NODE", "raise SystemExit('no room')")
    assert cluster.start() == 1 and "head did not start: no room. Nothing of it is left running." in capsys.readouterr().out
    monkeypatch.setattr(cluster, "_NODE", SLEEPER)
    monkeypatch.setattr(cluster, "START_S", 1)
    assert cluster.start() == 1 and "the cluster did not start within 1 s. Nothing" in capsys.readouterr().out


def test_a_process_that_took_over_a_number_is_spared(tmp_path):
    node = Node(tmp_path / "head.json")
    with subprocess.Popen(["sleep", "60"]) as stranger:
        born = psutil.Process(stranger.pid).create_time()
        node.note.write_text(f'{{"address": "", "processes": [[{stranger.pid}, {born - 60}]]}}')
        node.kill()
        assert node.processes() == [] and stranger.poll() is None
        node.note.write_text(f'{{"address": "", "processes": [[{stranger.pid}, {born}]]}}')
        node.kill()
        assert not psutil.pid_exists(stranger.pid)
