"""Inside a sandbox: runs the learner's cells in a fresh kernel, and hands each answer to the process that checks it.

It reads its job from stdin and reports by a copy of stdout that no other process has. Its memory and its files are closed to the learner's processes,
which have its account: they can end it, which costs them what is not yet graded, and they cannot speak for it.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import subprocess
import sys
import time
import traceback

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

MOST_OUTPUT = 2**20  # of a cell; what comes after it is dropped
ANSWER = "answer.pickle"
START_S = 120  # of the process that checks; a busy machine takes half a minute
# Pickled as it is, a function with a cache would be a name that the checker does not know.
HAND_OVER = """\
with open({path!r}, "wb") as _:
    __import__("copyreg").pickle(type(__import__("functools").cache(id)), lambda _: (__import__("functools").cache, (_.__wrapped__,)))
    _.write(__import__("ray").cloudpickle.dumps({answer}))"""


def confine(limits: dict) -> None:
    """Gives up root, takes the limits, closes this process to others of its account."""
    if limits["uid"] is not None:
        os.setgroups([])
        os.setresgid(*[limits["uid"]] * 3)
        os.setresuid(*[limits["uid"]] * 3)
    for kind, most in (("RLIMIT_NPROC", limits["processes"]), ("RLIMIT_DATA", limits["memory"] * 2**20), ("RLIMIT_CORE", 0)):
        with contextlib.suppress(AttributeError, ValueError, OSError):  # macOS has no such limits
            resource.setrlimit(getattr(resource, kind), (most, most))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # where the machine's memory ends, this ends first
    closed()


def closed() -> None:
    """No process of the same account may look into this one any more."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE


class Client(NotebookClient):
    """Drops what a cell says beyond `MOST_OUTPUT`."""

    said = 0

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "update_display_data", "error"):
            self.said += len(str(msg["content"]))
            if self.said > MOST_OUTPUT:
                return None
        return super().process_message(msg, cell, cell_index)


class Checker:
    """The process that checks answers, started anew where one did not end well."""

    def __init__(self):
        self.process = None
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "tools.grade.checker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def join(self, address: str, seconds: float) -> None:
        """Waits until the process has imported the checks and joined the Ray at `address`.

        Raises:
            RuntimeError: it did not, which is no fault of an answer's: it has seen none yet.
        """
        reply = self._told({"address": address}, seconds)
        if reply != b'{"ready": true}\n':
            self.end()
            raise RuntimeError(f"the process that checks did not start: {'it took too long' if reply is None else reply.decode() or 'it ended'}")

    def _told(self, ask: dict, seconds: float) -> bytes | None:
        """The line that answers `ask`, empty where the process ended; None where none came in time."""
        try:
            self.process.stdin.write(json.dumps(ask).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            return b""
        return self.process.stdout.readline(2**22) if select.select([self.process.stdout], [], [], seconds)[0] else None

    def ask(self, name: str, path: str, seconds: float) -> dict:
        """{score, text, remark} of the answer that lies pickled at `path`."""
        if self.process.poll() is not None:
            self.start()
            try:
                self.join(os.environ["RAY_ADDRESS"], seconds)
            except RuntimeError as error:
                return {"score": 0, "text": f"✗ {error}\n", "remark": f"after what ran before, {error}"}
        secret = os.urandom(16).hex()
        reply = self._told({"check": name, "path": path, "secret": secret}, seconds)
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            found = json.loads(reply)
            if found.pop("secret", "") == secret:
                if found.pop("last"):
                    self.end()
                return found
        self.end()
        why = (
            f"its check was not done after {seconds:.0f} seconds"
            if reply is None
            else "its answer ended the process that checks it, or spoke in its place"
        )
        return {"score": 0, "text": f"✗ {why}\n", "remark": why}

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def main() -> None:
    job = json.loads(sys.stdin.buffer.readline())
    confine(job["limits"])
    out = os.fdopen(os.dup(1), "w")
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)

    def report(**what) -> None:
        out.write(json.dumps({"secret": job["secret"], **what}) + "\n")
        out.flush()

    try:
        grade(job, report)
    except Exception:
        report(remark="the grader itself failed", trace=traceback.format_exc()[-2000:])


def grade(job: dict, report) -> None:
    from tools.lanes import running_ray

    limits, checks = job["limits"], job["checks"]
    over = time.monotonic() + limits["seconds"]
    notebook = nbformat.reads(job["notebook"], as_version=4)
    path = os.path.join(os.environ["HOME"], ANSWER)
    os.makedirs(os.environ["COURSE_STORAGE"], exist_ok=True)
    with contextlib.ExitStack() as stack:
        serving = running_ray()
        checker = Checker()
        stack.callback(checker.end)
        report(at="starts Ray")
        os.environ["RAY_ADDRESS"] = stack.enter_context(serving)
        checker.join(os.environ["RAY_ADDRESS"], START_S)
        client = Client(
            notebook,
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR", "--HistoryManager.enabled=False"],
            timeout_func=lambda _: max(1, int(min(limits["cell"], over - time.monotonic()))),
            interrupt_on_timeout=True,
            error_on_timeout={"ename": "TimeoutError", "evalue": "the cell took too long", "traceback": ["TimeoutError: the cell took too long"]},
            allow_errors=True,
            shutdown_kernel="immediate",
            record_timing=False,
        )
        stack.enter_context(client.setup_kernel())
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            if time.monotonic() > over:
                report(remark=f"it was not done after {limits['seconds']:.0f} seconds")
                break
            report(at=f"cell {index + 1}/{len(notebook.cells)}")
            client.said = 0
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            try:
                if grade_id in checks:
                    name, answer = checks[grade_id]
                    result = graded(client, checker, index, name, answer, path, over)
                    report(graded=grade_id, **result)
                else:
                    client.execute_cell(cell, index)
                    failed = [output for output in cell.outputs if output.output_type == "error"]
                    if failed and failed[0].ename == "TimeoutError":
                        report(remark=f"cell {index + 1} took too long and was interrupted")
                    elif failed:
                        report(remark=f"cell {index + 1} raised {failed[0].ename}")
                    if client.said > MOST_OUTPUT:
                        report(remark=f"cell {index + 1} said more than {MOST_OUTPUT // 2**20} MB: the rest was dropped")
            except DeadKernelError:
                report(remark=f"its kernel died in cell {index + 1}")
                break
            except (CellTimeoutError, CellExecutionError) as error:
                report(remark=f"cell {index + 1} ended with {type(error).__name__}")
            if cell.outputs and grade_id not in checks:
                report(cell=index, outputs=cell.outputs)
        report(done=True)


def graded(client: Client, checker: Checker, index: int, name: str, answer: str, path: str, over: float) -> dict:
    """Takes the answer out of the kernel and has it checked."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    cell = nbformat.v4.new_code_cell(HAND_OVER.format(path=path, answer=answer))
    client.execute_cell(cell, index, store_history=False)
    failed = [output for output in cell.outputs if output.output_type == "error"]
    if failed or not os.path.isfile(path):
        said = f"{failed[0].ename}: {failed[0].evalue.splitlines()[0][:200] if failed[0].evalue else ''}" if failed else "no file came"
        return {"score": 0, "text": f"✗ `{answer}` could not be handed over ({said})\n", "remark": f"{name} could not be handed over ({said})"}
    result = checker.ask(name, path, max(1, over - time.monotonic()))
    if result.pop("full", False):  # cells that show an answer at work ask whether it is right
        client.execute_cell(nbformat.v4.new_code_cell(f"__import__('raycourse').checks._DONE.add({name!r})"), index, store_history=False)
    return result


if __name__ == "__main__":
    main()
