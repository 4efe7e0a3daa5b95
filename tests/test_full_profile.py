"""The full profile, rehearsed: every lesson and solution with `COURSE_PROFILE=full`, the public names and shapes, and nothing that leaves the machine.

Weights are random, so what a model says is not looked at: a notebook must run through, and a solution must score what its checks give for data of
their own.
"""

import os
import subprocess
import sys

import boto3
import psutil
import pytest
from moto.server import ThreadedMotoServer

from raycourse.catalogue import entries
from raycourse.settings import PROJECT
from tests.rehearsal import fill_buckets, make_hub
from tools.notebooks import execute, scores, source_form


@pytest.fixture(scope="module")
def offline(tmp_path_factory):
    """The environment of a machine that has the hub's cache and the buckets, and nothing else to reach."""
    home = tmp_path_factory.mktemp("rehearsal")
    make_hub(home / "hub")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    fill_buckets(boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="maker", aws_secret_access_key="maker", region_name="us-east-1"))
    here = {address.address for addresses in psutil.net_if_addrs().values() for address in addresses} | {os.uname().nodename}
    yield {
        "COURSE_PROFILE": "full",
        "COURSE_STORAGE": str(home / "storage"),
        "HF_HOME": str(home / "hub"),
        "HF_HUB_OFFLINE": "1",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "RAY_ADDRESS": "",  # of its own: a Ray that runs already has another environment
        "PYTHONPATH": str(PROJECT / "tests" / "offline"),
        "OFFLINE_ALLOWED": ",".join(here),
        "OFFLINE_NOTES": str(home / "notes.txt"),
    }
    server.stop()


@pytest.mark.long
@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.script.stem)
def test_a_notebook_runs_with_the_public_models(entry, offline):
    notebook = execute(source_form(entry), (PROJECT / entry.executed).parent, **offline)
    assert not os.path.exists(offline["OFFLINE_NOTES"])
    assert all(score == points for score, points in scores(notebook).values()), scores(notebook)


@pytest.mark.long
def test_what_leaves_the_machine_is_caught(offline, tmp_path):
    code = "import socket; socket.create_connection(('203.0.113.1', 80), timeout=1)"
    environment = {**os.environ, **offline, "OFFLINE_NOTES": str(tmp_path / "notes.txt")}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert run.returncode and "a rehearsal stays on this machine: " in run.stderr
    assert "203.0.113.1" in (tmp_path / "notes.txt").read_text()
