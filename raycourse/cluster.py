"""Joining Ray: a cluster where `RAY_ADDRESS` names one, this machine otherwise."""

import contextlib
import html
import logging
import os
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import ray
from ray._private.authentication import authentication_token_setup
from ray._raylet import GcsClient
from ray.exceptions import AuthenticationError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from raycourse.places import storage
from raycourse.settings import settings

LOGICAL_CPUS = 6
LOGICAL_GPUS = 2
OBJECT_STORE_BYTES = 512 * 2**20  # enough for the embedded models' small pictures
# What a driver leaves behind on Linux: NVIDIA's, also under WSL, and AMD's.
DRIVERS = ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd")


@dataclass(frozen=True)
class Cluster:
    """What Ray has to schedule with. `device` is where models run: `"cuda"` or `"cpu"`."""

    cpus: int
    gpus: int
    gpus_are_real: bool
    device: str
    address: str

    def __str__(self) -> str:
        kind = "real" if self.gpus_are_real else "logical: Ray schedules by them, the models run on the CPU"
        return f"Ray {ray.__version__} on {self.address}: {self.cpus} CPUs to schedule by, {self.gpus} GPUs ({kind}); models run on {self.device}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        kind = "real cards" if self.gpus_are_real else "<b>logical</b>: Ray schedules by them, the models run on the CPU"
        rows = {
            "Ray": f"{ray.__version__} on {html.escape(self.address)}",
            "CPUs": f"{self.cpus} to schedule by",
            "GPUs": f"{self.gpus} {kind}",
            "Models run on": self.device,
        }
        cells = "".join(f"<tr><th style='text-align:left'>{key}</th><td style='text-align:left'>{value}</td></tr>" for key, value in rows.items())
        return f"<table>{cells}</table>"


def connect() -> Cluster:
    """Starts Ray here, or joins the cluster that `RAY_ADDRESS` names, and says what it has.

    Without a GPU, Ray is told of two *logical* GPUs, so that `num_gpus=0.6` and `num_gpus=0.4` schedule as they would on two cards; and of
    six CPUs at least, since every actor and task of a pipeline wants one even while it waits. Every worker gets the notebook's settings.
    Calling it again changes nothing.

    Raises:
        ConnectionError: no cluster can be joined at `RAY_ADDRESS`, or it has nothing to place models by; the message says why.
        FileNotFoundError: a node of the cluster sees another folder than this machine does where the course reads or writes.
        TimeoutError: the machine is so busy that Ray did not start in a minute.
        ValueError: a setting makes no sense.
        OSError: the course lies in a folder where Ray cannot start its workers, or the home folder cannot be written.
    """
    expect_path_for_ray()
    address, shared = settings().cluster, {"logging_level": logging.ERROR, "log_to_driver": False, "ignore_reinit_error": True}
    if not ray.is_initialized():
        if address:
            _expect_head(address)
            try:
                with _native_log_swallowed():
                    ray.init(address=address, runtime_env={"env_vars": settings().sent()}, **shared)
            except AuthenticationError as error:  # `auto`: Ray has found the cluster, and shown it this machine's token
                raise ConnectionError(f"the cluster at RAY_ADDRESS={address} asks for a token, and this machine's is another: {_TOKEN}") from error
            except ConnectionError as error:
                raise ConnectionError(f"no Ray cluster at RAY_ADDRESS={address} ({error}): {_CURE}") from error
        else:
            # The processes that Ray starts here inherit the environment, and pass it on to workers.
            with _native_log_swallowed(), mock.patch.dict(os.environ, settings().sent()):
                _start(cards(), **shared)
    _tune_data()
    has = ray.cluster_resources()
    if not has.get("GPU"):
        ray.shutdown()
        if not address:
            raise ConnectionError(
                "Ray had been started here before `connect()`, without GPUs, not even logical ones. It has ended: run the cells again from this one on"
            )
        raise ConnectionError(f"the cluster at RAY_ADDRESS={address} has no GPUs, not even logical ones: start a node of it with `--num-gpus=2`")
    if address:
        _expect_shared_folders()
    real = bool(_cards_of_nodes() if address else cards())
    where = f"the cluster at {ray.get_runtime_context().gcs_address}" if address else "this machine"
    return Cluster(int(has["CPU"]), int(has["GPU"]), real, "cuda" if real else "cpu", where)


def _start(found: int, **shared) -> None:
    """Starts Ray here, with the `found` cards. A node gives up after 30 s, which a busy machine passes; the second try finds the files in memory."""
    for last in (False, True):
        try:
            ray.init(
                address="local",  # a cluster that `ray start` left on this machine is joined only where RAY_ADDRESS says so
                num_cpus=max(LOGICAL_CPUS, os.cpu_count() or 1),
                num_gpus=found or LOGICAL_GPUS,
                # Cards paint faster and public models larger: there, Ray's own share of the memory.
                object_store_memory=None if found or settings().profile == "full" else OBJECT_STORE_BYTES,
                include_dashboard=False,
                **shared,
            )
            return
        except OSError as error:
            if str(error.filename).startswith(str(home := Path("~/.ray").expanduser())):
                raise OSError(
                    f"Ray keeps its token in {home}, where nothing can be written ({error.strerror}): set HOME to a folder of yours"
                ) from error
            raise
        except Exception as error:
            if "timed out during startup" not in str(error):
                raise
            ray.shutdown()
            if last:
                raise TimeoutError(
                    "this machine is too busy: Ray did not start in a minute. Close what else runs, and run this cell again"
                ) from error


def cards() -> int:
    """How many GPUs PyTorch can use on the machine where it is asked. Apple's are not among them: one GPU cannot be shared out by fractions
    to processes that load what they like, and the embedded models are faster on its CPU cores."""
    if not any(map(Path.exists, map(Path, DRIVERS))):
        return 0  # no driver, no card: PyTorch's import would take seconds to say so
    import torch

    return torch.cuda.device_count()


def _cards_of_nodes() -> int:
    """How many GPUs PyTorch can use on the nodes of the cluster that announce an accelerator. Ray announces Apple's chips as well, so
    the announcement alone says little."""
    nodes = [node for node in _nodes() if any(key.startswith("accelerator_type:") for key in node["Resources"])]
    return sum(_asked(nodes, lambda: __import__("torch").cuda.device_count()))


def _nodes() -> list[dict]:
    return [node for node in ray.nodes() if node["Alive"]]


def _asked(nodes: list[dict], question: Callable, *args: Any) -> list:
    """What `question(*args)` gives on each of `nodes`. A lambda goes there by value, so that a node need not have this very module."""
    ask = ray.remote(num_cpus=0)(question)
    # Soft: where one of them dies meanwhile, another answers in its place.
    here = [ask.options(scheduling_strategy=NodeAffinitySchedulingStrategy(node["NodeID"], soft=True)).remote(*args) for node in nodes]
    return ray.get(here, timeout=120)


def _expect_shared_folders() -> None:
    """A folder of the same name that is another one on a node takes rows that nobody finds again.

    Raises:
        FileNotFoundError: a node does not see the folder that `COURSE_DATA` or `COURSE_STORAGE` names.
    """
    nodes = _nodes()
    if len(nodes) == 1:
        return
    with contextlib.ExitStack() as stack:
        folders = {"COURSE_DATA": (settings().data, settings().data)}
        if "://" not in settings().storage:
            folders["COURSE_STORAGE"] = (settings().storage, stack.enter_context(tempfile.TemporaryDirectory(prefix=".seen-", dir=storage())))
        paths = [path for _, path in folders.values()]
        answers = _asked(nodes, lambda paths: [__import__("os").path.exists(path) for path in paths], paths)
    for node, seen in zip(nodes, answers, strict=True):
        for (name, (folder, _)), there in zip(folders.items(), seen, strict=True):
            if not there:
                cure = f"set {name} to a folder that all nodes share{', or to an s3:// URI' if name == 'COURSE_STORAGE' else ''}"
                raise FileNotFoundError(f"the node {node['NodeManagerAddress']} does not see this machine's {folder}: {cure}")


def expect_path_for_ray() -> None:
    """Ray starts some workers, those of a shuffle among them, by a shell command that does not quote Python's path: a join would wait for ever.

    Raises:
        OSError: the path of this Python has a space in it.
    """
    if " " in sys.executable:
        raise OSError(f"Ray cannot start its workers from {sys.executable}, a path with a space: move the course to a folder without one")


@contextlib.contextmanager
def _native_log_swallowed():
    """Ray's native side announces its log level on stderr, past Python, whatever that level is."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


_CURE = "start it (`make cluster` on one machine, `ray start --head` on several) or unset RAY_ADDRESS to run on this machine"
_TOKEN = "copy ~/.ray/auth_token from the head to this machine, or set RAY_AUTH_TOKEN_PATH, and leave RAY_AUTH_MODE unset"
# The first words of a client of HTTP/2, which gRPC speaks, and an empty frame of settings; a server answers with such a frame.
_GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])


def _expect_head(address: str) -> None:
    """A wrong address fails here in seconds; Ray itself would try for minutes. Where the cluster asks for a token, this machine's is shown to it,
    as `ray.init` does for a cluster that it finds by itself.

    Raises:
        ConnectionError: nothing listens at `address`, or what listens is no Ray, or the token is not the cluster's.
    """
    if address == "auto":
        return  # Ray looks for it by itself
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not port.isdigit():
        raise ConnectionError(f"RAY_ADDRESS={address} has no port: name the head as host:port; `ray start --head` prints it")
    try:
        with socket.create_connection((host, int(port)), timeout=5) as line:
            line.sendall(_GREETING)
            answer = line.recv(9)
    except TimeoutError as error:
        raise ConnectionError(f"what listens at RAY_ADDRESS={address} says nothing for 5 s: {_CURE}") from error
    except OSError as error:
        raise ConnectionError(f"nothing listens at RAY_ADDRESS={address} ({error}): {_CURE}") from error
    if len(answer) < 4 or answer[3] != _GREETING[-6]:
        raise ConnectionError(f"what listens at RAY_ADDRESS={address} is no Ray (it answered {answer!r}): {_CURE}")
    if not address.startswith("ray://"):
        _show_token(address)


def _show_token(address: str) -> None:
    try:
        with _native_log_swallowed():
            GcsClient(address=address)
    except AuthenticationError as error:
        logging.getLogger(authentication_token_setup.__name__).setLevel(logging.ERROR)
        try:
            shown = authentication_token_setup.maybe_enable_token_auth_if_token_available(warn_if_disabled=False)
            with _native_log_swallowed():
                GcsClient(address=address)
        except AuthenticationError:
            kept_back = os.environ.get("RAY_AUTH_MODE", "token") != "token"
            found = "RAY_AUTH_MODE keeps it back" if kept_back else "this machine's is another" if shown else "this machine has none"
            raise ConnectionError(f"the cluster at RAY_ADDRESS={address} asks for a token, and {found}: {_TOKEN}") from error


def _tune_data() -> None:
    """Ray Data's defaults suit a cluster: 200 partitions to a shuffle, and a process started for each CPU to gather them."""
    import ray.data

    context = ray.data.DataContext.get_current()
    context.default_hash_shuffle_parallelism = min(8, context.default_hash_shuffle_parallelism)
    context.max_hash_shuffle_aggregators = context.max_hash_shuffle_aggregators or 2
    context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # what goes wrong is raised; the log would print it twice more
