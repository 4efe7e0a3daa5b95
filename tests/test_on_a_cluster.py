"""The course on a cluster of three nodes, by `RAY_ADDRESS` alone, with what it writes in a folder and in object storage."""

import boto3
import pytest
from moto.server import ThreadedMotoServer

from raycourse.catalogue import entries
from raycourse.settings import PROJECT
from tools.cluster import local_cluster
from tools.notebooks import execute, scores, source_form

KEYS = {"AWS_ACCESS_KEY_ID": "maker", "AWS_SECRET_ACCESS_KEY": "maker", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def bucket():
    """A bucket on a local S3: its URI, and the environment by which to reach it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="maker", aws_secret_access_key="maker", region_name="us-east-1").create_bucket(
        Bucket="course"
    )
    yield "s3://course/room", {"AWS_ENDPOINT_URL": endpoint, "AWS_EC2_METADATA_DISABLED": "true", **KEYS}
    server.stop()


@pytest.fixture(scope="module")
def nodes(bucket):
    """A head and two workers that reach the bucket."""
    with local_cluster(**bucket[1]) as cluster:
        yield cluster


# Every notebook with object storage; with a folder those that then do something else: checkpoints, a model fetched, a store with its lock.
ON_A_FOLDER = ("05_finetune", "06_predict", "06_predict_lab", "07_embeddings")
RUNS = [(entry, "s3") for entry in entries()] + [(entry, "folder") for entry in entries() if entry.script.stem in ON_A_FOLDER]


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        pytest.param(entry, kind, id=f"{entry.script.stem} {kind}", marks=pytest.mark.slow if entry.slug == "start" else pytest.mark.long)
        for entry, kind in RUNS
    ],
)
def test_a_notebook_runs_there(entry, kind, nodes, bucket, tmp_path_factory):
    where = {"s3": bucket[0], "folder": str(tmp_path_factory.getbasetemp() / "room")}[kind]
    notebook = execute(source_form(entry), (PROJECT / entry.executed).parent, **nodes.environment, COURSE_STORAGE=where)
    assert all(score == points for score, points in scores(notebook).values()), scores(notebook)
