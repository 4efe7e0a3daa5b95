"""What keeps a check from hanging: a time limit, and a word at once about requests that the cluster can never serve."""

import contextlib
import functools
import inspect
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from unittest import mock

import ray
from ray.data import DataContext, Dataset

NO_PROGRESS_S = 180  # long enough for a busy laptop to start its workers; what can never start is refused at once
MAPS = ("map_batches", "map", "flat_map", "filter")


class TimeLimit(BaseException):
    """The time is over. Past `Exception`, so that no `except` in a learner's loop swallows it."""


@contextlib.contextmanager
def limits(seconds: float, pools: list[int | None]) -> Iterator[None]:
    """Ends what runs inside after `seconds`, or when a pipeline stands still; adds to `pools` the largest size of each pool asked for.

    Raises:
        TimeLimit: the time is over.
        TypeError: a pool of actors gets something else than a class.
        ValueError: a map asks for more than the cluster has, so that it would wait for ever.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings(action="ignore"))  # a check's few rows make Ray Data fear for its pools
        stack.enter_context(_no_bars())
        stack.enter_context(mock.patch.object(DataContext.get_current(), "execution_no_progress_timeout_s", NO_PROGRESS_S))
        for name in MAPS:
            stack.enter_context(mock.patch.object(Dataset, name, _watched(getattr(Dataset, name), pools)))
        if threading.current_thread() is threading.main_thread():  # signals reach no other
            stack.enter_context(_alarm(seconds))
        yield


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def over(*_):
        raise TimeLimit(f"it was not done after {seconds:g} seconds: does it wait for CPUs, GPUs or actors that it does not get, or loop for ever?")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _watched(method: Callable, pools: list[int | None]) -> Callable:
    """A map of `Dataset` that notes the pool it asks for, and refuses what no node or not the whole cluster has."""

    @functools.wraps(method)
    def mapped(self, *args, compute=None, concurrency=None, num_gpus=None, num_cpus=None, **options):
        function = next(iter(args), options.get("fn"))
        if isinstance(compute, ray.data.ActorPoolStrategy) and not isinstance(function, type):
            name = type(function).__name__
            cure = "write a class with `__call__`" if inspect.isroutine(function) else f"hand over the class itself, `{name}` and not `{name}()`"
            raise TypeError(
                f"a pool of actors makes its own copies of a class, and got a {'function' if inspect.isroutine(function) else name}: {cure}"
            )
        smallest = largest = None
        if isinstance(compute, ray.data.ActorPoolStrategy):
            smallest, largest = compute.min_size, compute.max_size
        elif isinstance(concurrency, int | tuple) and isinstance(function, type):  # of a function it is the number of tasks
            smallest, largest = (concurrency, concurrency) if isinstance(concurrency, int) else concurrency[:2]
        if (smallest, largest) != (None, None):
            pools.append(largest)
        for kind, share in (("GPU", num_gpus or 0), ("CPU", num_cpus or 0)):
            _refuse(kind, share, smallest or 1)
        options |= {key: value for key, value in (("compute", compute), ("concurrency", concurrency)) if value is not None}
        options |= {key: value for key, value in (("num_gpus", num_gpus), ("num_cpus", num_cpus)) if value is not None}
        return method(self, *args, **options)

    return mapped


def _refuse(kind: str, share: float, workers: int) -> None:
    node = max((node["Resources"].get(kind, 0) for node in ray.nodes() if node["Alive"]), default=0)
    if share > node:
        raise ValueError(f"a map asks for {share:g} {kind}s for each worker, and no machine has more than {node:g}: it would wait for ever")
    if share * workers > (total := ray.cluster_resources().get(kind, 0)):
        raise ValueError(f"a pool of {workers} actors with {share:g} {kind}s each needs {share * workers:g}, and the cluster has {total:g}")


@contextlib.contextmanager
def _no_bars() -> Iterator[None]:
    """No loading bars between the findings, from the libraries that the lab uses."""
    loaded = [sys.modules[name] for name in ("transformers.utils.logging", "diffusers.utils.logging") if name in sys.modules]
    for library in loaded:
        library.disable_progress_bar()
    try:
        yield
    finally:
        for library in loaded:
            library.enable_progress_bar()
