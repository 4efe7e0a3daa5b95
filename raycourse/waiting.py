"""A pool that cannot start, because earlier pipelines of the same notebook hold what it wants: Ray waits for it without a word."""

import gc
import sys
import time
import traceback
from collections.abc import Collection

import ray
from ray._private.state import state
from ray.core.generated.gcs_pb2 import ActorTableData
from ray.data._internal.execution.execution_callback import ExecutionCallback
from ray.data._internal.execution.operators.actor_pool_map_operator import ActorPoolMapOperator
from ray.data.exceptions import ExecutionTimeoutError

LOOKS_EVERY_S = 3
PATIENCE_S = 30


class HeldError(ExecutionTimeoutError):
    """Other pools of this notebook hold the GPUs or CPUs that a pool waits for. The message says which, and the cure."""


class HolderFinder(ExecutionCallback):
    """Looks after a pipeline, in the process that runs it, while one of its pools has no actor. Dead pipelines that Python has not collected yet
    are let go of; if what others hold is still too much after `PATIENCE_S`, the pipeline ends with a `HeldError`.

    A pool whose actors load a model, or wait for another notebook's job, is left alone. `raycourse/quiet.py` names this class to Ray Data.
    """

    def __init__(self):
        self._looked = self._free = time.monotonic()

    def on_execution_step(self, executor) -> None:
        now = time.monotonic()
        if now - self._looked < LOOKS_EVERY_S:
            return
        self._looked = now
        told = _held_from(executor._topology)
        if not told:
            self._free = now
        elif now - self._free > PATIENCE_S:
            raise HeldError(told)
        else:
            _let_go_of_the_dead()


def _held_from(operators: Collection) -> str:
    """Which pool of `operators` has no actor, and who holds what it needs; empty where all can start."""
    pools = [one for one in operators if isinstance(one, ActorPoolMapOperator)]
    waiting = next((one for one in pools if one.get_actor_info().pending and not one.get_actor_info().running), None)
    if not waiting:
        return ""
    others, wanted = _others({one.id for one in pools}), waiting.min_scheduling_resources()
    for kind, needs in (("GPU", wanted.gpu), ("CPU", wanted.cpu)):
        holders = [actor for actor in others if actor.required_resources.get(kind)]
        held_on = {node["NodeID"]: [] for node in ray.nodes() if node["Alive"]}
        for actor in holders:
            held_on.get(actor.address.node_id.hex(), []).append(actor.required_resources[kind])  # its node may have died just now
        there = {node["NodeID"]: node["Resources"].get(kind, 0) for node in ray.nodes()}
        if holders and not any(_fits(kind, needs, there[node], shares) for node, shares in held_on.items()):
            names, held = {actor.class_name for actor in holders}, sum(actor.required_resources[kind] for actor in holders)
            return (
                f"{waiting.name} waits for {needs:g} {kind} and gets none: {', '.join(sorted(names))}, from an earlier cell, holds {held:g}. An iterator"
                f" that is not at its end, or an error that a variable keeps, holds its pool: `del` it, or restart the kernel. A pool that you interrupted"
                " ends its batch first: run this cell again"
            )
    return ""


def _fits(kind: str, needs: float, there: float, held: list[float]) -> bool:
    """Whether a node that has `there` of a kind, of which others hold the shares `held`, has `needs` left. A part of a GPU must be a part of one card."""
    if kind == "GPU" and needs < 1:
        full = sum(max(1, share) for share in held if share > 1 - needs + 1e-6)
        if there - full < 1:
            return False
    return needs <= there - sum(held) + 1e-6


def _others(own: Collection[str]) -> list[ActorTableData]:
    """The live actors of this notebook that belong to none of the operators `own`."""
    table = state._connect_and_get_accessor().get_actor_table(ray.JobID.from_hex(ray.get_runtime_context().get_job_id()), "ALIVE")
    return [actor for actor in map(ActorTableData.FromString, table) if actor.labels.get(ActorPoolMapOperator._OPERATOR_ID_LABEL_KEY) not in own]


def _let_go_of_the_dead() -> None:
    """The error of a cell that failed keeps its pipeline alive, actors and all: forgets the variables in its traceback."""
    error = getattr(sys, "last_value", None)
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
    gc.collect()
