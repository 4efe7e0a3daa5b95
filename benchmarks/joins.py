"""Two tables are joined on a key: Parquet in, Parquet out, of the same types and compression. Each contender does it twice in one process, up to eight times where it is short."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.measure import BUILD, CORES

PARTS = 8


def repeated(out: str, work: Callable[[], object]) -> dict:
    """When the contender was ready, and the seconds of two passes or, of short ones, more; all but the first find everything started."""
    ready, passes = time.time(), []
    while len(passes) < 2 or (len(passes) < 8 and sum(passes[1:]) < 3):
        shutil.rmtree(out, ignore_errors=True)
        Path(out).mkdir()
        began = time.perf_counter()
        work()
        passes.append(time.perf_counter() - began)
    return {"ready": ready, "passes": passes}


def course(left: str, right: str, out: str) -> dict:
    """*Joins*, with its number of partitions."""
    import ray

    import raycourse

    partitions = max(2, min(8, raycourse.connect().cpus // 2))
    read = ray.data.read_parquet
    return repeated(out, lambda: read(left).join(read(right), join_type="inner", num_partitions=partitions, on=("id",)).write_parquet(out))


def on_three_nodes(left: str, right: str, out: str) -> dict:
    """The same on a head and two workers of this machine, each a node of Ray's, which share its cores. They are no children of this process, so
    that their memory is not known."""
    from tools.cluster import local_cluster

    job = json.dumps({"left": left, "right": right, "out": out})
    with local_cluster() as cluster:  # Ray has looked for a token here already: another process joins
        command = [sys.executable, "-m", "benchmarks.measure", "joins", "course", job]
        said = subprocess.run(command, env=os.environ | cluster.environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    return json.loads(said.splitlines()[-1]) | {"memory": None}


def with_pandas(left: str, right: str, out: str) -> dict:
    import pandas as pd

    return repeated(out, lambda: pd.read_parquet(left).merge(pd.read_parquet(right), on="id").to_parquet(f"{out}/part.parquet"))


def with_polars(left: str, right: str, out: str) -> dict:
    import polars as pl

    scan = pl.scan_parquet
    return repeated(out, lambda: scan(left).join(scan(right), on="id").sink_parquet(f"{out}/part.parquet", compression="snappy"))


def with_duckdb(left: str, right: str, out: str) -> dict:
    import duckdb

    duckdb.sql(f"SET threads = {CORES}")
    query = f"SELECT id, a, b FROM '{left}/*.parquet' JOIN '{right}/*.parquet' USING (id)"
    return repeated(out, lambda: duckdb.sql(f"COPY ({query}) TO '{out}/part.parquet' (FORMAT parquet, COMPRESSION snappy)"))


PEERS = CONTENDERS = {"course": course, "course, three nodes": on_three_nodes, "pandas": with_pandas, "Polars": with_polars, "DuckDB": with_duckdb}


def a_of(ids: np.ndarray) -> np.ndarray:
    return ids * 7 % 1000


def b_of(ids: np.ndarray) -> np.ndarray:
    return ids * 11 % 1000


def tables(rows: int) -> dict[str, str]:
    """Two folders of Parquet files, `rows` each, their keys shuffled; half of the keys of each are in the other."""
    random, made = np.random.default_rng(0), {}
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name, first, payload in (("left", 0, {"a": a_of}), ("right", rows // 2, {"b": b_of})):
        folder = BUILD / f"join-{rows}" / name
        made[name] = str(folder)
        if len(list(folder.glob("*.parquet"))) != PARTS:
            folder.mkdir(parents=True, exist_ok=True)
            for k, ids in enumerate(np.array_split(first + random.permutation(rows), PARTS)):
                pq.write_table(pa.table({"id": ids} | {column: of(ids) for column, of in payload.items()}), folder / f"{k}.parquet")
    return made


def cases(quick: bool) -> list[dict]:
    """What to run; three nodes take half a minute to start, and join the most rows alone."""
    sizes = [1_000] if quick else [1_000, 1_000_000, 10_000_000]
    alone = [who for who in CONTENDERS if who != "course, three nodes"]
    return [
        {"name": f"{rows:,} rows", "rows": rows, "job": tables(rows)}
        | ({"contenders": list(CONTENDERS), "rounds": 1} if rows == sizes[-1] else {"contenders": alone, "rounds": 3})
        for rows in sizes
    ]


def expected(rows: int) -> tuple[int, int]:
    """How many rows the join has, and their checksum."""
    ids = np.arange(rows // 2, rows)
    return len(ids), int((ids + a_of(ids) * b_of(ids)).sum())


def counted(out: str) -> tuple[int, int]:
    """Rows and checksum of the Parquet files in `out`."""
    import pyarrow.dataset

    table = pyarrow.dataset.dataset(out, format="parquet").to_table()
    ids, a, b = (table[name].to_numpy() for name in ("id", "a", "b"))
    return len(ids), int((ids + a * b).sum())


def judged(case: dict, job: dict, figures: dict) -> dict:
    """From what a run said and wrote: seconds from the start of its process to its first result (`first`), seconds of a later pass (`again`, their median),
    and whether the result is right."""
    first, *again = figures["passes"]
    memory = {"memory": figures["memory"]} if figures["memory"] is not None else {}
    return memory | {
        "first": figures["ready"] - figures["began"] + first,
        "again": median(again),
        "same": counted(job["out"]) == expected(case["rows"]),
    }
