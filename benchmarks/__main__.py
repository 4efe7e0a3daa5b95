"""`python -m benchmarks`: every contender of every work in turn, then the report. `make bench` runs it."""

import argparse
import datetime
import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from benchmarks import ingest, joins, paintings, report, scale, texts, vectors
from benchmarks.measure import BUILD, ELSEWHERE, Failed, elsewhere, run
from benchmarks.stages import REFERENCE
from benchmarks.yardstick import Yardstick

WORKS = {"vectors": vectors, "paintings": paintings, "ingest": ingest, "texts": texts, "joins": joins, "scale": scale}
# The part of all time at which each work should be over; what one leaves is the next one's.
OVER = {"vectors": 0.55, "paintings": 0.65, "ingest": 0.73, "texts": 0.84, "joins": 0.94, "scale": 1.0}
TAKE_THEIR_OWN_TIMES = ("joins", "scale")  # no pause may fall into those
HERE = Path(__file__).parent


def rounds(cases: list[dict], repeat: int, took: dict[int, float], left: float) -> list[int]:
    """The cases, by number, that have another round in `left` seconds, the first ones first, given what their last round took; all have the first."""
    chosen = []
    for k, case in enumerate(cases):
        if repeat == 0 or (repeat < case["rounds"] and k in took and took[k] <= left):
            chosen.append(k)
            left -= took.get(k, 0)
    return chosen


def measured(name: str, repeats: int, quick: bool, ends: float, yardstick: Yardstick) -> dict:
    """The figures of all runs of a work: in each round all contenders of its cases in another order. Who fails once is not asked again. No round
    begins that would not be over at `ends`, seconds since the epoch; but for the first, without which there are no figures."""
    began, load = time.time(), os.getloadavg()[0]
    work, runs, out, took = WORKS[name], [], {}, {}
    cases = work.cases(quick)
    try:
        elsewhere()
    except Failed as why:
        missing = [(k, who) for k, case in enumerate(cases) for who in ELSEWHERE if who in case["contenders"]]
        out = dict.fromkeys(missing, f"its environment cannot be made: {why}")
    for repeat in range(repeats):
        turns = [(k, who) for k in rounds(cases, repeat, took, ends - time.time()) for who in cases[k]["contenders"]]
        random.Random(repeat).shuffle(turns)
        if repeat == 0:
            turns.sort(key=lambda turn: turn[1] != REFERENCE)
        took = {}
        for k, who in turns:
            if (k, who) in out:
                continue
            case, turn = cases[k], time.time()
            job = case["job"] | {"out": str(BUILD / "out")}
            shutil.rmtree(job["out"], ignore_errors=True)
            Path(job["out"]).mkdir()
            figures = {"case": case["name"], "contender": who, "repeat": repeat}
            try:
                said = run(name, who, job, None if name in TAKE_THEIR_OWN_TIMES else yardstick)
                if repeat == 0 and who == REFERENCE and "reference" in case:
                    shutil.copytree(job["out"], case["reference"], dirs_exist_ok=True)
                figures |= work.judged(case, job, said)
                took[k] = took.get(k, 0) + time.time() - turn
            except Failed as why:
                if who == REFERENCE and "reference" in case and repeat == 0:
                    raise
                out[k, who] = f"failed: {why}"
            runs.append(figures)
            shown = out.get((k, who)) or ", ".join(f"{key} {value:.4g}" for key, value in figures.items() if isinstance(value, float))
            print(f"{time.time() - began:5.0f} s  {name}, {case['name']}, {who} ({repeat + 1} of {repeats}): {shown}", flush=True)
    left_out = {f"{who} ({cases[k]['name']})": why for (k, who), why in out.items()}
    return {
        "machine": report.machine() | {"load before": round(load, 2)},
        "when": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "seconds": round(time.time() - began),
        "left out": left_out,
        "runs": runs,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=WORKS, help="one work; the figures of the others stay")
    parser.add_argument("--repeats", type=int, default=3, help="rounds at most; some cases take fewer")
    parser.add_argument("--minutes", type=float, default=25, help="no round begins that would end later; every case has one")
    parser.add_argument("--quick", action="store_true", help="everything once on tiny data, into build/bench/quick/: does it run?")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what runs is ended as well
    BUILD.mkdir(parents=True, exist_ok=True)
    folder = BUILD / "quick" if asked.quick else HERE
    folder.mkdir(exist_ok=True)
    figures = folder / "results.json"
    known = json.loads(figures.read_text()) if figures.exists() else {}
    began, failed = time.time(), []
    with Yardstick() as yardstick:
        for name in [asked.only] if asked.only else WORKS:
            ends = began + 60 * asked.minutes * (1 if asked.only else OVER[name])
            try:
                now = measured(name, 1 if asked.quick else asked.repeats, asked.quick, ends, yardstick)
                known[name] = now | report.before(name, known.get(name), now)
            except Failed as why:
                failed.append(f"{name} was not measured, since what its outputs are compared with failed: {why}")
            figures.write_text(json.dumps(known, indent=1) + "\n")
    report.write(known, folder)
    print(*failed, f"{folder / 'RESULTS.md'} is written", sep="\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
