"""The lock installs on every machine that README names, without a compiler: what is pinned has a wheel there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from raycourse.settings import PROJECT

LOCK = PROJECT / "requirements.txt"
PLATFORMS = {"Linux x86-64": "x86_64-manylinux_2_28", "Linux arm64": "aarch64-manylinux_2_28", "macOS 14 arm64": "aarch64-apple-darwin"}


def resolve(requirements: str, *options: str) -> subprocess.CompletedProcess:
    """What uv says of `requirements`, each by itself, from wheels alone."""
    uv = [Path(sys.executable).parent / "uv", "pip", "compile", "--system-certs", "--no-python-downloads", "--python", sys.executable]
    command = [*uv, "--no-deps", "--only-binary", ":all:", *options, "-"]
    macos = {"MACOSX_DEPLOYMENT_TARGET": "14.0"}
    return subprocess.run(command, input=requirements, env=os.environ | macos, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def registry():
    """Skips where no registry answers, as on a machine without a network."""
    asked = resolve(re.search(r"^uv==.*$", LOCK.read_text(), re.M)[0], "--refresh")
    if asked.returncode:
        pytest.skip(f"no package registry answers here: {asked.stderr.splitlines()[0]}")


@pytest.mark.slow
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_everything_has_a_wheel(registry, platform, python):
    found = resolve(LOCK.read_text(), "--python-version", python, "--python-platform", PLATFORMS[platform])
    assert found.returncode == 0, found.stderr
