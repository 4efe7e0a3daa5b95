"""Settings: one reading of the environment, one error for each mistake, the same in every worker."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import raycourse
from raycourse import models
from raycourse.settings import PROJECT, Settings


def test_the_default_is_this_checkout(environment):
    environment(COURSE_LEARNER="ada", RAY_ADDRESS="")
    assert raycourse.settings() == Settings("tiny", str(PROJECT / "data"), str(PROJECT / "build" / "storage"), "ada", "")


def test_blank_means_unset(environment):
    before = raycourse.settings()
    environment(COURSE_PROFILE=" ", COURSE_DATA="", COURSE_STORAGE="  ", COURSE_LEARNER="", RAY_ADDRESS=" ")
    assert raycourse.settings() == before


@pytest.mark.parametrize("use", [raycourse.settings, raycourse.data, raycourse.storage, lambda: raycourse.model("enhancer"), raycourse.connect])
def test_an_unknown_profile_is_told_the_known_ones_everywhere(environment, use):
    environment(COURSE_PROFILE="Full")
    with pytest.raises(ValueError, match="unknown COURSE_PROFILE 'Full': the course has tiny and full"):
        use()


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"COURSE_DATA": "nowhere"}, "COURSE_DATA=nowhere is no folder"),
        ({"COURSE_STORAGE": "data/out"}, "lies inside .*/data, which the course only reads"),
        ({"COURSE_STORAGE": "/shared", "COURSE_LEARNER": "../ada"}, "COURSE_LEARNER=../ada cannot name a folder"),
        ({"COURSE_STORAGE": "s3://b", "COURSE_LEARNER": "ada lovelace"}, "COURSE_LEARNER=ada lovelace cannot stand in s3://b"),
    ],
)
def test_each_mistake_has_its_error(environment, variables, message):
    environment(**variables)
    with pytest.raises(ValueError, match=message):
        raycourse.settings()


def test_missing_data_say_how_they_come_back(environment, monkeypatch, tmp_path):
    monkeypatch.setattr(sys.modules["raycourse.settings"], "PROJECT", tmp_path)
    environment()
    with pytest.raises(ValueError, match="COURSE_DATA=data is no folder: `git checkout -- data` brings it back"):
        raycourse.settings()


def test_shared_storage_has_a_folder_for_each_learner(environment, tmp_path):
    environment(COURSE_STORAGE=str(tmp_path / "class"), JUPYTERHUB_USER="ada")
    ada = raycourse.storage("out")
    environment(JUPYTERHUB_USER="bo")
    assert ada == str(tmp_path / "class" / "ada" / "out") and raycourse.storage("out") == str(tmp_path / "class" / "bo" / "out")
    environment(COURSE_STORAGE="s3://bucket/course/")
    assert raycourse.storage("images/out") == "s3://bucket/course/bo/images/out"
    assert raycourse.storage() == "s3://bucket/course/bo"


def test_a_ray_of_ones_own_has_two_names(environment):
    for address in ("", "local"):
        environment(RAY_ADDRESS=address)
        assert raycourse.settings().cluster == ""


def test_storage_that_cannot_be_made(environment, tmp_path):
    (tmp_path / "file").write_text("")
    environment(COURSE_STORAGE=str(tmp_path / "file" / "below"))
    with pytest.raises(PermissionError, match="cannot be made .* set COURSE_STORAGE"):
        raycourse.storage()


def test_what_is_sent_is_all_that_a_worker_reads(environment, tmp_path):
    environment(COURSE_PROFILE="full", COURSE_STORAGE=str(tmp_path), COURSE_LEARNER="ada")
    sent = raycourse.settings().sent()
    assert Settings.read({**sent, "COURSE_PROFILE": "tiny", "COURSE_LEARNER": "bo"}) == raycourse.settings()


@pytest.mark.slow
@pytest.mark.parametrize("joined", [False, True], ids=["a Ray of its own", "a cluster that runs"])
def test_workers_have_the_settings_of_the_notebook(environment, tmp_path, course_ray, joined):
    """Nothing but connect() can have brought them there: by then the environment has lost them."""
    environment(COURSE_PROFILE="full", COURSE_STORAGE=str(tmp_path), COURSE_LEARNER="ada", **({"RAY_ADDRESS": course_ray} if joined else {}))
    code = """
import dataclasses, json, os, ray, raycourse
raycourse.settings()
for name in [name for name in os.environ if name.startswith("COURSE_")]:
    del os.environ[name]
raycourse.connect()
worker = ray.get(ray.remote(lambda: dataclasses.asdict(raycourse.settings())).remote())
print(json.dumps([dataclasses.asdict(raycourse.settings()), worker]))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, timeout=120)
    assert run.returncode == 0, run.stderr
    notebook, worker = json.loads(run.stdout.splitlines()[-1])
    assert worker == notebook and worker["profile"] == "full" and worker["storage"] == str(tmp_path / "ada")


def test_models_by_role(environment):
    model = raycourse.model("enhancer")
    assert model.profile == "tiny" and model.source == str(PROJECT / "data" / "models" / "enhancer")
    environment(COURSE_PROFILE="full")
    assert raycourse.model("text_to_image").source == "stabilityai/sdxl-turbo"
    with pytest.raises(ValueError, match="unknown role 'painter': models.toml has text_to_image, enhancer"):
        raycourse.model("painter")


def test_public_folders_take_the_place_of_drawn_ones(environment):
    assert raycourse.data("dogs_fish/test/dog") == str(PROJECT / "data" / "dogs_fish" / "test" / "dog")
    environment(COURSE_PROFILE="full")
    assert raycourse.data("dogs_fish/test/dog") == "s3://anonymous@air-example-data-2/imagenette2/val/n02102040"
    assert raycourse.data("doggos/train/pug") == "s3://anonymous@doggos-dataset/train/pug"
    assert raycourse.data("animals.csv") == str(PROJECT / "data" / "animals.csv")


@pytest.fixture
def weights(environment, tmp_path):
    """A models folder of two listed files, and the first of them."""
    folder = tmp_path / "models" / "enhancer"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "config.json").write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    (tmp_path / "models" / "SHA256SUMS").write_text("".join(f"{digest}  enhancer/{name}\n" for name in ("model.safetensors", "config.json")))
    environment(COURSE_DATA=str(tmp_path))
    return folder / "model.safetensors"


def test_whole_weights_pass(weights):
    models.verify("enhancer")
    (weights.parent / "README.md").write_text("the card")
    models.verify("enhancer")


@pytest.mark.parametrize(
    ("damage", "error", "message"),
    [
        (lambda file: file.write_bytes(b"weighty"), OSError, "model.safetensors is damaged .*git checkout"),
        (lambda file: file.unlink(), FileNotFoundError, "model.safetensors is missing: .*git checkout"),
        (lambda file: (file.parent / "pytorch_model.bin").write_bytes(b"x"), OSError, "pytorch_model.bin does not belong to the model"),
        (lambda file: (file.parent / "modeling.py").write_text("x"), OSError, "modeling.py does not belong to the model"),
        (lambda file: (sums := file.parents[1] / "SHA256SUMS").write_text(sums.read_text()[:90]), OSError, "SHA256SUMS is damaged .*git checkout"),
        (lambda file: (sums := file.parents[1] / "SHA256SUMS").write_text(sums.read_text().split("\n")[1] + "\n"), OSError, "model.safetensors does not"),
        (lambda file: (file.parents[1] / "SHA256SUMS").write_text("what?\n"), OSError, "SHA256SUMS is damaged .*git checkout"),
        (lambda file: (file.parents[1] / "SHA256SUMS").unlink(), FileNotFoundError, "SHA256SUMS is missing: .*git checkout"),
        (lambda file: (file.parents[1] / "SHA256SUMS").write_text("0" * 64 + "  vit/x\n"), FileNotFoundError, "enhancer is not in this project: `make models`"),
    ],
    ids=["changed", "gone", "another weights file", "code", "list cut", "line removed", "list odd", "list gone", "not listed"],
)  # fmt: skip
def test_what_may_be_wrong_with_a_model(weights, damage, error, message):
    damage(weights)
    with pytest.raises(error, match=message):
        models.verify("enhancer")


@pytest.mark.parametrize("name", models.embedded())
def test_weights_in_the_project_are_whole(name):
    models.verify(name)


def test_a_folder_in_a_bucket_is_fetched(public_bucket, tmp_path, monkeypatch):
    gone = []
    monkeypatch.setattr("atexit.register", lambda *call, **options: gone.append(call))
    copy = Path(raycourse.fetched(f"s3://anonymous@{public_bucket}/train"))
    assert gone == [(shutil.rmtree, str(copy))]
    assert [path.relative_to(copy).as_posix() for path in copy.rglob("*.png")] == ["fox/1.png"]
    assert raycourse.fetched(str(tmp_path)) == str(tmp_path)
    for nowhere in (f"s3://anonymous@{public_bucket}/test", str(tmp_path / "model")):
        with pytest.raises(FileNotFoundError, match=f"nothing at {nowhere}"):
            raycourse.fetched(nowhere)
