# ---
# jupyter:
#   course:
#     title: "Lab: joins"
#     minutes: 30
# ---

# %% [markdown]
# # Lab: joins
#
# Find who is missing, settle who came twice, join on keys that people have typed, foresee what a join will do, and end with a chart of the whole year.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}, *Joins*](lesson:joins) |
# | **Points** | {points} |
#
# Each task is a function. Replace `raise NotImplementedError`, run the cell, then run the check below it. A check calls your function
# with data of its own and says what it expected, what it got, and where to look. It never looks at how you wrote it.

# %%
import ray

import raycourse
from raycourse import check, done

raycourse.connect()

# %% [markdown]
# Try your functions on the course's own data as you go:

# %%
animals = ray.data.read_csv(raycourse.data("animals.csv"))
outfits = ray.data.read_csv(raycourse.data("outfits.csv"))
sightings = ray.data.read_parquet(raycourse.data("sightings.parquet"))
species = ray.data.read_json(raycourse.data("species.jsonl"), lines=True)

# %% [markdown]
# ## Task 1: who has nothing to wear? (2 points)
#
# Return the animals that have no outfit, with the columns that animals have.
#
# <details><summary>Hint</summary>
#
# One kind of join keeps exactly the rows without a partner. Mind which side is the left one.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "without-outfit", "locked": false, "schema_version": 3, "solution": true, "task": false}
def without_outfit(animals: ray.data.Dataset, outfits: ray.data.Dataset) -> ray.data.Dataset:
    """The rows of `animals` (id, animal) whose `id` is not in `outfits` (id, outfit)."""
    ### BEGIN SOLUTION
    return animals.join(outfits, join_type="left_anti", num_partitions=2, on=("id",))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-without-outfit", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check("joins.without_outfit", without_outfit)

# %% [markdown]
# ## Task 2: one outfit each (3 points)
#
# Some ids come more than once. Return one row for each id, with the outfit that is first in the alphabet, whatever order the rows come in.
# Then a join with the animals multiplies nothing.
#
# <details><summary>Hint</summary>
#
# `groupby` and an aggregate. `ray.data.aggregate` has one for the smallest value, and text has an order, too. `alias_name` names the
# column of the result.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "one-outfit-each", "locked": false, "schema_version": 3, "solution": true, "task": false}
from ray.data.aggregate import Count, Min, Sum


def one_outfit_each(outfits: ray.data.Dataset) -> ray.data.Dataset:
    """One row (id, outfit) for each id of `outfits`: of several outfits, the first by name."""
    ### BEGIN SOLUTION
    return outfits.groupby("id").aggregate(Min("outfit", alias_name="outfit"))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-one-outfit-each", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("joins.one_outfit_each", one_outfit_each)

# %% [markdown]
# Once the check is happy, the next cell shows what your function makes of the two animals that have two outfits.

# %%
if done("joins.one_outfit_each"):
    before = {row["id"]: [] for row in outfits.groupby("id").count().take_all() if row["count()"] > 1}
    for row in outfits.take_all():
        before.setdefault(row["id"], []).append(row["outfit"])
    after = {row["id"]: row["outfit"] for row in one_outfit_each(outfits).take_all()}
    for key in sorted(key for key in before if len(before[key]) > 1):
        print(f"{key}: {' or '.join(sorted(before[key]))}?  {after[key]}")

# %% [markdown]
# ## Task 3: names as people type them (3 points)
#
# Visitors may now report what they see, and they write as they please. The next cell imitates them: the same 2,000 sightings, with the
# species as people type it.

# %%
WAYS = (str, str.title, str.upper, "{} ".format)


def as_visitors_write(row):
    return row | {"species": WAYS[row["sighting"] % len(WAYS)](row["species"])}


reports = sightings.map(as_visitors_write).materialize()
unlisted = reports.join(species, join_type="left_anti", num_partitions=2, on=("species",))
typed = [row["species"] for row in unlisted.take(4)]
print(f"{unlisted.count()} of {reports.count()} reports find no partner, such as {typed}")

# %% [markdown]
# To a join, these are different keys. Return one row for each class that was reported: the class, the number of sightings, and the number
# of animals in them. Capitals and spaces around a name do not matter; the list of species is written in small letters, without spaces. A
# report of a species that is not listed has no class: leave it out.
#
# <details><summary>Hint</summary>
#
# Three steps: clean the key, as an expression (`col("species").str.strip().str.lower()`) or with Python's `strip` and `lower` in a `map`; then a join on `species`, and a `groupby` with two aggregates. If
# you group before you join, the second grouping has to *add up* what the first one counted.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "sightings-per-class", "locked": false, "schema_version": 3, "solution": true, "task": false}
from ray.data.expressions import col


def sightings_per_class(reports: ray.data.Dataset, species: ray.data.Dataset) -> ray.data.Dataset:
    """One row (class, sightings, animals) for each class that was reported.

    Args:
        reports: sighting, species (as visitors type it), place, season, number (of animals).
        species: species, class, diet, legs; one row for each species.
    """
    ### BEGIN SOLUTION
    cleaned = reports.with_column("species", col("species").str.strip().str.lower())
    per_species = cleaned.groupby("species").aggregate(
        Count(alias_name="sightings"), Sum("number", alias_name="animals")
    )
    classified = per_species.join(species, join_type="inner", num_partitions=2, on=("species",))
    return classified.groupby("class").aggregate(
        Sum("sightings", alias_name="sightings"), Sum("animals", alias_name="animals")
    )
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-sightings-per-class", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("joins.sightings_per_class", sightings_per_class)

# %%
if done("joins.sightings_per_class"):
    seen = sightings_per_class(reports, species).to_pandas().sort_values("sightings")
    per_sighting = dict(zip(seen["class"], seen["animals"] / seen["sightings"], strict=True))
    raycourse.plot_bars(per_sighting, x="class", y="animals", title="Animals in one sighting, on average")

# %% [markdown]
# Is any report lost on the way? The reports are the lesson's own 2,000 sightings, so your sums have to be those of the chart in [lesson {}](lesson:joins).
#
# ## Task 4: know before you join (5 points)
#
# A join of two large tables takes an hour. Before you start it, you want to know what it will do. Write a report for *any* two datasets and
# any key, from the counts of the keys alone: four whole numbers in a dict.
#
# <details><summary>Hint</summary>
#
# Count the rows of each key on the left, and on the right. A *full outer* join of these two small tables has all you need: a key with `l`
# rows on the left and `r` rows on the right makes `l * r` rows in an inner join. `None` stands where a key is on one side only; in pandas,
# `fillna(0)` makes it a number.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "join-report", "locked": false, "schema_version": 3, "solution": true, "task": false}
def join_report(left: ray.data.Dataset, right: ray.data.Dataset, key: str) -> dict[str, int]:
    """What an inner join of `left` and `right` on the column `key` would do.

    Returns:
        rows: how many rows it would have.
        left_dropped: rows of `left` that have no partner.
        right_dropped: rows of `right` that have no partner.
        left_multiplied: rows of `left` that have more than one partner.
    """
    ### BEGIN SOLUTION
    lefts = left.groupby(key).aggregate(Count(alias_name="left"))
    rights = right.groupby(key).aggregate(Count(alias_name="right"))
    both = (
        lefts.join(rights, join_type="full_outer", num_partitions=2, on=(key,)).to_pandas()[["left", "right"]].fillna(0)
    )
    return {
        "rows": int((both["left"] * both["right"]).sum()),
        "left_dropped": int(both["left"][both["right"] == 0].sum()),
        "right_dropped": int(both["right"][both["left"] == 0].sum()),
        "left_multiplied": int(both["left"][both["right"] > 1].sum()),
    }
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-join-report", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("joins.join_report", join_report)

# %%
if done("joins.join_report"):
    print("animals and outfits: ", join_report(animals, outfits, "id"))
    print("sightings and species:", join_report(sightings, species, "species"))

# %% [markdown]
# ## Task 5: a year in the zoo (3 points)
#
# When is the harbour full, and when the meadow? Draw a chart of the animals seen by season and place. How it looks is up to you: bars, lines,
# a heat map. Return the table behind it, too, so that the numbers can be checked: rows for places, columns for seasons (or the other way
# round), 0 where nothing was seen. The chart has a title and names every place and every season.
#
# <details><summary>Hint</summary>
#
# `groupby` takes a list of keys. The result is small, so go on in pandas: `pivot(index=..., columns=..., values=...)` makes the table, and
# `fillna(0).astype(int)` fills its gaps. `plt.subplots()` makes the figure; `axis.imshow(table)` or `table.plot.bar(ax=axis)` fills it. Take the names
# from the table: the check comes with other places and seasons.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "seasons-and-places", "locked": false, "schema_version": 3, "solution": true, "task": false}
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure


def seasons_and_places(sightings: ray.data.Dataset) -> tuple[pd.DataFrame, Figure]:
    """The number of animals seen, as a table (a row for each place, a column for each season), and a chart of it."""
    ### BEGIN SOLUTION
    counts = sightings.groupby(["place", "season"]).aggregate(Sum("number", alias_name="animals")).to_pandas()
    table = counts.pivot(index="place", columns="season", values="animals").fillna(0).astype(int)
    figure, axis = plt.subplots(figsize=(7, 3.6), layout="constrained")
    axis.imshow(table, cmap="Blues", aspect="auto")
    axis.set_xticks(range(len(table.columns)), table.columns)
    axis.set_yticks(range(len(table.index)), table.index)
    dark = table.to_numpy().min() + 0.65 * (table.to_numpy().max() - table.to_numpy().min())
    for y, place in enumerate(table.index):
        for x, season in enumerate(table.columns):
            count = table.loc[place, season]
            axis.text(x, y, count, ha="center", va="center", color="white" if count > dark else "black")
    axis.set_title("Animals seen, by place and season")
    return table, figure
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-seasons-and-places", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("joins.seasons_and_places", seasons_and_places)

# %%
from IPython.display import display

if done("joins.seasons_and_places"):
    table, figure = seasons_and_places(sightings)
    figure = figure.get_figure()  # you may have returned the axes
    display(figure, metadata={"image/png": {"alt": f"Animals seen by place and season: {table.to_dict('index')}"}})
    plt.close(figure)

# %% [markdown]
# What does your chart say? If two places or two seasons look alike, that is an answer as well: these sightings were drawn at random.

# %%
ray.shutdown()
