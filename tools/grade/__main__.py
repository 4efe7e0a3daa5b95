"""The command behind `make grade`: `python -m tools.grade SUBMISSIONS [--out FOLDER]`."""

import argparse
import json
import queue
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from raycourse.settings import PROJECT, settings
from tools.course import Progress
from tools.grade import books
from tools.grade.sandbox import Limits, NoSandbox, Sandbox, bare_lessons, probe
from tools.grade.submissions import Refused, Submission, content, fingerprint, found, odd_words, parsed, released, restored
from tools.lanes import lanes

OUT = PROJECT / "build" / "grading"


class Grading:
    """The submissions of one call, and where their results go."""

    def __init__(self, folder: Path, out: Path, limits: Limits, *, unsafe: bool = False, root: Path = PROJECT, sandbox: Callable = Sandbox):
        self.folder, self.out, self.limits, self.unsafe, self.sandbox = folder, out, limits, unsafe, sandbox
        self.submissions, self.strangers = found(folder, released(root))
        self.book = books.Gradebook(out / "gradebook.db")
        self.progress, self.stopped = Progress(), threading.Event()
        self.waiting: deque[tuple[Submission, str, NotebookNode]] = deque()
        self.lanes: list[threading.Thread] = []
        for lab, assignment in sorted({(one.lab, one.assignment) for one in self.submissions}, key=lambda pair: (pair[0].name, pair[1])):
            self.book.know(lab, assignment)

    def kept(self, submission: Submission, key: str) -> dict | None:
        """The result of an earlier call; None where there is none of this very file, lab and checks."""
        try:
            result = json.loads(self._file(submission, "results", ".json").read_text(encoding="utf-8"))
            return result if result["key"] == key else None
        except (OSError, ValueError, KeyError):
            return None

    def _file(self, submission: Submission, kind: str, suffix: str) -> Path:
        return self.out / kind / submission.student / submission.assignment / f"{submission.lab.name}{suffix}"

    def prepared(self, submission: Submission) -> tuple[str, NotebookNode, dict | None]:
        """(key, the restored notebook, its result if there is no need to run it)."""
        result, data = None, b""
        try:
            data = content(submission, self.folder)
            notebook = restored(submission, parsed(data), self.book.url)
        except Refused as error:
            notebook = nbformat.from_dict(submission.lab.notebook)
            result = {"scores": {}, "texts": {}, "outputs": {}, "remarks": [str(error)]}
        key = fingerprint(submission, data)
        if result is None:
            result = self.kept(submission, key)
        return key, notebook, result and result | {"key": key}

    def run(self, submission: Submission, key: str, notebook: NotebookNode, lane: int, lessons: Path) -> dict | None:
        """The result of a submission, run in a sandbox; None where it was interrupted. One without a key is no result to keep."""
        result = {"key": key, "scores": {}, "texts": {}, "outputs": {}, "remarks": []}
        if odd := odd_words(submission, notebook):
            result["remarks"].append(f"worth a look, its code says {', '.join(odd)}")
        begun, ended = threading.Event(), []

        def take(report: dict) -> None:
            begun.set()
            if "at" in report:
                self.progress(submission.name, str(report["at"]))
            elif report.get("graded") in submission.lab.points:
                name = report["graded"]
                result["scores"][name] = min(max(float(report["score"]), 0.0), submission.lab.points[name])
                result["texts"][name] = str(report["text"])
            elif "cell" in report:
                result["outputs"][str(report["cell"])] = report["outputs"]
            if report.get("remark"):
                result["remarks"].append(str(report["remark"])[:300])
            if "trace" in report:
                result.update(key="", trace=report["trace"])
            ended.extend(key for key in ("done", "trace") if key in report)

        sandbox = self.sandbox(self.limits, lane, lessons, self.stopped, unsafe=self.unsafe)
        job = {"notebook": nbformat.writes(notebook), "checks": submission.lab.checks}
        sandbox.run(job, take)
        if sandbox.ended == "interrupted":
            return None
        if not begun.is_set():  # no line of the learner's had run
            result.update(key="", trace="its sandbox ended before it began", remarks=["the grader itself failed"])
            return result
        if sandbox.ended:
            result["remarks"].append(sandbox.ended)
        elif not ended:
            result["remarks"].append("it ended its own sandbox: what was not graded by then earns nothing")
        return result

    def keep(self, submission: Submission, notebook: NotebookNode, result: dict) -> None:
        """Writes what is left of a submission; the result last, which says that the rest is there."""
        notebook = books.executed(notebook, result)
        books.write(self._file(submission, "feedback", ".html"), books.feedback(submission, notebook, result))
        books.write(self._file(submission, "autograded", ".ipynb"), nbformat.writes(notebook))
        self.book.enter(submission, notebook)
        books.write(self._file(submission, "results", ".json"), json.dumps(result, indent=1))

    def all(self, lessons: Path, number: int) -> Iterator[tuple[Submission, dict, bool]]:
        """Every submission with its result, as they end, and whether it was run now; `number` at a time."""
        ended = queue.Queue()
        for submission in self.submissions:
            key, notebook, result = self.prepared(submission)
            if result is None:
                self.waiting.append((submission, key, notebook))
            else:
                self.keep(submission, notebook, result)
                yield submission, result, False
        count = len(self.waiting)

        def lane(mine: int) -> None:
            while not self.stopped.is_set():
                try:
                    submission, key, notebook = self.waiting.popleft()
                    result = self.run(submission, key, notebook, mine, lessons)
                    if result and "trace" in result:  # on a busy machine, Ray may not start at once
                        result = self.run(submission, key, notebook, mine, lessons)
                    ended.put((submission, notebook, result))
                except IndexError:
                    return
                except Exception as error:
                    ended.put(error)

        self.lanes = [threading.Thread(target=lane, args=(mine,), daemon=True) for mine in range(min(number, count))]
        for thread in self.lanes:
            thread.start()
        for _ in range(count):
            got = ended.get()
            if isinstance(got, Exception):
                raise got
            submission, notebook, result = got
            if result is not None:
                self.keep(submission, notebook, result)
                yield submission, result, True

    def stop(self) -> None:
        """Ends what runs, and waits until it has ended."""
        self.stopped.set()
        for thread in self.lanes:
            thread.join()


def main() -> int:
    parser = argparse.ArgumentParser(prog="make grade", description="Grade a folder of submissions, each in a sandbox of its own.")
    parser.add_argument("submissions", type=Path, help="holds STUDENT/LAB.ipynb, or nbgrader's STUDENT/ASSIGNMENT/LAB.ipynb")
    parser.add_argument("--out", type=Path, default=OUT, help="where grades.csv, gradebook.db and feedback/ go")
    parser.add_argument("--unsafe", action="store_true", help="run without a sandbox: submissions then may do what you may")
    parser.add_argument(
        "--jobs", type=int, default=0, help="how many at a time; by default what the machine, or the cluster at RAY_ADDRESS, has room for"
    )
    for field in fields(Limits):
        parser.add_argument(f"--{field.name}", type=field.type, default=field.default)
    args = parser.parse_args()
    limits = replace(Limits(), **{field.name: getattr(args, field.name) for field in fields(Limits)})
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with bare_lessons() as lessons:
        try:
            if settings().cluster:
                from tools.grade import nodes

                room, sandbox = nodes.join(limits, unsafe=args.unsafe), nodes.SandboxOnANode
            else:
                room, sandbox = lanes(), Sandbox
                if not args.unsafe:
                    probe(lessons)
            grading = Grading(args.submissions.resolve(), args.out.resolve(), limits, unsafe=args.unsafe, sandbox=sandbox)
        except NoSandbox as error:
            print(
                f"{error}.\nNothing was run. Without a sandbox, submissions may read, change and send whatever you may: if you want that, UNSAFE=yes",
                file=sys.stderr,
            )
            return 2
        except (ConnectionError, FileNotFoundError, PermissionError, RuntimeError, ValueError) as error:
            print(error, file=sys.stderr)
            return 2
        return grade(grading, lessons, args.jobs or room)


def grade(grading: Grading, lessons: Path, number: int) -> int:
    """Grades all, saying how far it is; returns the exit status."""
    results, anew, total = [], 0, len(grading.submissions)
    try:
        for submission, result, ran in grading.all(lessons, number):
            results.append((submission, result))
            anew += ran
            books.write(grading.out / "grades.csv", books.table(results))
            if ran:
                most, scored = sum(submission.lab.points.values()), sum(result["scores"].values())
                remark = f": {'; '.join(result['remarks'])}" if result["remarks"] else ""
                grading.progress(submission.name, f"{scored:g} of {most:g}{remark}   ({len(results)} of {total})", last=True)
    except KeyboardInterrupt:
        grading.stop()
        print(f"\ninterrupted: {total - len(results)} of {total} are not graded. The same command carries on.", flush=True)
        return 130
    except BaseException:
        grading.stop()
        raise
    print(*grading.strangers, sep="\n", end="\n" if grading.strangers else "")
    print(f"{total} submissions, {anew} run now, {total - anew} known or refused. Grades: {grading.out / 'grades.csv'}")
    for submission, result in results:
        if "trace" in result:
            print(f"{submission.name}: the grader itself failed twice; the same command tries again\n{result['trace']}", file=sys.stderr)
    return int(any("trace" in result for _, result in results))


if __name__ == "__main__":
    sys.exit(main())
