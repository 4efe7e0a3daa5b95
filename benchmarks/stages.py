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

from benchmarks.measure import BUILD, run

SAME = 0.999


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


def _repeated(make: Callable[[], Callable[[], int]], start, rates, seconds: float) -> None:
    work = make()
    work()
    start.wait()
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        count += work()
    rates.put(count / (time.perf_counter() - began))


def together(make: Callable[[], Callable[[], int]], processes: int, seconds: float = 2) -> float:
    """Rows per second of `processes` that all begin at once; `make()` gives the work, which gives the number of rows that it did."""
    spawn = multiprocessing.get_context("spawn")
    start, rates = spawn.Barrier(processes), spawn.Queue()
    team = [spawn.Process(target=_repeated, args=(make, start, rates, seconds)) for _ in range(processes)]
    for process in team:
        process.start()
    rate = sum(rates.get(timeout=120) for _ in team)
    for process in team:
        process.join()
    return rate


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


def judged(case: dict, job: dict, figures: dict) -> dict:
    """From what a run said and wrote: rows per second in the steady state (what is done after the first quarter), seconds to the first vector since
    the process began (`first`) and since its framework was up (`warm`), seconds to the last byte (`whole`), and whether the output is the same."""
    if "rate" in figures:
        return {"rate": figures["rate"]}
    paths, vectors, done = found(job["out"])
    cosine = least_cosine(found(case["reference"]), paths, vectors)
    complete = len(paths) == case["rows"]
    done = np.sort(done)
    quarter = done[len(done) // 4 - 1]
    return {
        "rate": float((done > quarter).sum() / (done[-1] - quarter)),
        "first": float(done[0] - figures["began"]),
        "warm": float(done[0] - figures["ready"]),
        "whole": figures["finished"] - figures["began"],
        "memory": figures["memory"],
        "same": bool(complete and cosine >= SAME),
        "cosine": cosine,
    }


def reference(work: str, contender: str, job: dict, name: str) -> str:
    """The folder with what `contender` makes of `job`, unmeasured: what others are compared with. It also brings the files into the page cache."""
    folder = BUILD / f"reference-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    run(work, contender, job | {"out": str(folder)})
    return str(folder)
