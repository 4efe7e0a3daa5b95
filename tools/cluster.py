"""A Ray cluster on this machine: a head and two workers, each a node of its own, to run the course as on several machines.

    python -m tools.cluster         start it, print its RAY_ADDRESS          (`make cluster`)
    python -m tools.cluster stop    end it, and nothing else                 (`make cluster-stop`)

Every server of it listens on the loopback interface alone, and asks for a token: the one that Ray keeps in `~/.ray/auth_token`. What runs is
written to `build/cluster/`, a file for each node, so that it can be ended also when half of it has died. `local_cluster()` is the same for tests.
"""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from raycourse.settings import PROJECT

STATE = PROJECT / "build" / "cluster"
START_S = 90
MIB = 2**20
# The course needs six CPUs and two GPUs in all; what the head has keeps the workers' free for pools.
HEAD = {"num_cpus": 2, "num_gpus": 0, "object_store_memory": 256 * MIB}
WORKER = {"num_cpus": 3, "num_gpus": 1, "object_store_memory": 256 * MIB}
# A node: its processes go on when this one ends. `ray start` does the same, but turns 127.0.0.1 into an address that others can reach.
_NODE = """
import json, os, sys, psutil
from pathlib import Path

note, options = Path(sys.argv[1]), json.loads(sys.argv[2])

def written(address):
    me, beside = psutil.Process(), note.with_suffix(".new")
    processes = me.children(recursive=True) if address else [me]
    beside.write_text(json.dumps({"address": address, "processes": [[process.pid, process.create_time()] for process in processes]}))
    beside.replace(note)

written("")
import raycourse  # sets what Ray reads when it is imported
from ray._private.authentication.authentication_token_setup import ensure_token_if_auth_enabled
from ray._private.node import Node
from ray._private.parameter import RayParams

head = "gcs_address" not in options
ensure_token_if_auth_enabled(create_token_if_missing=head)
node = Node(RayParams(node_ip_address="127.0.0.1", **options), head=head, shutdown_at_exit=False, spawn_reaper=False)
written(node.gcs_address)
os._exit(0)
"""


@dataclass(frozen=True)
class Node:
    """A node of a cluster, as the file `note` knows it: `{"address": of the head, "processes": [[pid, time of its start], …]}`."""

    note: Path

    @property
    def address(self) -> str:
        """The address of the cluster's head, empty while the node starts."""
        return json.loads(self.note.read_text())["address"]

    def processes(self) -> list[psutil.Process]:
        """What lives of the node: Ray's servers and their children, the workers among them."""
        found = {}
        for pid, started in json.loads(self.note.read_text())["processes"]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process = psutil.Process(pid)
                # Else the number went to somebody else. Linux counts from its start, and is of two minds about when that was, to a second.
                if abs(process.create_time() - started) < 2 and process.status() != psutil.STATUS_ZOMBIE:
                    found |= {one.pid: one for one in (process, *process.children(recursive=True))}
        return list(found.values())

    def kill(self) -> None:
        """Ends it as a power cut would."""
        gone = self.processes()
        for process in gone:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(gone, timeout=10)


@dataclass
class LocalCluster:
    """A cluster whose nodes are noted in `state` and whose files are in `home`; `variables` is what its processes have in their environment beside
    what this one has. No course setting of this process is among it: `connect()` sends those."""

    state: Path
    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def head(self) -> Node:
        return Node(self.state / "head.json")

    @property
    def workers(self) -> list[Node]:
        """The workers that have not been killed by `kill`."""
        return [Node(note) for note in sorted(self.state.glob("worker-*.json"))]

    @property
    def address(self) -> str:
        """What to set `RAY_ADDRESS` to."""
        return self.head.address

    @property
    def environment(self) -> dict[str, str]:
        """The environment by which a process joins it; a process that has shown another token to another Ray cannot."""
        return {"RAY_ADDRESS": self.address, **self.variables}

    def start(self, workers: int = 2) -> None:
        """Starts the head, then the workers side by side.

        Raises:
            RuntimeError: a node did not start; the message has the end of what it said.
        """
        self._join([self._launch("head", {**HEAD, "gcs_server_port": 0, "no_monitor": True})])
        self._join([self._launch(f"worker-{number}", self._worker({})) for number in range(1, workers + 1)])

    def add_worker(self, **options) -> Node:
        """One more node, with `options` of Ray's `RayParams` in place of those of `WORKER`. Raises as `start`."""
        name = f"worker-{len(list(self.home.glob('worker-*.log'))) + 1}"
        self._join([self._launch(name, self._worker(options))])
        return Node(self.state / f"{name}.json")

    def kill(self, worker: Node) -> None:
        """SIGKILL to all processes of a worker, its actors and tasks among them."""
        worker.kill()
        worker.note.unlink()

    def stop(self) -> None:
        """Ends every node, and removes their files."""
        for node in (*self.workers, self.head):
            if node.note.exists():
                node.kill()
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.state, ignore_errors=True)

    def _worker(self, options: dict) -> dict:
        return {**WORKER, "gcs_address": self.address, "node_manager_port": 0, "include_log_monitor": False, **options}

    def _launch(self, name: str, options: dict) -> tuple[Node, subprocess.Popen]:
        folder, node = self.home / name, Node(self.state / f"{name}.json")
        folder.mkdir()
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("COURSE_") and key != "RAY_ADDRESS"}
        given = {"min_worker_port": 0, "max_worker_port": 0, "include_dashboard": False, "temp_dir": str(folder), **options}
        with open(self.home / f"{name}.log", "w") as log:
            starter = subprocess.Popen(
                [sys.executable, "-c", _NODE, str(node.note), json.dumps(given)],
                env={**inherited, **self.variables},
                cwd=folder,  # not the project: a node elsewhere does not have it as its working folder either
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # an interrupt at the keyboard is for the one who asked
            )
        return node, starter

    def _join(self, launched: list[tuple[Node, subprocess.Popen]]) -> None:
        end = time.monotonic() + START_S
        try:
            for node, starter in launched:
                if starter.wait(max(0.1, end - time.monotonic())):
                    said = (self.home / f"{node.note.stem}.log").read_text().strip().splitlines()[-3:]
                    raise RuntimeError(f"{node.note.stem} did not start: {' / '.join(said)}")
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"the cluster did not start within {START_S} s") from None


# Short, since the path of a socket may have 104 characters on macOS, and Ray's own part is 70.
def _home() -> Path:
    return Path(tempfile.mkdtemp(prefix="course-", dir="/tmp"))


@contextlib.contextmanager
def local_cluster(workers: int = 2, **variables: str) -> Iterator[LocalCluster]:
    """A head and `workers` nodes for the length of a `with`, with files and a token of their own and `variables` in their environment.
    Join it from a process that has `cluster.environment`. Raises as `LocalCluster.start`."""
    home = _home()
    token = home / "auth_token"
    token.touch(0o600)
    token.write_text(secrets.token_hex(32))
    (home / "state").mkdir()
    cluster = LocalCluster(home / "state", home, {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(token), **variables})
    try:
        cluster.start(workers)
        yield cluster
    finally:
        cluster.stop()


def _noted() -> LocalCluster | None:
    """The cluster that `make cluster` started, or what is left of it."""
    with contextlib.suppress(FileNotFoundError):
        return LocalCluster(STATE, Path((STATE / "home").readlink()), {"RAY_AUTH_MODE": "token"})


def start() -> int:
    if found := _noted():
        parts = [found.head, *found.workers]
        if len(parts) == 3 and all(node.note.exists() and node.address and node.processes() for node in parts):
            print(f"It runs already: RAY_ADDRESS={found.address}. `make cluster-stop` ends it.")
            return 0
        print("A cluster is there that is starting, or has lost a node: `make cluster-stop` ends what is left of it.")
        return 1
    begin, home = time.monotonic(), _home()
    STATE.mkdir(parents=True, exist_ok=True)
    (STATE / "home").symlink_to(home)
    cluster = _noted()
    print("Starting a head and two workers ...", flush=True)
    try:
        cluster.start()
    except (KeyboardInterrupt, RuntimeError) as error:
        cluster.stop()
        print(f"{str(error) or 'interrupted'}. Nothing of it is left running.")
        return 1
    print(f"They run after {time.monotonic() - begin:.0f} s, for this machine and your account only.\n")
    print(f"  export RAY_ADDRESS={cluster.address}    then `make lab`, or run a notebook: it joins the cluster")
    print("  make cluster-stop    ends it")
    return 0


def stop() -> int:
    found = _noted()
    if not found:
        print("No cluster of `make cluster` runs.")
        return 0
    found.stop()
    print("The cluster has ended.")
    return 0


if __name__ == "__main__":
    sys.exit(stop() if sys.argv[1:] == ["stop"] else start())
