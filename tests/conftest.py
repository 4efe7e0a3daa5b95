"""What every test of the helper needs."""

import io
import json

import boto3
import pytest
import ray
from moto.server import ThreadedMotoServer

import raycourse
from raycourse.settings import SENT, settings
from tools.cluster import local_cluster


@pytest.fixture(autouse=True)
def fresh_settings(monkeypatch):
    """No setting of the shell reaches a test, and none that a test makes reaches the next. `settings.cache_clear()` after a change of the environment."""
    for name in ("COURSE_PROFILE", "COURSE_DATA", "COURSE_STORAGE", "COURSE_LEARNER", "JUPYTERHUB_USER", "RAY_ADDRESS", SENT):
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def environment(monkeypatch):
    """`environment(COURSE_PROFILE="full")` sets variables and lets the settings be read anew."""

    def change(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()

    return change


@pytest.fixture
def public_bucket(monkeypatch):
    """The name of a bucket on a local S3 that anybody may read; it holds `train/fox/1.png`."""
    from PIL import Image

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://{}:{}".format(*server.get_host_and_port()))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with io.BytesIO() as file:
        Image.new("RGB", (16, 16), "orange").save(file, "PNG")
        pixels = file.getvalue()
    keys = {"aws_access_key_id": "maker", "aws_secret_access_key": "maker", "region_name": "us-east-1"}
    s3 = boto3.client("s3", **keys)
    s3.create_bucket(Bucket="open")
    s3.put_object(Bucket="open", Key="train/fox/1.png", Body=pixels)
    # moto checks HEAD under its own name; S3 itself under GetObject.
    rule = {"Effect": "Allow", "Principal": "*", "Action": ["s3:ListBucket", "s3:GetObject", "s3:HeadObject"]}
    rule["Resource"] = ["arn:aws:s3:::open", "arn:aws:s3:::open/*"]
    s3.put_bucket_policy(Bucket="open", Policy=json.dumps({"Version": "2012-10-17", "Statement": [rule]}))
    yield "open"
    server.stop()


@pytest.fixture
def own_storage(environment, tmp_path):
    """A storage of the test's own, so that no score that it makes reaches the learner's record."""
    environment(COURSE_STORAGE=str(tmp_path / "storage"))


@pytest.fixture(scope="module")
def cluster(course_ray):
    """The Ray that runs beside these tests, joined by the tests of a module that ask for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_ADDRESS", course_ray)
        settings.cache_clear()
        yield raycourse.connect()
        ray.shutdown()


@pytest.fixture(scope="module")
def bucket():
    """A bucket on a local S3 for what learners write: its URI, and the environment by which to reach it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    keys = {"AWS_ACCESS_KEY_ID": "maker", "AWS_SECRET_ACCESS_KEY": "maker", "AWS_DEFAULT_REGION": "us-east-1"}
    s3 = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="maker", aws_secret_access_key="maker", region_name="us-east-1")
    s3.create_bucket(Bucket="course")
    yield "s3://course/room", {"AWS_ENDPOINT_URL": endpoint, "AWS_EC2_METADATA_DISABLED": "true", **keys}
    server.stop()


@pytest.fixture(scope="module")
def nodes(bucket):
    """A cluster of a head and two workers that reach the bucket."""
    with local_cluster(**bucket[1]) as cluster:
        yield cluster
