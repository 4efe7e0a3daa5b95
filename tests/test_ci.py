"""What CI is told to do can be done: its files parse, and what they call is there."""

import re

import pytest
import yaml

from raycourse.settings import PROJECT

GITHUB = PROJECT / ".github"
TARGETS = set(re.findall(r"^([\w./-]+):", (PROJECT / "Makefile").read_text().replace("$(READY):", ".venv/.ready:"), re.M))


def steps(document):
    if "runs" in document:  # a composite action
        return document["runs"]["steps"]
    return [step for job in document["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", sorted(GITHUB.rglob("*.yml")), ids=lambda path: str(path.relative_to(GITHUB)))
def test_everything_that_ci_calls_is_there(path):
    for step in steps(yaml.safe_load(path.read_text())):
        if step.get("uses", "").startswith("./"):
            assert (PROJECT / step["uses"] / "action.yml").exists(), step
        for script in re.findall(r"\bbash (\S+)", step.get("run", "")):
            assert (PROJECT / script).exists(), step
        for target in re.findall(r"\bmake (\S+)", step.get("run", "")):
            assert target in TARGETS, step


def test_a_pull_request_is_tested_once_and_after_lint():
    workflow = yaml.safe_load((GITHUB / "workflows" / "test.yml").read_text())
    on = workflow[True]  # which is what YAML makes of the word "on"
    assert on["push"] == {"branches": ["main"]} and "pull_request" in on
    assert all(job.get("needs") == "lint" for name, job in workflow["jobs"].items() if name != "lint")


@pytest.mark.parametrize("path", sorted((GITHUB / "workflows").glob("*.yml")), ids=lambda path: path.stem)
def test_no_job_runs_for_ever(path):
    workflow = yaml.safe_load(path.read_text())
    assert "group" in workflow["concurrency"] and all("timeout-minutes" in job for job in workflow["jobs"].values())
