"""The full profile, rehearsed: every lesson and solution with `COURSE_PROFILE=full`, the public names and shapes, and nothing that leaves the machine.

Weights are random, so what a model says is not looked at. Looked at are: that a notebook runs through; that it opens the public models and asks the
public buckets that its code names, and no others; shapes, types and files of what it leaves; and what a solution scores, since checks bring data of
their own. The Ray that serves all of them has one logical card and more CPUs than `connect()` would tell of.
"""

import json
import logging
import os
import re
import tomllib
from pathlib import Path

import boto3
import nbformat
import psutil
import pytest
import torch
from diffusers import AutoPipelineForText2Image
from moto.server import ThreadedMotoServer
from transformers import (
    AutoModelForAudioClassification,
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    CLIPModel,
    ViTForImageClassification,
)

from raycourse.catalogue import entries
from raycourse.models import TABLE, model
from raycourse.places import PUBLIC
from raycourse.settings import PROJECT
from tests.rehearsal import fill_buckets, make_hub, put_breeds
from tools.lanes import running_ray
from tools.notebooks import KERNEL, execute, scores, source_form

# In `make test`, where the test below loads all public models; the others are in `make test-all`.
CORE = ("08_embeddings_lab",)

# The shapes of the public models, where a lesson says them.
SAID = {
    "05_enhance": ["(16, (512, 512, 3))"],
    "06_finetune": ["shape=(3, 224, 224)", "every picture has found its label: True"],
    "08_embeddings": ["a picture of 224 pixels becomes 512 numbers"],
}
# What tells a story with pictures of each breed needs as many as the public bucket has; to the others they would only cost time.
MANY_DOGS = ("10_training", "16_monitoring", "18_capstone", "18_capstone_lab")
# A point for two breeds told apart better than by chance: random weights may miss it.
BY_CHANCE = {"check-breeds": 1}


class Requests(logging.Handler):
    """The buckets that the S3 server was asked for, as its log names them."""

    def __init__(self):
        super().__init__()
        self.buckets = set()

    def emit(self, record):
        self.buckets |= set(re.findall(r"(?:GET|HEAD|PUT|POST|DELETE) /([\w-]+)", record.getMessage()))


class Rehearsal:
    """A machine that has the hub's cache, the buckets and a Ray, and nothing else to reach."""

    def __init__(self, home: Path, environment: dict[str, str], requests: Requests, s3):
        self.environment, self.requests, self.s3 = environment, requests, s3
        self.reached, self.models = home / "notes.txt", home / "models.txt"

    def run(self, notebook: nbformat.NotebookNode, folder: Path) -> tuple[set[str], set[str]]:
        """Executes `notebook`; returns the models that it opened and the buckets that it asked for."""
        self.reached.unlink(missing_ok=True)
        self.models.write_text("")
        self.requests.buckets.clear()
        execute(notebook, folder, **self.environment)
        assert not self.reached.exists(), self.reached.read_text()
        return set(self.models.read_text().splitlines()), set(self.requests.buckets)


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory):
    home = tmp_path_factory.mktemp("rehearsal")
    make_hub(home / "hub")
    server, requests, log = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False), Requests(), logging.getLogger("werkzeug")
    log.addHandler(requests)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    s3 = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="maker", aws_secret_access_key="maker", region_name="us-east-1")
    fill_buckets(s3)
    here = {address.address for addresses in psutil.net_if_addrs().values() for address in addresses} | {os.uname().nodename}
    environment = {
        "COURSE_PROFILE": "full",
        "COURSE_STORAGE": str(home / "storage"),
        "HF_HOME": str(home / "hub"),
        "HF_HUB_OFFLINE": "1",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONPATH": str(PROJECT / "tests" / "offline"),
        "OFFLINE_ALLOWED": ",".join(here),
        "OFFLINE_NOTES": str(home / "notes.txt"),
        "OFFLINE_MODELS": str(home / "models.txt"),
        "RAY_OVERRIDE_RESOURCES": json.dumps({"CPU": 8, "GPU": 1}),
    }
    with running_ray(**environment) as address:
        yield Rehearsal(home, environment | {"RAY_ADDRESS": address}, requests, s3)
    server.stop()
    log.removeHandler(requests)


def named(code: str) -> tuple[set[str], set[str]]:
    """The public models and the buckets that the code of a notebook names by their roles and folders."""
    table = tomllib.loads(TABLE.read_text())
    asking = [line for line in code.splitlines() if "raycourse.model(" in line]
    sources = {table[role]["full"]["source"] for role in table for line in asking if f'"{role}"' in line}
    sets = re.findall(r'raycourse\.data\(f?"(\w+/\S*)"', code) + ["doggos/train"] * ("shelter.deliver(" in code)  # where the shelter's dogs come from
    buckets = {uri.split("@")[1].split("/")[0] for folder, uri in PUBLIC.items() for name in sets if name.split("/")[0] == folder.split("/")[0]}
    return {source for source in sources if not source.startswith("storage/")}, buckets


def text_of(notebook: nbformat.NotebookNode) -> str:
    """What the cells of an executed notebook print and show, as text."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in outputs)


@pytest.mark.slow
@pytest.mark.parametrize(
    "entry",
    [pytest.param(entry, marks=[] if entry.script.stem in CORE else [pytest.mark.long]) for entry in entries()],
    ids=lambda entry: entry.script.stem,
)
def test_a_notebook_runs_with_the_public_models(entry, rehearsal):
    notebook = source_form(entry)
    if entry.script.stem in MANY_DOGS:
        put_breeds(rehearsal.s3, "train", 80)
    assert rehearsal.run(notebook, (PROJECT / entry.executed).parent) == named(entry.script.read_text())
    said = text_of(notebook)
    assert all(line in said for line in SAID.get(entry.script.stem, [])), said
    missing = {check: points - score for check, (score, points) in scores(notebook).items() if score < points}
    assert not missing or missing == BY_CHANCE, missing


@pytest.mark.slow
def test_what_a_notebook_reaches_for_is_noted(rehearsal, tmp_path):
    """In a worker of Ray, and where the notebook swallows the error."""
    reach = "ray.remote(lambda: socket.create_connection(('203.0.113.1', 80), timeout=1))"
    code = f"import socket, ray, raycourse\nraycourse.connect()\ntry:\n    ray.get({reach}.remote())\nexcept OSError as error:\n    print(error)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)], metadata=KERNEL)
    with pytest.raises(AssertionError, match=r"socket\.\w+ 203\.0\.113\.1"):
        rehearsal.run(notebook, tmp_path)
    assert re.search(r"a rehearsal stays on this machine: socket\.\w+ 203\.0\.113\.1", text_of(notebook))


@pytest.mark.slow
def test_the_public_models_load_in_their_types_and_no_others_load(rehearsal, environment, monkeypatch):
    hub = {"cache_dir": Path(rehearsal.environment["HF_HOME"], "hub"), "local_files_only": True}
    kinds = {
        "text_to_image": (AutoPipelineForText2Image, torch.float16),
        "enhancer": (AutoModelForCausalLM, torch.bfloat16),
        "vit": (ViTForImageClassification, torch.float32),
        "clip": (CLIPModel, torch.float32),
        "reviews": (AutoModelForSequenceClassification, torch.float32),
        "sounds": (AutoModelForAudioClassification, torch.float32),
    }
    for role, (kind, dtype) in kinds.items():
        environment(COURSE_PROFILE="tiny")
        assert model(role).load["dtype"] is torch.float32
        environment(COURSE_PROFILE="full")
        public = model(role)
        assert kind.from_pretrained(public.source, **public.load, **hub).dtype is dtype
        with pytest.raises(OSError):
            kind.from_pretrained(f"{public.source}-2", **public.load, **hub)
        for card, device in ((True, "cuda"), (False, "cpu")):
            monkeypatch.setattr("torch.cuda.is_available", lambda card=card: card)
            assert public.device == device
