"""Where `RAY_ADDRESS` names a cluster, each submission is a Ray task: it runs in a sandbox on a node that has a core and the memory for it.

Every node needs the course with its `.venv` in the folder that it has here.
"""

import signal
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

import raycourse
from raycourse.settings import PROJECT
from tools.grade.sandbox import GRACE_S, MIB, Limits, Sandbox, bare_lessons, probe

# A worker finds this package by it, wherever its node was started.
THERE = {"runtime_env": {"env_vars": {"PYTHONPATH": str(PROJECT)}}}


def join(limits: Limits, *, unsafe: bool) -> int:
    """Joins the cluster, and tries a sandbox on each of its nodes unless `unsafe`. Returns for how many submissions at a time it has room.

    Raises:
        NoSandbox: a node has none, or it keeps too little apart.
        RuntimeError: no node has room for a submission.
        ConnectionError, FileNotFoundError: as `raycourse.connect`.
    """
    terminated = signal.getsignal(signal.SIGTERM)
    raycourse.connect()
    signal.signal(signal.SIGTERM, terminated)  # Ray takes the signal for itself, and would abort
    nodes = [node for node in ray.nodes() if node["Alive"]]
    room = sum(int(min(node["Resources"].get("CPU", 0), node["Resources"].get("memory", 0) // (limits.memory * MIB))) for node in nodes)
    if not room:
        raise RuntimeError(f"no node of the cluster has a CPU and {limits.memory} MiB for a submission: give it larger nodes, or a smaller --memory")
    if not unsafe:
        there = [NodeAffinitySchedulingStrategy(node["NodeID"], soft=False) for node in nodes]
        ray.get([ray.remote(num_cpus=0, **THERE)(_probed).options(scheduling_strategy=node).remote() for node in there])
    return room


def _probed() -> None:
    with bare_lessons() as lessons:
        probe(lessons)


def _run(job: dict, limits: Limits, lane: int, unsafe: bool) -> tuple[list[dict], str]:
    """On a node: all reports of a run, and why it was ended from outside."""
    reports: list[dict] = []
    with bare_lessons() as lessons:
        sandbox = Sandbox(limits, lane, lessons, threading.Event(), unsafe=unsafe)
        sandbox.run(job, reports.append)
    return reports, sandbox.ended


class SandboxOnANode:
    """A `Sandbox` on whichever node has room, with that node's lessons. Its reports come when it has ended; where its node dies, another runs it again."""

    def __init__(self, limits: Limits, lane: int, _: Path, stopped: threading.Event, *, unsafe: bool = False):
        self.stopped, self.ended = stopped, ""
        task = ray.remote(num_cpus=1, memory=limits.memory * MIB, **THERE)(_run)
        self.start = partial(task.remote, limits=limits, lane=lane, unsafe=unsafe)

    def run(self, job: dict, on_report: Callable[[dict], None]) -> None:
        """As `Sandbox.run`."""
        task = self.start(job)
        while not ray.wait([task], timeout=0.5)[0]:
            if self.stopped.is_set():
                ray.cancel(task)  # raises in the task, which ends its sandbox on the way out
                if not ray.wait([task], timeout=2 * GRACE_S)[0]:
                    ray.cancel(task, force=True)  # its worker was starting and did not hear; a sandbox ends with its worker
                self.ended = "interrupted"
                return
        reports, self.ended = ray.get(task)
        for report in reports:
            on_report(report)
