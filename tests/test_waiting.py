"""No cell waits without a word: a notebook that fails, is interrupted and leaves iterators open, and then wants a GPU."""

import nbformat
import pytest
import ray

from raycourse.checks.failures import told
from raycourse.settings import PROJECT
from raycourse.waiting import HeldError, _fits
from tools.notebooks import execute

BEGIN = """
import os, signal, threading, time, ray, raycourse
gpus = raycourse.connect().gpus

class Model:
    def __init__(self, how):
        self.how = how

    def __call__(self, batch):
        if self.how == "fails":
            raise RuntimeError("of the model")
        if self.how == "is slow" and batch["id"][0]:
            time.sleep(3)  # an interrupt does not end the batch that an actor works on
        return batch

def painted(how):
    pool = {"compute": ray.data.ActorPoolStrategy(size=gpus), "num_gpus": 1, "num_cpus": 0, "fn_constructor_args": [how]}
    rows = 120 if how == "is slow" else 8
    return ray.data.range(rows, override_num_blocks=8).repartition(rows).map_batches(Model, batch_size=1, **pool)
"""
FAILS = 'painted("fails").materialize()'
INTERRUPTED = """
threading.Timer(12, os.kill, (os.getpid(), signal.SIGINT)).start()
painted("is slow").materialize()
"""
OPEN = 'rows = iter(painted("is slow").iter_batches(batch_size=1)); print(len(next(rows)["id"]))'
WANTS = """
start = time.monotonic()
try:
    print(painted("works").materialize().count(), "rows")
except Exception as error:
    print(type(error).__name__, error)
print("in time:", time.monotonic() - start < 60)
"""


def outcome(*cells: str, address: str) -> list[str]:
    """What each cell of a notebook prints, or the name of the error that it ends with."""
    tags = {"tags": ["raises-exception"]}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell, metadata=tags) for cell in cells])
    execute(notebook, PROJECT, RAY_ADDRESS=address)
    # Ray's own lines go to stderr: who was killed, what is tried again.
    return ["".join(part.get("ename") or part.get("text", "") for part in cell.outputs if part.get("name") != "stderr") for cell in notebook.cells]


@pytest.mark.long
def test_a_pool_that_others_keep_from_starting(course_ray):
    begun, failed, interrupted, after, opened, held, _, freed = outcome(
        BEGIN, FAILS, INTERRUPTED, WANTS, OPEN, WANTS, "del rows", WANTS, address=course_ray
    )
    assert (begun, "RuntimeError" in failed or "RayTaskError" in failed, interrupted, opened) == ("", True, "KeyboardInterrupt", "1\n")
    assert after == freed == "8 rows\nin time: True\n"
    assert held.startswith("HeldError MapBatches(Model) waits for 1 GPU and gets none: MapWorker(MapBatches(Model)), from an earlier cell, holds 2.")
    assert "`del` it, or restart the kernel" in held and held.endswith("in time: True\n")


@pytest.mark.parametrize(
    ("needs", "there", "held", "fits"),
    [
        (1, 2, [1], True),
        (1, 2, [1, 1], False),
        (0.6, 2, [0.6, 0.6], False),
        (0.4, 2, [0.6, 0.6], True),
        (0.6, 3, [0.6, 0.6], True),
        (0.5, 2, [2], False),
    ],
)
def test_a_part_of_a_gpu_is_a_part_of_one_card(needs, there, held, fits):
    assert _fits("GPU", needs, there, held) == fits
    assert _fits("CPU", 0.6, 2, [0.6, 0.6])


def test_a_check_says_who_holds_a_gpu():
    assert told(HeldError("MapBatches(Slow) waits for 1 GPU and gets none: restart the kernel"), len).startswith("MapBatches(Slow) waits for 1 GPU")


def test_a_pipeline_that_stands_still_ends_within_a_lesson():
    assert ray.data.DataContext().execution_no_progress_timeout_s == 600
