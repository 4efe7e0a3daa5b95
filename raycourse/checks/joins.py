"""Checks of the lab *Joins*."""

from collections import Counter

import ray

from raycourse.checks import graded
from raycourse.checks.kit import a_dataset, differs, rows, section, several, type_of

KEY = section("joins", "Join on the key")
KINDS = section("joins", "The other kinds of join")
GROUP = section("joins", "Group and count")


@graded("joins.without_outfit", points=2, findings=2)
def without_outfit(answer, found):
    names = dict(enumerate(("yak", "emu", "gnu", "ibis", "moth", "newt"), 11))
    animals = ray.data.from_items([{"id": key, "animal": f"a photo of a {name}"} for key, name in names.items()])
    outfits = ray.data.from_items(
        [{"id": key, "outfit": name} for key, name in ((13, "kilt"), (77, "fez"), (11, "vest"), (16, "poncho"), (14, "clog"), (13, "shawl"))]
    )
    got = a_dataset(answer(animals, outfits), found, KEY).take_all()
    mistakes = [
        ([11, 13, 13, 14, 16], "these have an outfit: an inner join keeps the matches"),
        ([11, 13, 14, 16], "these have an outfit: semi keeps the rows with a partner, anti those without"),
        ([11, 12, 13, 13, 14, 15, 16], "these are all animals, as a left outer join keeps them"),
        ([77], "this is an outfit without an animal: the other side of the join"),
    ]
    ids = sorted(row.get("id", 0) for row in got)
    found.equal("the ids of the animals without an outfit", ids, [12, 15], KEY, mistakes) or found.stop()
    came = sorted(set().union(*got))
    problem = f"expected the columns animal, id; got {', '.join(came)}"
    if came == ["animal", "id"]:
        problem = differs([(row["id"], row["animal"]) for row in got], [(key, f"a photo of a {names[key]}") for key in ids])
    found.true("their rows, with the columns of the animals", not problem, problem, KINDS)


# Of the four outfits of 1, another one is the first by name, the last, the shortest (and the first by its last word), and the first to come.
WARDROBE = (
    (3, "navy kilt"),
    (1, "olive shawl"),
    (2, "grey vest"),
    (1, "teal mantle"),
    (1, "amber waistcoat"),
    (3, "navy cummerbund"),
    (1, "lime fez"),
    (4, "beige clog"),
    (4, "beige clog"),
)


@graded("joins.one_outfit_each", points=3, findings=3)
def one_outfit_each(answer, found):
    wardrobe = [{"id": key, "outfit": name} for key, name in WARDROBE]
    got = rows(answer(ray.data.from_items(wardrobe, override_num_blocks=3)), found, {"id", "outfit"}, GROUP)
    mistakes = [
        ([2], "an id with several outfits must keep one of them"),
        (sorted(key for key, _ in WARDROBE), "nothing was left out"),
        (sorted(key for key, _ in set(WARDROBE)), "rows that are alike in both columns were left out; the id alone decides"),
    ]
    found.equal("one row for each id", sorted(row["id"] for row in got), [1, 2, 3, 4], GROUP, mistakes) or found.stop()
    by_id: dict[int, list[str]] = {}
    for key, name in WARDROBE:
        by_id.setdefault(key, []).append(name)
    mistakes = [
        ({key: max(names) for key, names in by_id.items()}, "these are the last by name"),
        ({key: names[0] for key, names in by_id.items()}, "these came first; rows have no order to rely on, so choose by name"),
        ({key: names[-1] for key, names in by_id.items()}, "these came last; rows have no order to rely on, so choose by name"),
        ({key: min(names, key=len) for key, names in by_id.items()}, "these are the shortest"),
    ]
    expected = {key: min(names) for key, names in sorted(by_id.items())}
    chosen = {row["id"]: row["outfit"] for row in sorted(got, key=lambda row: row["id"])}
    found.equal("the outfit of each id, the first by name", chosen, expected, GROUP, mistakes)
    again = a_dataset(answer(ray.data.from_items(wardrobe[::-1], override_num_blocks=2)), found).take_all()
    again = {row["id"]: row["outfit"] for row in sorted(again, key=lambda row: row["id"])}
    found.equal("the same outfits when the rows come in another order", again, expected, GROUP)


@graded("joins.sightings_per_class", points=3, findings=3)
def sightings_per_class(answer, found):
    classes = {"wren": "bird", "toad": "amphibian", "newt": "amphibian", "carp": "fish", "moth": "insect"}
    typed = [("toad", 3), ("Wren", 10), ("yeti", 50), ("newt  ", 1), ("wren", 4), ("TOAD", 7), (" Carp", 2), ("Yeti", 60), ("WREN", 4), ("toad", 1)]
    seen = [(name.strip().lower(), number) for name, number in typed]
    reports = ray.data.from_items(
        [{"sighting": k, "species": name, "place": "pier", "season": "fall", "number": number} for k, (name, number) in enumerate(typed)]
    )
    species = ray.data.from_items([{"species": name, "class": kind, "diet": "any", "legs": 2} for name, kind in classes.items()])
    got = rows(answer(reports, species), found, {"class", "sightings", "animals"}, GROUP)
    known = [(classes[name], number) for name, number in seen if name in classes]
    counts, sums = dict(sorted(Counter(kind for kind, _ in known).items())), Counter()
    for kind, number in known:
        sums[kind] += number
    mistakes = [
        (sorted([*counts, None], key=str), "a yeti is not listed, so its class is None: an outer join keeps it"),
        (sorted([*counts, "insect"]), "no insect was seen"),
        (sorted(classes[name] for name in classes if name != "moth"), "one row for each species: group by the class"),
        (sorted(set(counts) - {"fish"}), "' Carp' is a carp: clean the names on the way to the join"),
    ]
    found.equal("the classes that were seen, one row each", sorted((row["class"] for row in got), key=str), sorted(counts), GROUP, mistakes)
    by_class = {row["class"]: row for row in sorted(got, key=lambda row: str(row["class"])) if row["class"] in counts}
    per_species = dict(sorted(Counter(classes[name] for name in {name for name, _ in seen} & set(classes)).items()))
    mistakes = [
        (dict(sorted(sums.items())), "this is the sum of `number`"),
        (per_species, "this counts species: each may have been sighted many times"),
    ]
    for clean, cure in ((str.lower, "take the spaces off both ends, too"), (str.strip, "small letters and capitals are the same name")):
        found_so = Counter(classes[name] for name in (clean(name) for name, _ in typed) if name in classes)
        mistakes.append((dict(sorted(found_so.items())), f"some names still find no partner: {cure}"))
    found.equal("`sightings`, how often a class was seen", {kind: row["sightings"] for kind, row in by_class.items()}, counts, GROUP, mistakes)
    mistakes = [(counts, "this counts the sightings; one sighting can be of several animals: add up `number`")]
    animals = {kind: row["animals"] for kind, row in by_class.items()}
    found.equal("`animals`, how many of a class were seen", animals, dict(sorted(sums.items())), GROUP, mistakes)


def _report(left: list[str], right: list[str]) -> dict[str, int]:
    """What the task asks for, counted from the keys of both sides."""
    mine, theirs = Counter(left), Counter(right)
    return {
        "rows": sum(count * theirs[key] for key, count in mine.items()),
        "left_dropped": sum(count for key, count in mine.items() if not theirs[key]),
        "right_dropped": sum(count for key, count in theirs.items() if not mine[key]),
        "left_multiplied": sum(count for key, count in mine.items() if theirs[key] > 1),
    }


def _mistakes(left: list[str], right: list[str]) -> dict[str, list[tuple[int, str]]]:
    """Wrong counts of each entry of a report, and where they come from."""
    wanted, repeated = _report(left, right), [key for key in set(left) if left.count(key) > 1]
    partnered = len(left) - wanted["left_dropped"]
    return {
        "rows": [
            (partnered, "a left row with several partners comes out once for each of them"),
            (len(left), "a row without a partner does not come out"),
            (len(set(left) & set(right)), "these are the keys in common, not the rows"),
            (partnered + wanted["left_multiplied"], "a row with four partners comes out four times"),
            (sum(left.count(key) + right.count(key) for key in set(left) & set(right)), "multiply the two counts of a key"),
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
            (wanted["rows"] - partnered, "these are the rows that the join adds; count the rows of `left` themselves, each once"),
            (sum(right.count(key) > 1 for key in set(right)), "these are keys of `right`; count rows of `left`"),
            (partnered, "these have a partner; asked for are those with more than one"),
            (1, "this is one key; two rows of `left` have it"),
            (len(repeated), "a key that `left` itself repeats multiplies the right side"),
            (sum(left.count(key) for key in repeated), "a key that `left` itself repeats multiplies the right side"),
        ],
    }


@graded("joins.join_report", points=5, findings=5)
def join_report(answer, found):
    left, right = list("aabcdddffgg"), list("aaaabeeexxyy")
    report = answer(
        ray.data.from_items([{"code": key, "size": k} for k, key in enumerate(left)]),
        ray.data.from_items([{"code": key, "colour": str(k)} for k, key in enumerate(right)]),
        "code",
    )
    wanted, mistakes = _report(left, right), _mistakes(left, right)
    came = sorted(map(str, report)) if isinstance(report, dict) else type_of(report)
    found.need("a dict with the four counts", isinstance(report, dict) and set(report) == set(wanted), f"expected {sorted(wanted)}, got {came}", KEY)
    for name, expected in wanted.items():
        found.equal(f"`{name}`", report[name], expected, KEY, mistakes[name])
    # Another key; then a second column that both sides have, too: a join of whole rows refuses it.
    left, right, what = list("ppqqoors"), list("qqqpstt"), "another key, and a column of the same name on both sides"
    said = {"another key, 'tag'": "use `key`", "a column `note` on both sides": "only the key matters: select it before you join"}
    for more, (this, cure) in zip(({}, {"note": "text"}), said.items(), strict=True):
        mine, theirs = (ray.data.from_items([{"tag": key, **more} for key in side]) for side in (left, right))
        try:
            got = answer(mine, theirs, "tag")
        except Exception as error:  # Ray's own message is about suffixes, which nobody needs here
            line = (str(getattr(error, "cause", error)).strip() or type(error).__name__).splitlines()[0]
            found.true(what, False, f"with {this}, it raised: {line} ({cure})", GROUP)
            return
        if got != _report(left, right):
            break
    found.equal(what, got, _report(left, right), GROUP)


@graded("joins.seasons_and_places", points=3, findings=3)
def seasons_and_places(answer, found):
    import matplotlib.pyplot as plt
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    seen = [("pier", "dry", 4), ("pier", "wet", 2), ("boathouse", "dry", 7), ("dunes", "wet", 1), ("pier", "dry", 5), ("dunes", "monsoon", 30)]
    sightings = [{"sighting": k, "species": "gull", "place": place, "season": season, "number": n} for k, (place, season, n) in enumerate(seen)]
    see = f"the docstring, and {GROUP}"
    try:
        table, figure = several(answer(ray.data.from_items(sightings, override_num_blocks=2)), found, "a table and a figure", see=see)
    finally:
        plt.close("all")  # else the notebook shows them below the check
    found.need("the first is a table", isinstance(table, pd.DataFrame), f"expected a pandas DataFrame, got {type_of(table)}", see)
    places, seasons = ({row[name] for row in sightings} for name in ("place", "season"))
    table = table.T if (set(table.index), set(table.columns)) == (seasons, places) else table
    came = f"rows {sorted(map(str, table.index))} and columns {sorted(map(str, table.columns))}"
    right = (sorted(table.index), sorted(table.columns)) == (sorted(places), sorted(seasons))
    found.need("a row for each place, a column for each season", right, f"expected {sorted(places)} and {sorted(seasons)}, got {came}", see)
    sums = Counter()
    for place, season, number in seen:
        sums[place, season] += number
    cells = {(place, season): table.loc[place, season] for place in sorted(places) for season in sorted(seasons)}
    got = {key: int(count) for key, count in cells.items() if sums[key] and not pd.isna(count)}
    mistakes = [(dict(Counter(key[:2] for key in sorted(seen))), "these are sightings: add up `number`")]
    found.equal("the animals of each place in each season", got, dict(sorted(sums.items())), see, mistakes) or found.stop()
    empty = [str(count) for key, count in cells.items() if not sums[key] and (pd.isna(count) or count != 0)]
    found.true("0 where nothing was seen", not empty, f"there stands {', '.join(sorted(set(empty)))}", see)
    figure = figure.figure if isinstance(figure, Axes) else figure
    found.need("the second is a figure", isinstance(figure, Figure), f"expected a matplotlib Figure, got {type_of(figure)}", see)
    problem = _missing_in(figure, places | seasons)
    found.true("the figure shows data, names every place and season, and has a title", not problem, problem, see)


def _missing_in(figure, names: set[str]) -> str:
    """What a chart lacks; empty where it has all."""
    from matplotlib.text import Text

    figure.draw_without_rendering()  # the labels of ticks have no text before; a closed figure's canvas draws nothing
    words = " | ".join(text.get_text() for text in figure.findobj(Text) if text.get_visible())
    unnamed = sorted(name for name in names if name not in words)
    lacks = {
        "nothing is drawn": not any(axis.has_data() for axis in figure.axes),
        f"it does not name {', '.join(unnamed)}": bool(unnamed),
        "it has no title": not (figure.get_suptitle() or any(axis.get_title(loc) for axis in figure.axes for loc in ("left", "center", "right"))),
    }
    return "; ".join(what for what, lacking in lacks.items() if lacking)
