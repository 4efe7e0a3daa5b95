"""What `deploy/` says can be done: its files keep to the schemas of those who read them, name what is there, and agree on versions."""

import copy
import json
import re
import subprocess

import botocore.session
import jsonschema
import pytest
import yaml
from botocore.validate import ParamValidator
from moto.ec2.models.instance_types import INSTANCE_TYPES
from ray._private.runtime_env.packaging import GCS_STORAGE_MAX_SIZE
from ray.autoscaler._private.util import prepare_config, validate_config
from ray.runtime_env import RuntimeEnv
from referencing import Registry, Resource

from raycourse.settings import PROJECT
from tests.test_ci import TARGETS

DEPLOY = PROJECT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
HOME = re.search(r"^WORKDIR (.+)$", DOCKERFILE, re.M)[1]


def read(name):
    return yaml.safe_load((DEPLOY / name).read_text())


def pods(manifest):
    """The pod templates of a RayCluster or a RayJob."""
    spec = manifest["spec"].get("rayClusterSpec", manifest["spec"])
    return [group["template"] for group in [spec["headGroupSpec"], *spec.get("workerGroupSpecs", [])]]


def validate_kuberay(manifest):
    schemas = {name: json.loads((PROJECT / "tests" / "schemas" / name).read_text()) for name in ("kuberay.json", "pod.json")}
    registry = Registry().with_resources((name, Resource.from_contents(schema)) for name, schema in schemas.items())
    jsonschema.Draft202012Validator(schemas["kuberay.json"], registry=registry).validate(manifest)


def test_the_launcher_reads_its_file():
    validate_config(prepare_config(read("cluster.yaml")))  # Ray's own schema, which it ships


def test_aws_knows_the_machines():
    shape = botocore.session.get_session().get_service_model("ec2").operation_model("RunInstances").input_shape
    for kind in read("cluster.yaml")["available_node_types"].values():
        report = ParamValidator().validate({**kind["node_config"], "MinCount": 1, "MaxCount": 1}, shape)
        assert not report.has_errors(), report.generate_report()
        machine = INSTANCE_TYPES[kind["node_config"]["InstanceType"]]
        assert machine["GpuInfo"]["Gpus"][0]["Manufacturer"] == "NVIDIA" and machine["VCpuInfo"]["DefaultVCpus"] >= 6


@pytest.mark.parametrize("name", ["raycluster.yaml", "rayjob.yaml"])
def test_kubernetes_reads_its_files(name):
    manifest = read(name)
    validate_kuberay(manifest)
    for pod in pods(manifest):
        volumes = {volume["name"]: volume for volume in pod["spec"]["volumes"]}
        mounts = {mount["mountPath"]: volumes[mount["name"]] for mount in pod["spec"]["containers"][0]["volumeMounts"]}
        assert mounts["/dev/shm"]["emptyDir"]["medium"] == "Memory"
        resources = pod["spec"]["containers"][0]["resources"]
        assert ("nvidia.com/gpu" in resources["limits"]) == ("tolerations" in pod["spec"])


@pytest.mark.parametrize(
    "path",
    [
        ("spec", "workerGroupSpec"),
        ("spec", "headGroupSpec", "template", "spec", "volume"),
        ("spec", "headGroupSpec", "rayStartParams", "num-cpus"),
        ("spec", "authOptions", "mode"),
    ],
    ids=lambda path: path[-1],
)
def test_a_mistake_is_found(path):
    manifest = copy.deepcopy(read("raycluster.yaml"))
    *above, last = path
    inner = manifest
    for key in above:
        inner = inner[key]
    inner[last] = 4  # a field that does not exist, or a value that may not be
    with pytest.raises(jsonschema.ValidationError):
        validate_kuberay(manifest)


def test_ray_reads_the_runtime_environment(monkeypatch):
    monkeypatch.chdir(PROJECT)  # `ray job submit` runs here
    environment = RuntimeEnv(**read("runtime_env.yaml"))
    assert "torch==" in " ".join(environment["uv"]["packages"])
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split("\0")
    assert sum((PROJECT / name).stat().st_size for name in tracked if (PROJECT / name).is_file()) < GCS_STORAGE_MAX_SIZE


def test_what_the_dockerfile_names_is_there():
    for line in re.findall(r"^COPY --chown=\S+ (.+)$", DOCKERFILE, re.M):
        assert all((PROJECT / source).exists() for source in line.split()[:-1]), line
    targets = re.findall(r"\bmake (\.venv/\S+|[\w-]+)\b", " ".join(re.findall(r"^RUN (make .+)$", DOCKERFILE, re.M)))
    targets += [json.loads(line)[1] for line in re.findall(r"^CMD (.+)$", DOCKERFILE, re.M)]
    assert targets == [".venv/.ready", "lab"] and set(targets) <= TARGETS
    assert f"PATH={HOME}/.venv/bin:" in DOCKERFILE and HOME.startswith("/home/learner/")
    assert "apt-get" in DOCKERFILE.split("USER 1000")[0] and "USER root" not in DOCKERFILE


def test_paths_in_the_image_are_the_images():
    assert list(read("cluster.yaml")["file_mounts"]) == ["/home/learner/.ray/auth_token"]
    (notebook,) = re.findall(rf"{HOME}/(\S+)", read("rayjob.yaml")["spec"]["entrypoint"])
    assert (PROJECT / notebook).exists()


def test_settings_are_those_of_the_readme():
    known = set(re.findall(r"^\| `(\w+)`", (PROJECT / "README.md").read_text(), re.M))
    files = [path.read_text() for path in DEPLOY.rglob("*") if path.is_file()] + [path.read_text() for path in (PROJECT / ".github").rglob("*.yml")]
    assert {name for text in files for name in re.findall(r"\bCOURSE_[A-Z]+\b", text)} <= known


def test_the_page_names_every_file_and_nothing_else():
    page = (DEPLOY / "README.md").read_text()
    assert all(path.name in page for path in DEPLOY.iterdir() if path.suffix != ".dockerignore" and path.name != "README.md")
    for path in re.findall(r"\bdeploy/[\w.-]+", page):
        assert (PROJECT / path).exists(), path
    assert set(re.findall(r"`make ([\w-]+)`", page)) <= TARGETS


def one_value(pattern, *names):
    """The value of `pattern`'s group in each of the project's files `names`; it must be found in each."""
    found = {}
    for name in names:
        values = set(re.findall(pattern, (PROJECT / name).read_text()))
        assert values, f"{name} has nothing like {pattern}"
        found |= {f"{name}: {value}": value for value in values}
    return found


def test_versions_agree_with_the_lock():
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (PROJECT / "requirements.txt").read_text(), re.M))
    for where, version in one_value(r'rayVersion: "(.+?)"', "deploy/raycluster.yaml", "deploy/rayjob.yaml").items():
        assert version == locked["ray"], where
    (course,) = set(re.findall(r'^version = "(.+)"', (PROJECT / "pyproject.toml").read_text(), re.M))
    images = ("Dockerfile", "cluster.yaml", "raycluster.yaml", "rayjob.yaml", "README.md")
    for where, version in one_value(r"raycourse:(\d[\w.]*\w)", *(f"deploy/{name}" for name in images)).items():
        assert version == course, where


def test_one_python_is_everybodys_first():
    """The Python that the lock is resolved for; CI's matrix has the others as well."""
    (python,) = re.findall(r"--python-version (\S+)", (PROJECT / "Makefile").read_text())
    places = {
        **one_value(r"python=(\S+)", "environment.yml"),
        **one_value(r"FROM python:(\d+\.\d+)", "deploy/Dockerfile"),
        **one_value(r'default: "(\S+)"', ".github/actions/setup/action.yml"),
        **one_value(r'python-version: "(\S+)"', ".github/workflows/test.yml"),
    }
    assert {where: value for where, value in places.items() if value != python} == {}
