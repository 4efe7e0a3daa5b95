"""A room, rehearsed: learners who run one notebook at the same time on one cluster, each in a folder of their own.

    python -m tools.room images 1 2 4 8

runs the lesson `images` for one learner, then for two, four and eight, and prints what each step took. The cluster is the one that `RAY_ADDRESS` names,
with the storage of `COURSE_STORAGE`; without it, one that is started here, with two logical GPUs (`--gpus`), whose pools the learners take in turns. Learners are quicker than people, who read
between two cells: a room that holds here holds on the day.
"""

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psutil

from raycourse.catalogue import Entry, lesson
from raycourse.settings import PROJECT
from tools.cluster import WORKER, local_cluster
from tools.notebooks import execute, source_form

GIB = 2**30


class Memory:
    """The least free memory of this machine while it is watched, in GiB."""

    def __enter__(self):
        self.least, self._ended = psutil.virtual_memory().available / GIB, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._ended.wait(0.5):
            self.least = min(self.least, psutil.virtual_memory().available / GIB)

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()


def sit_down(entry: Entry, learners: int, environment: dict[str, str]) -> list[float]:
    """The seconds that each of so many learners, who begin at once, takes for `entry`.

    Raises:
        nbclient.exceptions.CellExecutionError: the notebook failed for one of them.
    """

    def one(number: int) -> float:
        begun = time.monotonic()
        execute(source_form(entry), (PROJECT / entry.executed).parent, **environment, COURSE_LEARNER=f"learner-{number}")
        return time.monotonic() - begun

    with ThreadPoolExecutor(learners) as room:
        return list(room.map(one, range(1, learners + 1)))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.room", description="Run a lesson for several learners at once on one cluster.")
    parser.add_argument("lesson", help="by its slug: ingest, joins, images, ...")
    parser.add_argument("learners", type=int, nargs="+", help="how many at once; one step for each number")
    parser.add_argument("--gpus", type=int, default=2, help="logical GPUs of the cluster that is started here (2)")
    args = parser.parse_args()
    try:
        entry = lesson(args.lesson)
    except ValueError as error:
        parser.error(str(error))
    with contextlib.ExitStack() as stack:
        environment = {}
        if not os.environ.get("COURSE_STORAGE"):  # several machines need one that all see
            environment["COURSE_STORAGE"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="room-", ignore_cleanup_errors=True))
        if not os.environ.get("RAY_ADDRESS"):
            cluster = stack.enter_context(local_cluster(workers=0))
            cluster.add_worker(num_cpus=WORKER["num_cpus"] + 2 * max(args.learners), num_gpus=args.gpus)
            environment |= cluster.environment
        print(f"{entry.title}\nlearners at once   seconds (median, slowest)   against the first step   least free memory", flush=True)
        first = None
        for learners in args.learners:
            with Memory() as memory:
                seconds = sit_down(entry, learners, environment)
            median = statistics.median(seconds)
            first = first or median
            print(f"{learners:16}   {median:7.0f} {max(seconds):16.0f}   {median / first:21.1f}x   {memory.least:13.1f} GiB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
