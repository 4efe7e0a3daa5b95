# ---
# jupyter:
#   course:
#     title: "Lab: monitoring and drift"
#     minutes: 50
# ---

# %% [markdown]
# # Lab: monitoring and drift
#
# You set bad rows aside, write an index of drift that holds, find what changed and when, set a threshold by measurement, keep an alarm calm, and decide on retraining before the labels are there.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}, *Monitoring and drift*](lesson:monitoring) |
# | **Points** | {points} |
# | **You will learn** | to check rows, measure drift and false alarms, and estimate an accuracy that nobody can count yet |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse
from raycourse import check, done

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Task 1: set aside, with a reason (4 points)
#
# `rules` is a pandera schema. Split `dataset` into the rows that keep all rules, with the columns that they had, and those that break one. The latter get a column `reason`, a text that names **every** column whose rule the row breaks. No row is lost, none comes twice. Where a rule cannot be tried at all, as on a column of text in place of numbers, no row is known to be good: none may be kept, so raise an error (or set all of them aside).
#
# <details><summary>Hint</summary>
#
# `rules.validate(table, lazy=True)` raises `SchemaErrors`; its `failure_cases` say `column`, `check` and `index`. The index is that of the table which you validated: give each batch one from 0. Where it is missing, the failure belongs to no row: the rule could not be tried. Give every row a `reason`, empty
# where nothing is wrong, and filter twice.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "quarantine", "locked": false, "schema_version": 3, "solution": true, "task": false}
import pandera.pandas as pa
from ray.data import Dataset
from ray.data.expressions import col


def quarantine(dataset: Dataset, rules: pa.DataFrameSchema) -> tuple[Dataset, Dataset]:
    """Return (rows that keep all `rules`, rows that break some, each with its `reason`)."""

    ### BEGIN SOLUTION
    def judge(table):
        table = table.reset_index(drop=True).assign(reason="")
        try:
            rules.validate(table, lazy=True)
        except pa.errors.SchemaErrors as errors:
            cases = errors.failure_cases
            if cases["index"].isna().any():
                raise ValueError(f"no row can be judged:\n{cases}") from None
            reasons = (cases["column"] + " " + cases["check"]).groupby(cases["index"]).agg("; ".join)
            table.loc[reasons.index, "reason"] = reasons
        return table

    judged = dataset.map_batches(judge, batch_format="pandas", batch_size=256).materialize()
    kept = judged.filter(expr=col("reason") == "").drop_columns(["reason"])
    return kept, judged.filter(expr=col("reason") != "")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-quarantine", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("monitoring.quarantine", quarantine)

# %% [markdown]
# ## Task 2: an index that holds (4 points)
#
# The population stability index: cut `before` into `bins` bins with equally many values each, count both arrays in them, add 0.5 to every count, make shares, and sum *(q - p) log(q / p)*. Values beyond the smallest and the largest of `before` belong to the first and the last bin.
#
# <details><summary>Hint</summary>
#
# `np.quantile` gives the inner edges: nine of them for ten bins. `np.searchsorted(edges, values)` gives the bin of each value, also beyond the edges; `np.bincount(..., minlength=bins)` counts.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "psi", "locked": false, "schema_version": 3, "solution": true, "task": false}
import numpy as np


def psi(before: np.ndarray, now: np.ndarray, bins: int = 10) -> float:
    """Return the population stability index of `now` (m,) against `before` (n,)."""
    ### BEGIN SOLUTION
    edges = np.quantile(before, np.linspace(0, 1, bins + 1)[1:-1])
    p, q = (np.bincount(np.searchsorted(edges, values), minlength=bins) + 0.5 for values in (before, now))
    p, q = p / p.sum(), q / q.sum()
    return float(((q - p) * np.log(q / p)).sum())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-psi", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("monitoring.psi", psi)

# %% [markdown]
# ## Task 3: what changed, and when (4 points)
#
# `reference` maps the name of a feature to its values in good times; `windows` is a list of such tables, in the order of time. From one window on, one feature has changed: it moved, or it only spread. Return the number of that window, from 0, and the feature's name. The features have different units, and the good times before may be long.
#
# <details><summary>Hint</summary>
#
# Features of different units are not comparable by their means; p-values are. `scipy.stats.ks_2samp(a, b).pvalue` is tiny where two samples differ. A change may grow: look for the **first** window that is clearly different, not for the most different one.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "changed", "locked": false, "schema_version": 3, "solution": true, "task": false}
def changed(reference: dict[str, np.ndarray], windows: list[dict[str, np.ndarray]]) -> tuple[int, str]:
    """Return (number of the first window that changed, name of the feature)."""
    ### BEGIN SOLUTION
    from scipy.stats import ks_2samp

    for number, window in enumerate(windows):
        chances = {name: ks_2samp(reference[name], values).pvalue for name, values in window.items()}
        least = min(chances, key=chances.get)
        if chances[least] < 1e-4:
            return number, least
    raise ValueError("nothing changed")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-changed", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("monitoring.changed", changed)

# %% [markdown]
# ## Task 4: one false alarm in a hundred (3 points)
#
# Each call of `quiet()` gives the score of a window in which nothing has changed. Find the level that a share `rate` of such windows exceeds: 0.01 for one false alarm in a hundred. What the scores look like is not said, so measure. You may call `quiet` as often as you like.
#
# <details><summary>Hint</summary>
#
# A quantile of many scores. Of a hundred scores, the 99th percentile hangs on one or two of them; of five thousand, on fifty. Mean and standard deviation only help if the scores are normal, and scores of drift are not.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "threshold", "locked": false, "schema_version": 3, "solution": true, "task": false}
from collections.abc import Callable


def threshold(quiet: Callable[[], float], rate: float) -> float:
    """Return the level that a share `rate` of quiet windows exceeds."""
    ### BEGIN SOLUTION
    return float(np.quantile([quiet() for _ in range(5000)], 1 - rate))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-threshold", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("monitoring.threshold", threshold)

# %% [markdown]
# ## Task 5: a calm alarm (4 points)
#
# The alarm goes on at the last of `running` windows in a row whose score is above `enter`, and off at the last of `running` windows in a row whose score is below `leave`. Return for each window whether the alarm is on. It is off at the start.
#
# <details><summary>Hint</summary>
#
# Keep two things: whether the alarm is on, and how many windows in a row have spoken against that. Any other window sets the count back to 0.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "alarms", "locked": false, "schema_version": 3, "solution": true, "task": false}
def alarms(scores: list[float], enter: float, leave: float, running: int) -> list[bool]:
    """Return whether the alarm is on, for each window."""
    ### BEGIN SOLUTION
    on, streak, states = False, 0, []
    for score in scores:
        streak = streak + 1 if (score < leave if on else score > enter) else 0
        if streak == running:
            on, streak = not on, 0
        states.append(on)
    return states
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-alarms", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("monitoring.alarms", alarms)

# %%
if done("monitoring.alarms"):
    rng = np.random.default_rng(5)
    scores = np.abs(np.concatenate([np.full(15, 0.6), np.full(20, 1.3), np.full(15, 0.5)]) + rng.normal(0, 0.25, 50))
    lines = {"score": list(scores), "alarm": [float(on) for on in alarms(list(scores), 1.0, 0.7, 3)]}
    raycourse.plot_lines(
        lines, x="window", y="score", title="Fifty windows: enter above 1, leave below 0.7, three in a row"
    )

# %% [markdown]
# ## Task 6: retrain, before the labels are there? (4 points)
#
# Of a reference you know how sure the model was of each answer (`confidence`) and whether it was `right`. Of today's window you know only `now`, how sure it is. Estimate today's accuracy, and say whether it is below `least`. The mean confidence will not do, since models are too sure of
# themselves. Use **average thresholded confidence**: find the level that as many answers of the reference exceed as were right; today's accuracy is about the share of `now` above that level.
#
# <details><summary>Hint</summary>
#
# If 80 % were right, the level is the 20th percentile of `confidence`. The method is from Garg et al. 2022, *Leveraging Unlabeled Data to Predict Out-of-Distribution Performance*.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "retrain", "locked": false, "schema_version": 3, "solution": true, "task": false}
def retrain(confidence: np.ndarray, right: np.ndarray, now: np.ndarray, least: float) -> tuple[float, bool]:
    """Return (estimated accuracy of the answers whose confidences are `now`, whether that is below `least`)."""
    ### BEGIN SOLUTION
    level = np.quantile(confidence, 1 - right.mean())
    estimate = float((now > level).mean())
    return estimate, estimate < least
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-retrain", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("monitoring.retrain", retrain)

# %% [markdown]
# It is an estimate, not a measurement: it holds as long as the model is wrong where it is unsure. Where a breed comes that it has never seen, it may be sure and wrong. So it tells you when to ask for labels, and the labels tell you the rest.

# %%
ray.shutdown()
