"""What CI is told to do can be done: its files parse, and what they call is there."""

import re

import pytest
import yaml

from raycourse.settings import PROJECT
from tools.course import OUT

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
        for module in re.findall(r"python -m (\w+)", step.get("run", "")):
            assert (PROJECT / module / "__main__.py").exists(), step


def test_a_pull_request_is_tested_once_and_after_lint():
    workflow = yaml.safe_load((GITHUB / "workflows" / "test.yml").read_text())
    on = workflow[True]  # which is what YAML makes of the word "on"
    assert on["push"] == {"branches": ["main"]} and "pull_request" in on
    assert all(job.get("needs") == "lint" for name, job in workflow["jobs"].items() if name != "lint")


@pytest.mark.parametrize("path", sorted((GITHUB / "workflows").glob("*.yml")), ids=lambda path: path.stem)
def test_no_job_runs_for_ever(path):
    workflow = yaml.safe_load(path.read_text())
    assert "group" in workflow["concurrency"] and all("timeout-minutes" in job for job in workflow["jobs"].values())


def test_the_gpu_workflow_runs_the_course_and_keeps_what_came_out():
    (job,) = yaml.safe_load((GITHUB / "workflows" / "gpu.yml").read_text())["jobs"].values()
    assert job["env"]["COURSE_PROFILE"] == "full" and {"HF_TOKEN", "AWS_REGION"} <= set(job["env"])
    said = [step.get("run", "") for step in job["steps"]]
    assert "make course" in said and not any("make test" in line or "nbval" in line for line in said)
    assert any("HF_HOME=" in line and "GITHUB_ENV" in line for line in said)
    (kept,) = [step for step in job["steps"] if "upload-artifact" in step.get("uses", "")]
    assert kept["if"] == "always()" and PROJECT / kept["with"]["path"] == OUT
    (report,) = [step for step in job["steps"] if "raycourse doctor" in step.get("run", "")]
    assert f"tee {kept['with']['path']}/" in report["run"] and report["shell"] == "bash"  # whose pipes fail where a part of them does
    assert all("timeout-minutes" in step for step in job["steps"] if "make course" in step.get("run", "") or step is report)
