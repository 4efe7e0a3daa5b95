"""The benchmarks' report and judges, from given figures: nothing is measured here."""

import subprocess
import sys
import time

import numpy as np
import psutil
import pytest

from benchmarks import __main__ as main
from benchmarks import ingest, joins, measure, report, scale, stages


def runs(case, **rates):
    """Three rounds of each contender, 1 % apart, all with the right output."""
    rest = {"first": 2.0, "warm": 1.0, "whole": 9.0, "memory": 5e8, "same": True, "cosine": 1.0}
    found = []
    for who, rate in rates.items():
        who = who.replace("_", " ")
        own = {} if who.endswith(" only") else rest
        found += [{"case": case, "contender": who, "repeat": k, "rate": rate * (1 + k / 100), **own} for k in range(3)]
    return found


def work(*some, left_out=()):
    return {"machine": {"cores": 2}, "when": "today", "seconds": 60, "left out": dict(left_out), "runs": sum(some, [])}


TRUE = runs("ViT-B/32 shape", course=90, plain_loop=45, DataLoader=90.5, Daft=100, decode_only=900, model_only=100)


def cells(text, who):
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {who} |")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_ratios_follow_from_the_figures():
    table = report.rates_table(work(TRUE), "ViT-B/32 shape", "pictures")
    assert cells(table, "course")[1:6] == ["90.9 (90.0–91.8)", "90%", "100%", "45.5", ""]
    assert cells(table, "plain loop")[5] == "2.00" and cells(table, "Daft")[5] == "0.90"


def test_a_standing_is_claimed_only_where_the_ranges_are_apart():
    said = report.standing(work(TRUE), "ViT-B/32 shape", "rate", more_is_better=True)
    assert said == "The course's pipeline is ahead of plain loop; not told apart from DataLoader; behind Daft. The best median is that of Daft."
    said = report.standing(work(TRUE), "ViT-B/32 shape", "rate", more_is_better=False)
    assert said == "The course's pipeline is ahead of Daft; not told apart from DataLoader; behind plain loop. The best median is that of plain loop."

    once = [report.Spread(value, value, value) for value in (10.9, 10.7, 7.0)]  # seconds, of one round
    assert [report.verdict(once[0], theirs, more_is_better=False) for theirs in once[1:]] == ["not told apart from", "behind"]


def test_marks_say_what_is_missed():
    said = {line[0]: line[1:] for line in report.marks(work(TRUE))}
    assert said["times the rate of Daft"] == ["0.90", ">= 1.0", "**missed**"]
    assert said["times the rate of DataLoader"] == ["0.99", ">= 0.95", "reached"]
    assert said["of the lower ceiling"][2] == "reached" and not any("printed" in what for what in said)
    grown = [{"case": case, "contender": "course", "memory": memory} for case, memory in (("embedded", 1e9), ("embedded, 16x", 1.2e9))]
    assert report.marks(work(TRUE, grown))[-1][1:] == ["1.20", "<= 1.1", "**missed**"]


def test_rounds_begin_only_where_they_would_end_in_time():
    cases = [{"rounds": 3}, {"rounds": 2}, {"rounds": 1}]
    assert main.rounds(cases, 0, {}, -5) == [0, 1, 2]
    assert main.rounds(cases, 1, {0: 40, 1: 30, 2: 1}, 75) == [0, 1]
    assert main.rounds(cases, 1, {0: 40, 1: 30, 2: 1}, 60) == [0]
    assert main.rounds(cases, 2, {0: 40}, 75) == [0] and main.rounds(cases, 2, {0: 40}, 35) == []
    assert report.rounds(work(TRUE)) == "3" and report.rounds(work(TRUE, TRUE[:1])) == "3 to 4"


def test_two_runs_are_set_beside_each_other_on_one_machine():
    slower = work(runs("ViT-B/32 shape", course=75, plain_loop=45, Daft=100, model_only=100))
    kept = report.before("vectors", slower, work(TRUE))["before"]
    assert kept["ratios"] == pytest.approx({"ViT-B/32 shape: plain loop": 75 / 45, "ViT-B/32 shape: Daft": 0.75, "ViT-B/32 shape: model only": 0.75})
    assert report.before("vectors", None, work(TRUE)) == report.before("vectors", slower | {"machine": {"cores": 4}}, work(TRUE)) == {}
    text = report.written({"vectors": work(TRUE) | {"before": kept}})
    assert "0 of 3 are within 10 %" in text and "| ViT-B/32 shape: Daft | 0.75 | 0.9 | +20% |" in text
    assert "The same once more" not in report.written({"vectors": work(TRUE)})


def test_who_is_missing_is_named():
    text = report.written({"vectors": work(TRUE, left_out={"Daft (embedded)": "its environment cannot be made: no network"})})
    assert "- Daft (embedded): its environment cannot be made: no network" in text
    assert "Left out" not in report.written({"vectors": work(TRUE)})


def test_who_differs_is_marked_and_not_compared():
    bad = [run | {"same": False, "cosine": 0.5} if run["contender"] == "plain loop" and run["repeat"] == 1 else run for run in TRUE]
    assert cells(report.rates_table(work(bad), "ViT-B/32 shape", "pictures"), "plain loop")[-1] == "**differs**, 0.5000"
    assert "plain loop" not in report.standing(work(bad), "ViT-B/32 shape", "rate", more_is_better=True)
    bad = [run | {"same": False} if run["contender"] == "course" else run for run in TRUE]
    assert "no right output" in report.standing(work(bad), "ViT-B/32 shape", "rate", more_is_better=True)


@pytest.fixture
def reference():
    vectors = np.random.default_rng(0).normal(size=(6, 8)).astype(np.float32) + 20  # all nearly the same way
    return [f"00/breed/{k}.jpg" for k in range(6)], vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_vectors_are_compared_picture_by_picture(reference):
    paths, right = reference
    assert stages.least_cosine(reference, paths, 3 * right) == pytest.approx(1, abs=1e-3)  # a length is no matter
    copies = [path.replace("00/", "01/") for path in paths]
    assert stages.least_cosine(reference, paths + copies, np.concatenate([right, right])) > stages.SAME
    swapped = right[[1, 0, 2, 3, 4, 5]]
    assert (right * swapped).sum(1).min() > 0.99 and stages.least_cosine(reference, paths, swapped) < 0.9
    assert stages.least_cosine(reference, paths[1:], right[1:]) == -1
    assert stages.least_cosine(reference, [*paths, paths[0]], np.concatenate([right, right[:1]])) == -1  # a row twice


def joined(folder, ids, b):
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir()
    pq.write_table(pa.table({"id": ids, "a": joins.a_of(ids), "b": b}), folder / "part.parquet")
    figures = {"ready": 2.0, "began": 1.0, "passes": [3.0, 1.5, 9.0, 1.0], "memory": 1}
    return joins.judged({"rows": 1000}, {"out": str(folder)}, figures)


def test_a_join_is_judged_by_rows_and_checksum(tmp_path):
    ids = np.arange(500, 1000)
    right = joined(tmp_path / "right", ids[::-1], joins.b_of(ids)[::-1])
    assert right == {"first": 4.0, "again": 1.5, "memory": 1, "same": True}
    assert not joined(tmp_path / "lost", ids[1:], joins.b_of(ids)[1:])["same"]
    assert not joined(tmp_path / "shifted", ids, np.roll(joins.b_of(ids), 1))["same"]


def test_short_passes_are_repeated(tmp_path):
    assert len(joins.repeated(str(tmp_path / "out"), lambda: None)["passes"]) == 8
    assert len(joins.repeated(str(tmp_path / "out"), lambda: time.sleep(1.1))["passes"]) == 4


def test_no_pause_counts_in_a_time():
    pauses = [(10.0, 12.0, 100.0), (20.0, 21.0, 50.0)]
    assert stages.active([9.0, 10.0, 11.0, 12.0, 15.0, 20.5, 30.0], pauses).tolist() == [9, 10, 10, 10, 13, 18, 27]
    assert stages.active(7.0, []) == 7
    assert stages.pace(pauses, 5, 15) == {"pace": 100} and stages.pace(pauses, 13, 14) == {"pace": 75} and stages.pace([], 5, 15) == {}


def test_the_best_team_is_the_ceiling_at_an_even_pace():
    alone, both = [(0.0, 10.0, 100)], [(20.0, 30.0, 60), (20.0, 32.0, 60)]  # both had two seconds of pauses, and half the pace
    found = stages.ceiling({"teams": [alone, both], "pauses": [(1.0, 1.0, 100.0), (21.0, 23.0, 50.0)]})
    assert found == {"rate": pytest.approx(60 / 8 + 60 / 10), "pace": 50}


def test_rates_are_those_of_the_usual_pace():
    found = [
        {"case": "a", "contender": who, "repeat": 0, "rate": rate, "pace": pace}
        for who, rate, pace in (("x", 90, 90), ("y", 100, 100), ("z", 120, 110))
    ]
    rates = {who: spread.mid for (_, who), spread in report.spreads(work(found), "rate").items()}
    assert rates == {"x": pytest.approx(100), "y": 100, "z": pytest.approx(120 / 1.1)}


def test_a_contender_rests_in_a_pause(tmp_path):
    beats = tmp_path / "beats"
    ticks = "import sys, time\nwhile True:\n    open(sys.argv[1], 'a').write('.')\n    time.sleep(0.01)"
    process = psutil.Popen([sys.executable, "-c", ticks, str(beats)], stdout=subprocess.DEVNULL)
    try:
        while not beats.exists() or beats.stat().st_size < 3:
            time.sleep(0.05)
        with measure._paused([process]):
            time.sleep(0.1)  # the last beat may be on its way
            before = beats.stat().st_size
            time.sleep(0.3)
            assert beats.stat().st_size == before
        time.sleep(1)
        assert beats.stat().st_size > before
    finally:
        process.kill()
        process.wait()
    with measure._paused([process]):  # it has ended meanwhile: no error
        pass


def test_training_pictures_are_judged_by_number_and_sum():
    stamps = [(10.0 + k, 4) for k in range(8)]
    figures = {"ready": 8.0, "began": 5.0, "stamps": stamps, "total": 96.0, "memory": 1, "pauses": []}
    found = ingest.judged({"rows": 32, "total": 96.0}, {}, figures)
    assert found == {"rate": 4.0, "first": 5.0, "warm": 2.0, "whole": 12.0, "memory": 1, "same": True}
    assert not ingest.judged({"rows": 36, "total": 96.0}, {}, figures)["same"]
    assert not ingest.judged({"rows": 32, "total": 97.0}, {}, figures)["same"]


def test_a_work_without_ceilings_has_no_column_for_them():
    found = [run for run in TRUE if not run["contender"].endswith(" only")]
    table = report.rates_table(work(found), "ViT-B/32 shape", "texts")
    assert "| texts/s | per core |" in table.splitlines()[0] and cells(table, "course")[1:4] == ["90.9 (90.0–91.8)", "45.5", ""]


def driver(tasks=500, blocks=200):
    return work([{"case": "one driver", "contender": who, "repeat": 0, "rate": rate} for who, rate in (("tasks", tasks), ("blocks", blocks))])


def test_on_paper_cores_shrink_with_machines_and_the_driver_does_not():
    few, many = (scale.pictures(machines, per_core=10, blocks_per_s=200) for machines in (10, 1000))
    assert few["cores"] == pytest.approx(1e9 / (10 * 10 * 16) / 3600) and few["cores"] == pytest.approx(100 * many["cores"])
    assert few["driver"] == many["driver"] and few["storage"] == many["storage"]
    assert scale.shuffle(40, float("inf"), float("inf"))["network"] * 3600 == pytest.approx(4000)  # 200 TB into 40 machines at 1.25 GB/s
    assert [scale.spilled(200 * 2**30, n, 64 * 2**30) for n in (1, 5, 20)] == [True, True, False]


def test_the_page_on_scale_takes_its_rates_from_the_runs():
    vectors_, joins_ = work(TRUE), work([{"case": "10,000,000 rows", "contender": "course", "repeat": 0, "again": 20.0}])
    works = {"vectors": vectors_, "joins": joins_, "scale": driver()}
    text = "\n\n".join(report.scale_tables(works))
    (line,) = [line for line in text.splitlines() if line.startswith("| 10 | ")][:1]
    per_core = 90.9 / 2  # the median of TRUE's rounds, on two cores
    assert f"| {report.short(1e9 / (per_core * 160) / 3600)} |" in line and "| cores |" in line
    assert "500 tasks per second" in text and set(report.needed({"scale": driver()})) == set()
