"""What the works share: rows that go to Parquet, a stage measured alone, and the judge of a run.

Every contender writes the columns `path` (which row it is), `embedding` (float32, what the model made of it) and `done`: when it was ready, in seconds since
the epoch.
"""

import contextlib
import multiprocessing
import shutil
import time
from collections.abc import Callable, Iterable

import numpy as np

from benchmarks.measure import BUILD

SAME = 0.999
REFERENCE = "plain loop"


def rows(paths: Iterable[str], vectors: np.ndarray) -> dict[str, list]:
    return {"path": list(paths), "embedding": list(vectors), "done": [time.time()] * len(vectors)}


def written(out: str, batches: Iterable[dict]) -> None:
    """Writes `batches` to one Parquet file below `out`, each as it comes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with contextlib.ExitStack() as stack:
        writer = None
        for batch in batches:
            table = pa.table(batch)
            writer = writer or stack.enter_context(pq.ParquetWriter(f"{out}/part.parquet", table.schema))
            writer.write_table(table)


def _repeated(make: Callable[[], Callable[[], int]], start, said, seconds: float) -> None:
    work = make()
    work()
    start.wait()
    began, count = time.time(), 0
    while time.time() - began < seconds:
        count += work()
    said.put((began, time.time(), count))


def together(make: Callable[[], Callable[[], int]], processes: int, seconds: float = 4) -> list[tuple[float, float, int]]:
    """What `processes` that all begin at once did: from when, until when, and how many rows. `make()` gives the work, which gives its number of rows."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["torch", "transformers.models.clip.modeling_clip", "transformers.models.vit.modeling_vit"])  # once for all
    start, said = forks.Barrier(processes), forks.Queue()
    team = [forks.Process(target=_repeated, args=(make, start, said, seconds)) for _ in range(processes)]
    for process in team:
        process.start()
    did = [said.get(timeout=120) for _ in team]
    for process in team:
        process.join()
    return did


def active(times: np.ndarray | float, pauses: list[tuple]) -> np.ndarray:
    """`times` (seconds since the epoch), less all that passed in pauses before."""
    begins, ends = np.array([pause[:2] for pause in pauses], float).reshape(-1, 2).T
    return np.asarray(times) - np.clip(np.asarray(times)[..., None] - begins, 0, ends - begins).sum(-1)


def pace(pauses: list[tuple], begin: float, end: float) -> dict[str, float]:
    """What the yardstick said from `begin` to `end`; where it was not asked then, in the whole run; nothing where it was never asked."""
    said = [figure for start, _, figure in pauses if begin <= start <= end] or [figure for *_, figure in pauses]
    return {"pace": float(np.mean(said))} if said else {}


def found(out: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The last three parts of the paths, the vectors and the stamps of the Parquet files in `out`, by path."""
    import pyarrow.dataset

    table = pyarrow.dataset.dataset(out, format="parquet").to_table(columns=["path", "embedding", "done"]).sort_by("path")
    paths = ["/".join(path.split("/")[-3:]) for path in table["path"].to_pylist()]
    return paths, np.array(table["embedding"].to_pylist(), np.float32), np.array(table["done"].to_pylist())


def least_cosine(reference: tuple, paths: list[str], vectors: np.ndarray) -> float:
    """The least cosine between a vector and the reference's for the same row; -1 where a row is missing. Copies of a row, which differ in the first part of
    their path alone, have one reference. From both the reference's mean is taken first: all vectors of a random model point nearly the same way, and any two
    would pass."""
    known, means = reference[:2]
    means = means / np.linalg.norm(means, axis=1, keepdims=True)
    centre = means.mean(0)
    right = {path.split("/", 1)[1]: vector for path, vector in zip(known, means, strict=True)}
    names = [path.split("/", 1)[1] for path in paths]
    if set(names) != set(right) or len(set(paths)) != len(paths) or vectors.shape[1:] != means.shape[1:]:
        return -1.0
    ours = vectors / np.linalg.norm(vectors, axis=1, keepdims=True) - centre
    theirs = np.stack([right[name] for name in names]) - centre
    return float(((ours * theirs).sum(1) / (np.linalg.norm(ours, axis=1) * np.linalg.norm(theirs, axis=1))).min())


def ceiling(figures: dict) -> dict:
    """Rows per second of the best of the `teams` that did one stage alone."""
    pauses, best = figures["pauses"], {"rate": 0.0}
    for team in figures["teams"]:
        began, ended, count = np.array(team, float).T
        rate = float((count / (active(ended, pauses) - active(began, pauses))).sum())
        said = {"rate": rate} | pace(pauses, began.min(), ended.max())
        best = max(best, said, key=lambda one: one["rate"] / one.get("pace", 1))
    return best


def judged(case: dict, job: dict, figures: dict) -> dict:
    """From what a run said and wrote: rows per second in the steady state (what is done after the first quarter), what the yardstick said in that time
    (`pace`), seconds to the first vector since the process began (`first`) and since its framework was up (`warm`), seconds to the last byte
    (`whole`), and whether the output is the same. No pause counts."""
    if "teams" in figures:
        return ceiling(figures)
    pauses = figures["pauses"]
    paths, vectors, done = found(job["out"])
    cosine = least_cosine(found(case["reference"]), paths, vectors)
    complete = len(paths) == case["rows"]
    done = np.sort(done)
    quarter = done[len(done) // 4 - 1]
    spent = pace(pauses, quarter, done[-1])
    began, ready, finished = active([figures[key] for key in ("began", "ready", "finished")], pauses)
    stamps, quarter = active(done, pauses), active(quarter, pauses)
    return spent | {
        "rate": float((stamps > quarter).sum() / (stamps[-1] - quarter)),
        "first": float(stamps[0] - began),
        "warm": float(stamps[0] - ready),
        "whole": float(finished - began),
        "memory": figures["memory"],
        "same": bool(complete and cosine >= SAME),
        "cosine": cosine,
    }


def reference(name: str) -> str:
    """An empty folder for what everybody's output is compared with: what `REFERENCE` makes in the first round, in which it comes first."""
    folder = BUILD / f"reference-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return str(folder)
