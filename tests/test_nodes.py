"""A cluster of three nodes on one machine, to see what a second and a third give."""

import os
import time

import psutil
import pytest

from raycourse import nodes


@pytest.mark.long
def test_a_step_that_waits_gains_from_each_node_and_nothing_is_left_running():
    def waits():
        time.sleep(1)

    def raylets():
        return {child for child in psutil.Process(os.getpid()).children(recursive=True) if "raylet" in child.name()}

    before = raylets()
    ((one, two, three),) = nodes.rates(waits)
    assert one < 2 < three and one < two < three  # two CPUs and a second: two blocks a second at most
    assert raylets() <= before  # those of other tests
