"""Blank labs run through and score nothing; solutions score everything. Lessons run in any order, from anywhere, on a running cluster."""

import os
import re
import subprocess

import pytest

from raycourse.cluster import LOGICAL_CPUS, LOGICAL_GPUS, OBJECT_STORE_BYTES
from tools.notebooks import execute, is_lab, learners_copy, scripts, source_form

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A Ray cluster of one node, started as an instructor would start it; notebooks join it by RAY_ADDRESS."""
    port, folder = "26379", tmp_path_factory.mktemp("ray")
    command = ["ray", "start", "--head", "--port", port, "--num-cpus", str(LOGICAL_CPUS), "--num-gpus", str(LOGICAL_GPUS),
               "--object-store-memory", str(OBJECT_STORE_BYTES), "--include-dashboard=false", "--disable-usage-stats", "--block"]  # fmt: skip
    environment = {**os.environ, "RAY_num_workers_soft_limit": "8", "RAY_BACKEND_LOG_LEVEL": "fatal"}
    with open(folder / "head.log", "w") as log:
        head = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    os.environ["RAY_ADDRESS"] = f"127.0.0.1:{port}"
    _wait_for(os.environ["RAY_ADDRESS"], head)
    yield
    del os.environ["RAY_ADDRESS"]
    head.terminate()
    head.wait(60)


def _wait_for(address, head):
    import socket
    import time

    host, port = address.split(":")
    for _ in range(120):
        assert head.poll() is None, "the head node did not start"
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
            time.sleep(5)  # the node registers after the port opens
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"no Ray head at {address}")


def scores(notebook) -> dict[str, tuple[float, float]]:
    """(points scored, points to be had) of each check cell, as nbgrader reads them."""
    found = {}
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("grade"):
            results = [output.data["text/plain"] for output in cell.outputs if output.output_type == "execute_result"]
            found[mark["grade_id"]] = (float(results[0]), mark["points"])
    return found


@pytest.mark.parametrize("script", [s for s in scripts() if is_lab(s)], ids=lambda s: s.stem)
def test_a_blank_lab_runs_through_and_scores_nothing(script, cluster, tmp_path):
    notebook = execute(learners_copy(source_form(script)), tmp_path)
    assert scores(notebook) and all(score == 0 for score, _ in scores(notebook).values())
    text = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert len(re.findall(r"^○ .* is open", text, re.M)) == len(scores(notebook))


@pytest.mark.parametrize("script", [s for s in scripts() if is_lab(s)], ids=lambda s: s.stem)
def test_a_solution_scores_everything(script, cluster, tmp_path):
    found = scores(execute(source_form(script), tmp_path))
    assert found and all(score == points for score, points in found.values()), found


@pytest.mark.parametrize("script", [s for s in reversed(scripts()) if not is_lab(s)], ids=lambda s: s.stem)
def test_a_lesson_stands_alone(script, cluster, tmp_path):
    """The second run of each lesson (nbval's is the other): in reverse order, from an empty folder, joining a cluster."""
    execute(source_form(script), tmp_path)
