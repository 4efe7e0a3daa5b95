"""Checks of the lab *Joins*."""

from collections import Counter
from typing import Any

import ray

from raycourse.checks import Findings, graded

KEY = 'lesson section "Join on the key"'
KINDS = 'lesson section "The other kinds of join"'
GROUP = 'lesson section "Group and count"'


def _rows(result: Any, columns: set[str], findings: Findings, see: str) -> list[dict] | None:
    """The rows of a learner's dataset, where it is one and has `columns`; else a finding says what it is."""
    if not isinstance(result, ray.data.Dataset):
        forgot = ": did you forget `return`?" if result is None else ""
        findings.true("you return a Dataset", False, f"expected a ray.data.Dataset, got {type(result).__name__}{forgot}", see)
        return None
    rows = result.take_all()
    got = set().union(*rows) if rows else columns
    if got != columns:
        unnamed = [name for name in got if "(" in name]
        how = f"; `alias_name` names the result of an aggregate (yours is {unnamed[0]!r})" if unnamed else ""
        findings.true("the columns", False, f"expected {sorted(columns)}, got {sorted(got)}{how}", see)
        return None
    return rows


def _equal(findings: Findings, what: str, got: Any, expected: Any, see: str, mistakes: list[tuple[Any, str]]) -> bool:
    """`findings.equal`, with a word on where a known wrong answer comes from: `mistakes` pairs such answers with their reasons."""
    why = next((f" ({reason})" for wrong, reason in mistakes if got == wrong), "")
    return findings.true(what, bool(got == expected), f"expected {expected!r}, got {got!r}{why}", see)


@graded("joins.without_outfit", points=2)
def without_outfit(answer, findings):
    animals = ray.data.from_items(
        [{"id": key, "animal": f"a photo of a {name}"} for key, name in enumerate(("yak", "emu", "gnu", "ibis", "moth", "newt"), 11)]
    )
    outfits = ray.data.from_items(
        [{"id": key, "outfit": name} for key, name in ((13, "kilt"), (77, "fez"), (11, "vest"), (16, "poncho"), (14, "clog"), (13, "shawl"))]
    )
    result = answer(animals, outfits)
    if not isinstance(result, ray.data.Dataset):
        _rows(result, set(), findings, KEY)
        return
    rows = result.take_all()
    mistakes = [
        ([11, 13, 13, 14, 16], "these have an outfit: an inner join keeps the matches"),
        ([11, 13, 14, 16], "these have an outfit: semi keeps the rows with a partner, anti those without"),
        ([11, 12, 13, 13, 14, 15, 16], "these are all animals, as a left outer join keeps them"),
        ([77], "this is an outfit without an animal: the other side of the join"),
    ]
    got = sorted(row.get("id", 0) for row in rows)
    if _equal(findings, "the ids of the animals without an outfit", got, [12, 15], KEY, mistakes):
        findings.equal("the columns, those of the animals", sorted(set().union(*rows)), ["animal", "id"], KINDS)


WARDROBE = (
    (3, "navy kilt"),
    (1, "mauve shawl"),
    (2, "grey vest"),
    (1, "amber kilt"),
    (3, "navy fez"),
    (1, "teal poncho"),
    (4, "beige clog"),
    (4, "beige clog"),
)


@graded("joins.one_outfit_each", points=3)
def one_outfit_each(answer, findings):
    wardrobe = [{"id": key, "outfit": name} for key, name in WARDROBE]
    rows = _rows(answer(ray.data.from_items(wardrobe, override_num_blocks=3)), {"id", "outfit"}, findings, GROUP)
    if rows is None:
        return
    got = sorted(row["id"] for row in rows)
    mistakes = [
        ([2], "an id with several outfits must keep one of them"),
        (sorted(key for key, _ in WARDROBE), "nothing was left out"),
        (sorted(key for key, _ in set(WARDROBE)), "rows that are alike in both columns were left out; the id alone decides"),
    ]
    if not _equal(findings, "one row for each id", got, [1, 2, 3, 4], GROUP, mistakes):
        return
    by_id: dict[int, list[str]] = {}
    for key, name in WARDROBE:
        by_id.setdefault(key, []).append(name)
    chosen = {row["id"]: row["outfit"] for row in sorted(rows, key=lambda row: row["id"])}
    mistakes = [
        ({key: max(by_id[key]) for key in chosen if key in by_id}, "these are the last by name"),
        ({key: by_id[key][0] for key in chosen if key in by_id}, "these came first; rows have no order to rely on, so choose by name"),
        ({key: by_id[key][-1] for key in chosen if key in by_id}, "these came last; rows have no order to rely on, so choose by name"),
    ]
    expected = {key: min(names) for key, names in sorted(by_id.items())}
    _equal(findings, "the outfit of each id, the first by name", chosen, expected, GROUP, mistakes)
    again = answer(ray.data.from_items(wardrobe[::-1], override_num_blocks=2)).take_all()
    again = {row["id"]: row["outfit"] for row in sorted(again, key=lambda row: row["id"])}
    findings.equal("the same outfits when the rows come in another order", again, chosen, GROUP)


@graded("joins.sightings_per_class", points=3)
def sightings_per_class(answer, findings):
    classes = {"wren": "bird", "toad": "amphibian", "newt": "amphibian", "carp": "fish", "moth": "insect"}
    seen = [("toad", 3), ("wren", 10), ("yeti", 50), ("newt", 1), ("wren", 4), ("toad", 7), ("carp", 2), ("yeti", 60), ("wren", 5), ("toad", 1)]
    sightings = ray.data.from_items(
        [{"sighting": k, "species": name, "place": "pier", "season": "fall", "number": number} for k, (name, number) in enumerate(seen)]
    )
    species = ray.data.from_items([{"species": name, "class": kind, "diet": "any", "legs": 2} for name, kind in classes.items()])
    rows = _rows(answer(sightings, species), {"class", "sightings", "animals"}, findings, GROUP)
    if rows is None:
        return
    known = [(classes[name], number) for name, number in seen if name in classes]
    counts, sums = dict(sorted(Counter(kind for kind, _ in known).items())), Counter()
    for kind, number in known:
        sums[kind] += number
    got = sorted((row["class"] for row in rows), key=str)
    mistakes = [
        (sorted([*counts, None], key=str), "a yeti is not listed, so its class is None: an outer join keeps it"),
        (sorted([*counts, "insect"]), "no insect was seen"),
        (sorted(classes[name] for name in classes if name != "moth"), "one row for each species: group by the class"),
    ]
    _equal(findings, "the classes that were seen, one row each", got, sorted(counts), GROUP, mistakes)
    by_class = {row["class"]: row for row in sorted(rows, key=lambda row: str(row["class"])) if row["class"] in counts}
    per_species = dict(sorted(Counter(classes[name] for name in {name for name, _ in seen} & set(classes)).items()))
    mistakes = [
        (dict(sorted(sums.items())), "this is the sum of `number`"),
        (per_species, "this counts species: each may have been sighted many times"),
    ]
    _equal(findings, "`sightings`, how often a class was seen", {kind: row["sightings"] for kind, row in by_class.items()}, counts, GROUP, mistakes)
    mistakes = [(counts, "this counts the sightings; one sighting can be of several animals: add up `number`")]
    got = {kind: row["animals"] for kind, row in by_class.items()}
    _equal(findings, "`animals`, how many of a class were seen", got, dict(sorted(sums.items())), GROUP, mistakes)


def _report(left: list[str], right: list[str]) -> dict[str, int]:
    """What the task asks for, counted from the keys of both sides."""
    mine, theirs = Counter(left), Counter(right)
    return {
        "rows": sum(count * theirs[key] for key, count in mine.items()),
        "left_dropped": sum(count for key, count in mine.items() if not theirs[key]),
        "right_dropped": sum(count for key, count in theirs.items() if not mine[key]),
        "left_multiplied": sum(count for key, count in mine.items() if theirs[key] > 1),
    }


@graded("joins.join_report", points=5)
def join_report(answer, findings):
    left, right = list("aabcdddff"), list("aaabeeexx")
    report = answer(
        ray.data.from_items([{"code": key, "size": k} for k, key in enumerate(left)]),
        ray.data.from_items([{"code": key, "colour": str(k)} for k, key in enumerate(right)]),
        "code",
    )
    wanted = _report(left, right)
    if not isinstance(report, dict) or set(report) != set(wanted):
        got = sorted(map(str, report)) if isinstance(report, dict) else type(report).__name__
        findings.true("a dict with the four counts", False, f"expected the keys {sorted(wanted)}, got {got}", KEY)
        return
    mistakes = {
        "rows": [
            (len(left) - wanted["left_dropped"], "a left row with several partners comes out once for each of them"),
            (len(left), "a row without a partner does not come out"),
            (len(set(left) & set(right)), "these are the keys in common, not the rows"),
            (len(left) - wanted["left_dropped"] + wanted["left_multiplied"], "a row with three partners comes out three times"),
        ],
        "left_dropped": [
            (len(set(left) - set(right)), "these are the keys; several rows can share one"),
            (wanted["right_dropped"], "this is the right side"),
        ],
        "right_dropped": [
            (len(set(right) - set(left)), "these are the keys; several rows can share one"),
            (wanted["left_dropped"], "this is the left side"),
        ],
        "left_multiplied": [
            (1, "this is one key; two rows of `left` have it"),
            (sum(left.count(key) > 1 for key in set(left)), "a key that `left` itself repeats multiplies the right side"),
            (sum(left.count(key) for key in set(left) if left.count(key) > 1), "a key that `left` itself repeats multiplies the right side"),
        ],
    }
    for name, expected in wanted.items():
        _equal(findings, f"`{name}`", report[name], expected, KEY, mistakes[name])
    # Other data, another key, and a second column that both sides have: a join of whole rows refuses it.
    left, right = list("ppqqoors"), list("qqqpstt")
    try:
        got = answer(
            ray.data.from_items([{"tag": key, "note": "left"} for key in left]),
            ray.data.from_items([{"tag": key, "note": "right"} for key in right]),
            "tag",
        )
    except Exception as error:  # Ray's own message is about suffixes, which nobody needs here
        if isinstance(getattr(error, "cause", error), NotImplementedError):
            raise
        line = (str(getattr(error, "cause", error)).strip() or type(error).__name__).splitlines()[0]
        problem = f"both sides have a column `note`, and it raised: {line} (only the key matters: select it before you join)"
        findings.true("any two datasets", False, problem, GROUP)
        return
    findings.equal("another key, and a column of the same name on both sides", got, _report(left, right), GROUP)


@graded("joins.seasons_and_places", points=3)
def seasons_and_places(answer, findings):
    import matplotlib.pyplot as plt
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    seen = [("pier", "dry", 4), ("pier", "wet", 2), ("boathouse", "dry", 7), ("dunes", "wet", 1), ("pier", "dry", 5), ("dunes", "monsoon", 30)]
    sightings = [
        {"sighting": k, "species": "gull", "place": place, "season": season, "number": number} for k, (place, season, number) in enumerate(seen)
    ]
    try:
        result = answer(ray.data.from_items(sightings, override_num_blocks=2))
    finally:
        open_figures = [plt.figure(number) for number in plt.get_fignums()]
        plt.close("all")  # else the notebook shows them below the check
    see = 'the docstring, and lesson section "Group and count"'
    if not (isinstance(result, tuple) and len(result) == 2):
        figures = " (a figure was drawn but not returned)" if open_figures and result is None else ""
        findings.true("you return a table and a figure", False, f"expected a pair, got {type(result).__name__}{figures}", see)
        return
    table, figure = result
    if not isinstance(table, pd.DataFrame):
        findings.true("the first of the pair is a table", False, f"expected a pandas DataFrame, got {type(table).__name__}", see)
        return
    places, seasons = ({row[name] for row in sightings} for name in ("place", "season"))
    axes = (set(table.index), set(table.columns))
    if axes == (seasons, places):
        table, axes = table.T, (places, seasons)
    problem = (
        f"expected rows {sorted(places)} and columns {sorted(seasons)}, got rows {sorted(map(str, axes[0]))} and columns {sorted(map(str, axes[1]))}"
    )
    if findings.true("the table has a row for each place and a column for each season", axes == (places, seasons), problem, see):
        gaps = int(table.isna().sum().sum())
        if gaps:
            findings.true("every cell is a number", False, f"{gaps} cells are missing: where nothing was seen, it is 0", see)
        else:
            true = {place: sum(row["number"] for row in sightings if row["place"] == place) for place in sorted(places)}
            rows = {place: sum(row["place"] == place for row in sightings) for place in sorted(places)}
            got = {place: int(table.loc[place].sum()) for place in sorted(places)}
            _equal(findings, "the animals of each place add up", got, true, see, [(rows, "these are sightings: add up `number`")])
    if isinstance(figure, Axes):
        figure = figure.figure
    if not isinstance(figure, Figure):
        findings.true("the second of the pair is a figure", False, f"expected a matplotlib Figure, got {type(figure).__name__}", see)
        return
    figure.canvas.draw()  # tick labels have no text before
    words = " | ".join(text.get_text() for text in figure.findobj(Text) if text.get_visible())
    missing = sorted(name for name in places | seasons if name not in words)
    titled = any(axis.get_title() for axis in figure.axes) or bool(figure.get_suptitle())
    drawn = any(axis.has_data() for axis in figure.axes)
    problem = "; ".join(
        filter(
            None,
            ["" if drawn else "nothing is drawn", f"it does not name {', '.join(missing)}" if missing else "", "" if titled else "it has no title"],
        )
    )
    findings.true("the figure shows data, names every place and season, and has a title", not problem, problem, see)
