"""Where Ray Serve listens: on this machine alone, at a port that no other program has. And callers, to ask what is served."""

import contextlib
import inspect
import logging
import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

import ray
from ray._common.serialization import pickle_dumps
from ray._private import ray_logging
from ray._private.state import state

if TYPE_CHECKING:
    import httpx

HOST = "127.0.0.1"


def loopback(port: int = 0) -> dict:
    """HTTP options for `serve.start`: 127.0.0.1, where this machine alone can ask, and `port`; by default any that is free.

    Call it before the first `@serve.deployment`: what is deployed from then on listens at 127.0.0.1 as well. A Ray has one Serve. What a notebook
    that is gone has left of it, or this one's own, ends here, and Serve's log stops talking into the notebook.

    Raises:
        OSError: another program listens at `port`.
        RuntimeError: another notebook serves on this Ray.
        ConnectionError: the cluster's head, where Serve listens, is another machine than this notebook's.
    """
    from ray import serve

    logging.getLogger("ray.serve").setLevel(logging.CRITICAL)  # what goes wrong is raised
    for printed in (ray_logging.stdout_deduplicator, ray_logging.stderr_deduplicator):
        printed.skip_re = re.compile(r"Task ServeController\.\w+ failed")  # it ends while notebooks still ask it for news, and Ray tells them
    _expect_head_here()
    _expect_no_other_notebook()
    keep_replicas_here()
    serve.shutdown()
    return {"host": HOST, "port": _free(port)}


def keep_replicas_here() -> None:
    """Lets the replicas of what is deployed from now on listen at 127.0.0.1 alone.

    Whatever Serve's options say, each replica opens a port for calls of other deployments on every interface, and unpickles what comes there. Nothing
    of the course calls it: such calls go by Ray. The class that a replica unpickles takes the change along, by value, before the port is opened.
    """
    from ray.serve._private import config

    def arrived(deployment):
        from ray.serve._private import replica

        opened = replica.add_port_to_grpc_server
        replica.add_port_to_grpc_server = lambda server, address: opened(server, address.replace("[::]", "127.0.0.1"))
        return deployment

    class Travelling:
        def __init__(self, deployment):
            self.deployment = deployment

        def __reduce__(self):
            return arrived, (self.deployment,)

    def dumped(what, message):
        return pickle_dumps(Travelling(what) if inspect.isclass(what) or inspect.isfunction(what) else what, message)

    config.pickle_dumps = dumped


def _free(port: int) -> int:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that has closed just now is free
        try:
            listener.bind((HOST, port))
        except OSError as error:
            raise OSError(f"port {port} of {HOST} is taken ({error.strerror}): name another, or none for any that is free") from error
        return listener.getsockname()[1]


def _expect_head_here() -> None:
    head = next(node["NodeManagerAddress"] for node in ray.nodes() if node["Alive"] and "node:__internal_head__" in node["Resources"])
    if head != (here := ray.util.get_node_ip_address()):
        raise ConnectionError(
            f"Serve listens on the head of the cluster, {head}, for callers there; this notebook runs on {here}: open it on the head"
        )


def controller() -> ray.actor.ActorHandle | None:
    """The actor that looks after everything that Serve runs on this Ray; None where Serve does not run."""
    try:
        return ray.get_actor("SERVE_CONTROLLER_ACTOR", namespace="serve")
    except ValueError:
        return None


def _expect_no_other_notebook() -> None:
    """Serve outlives the notebook that started it; the job that started it tells whether that one still runs."""
    if actor := controller():
        starter = actor._actor_id.job_id.hex()
        alive = any(job["JobID"] == starter and not job["IsDead"] for job in state.job_table())
        if alive and starter != ray.get_runtime_context().get_job_id():
            raise RuntimeError("another notebook serves on this Ray, which has one Serve: call `serve.shutdown()` there, or shut its kernel down")


class Call(NamedTuple):
    """One request: when it began (seconds, `time.perf_counter()`), how many seconds it took, its status or the name of its error, and the reply
    (None after an error)."""

    at: float
    seconds: float
    status: int | str
    reply: "httpx.Response | None"


def called(send: "Callable[..., httpx.Response]", *arguments) -> Call:
    """Calls `send(*arguments)` and says how it went; a connection that fails is a status as well."""
    import httpx

    at, reply = time.perf_counter(), None
    try:
        reply = send(*arguments)
        status = reply.status_code
    except httpx.TransportError as error:
        status = type(error).__name__
    return Call(at, time.perf_counter() - at, status, reply)


@contextlib.contextmanager
def traffic(send: "Callable[[], httpx.Response]", callers: int = 3) -> Iterator[list[Call]]:
    """For the length of a `with`, `callers` threads that each call `send()`, wait for the answer, pause for 50 ms and call again: the list of their
    calls, whole at the end."""
    stop, calls = Event(), []

    def call_again():
        while not stop.is_set():
            calls.append(called(send))
            time.sleep(0.05)

    with ThreadPoolExecutor(callers) as pool:
        working = [pool.submit(call_again) for _ in range(callers)]
        try:
            yield calls
        finally:
            stop.set()
    for caller in working:
        caller.result()  # a mistake in `send` ends its caller, and is told here
