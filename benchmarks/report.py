"""Figures become RESULTS.md and its plots. Every sentence with a judgement follows from the figures."""

import importlib.metadata
import os
import platform
from collections import Counter
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil

from benchmarks import scale


class Spread(NamedTuple):
    """Of all rounds: the median, the least and the most."""

    mid: float
    low: float
    high: float

    def __str__(self) -> str:
        return short(self.mid) + (f" ({short(self.low)}–{short(self.high)})" if self.low < self.high else "")


def short(value: float) -> str:
    """With three digits or more."""
    return f"{value:.3g}" if value < 1 else f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}"


def machine() -> dict:
    cpu = [line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    packages = {name: importlib.metadata.version(name) for name in ("ray", "torch", "transformers", "datasets", "pandas", "polars", "pyarrow")}
    about = {"processor": cpu[0] if cpu else platform.processor(), "cores": os.cpu_count()}
    return about | {"GiB": round(psutil.virtual_memory().total / 2**30), "system": platform.system(), "python": platform.python_version()} | packages


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def spreads(work: dict, key: str) -> dict[tuple[str, str], Spread]:
    """The spread of `key` for each case and contender that has it; a rate as it would have been at the pace that the machine usually had."""
    values: dict[tuple[str, str], list[float]] = {}
    usual = median([run["pace"] for run in work["runs"] if "pace" in run] or [1])
    for run in work["runs"]:
        if key in run:
            even = usual / run.get("pace", usual) if key == "rate" else 1
            values.setdefault((run["case"], run["contender"]), []).append(run[key] * even)
    return {pair: Spread(median(some), min(some), max(some)) for pair, some in values.items()}


def rounds(work: dict) -> str:
    """How often the cases were measured, as `1 to 3`."""
    numbers = Counter((run["case"], run["contender"]) for run in work["runs"]).values()
    return " to ".join(map(str, sorted({min(numbers, default=0), max(numbers, default=0)})))


def wrong(work: dict) -> set[tuple[str, str]]:
    """Cases and contenders whose output differed in a round."""
    return {(run["case"], run["contender"]) for run in work["runs"] if run.get("same") is False}


def verdict(ours: Spread, theirs: Spread, *, more_is_better: bool) -> str:
    # One round has no range: there, a tenth to both sides.
    ours, theirs = (Spread(one.mid, 0.9 * one.mid, 1.1 * one.mid) if one.low == one.high else one for one in (ours, theirs))
    if ours.low <= theirs.high and theirs.low <= ours.high:
        return "not told apart from"
    return "ahead of" if (ours.mid > theirs.mid) == more_is_better else "behind"


def standing(work: dict, case: str, key: str, *, more_is_better: bool) -> str:
    """Where the course stands in `case` by `key`: a sentence. Whose output is wrong is not compared."""
    found, bad = spreads(work, key), wrong(work)
    peers = dict.fromkeys(who for of, who in found if of == case and not who.startswith("course") and not who.endswith(" only"))
    if (case, "course") not in found or (case, "course") in bad:
        return "The course's pipeline gave no right output here, so it is compared with nobody."
    said: dict[str, list[str]] = {}
    for who in sorted(peers):
        if (case, who) not in bad:
            said.setdefault(verdict(found[case, "course"], found[case, who], more_is_better=more_is_better), []).append(who)
    parts = [f"{how} {', '.join(said[how])}" for how in ("ahead of", "not told apart from", "behind") if how in said]
    if not parts:
        return "The course's pipeline had no peer here."
    best = (max if more_is_better else min)((who for who in [*peers, "course"] if (case, who) not in bad), key=lambda who: found[case, who].mid)
    return f"The course's pipeline is {'; '.join(parts)}. The best median is that of {best}."


def table(heads: list[str], lines: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in [heads, ["---"] * len(heads), *lines])


def output(work: dict, case: str, who: str) -> str:
    return "**differs**" if (case, who) in wrong(work) else "same"


def bounds(work: dict, case: str) -> tuple[float, float] | None:
    """The lesser of the two ceilings, and what both stages together can reach where they share the cores; nothing where one was not measured."""
    rate = spreads(work, "rate")
    stages = [rate[case, who].mid for who in ("decode only", "model only") if (case, who) in rate]
    return (min(stages), 1 / sum(1 / stage for stage in stages)) if len(stages) == 2 else None


def rates_table(work: dict, case: str, unit: str) -> str:
    """How fast everybody is, quickest first; beside the ceilings where those were measured."""
    rate, first, warm, whole, memory, cosine = (spreads(work, key) for key in ("rate", "first", "warm", "whole", "memory", "cosine"))
    reach = bounds(work, case)
    heads = [
        "",
        f"{unit}/s",
        *(["of the lower ceiling", "of both stages on these cores"] if reach else []),
        "per core",
        "the course is … times as fast",
    ]
    heads += ["first row, s", "once ready, s", "all, s", "peak MB", "output, least cosine"]
    lines, ours = [], rate.get((case, "course"))
    for of, who in sorted((pair for pair in rate if pair[0] == case), key=lambda pair: -rate[pair].mid):
        mid = rate[of, who].mid
        if (of, who) not in whole:
            lines.append([f"*{who}*", str(rate[of, who]), *[""] * (len(heads) - 2)])
            continue
        ratio = f"{ours.mid / mid:.2f}" if ours and who != "course" else ""
        speed = [str(rate[of, who]), *(f"{mid / limit:.0%}" for limit in reach or ()), short(mid / work["machine"]["cores"]), ratio]
        starts = [str(key[of, who]) for key in (first, warm, whole)]
        alike = output(work, of, who) + (f", {cosine[of, who].low:.4f}" if (of, who) in cosine else "")
        lines.append([who, *speed, *starts, f"{memory[of, who].high / 1e6:.0f}", alike])
    return table(heads, lines)


def ratios(name: str, work: dict) -> dict[str, float]:
    """By case and contender, the course's figure over the other's: rates, or seconds of joins."""
    found = spreads(work, "rate" if name in RATES else "again")
    return {
        f"{case}: {who}": found[case, "course"].mid / one.mid for (case, who), one in found.items() if who != "course" and (case, "course") in found
    }


def before(name: str, earlier: dict | None, now: dict) -> dict:
    """What is kept of the run before, where it was on the same machine: its ratios."""
    same = [{key: value for key, value in work["machine"].items() if key != "load before"} for work in (earlier, now) if work]
    return {"before": {"when": earlier["when"], "ratios": ratios(name, earlier)}} if earlier and same[0] == same[1] else {}


def repeated(works: dict) -> list[str]:
    """How far the ratios are from those of the run before on the same machine."""
    lines, changes = [], []
    for name, work in works.items():
        now, then = ratios(name, work), work.get("before", {"ratios": {}})["ratios"]
        for pair in now.keys() & then.keys():
            changes.append(abs(now[pair] / then[pair] - 1))
            lines.append([TITLES[name][0], pair, f"{then[pair]:.3g}", f"{now[pair]:.3g}", f"{now[pair] / then[pair] - 1:+.0%}"])
    if not lines:
        return []
    near = sum(change <= 0.1 for change in changes)
    when = sorted({work["before"]["when"] for work in works.values() if "before" in work})
    return [
        "## The same once more",
        f"The run before on this machine began on {when[0]}. Of the ratios of the course's pipeline to the others, {near} of {len(lines)} are within 10 % of those that it had.",
        table(["", "the course's figure over that of", "the run before", "this run", "change"], sorted(lines)),
    ]


def memory_table(work: dict) -> str:
    memory, whole = spreads(work, "memory"), spreads(work, "whole")
    sizes = {"embedded, 1x": "1x", "embedded": "4x", "embedded, 16x": "16x"}
    lines = []
    for who in [who for of, who in memory if of == "embedded, 16x"]:
        lines.append([who, *(f"{memory[of, who].high / 1e6:.0f} MB, {whole[of, who].mid:.0f} s" if (of, who) in memory else "" for of in sizes)])
    return table(["embedded model", *sizes.values()], lines)


def marks(work: dict) -> list[list[str]]:
    """What was to be reached with the true-shaped model, what was, and whether; only what was measured."""
    case, rate, warm, memory = "ViT-B/32 shape", spreads(work, "rate"), spreads(work, "warm"), spreads(work, "memory")

    def over(found: dict, upper: tuple, lower: tuple) -> float | None:
        return found[upper].mid / found[lower].mid if upper in found and lower in found else None

    reach = bounds(work, case)
    asked = [("of the lower ceiling", rate[case, "course"].mid / reach[0] if reach and (case, "course") in rate else None, ">=", 0.9)]
    for who, mark in (("Daft", 1.0), ("DataLoader", 0.95), ("printed code", 2.6)):
        asked.append((f"times the rate of {who}", over(rate, (case, "course"), (case, who)), ">=", mark))
    asked.append(("first row once ready, times DataLoader's", over(warm, (case, "course"), (case, "DataLoader")), "<=", 1.2))
    asked.append(("memory at 16x of the data, times that at 4x", over(memory, ("embedded, 16x", "course"), ("embedded", "course")), "<=", 1.1))
    return [
        [what, f"{value:.2f}", f"{how} {mark}", "reached" if (value >= mark if how == ">=" else value <= mark) else "**missed**"]
        for what, value, how, mark in asked
        if value is not None
    ]


def joins_table(work: dict, case: str) -> str:
    again, first, memory = (spreads(work, key) for key in ("again", "first", "memory"))
    lines = []
    for of, who in sorted((pair for pair in again if pair[0] == case), key=lambda pair: again[pair].mid):
        ratio = f"{again[case, 'course'].mid / again[of, who].mid:.1f}" if (case, "course") in again and who != "course" else ""
        figures = [str(again[of, who]), ratio, f"{first[of, who]}", f"{memory[of, who].high / 1e6:.0f}" if (of, who) in memory else ""]
        lines.append([who, *figures, output(work, of, who)])
    return table(["", "later passes, s", "the course takes … times as long", "first result since the start, s", "peak MB", "output"], lines)


def needed(works: dict) -> dict[str, list[dict[str, float]]]:
    """By job, the hours that each resource needs, on each number of `scale.MACHINES`; nothing where a figure for it is missing."""
    rate, cores, jobs = spreads(works["scale"], "rate"), works["scale"]["machine"]["cores"], {}
    if ("one driver", "blocks") not in rate:
        return jobs
    blocks = rate["one driver", "blocks"].mid
    if found := spreads(works.get("vectors", {"runs": []}), "rate").get(("ViT-B/32 shape", "course")):
        jobs["pictures"] = [scale.pictures(n, found.mid / cores, blocks) for n in scale.MACHINES]
    if found := spreads(works.get("joins", {"runs": []}), "again").get(("10,000,000 rows", "course")):
        jobs["shuffle"] = [scale.shuffle(n, scale.JOINED / found.mid / cores, blocks) for n in scale.MACHINES]
    return jobs


def scale_tables(works: dict) -> list[str]:
    """What the measured rates say about many machines, and what others saw there."""
    rate, start = spreads(works["scale"], "rate"), scale.ASSUMED["seconds until machines are up and models loaded"] / 3600
    titles = {
        "pictures": f"{scale.PICTURES['number']:,} pictures → CLIP vectors, ViT-B/32 on CPUs",
        "shuffle": f"{scale.SHUFFLED / 1e12:.0f} TB joined or sorted",
    }
    tasks, blocks = (rate.get(("one driver", what), "an unknown number of") for what in ("tasks", "blocks"))
    text = [
        f"One driver on this machine: {tasks} tasks per second that do nothing, {blocks} blocks per second through Ray Data. Ray's own release test has "
        f"[{scale.MANY_TASKS['rate']} tasks per second]({scale.MANY_TASKS['source']}) with 2,500 CPUs: this rate does not grow with the machines. Here the tasks share the cores with the driver, so that a driver of its own does better; and where it binds, "
        "blocks of eight times the size need an eighth of its hours."
    ]
    for job, hours in needed(works).items():
        lines = []
        for machines, each in zip(scale.MACHINES, hours, strict=True):
            bound = max(each, key=each.get)
            whole = start + each[bound]
            lines.append([f"{machines:,}", *(short(value) for value in each.values()), short(whole), bound, short(whole * machines)])
        heads = ["machines", *(f"{name}, h" for name in hours[0]), "all, h", "bound by", "machine-hours"]
        text += [f"### {titles[job]}", table(heads, lines)]
    text += [
        "Assumed: " + "; ".join(f"{name}: {value:,}" for name, value in scale.ASSUMED.items()) + f"; a picture: {scale.PICTURES['bytes']:,} bytes."
    ]
    lines = [[f"[{what}]({where})", short(more), short(faster), f"{faster / more:.0%}"] for what, more, faster, where in scale.PUBLISHED]
    text += ["### What others saw", table(["published run", "times the hardware", "times as fast", "of what paper says"], lines)]
    sort, paper = scale.SORT, scale.shuffle(scale.SORT["machines"], float("inf"), float("inf"))["network"] * 3600
    held = [f"{n} machines: {'spills' if scale.spilled(scale.INGEST['bytes'], n, 64 * 2**30) else 'fits'}" for n in scale.INGEST["machines"]]
    return text + [
        f"[{sort['bytes'] / 1e12:.0f} TB sorted on {sort['machines']} machines]({sort['source']}) took {sort['seconds']:,} s. The network alone, as assumed above, would take {paper:,.0f} s of them.",
        f"[{scale.INGEST['bytes'] / 2**30:.0f} GiB read again and again]({scale.AIR}) by machines of 64 GiB: on paper {', '.join(held)}. {scale.INGEST['seen']}",
    ]


def plot(works: dict, folder: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "font.size": 9, "savefig.dpi": 110})
    for name in [name for name in RATES if name in works]:
        rate = spreads(works[name], "rate")
        cases = sorted({of for of, _ in rate if not of.startswith("embedded, ")})
        if not cases:  # everybody failed
            continue
        figure, axes = plt.subplots(1, len(cases), figsize=(5 * len(cases), 3.2), layout="constrained", squeeze=False)
        for ax, case in zip(axes[0], cases, strict=True):
            who = sorted((who for of, who in rate if of == case and not who.endswith(" only")), key=lambda one: rate[case, one].mid)
            some = [rate[case, one] for one in who]
            reach = [[one.mid - one.low for one in some], [one.high - one.mid for one in some]]
            ax.barh(who, [one.mid for one in some], xerr=reach, color=["#d1495b" if one == "course" else "#9fb4c7" for one in who], capsize=3)
            if limits := bounds(works[name], case):
                ax.axvline(limits[1], color="black", linestyle="--", linewidth=1, label="both stages on these cores")
            ax.set(xlabel=f"{RATES[name]} per second, steady state", title=f"{case} (median, least, most)")
        if axes[0][0].get_legend_handles_labels()[0]:
            figure.legend(*axes[0][0].get_legend_handles_labels(), loc="outside lower center", frameon=False)
        figure.savefig(folder / f"{name}.png")
    if "joins" in works:
        again = spreads(works["joins"], "again")
        figure, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
        for name in dict.fromkeys(who for _, who in again):
            points = sorted((int(of.split()[0].replace(",", "")), again[of, who].mid) for of, who in again if who == name)
            ax.loglog(*zip(*points, strict=True), marker="o", label=name)
        ax.set(xlabel="rows in each table", ylabel="seconds, later passes", title="One join")
        ax.legend(frameon=False)
        figure.savefig(folder / "joins.png")
    if "scale" in works:
        jobs = needed(works)
        figure, axes = plt.subplots(1, max(1, len(jobs)), figsize=(10, 3.2), layout="constrained", squeeze=False)
        for ax, (job, hours) in zip(axes[0], jobs.items(), strict=False):
            for name in hours[0]:
                ax.loglog(scale.MACHINES, [each[name] for each in hours], marker="o", label=name)
            ax.set(xlabel="machines", ylabel="hours, each resource by itself", title=job)
            ax.legend(frameon=False)
        figure.savefig(folder / "scale.png")
    plt.close("all")


RATES = {"vectors": "pictures", "paintings": "pictures", "ingest": "pictures", "texts": "texts"}  # works that are streams, and of what
TITLES = {
    "vectors": ("JPEG files → CLIP vectors, or classes → Parquet", "Bars of pictures per second"),
    "paintings": ("Prompts → language model → pictures", "Bars of pictures per second"),
    "ingest": ("Pictures for training", "Bars of pictures per second"),
    "texts": ("Texts → tokens → classes", "Bars of texts per second"),
    "joins": ("Joins", "Lines of seconds against rows"),
    "scale": ("On 10, 100 and 1,000 machines, on paper", "Lines of hours against machines"),
}


def written(works: dict) -> str:
    """The text of RESULTS.md."""
    text = ["# Results", "Written by `make bench` from [results.json](results.json); [README](README.md) says what is compared, and how to read it."]
    for name, work in sorted(works.items(), key=lambda pair: list(TITLES).index(pair[0])):
        about, (title, shown) = ", ".join(f"{key} {value}" for key, value in work["machine"].items()), TITLES[name]
        text += [
            f"## {title}",
            f"{work['when']}, {work['seconds'] / 60:.0f} minutes, rounds: {rounds(work)}. {about}.",
            *([f"![{shown}, the figures of the tables below]({name}.png)"] if len(work["left out"]) < len(work["runs"]) else []),
        ]
        cases = sorted(case for case in dict.fromkeys(run["case"] for run in work["runs"]) if not case.startswith("embedded, "))
        if name in RATES:
            for case in cases:
                text += [f"### {case}", rates_table(work, case, RATES[name]), standing(work, case, "rate", more_is_better=True)]
        if name == "vectors":
            text += ["### Memory and time as the data grows", memory_table(work)]
            text += ["### What was to be reached", table(["the course, ViT-B/32 shape", "measured", "mark", ""], marks(work))]
        elif name == "joins":
            for case in cases:
                text += [f"### {case}", joins_table(work, case), standing(work, case, "again", more_is_better=False)]
        elif name == "scale":
            text += scale_tables(works)
        if left := work["left out"]:
            text += ["### Left out", "\n".join(f"- {who}: {why}" for who, why in left.items())]
    text += repeated(works)
    return "\n\n".join(text) + "\n"


def write(works: dict, folder: Path) -> None:
    """Writes RESULTS.md and its plots into `folder`."""
    plot(works, folder)
    (folder / "RESULTS.md").write_text(written(works))
