"""What the doctor looks at in the full profile, with faults made up: each finding names what is there, or the cure."""

import collections
import re
import time

import pytest

from raycourse import __main__ as doctor
from raycourse import needs
from raycourse.catalogue import entries, lesson

Usage = collections.namedtuple("Usage", "total used free")
NAMES = [name for name, _ in needs.public_models()]


def test_public_models_are_those_of_the_table():
    assert {"stabilityai/sdxl-turbo", "openai/clip-vit-base-patch32"} < set(NAMES) and not any(name.startswith("storage/") for name in NAMES)


@pytest.fixture
def hub_at(monkeypatch):
    """`hub_at(home)` asks the cache in `home`, and no hub unless `endpoint` names one."""

    def ask(home, endpoint=""):
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(home / "hub"))
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", not endpoint)
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
        return needs.hub()

    return ask


def fill(home, name, variant):
    """A model of two parts in a cache."""
    folder = home / "hub" / f"models--{name.replace('/', '--')}"
    for part in ("", "unet/"):
        path = folder / "snapshots" / ("0" * 40) / part
        path.mkdir(parents=True, exist_ok=True)
        (path / "config.json").write_text("{}")
        (path / f"model{variant}.safetensors").write_text("weights")
    (folder / "refs").mkdir(exist_ok=True)
    (folder / "refs" / "main").write_text("0" * 40)


@pytest.fixture
def full_cache(tmp_path):
    for name, load in needs.public_models():
        fill(tmp_path, name, f".{load['variant']}" if "variant" in load else "")
    return tmp_path


def test_a_whole_cache_needs_no_hub(full_cache, hub_at):
    assert hub_at(full_cache) == (True, f"public models: {len(NAMES)} of {len(NAMES)} whole in {full_cache}/hub")


@pytest.mark.parametrize("fault", ["no cache", "a part without weights", "weights of another kind"])
def test_a_cache_that_is_not_whole_is_found_offline(full_cache, hub_at, tmp_path, fault):
    unlucky = "stabilityai/sdxl-turbo"
    folder = full_cache / "hub" / "models--stabilityai--sdxl-turbo" / "snapshots" / ("0" * 40)
    if fault == "no cache":
        full_cache, unlucky = tmp_path / "empty", NAMES[0]
    elif fault == "a part without weights":
        (folder / "unet" / "model.fp16.safetensors").unlink()
    else:
        (folder / "model.fp16.safetensors").rename(folder / "model.safetensors")
    ok, said = hub_at(full_cache)
    assert ok is False and said.startswith(f"{unlucky} cannot be had") and "HF_HUB_OFFLINE is set" in said and "name by HF_HOME" in said


def test_a_hub_that_does_not_answer_is_said_within_seconds(tmp_path, hub_at):
    start = time.monotonic()
    ok, said = hub_at(tmp_path, "http://127.0.0.1:9")
    assert ok is False and said.startswith(f"{NAMES[0]} cannot be had") and "set HF_TOKEN where it asks for a login" in said
    assert time.monotonic() - start < 60


def test_a_hub_that_answers_will_do(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr("huggingface_hub.HfApi.model_info", lambda self, name, **options: asked.append(name))
    monkeypatch.setattr(needs, "_in_cache", lambda name, load: name == NAMES[0])
    ok, line = needs.hub()
    assert ok and asked == NAMES[1:] and f"the hub has {', '.join(NAMES[1:])}" in line
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(1, 1, 3 * 2**30))
    ok, line = needs.hub()
    assert ok is None and "3 GiB free of the 10 that all take: name a larger place by HF_HOME" in line


def test_buckets_are_listed(public_bucket, monkeypatch):
    monkeypatch.setattr(needs, "PUBLIC", {"foxes": f"s3://anonymous@{public_bucket}/train"})
    ok, line = needs.buckets()
    assert ok and "1 folders of public pictures listed in" in line


def test_a_bucket_that_is_not_there_is_said(public_bucket, monkeypatch):
    monkeypatch.setattr(needs, "PUBLIC", {"foxes": "s3://anonymous@nowhere/train"})
    ok, line = needs.buckets()
    assert ok is False and "s3://anonymous@nowhere/train" in line and "look at the network" in line


def test_a_network_that_is_not_there_is_said_within_seconds(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    start = time.monotonic()
    ok, line = needs.buckets()
    assert ok is False and "AWS_ENDPOINT_URL" in line
    assert time.monotonic() - start < 30


def cards(monkeypatch, *free):
    monkeypatch.setattr(needs, "cards_here", lambda: [needs.Card("Made-up 9000", gib + 1, gib) for gib in free])
    return needs.card_memory()


def test_large_cards_will_do(monkeypatch):
    ok, line = cards(monkeypatch, 80, 80)
    assert ok and "by an estimate" in line


def test_a_card_too_small_for_the_weights_stops(monkeypatch):
    ok, line = cards(monkeypatch, 6)
    assert ok is False and f"{lesson('images').number} (" in line and "larger card" in line and f"{lesson('predict').number} (" not in line


def test_a_card_too_small_by_the_estimate_alone_is_a_warning(monkeypatch):
    ok, line = cards(monkeypatch, (needs.NEEDS["images"].weights + needs.NEEDS["images"].first) / 2)
    assert ok is None and f"lesson {lesson('images').number} (" in line


def test_a_further_card_needs_less(monkeypatch):
    assert cards(monkeypatch, 80, max(need.others for need in needs.NEEDS.values()) + 0.1)[0]
    assert cards(monkeypatch, 80, 1)[0] is None


def test_no_card_stops_unless_a_cluster_has_one(monkeypatch, environment):
    ok, line = cards(monkeypatch)
    assert ok is False and "set COURSE_PROFILE=tiny" in line
    environment(RAY_ADDRESS="10.0.0.1:6379")
    ok, line = cards(monkeypatch)
    assert ok is None and "run notebooks on a node that has a card" in line


def test_every_lesson_that_moves_a_model_to_a_card_says_what_it_needs():
    moving = {entry.slug for entry in entries() if re.search(r"\.to\((\w+\.)*device\)", entry.script.read_text())}
    assert {"images", "monitoring", "capstone"} < moving <= set(needs.NEEDS)


@pytest.mark.parametrize("slug", needs.NEEDS)
def test_an_estimate_holds_the_weights(slug):
    need = needs.NEEDS[slug]
    assert lesson(slug) and need.weights < need.first and 0 < need.others <= need.first


def test_room_for_checkpoints(own_storage, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(1, 1, 10 * 2**30))
    assert needs.checkpoints()[0]
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(1, 1, 5 * 2**30))
    ok, line = needs.checkpoints()
    assert ok is False and "5 GiB free" in line and "larger place by COURSE_STORAGE" in line


def test_no_storage_is_said(environment, tmp_path):
    (tmp_path / "file").write_text("")
    environment(COURSE_STORAGE=str(tmp_path / "file"))
    ok, line = needs.checkpoints()
    assert ok is False and "set COURSE_STORAGE" in line


def test_a_bucket_has_room(environment):
    environment(COURSE_STORAGE="s3://bucket/course", COURSE_LEARNER="ada")
    assert needs.checkpoints() == (True, f"checkpoints go to s3://bucket/course/ada, {needs.CHECKPOINTS_GIB} GiB of them")


def test_only_the_full_profile_is_asked(environment):
    assert not set(needs.CHECKS) & set(doctor.checks())
    environment(COURSE_PROFILE="full")
    assert list(doctor.checks())[-len(needs.CHECKS) :] == list(needs.CHECKS)


def test_cards_are_shown_with_their_memory(monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.device_count", lambda: 1)
    monkeypatch.setattr("torch.cuda.get_device_name", lambda k: "Made-up 9000")
    monkeypatch.setattr("torch.cuda.mem_get_info", lambda k: (20 * 2**30, 24 * 2**30))
    ok, line = doctor.gpu()
    assert ok and line.startswith("GPU: Made-up 9000, 20.0 of 24.0 GiB free. ")
