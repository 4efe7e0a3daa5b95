"""A larger machine than most: what notebooks print and compare must not hang on the number of cores and cards."""

import json
import os
import subprocess
import sys

import pytest

from raycourse.settings import PROJECT


@pytest.mark.long
def test_every_notebook_compares_equal_with_16_cpus_and_4_gpus(tmp_path):
    environment = {**os.environ, "RAY_OVERRIDE_RESOURCES": json.dumps({"CPU": 16, "GPU": 4}), "COURSE_STORAGE": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "notebooks", "solutions", "-n", "0", "-p", "no:cacheprovider"]
    run = subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
