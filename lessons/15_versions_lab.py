# ---
# jupyter:
#   course:
#     title: "Lab: versions and A/B tests"
#     minutes: 45
# ---

# %% [markdown]
# # Lab: versions and A/B tests
#
# You write the gate that a new model must pass, split users among any number of versions, plan a careful test, find the flaws of a finished one, and roll back without being asked.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}, *Versions and A/B tests*](lesson:versions) |
# | **Points** | {points} |
# | **You will learn** | to promote by a rule, assign users, compute how many you need, distrust results, and guard a trial |
# | **Hardware** | a laptop. Nothing here needs Ray itself: the rules are plain Python, which your router calls |

# %%
import raycourse
from raycourse import check, done
from raycourse.registry import Registry

# %% [markdown]
# ## Task 1: a gate (4 points)
#
# Promote `candidate` to production only if it looks better than what is there: the lower end of its 95 % interval must lie above the share that the present version got right. (A simple rule: it takes the present share as exact, so more luck passes than 2.5 %.) An empty stage takes whatever comes. Return whether you promoted.
#
# Metrics stand in `registry.about(version)["metrics"]`, as `right` and `of`. Somebody else may promote while you compare: then nothing may change, and whether you return `False` or let the error pass is up to you.
#
# <details><summary>Hint</summary>
#
# Ask for the present version once, compare with that, and name it in `over`. `raycourse.interval(right, of)` gives both ends.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "gate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gate(registry: Registry, candidate: str) -> bool:
    """Promote `candidate` to production if it is better than the present version; return whether it was promoted."""
    ### BEGIN SOLUTION
    now = registry.stage("production")
    if now:
        low, _ = raycourse.interval(**registry.about(candidate)["metrics"])
        present = registry.about(now)["metrics"]
        if low <= present["right"] / present["of"]:
            return False
    registry.promote(candidate, over=now, why=f"better than {now}" if now else "the first one")
    return True
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-gate", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("versions.gate", gate)

# %% [markdown]
# ## Task 2: who sees which version (5 points)
#
# Give each user one of the versions in `weights`, such as `{"v1": 0.5, "v2": 0.3, "v3": 0.2}`. The same user gets the same version in every process, in whatever order the weights are listed. Another salt mixes the users anew. With two versions, raising a
# weight moves no more users than needed. Weights below 0, or that do not add up to 1 (but for rounding), raise a `ValueError`.
#
# <details><summary>Hint</summary>
#
# `hashlib.sha256` of salt and user, cut down to a number from 0 to 1, and the weights as pieces of that line, by the versions' names. `math.isclose` forgives rounding.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "assign", "locked": false, "schema_version": 3, "solution": true, "task": false}
import hashlib
import math


def assign(user: str, salt: str, weights: dict[str, float]) -> str:
    """Return the version of `weights` that `user` sees in the experiment `salt`."""
    ### BEGIN SOLUTION
    if min(weights.values()) < 0 or not math.isclose(sum(weights.values()), 1):
        raise ValueError(f"weights add up to 1, and none is below 0: {weights}")
    place, end = int(hashlib.sha256(f"{salt}:{user}".encode()).hexdigest()[:12], 16) / 16**12, 0.0
    for version in sorted(weights):
        end += weights[version]
        if place < end:
            return version
    return max(version for version in weights if weights[version])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-assign", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("versions.assign", assign)

# %%
from collections import Counter

if done("versions.assign"):
    seen = Counter(assign(f"user-{k}", "look", {"v1": 0.5, "v2": 0.3, "v3": 0.2}) for k in range(1000))
    raycourse.plot_bars(dict(sorted(seen.items())), x="version", y="users", title="1,000 users, split 50 : 30 : 20")

# %% [markdown]
# ## Task 3: a careful test (3 points)
#
# You dare to show the new version to a share `weight` of the users only. How many users does the test need, **both groups together**, to find an effect of `effect` with the given power, in a two-sided test?
#
# <details><summary>Hint</summary>
#
# With N users, the difference of the two shares has the variance `(p1 * (1 - p1) / (1 - weight) + p2 * (1 - p2) / weight) / N`. The effect must be `norm.ppf(1 - alpha / 2) + norm.ppf(power)` of its standard deviations.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "users-altogether", "locked": false, "schema_version": 3, "solution": true, "task": false}
from scipy.stats import norm


def users_altogether(today: float, effect: float, weight: float, alpha: float = 0.05, power: float = 0.8) -> int:
    """Return how many users a test of `today` against `today + effect` needs, of whom the share `weight` sees the new version."""
    ### BEGIN SOLUTION
    new = today + effect
    spread = today * (1 - today) / (1 - weight) + new * (1 - new) / weight
    return math.ceil((norm.ppf(1 - alpha / 2) + norm.ppf(power)) ** 2 * spread / effect**2)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-users-altogether", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("versions.users_altogether", users_altogether)

# %%
if done("versions.users_altogether"):
    weights = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5)
    needed = {f"{weight:.0%}": users_altogether(0.86, 0.04, weight) for weight in weights}
    raycourse.plot_bars(
        needed, x="share that sees the new version", y="users", title="What caution costs: 86 % against 90 %"
    )

# %% [markdown]
# ## Task 4: what is wrong with this test? (5 points)
#
# A colleague hands you the log of a finished test, and a result that is too good. `rows` has a row for each visit: `user`, `version` and `right`. `plan` has the `weights` (a 0 may be among them) and the number of `users` that the test should have. Return the set of its flaws:
#
# - `"both"`: a user has seen more than one version;
# - `"early"`: fewer users than planned (those who have seen both are users, too), as when somebody stopped at a lucky moment;
# - `"split"`: the users are split otherwise than planned, by more than chance makes in one of 1,000 tests. Users count, not visits, and here a user who has seen both counts for none.
#
# <details><summary>Hint</summary>
#
# Collect the versions of each user first. `scipy.stats.chisquare(counts, expected)` gives the p-value of a split among any number of versions.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "flaws", "locked": false, "schema_version": 3, "solution": true, "task": false}
from scipy.stats import chisquare


def flaws(rows: list[dict], plan: dict) -> set[str]:
    """Return which of "both", "early" and "split" the test has."""
    ### BEGIN SOLUTION
    seen = {}
    for row in rows:
        seen.setdefault(row["user"], set()).add(row["version"])
    once = Counter(version for versions in seen.values() if len(versions) == 1 for version in versions)
    listed = [version for version, weight in plan["weights"].items() if weight or once[version]]
    counts = [once[version] for version in listed]
    expected = [plan["weights"][version] * sum(counts) for version in listed]
    found = {
        "both": any(len(versions) > 1 for versions in seen.values()),
        "early": len(seen) < plan["users"],
        "split": chisquare(counts, expected).pvalue < 0.001,
    }
    return {flaw for flaw, there in found.items() if there}
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-flaws", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check("versions.flaws", flaws)

# %% [markdown]
# ## Task 5: a guardrail (4 points)
#
# `answers` yields a pair for each answer that a user gets, as it happens: the version that gave it, and whether it was good. Watch the `candidate`, which is in `staging`. As soon as 40 answers of it are known, look at its **last 40**: if the lower end of the 95 % interval of the
# bad ones is above 10 %, take it out of `staging`, say why, and return `True` at once. If the answers end before that, return `False`.
#
# <details><summary>Hint</summary>
#
# `collections.deque(maxlen=40)` forgets by itself. What production gets wrong is not the candidate's fault. `registry.undo(candidate, "staging", why=...)` takes it out.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "guarded", "locked": false, "schema_version": 3, "solution": true, "task": false}
from collections import deque
from collections.abc import Iterable


def guarded(registry: Registry, candidate: str, answers: Iterable[tuple[str, bool]]) -> bool:
    """Take `candidate` out of staging when too many of its last 40 answers are bad; return whether that happened."""
    ### BEGIN SOLUTION
    last = deque(maxlen=40)
    for version, good in answers:
        if version == candidate:
            last.append(good)
            bad = last.count(False)
            if len(last) == 40 and raycourse.interval(bad, 40)[0] > 0.1:
                registry.undo(candidate, "staging", why=f"guardrail: {bad} of 40 answers were bad")
                return True
    return False
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-guarded", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("versions.guarded", guarded)

# %% [markdown]
# How fast is your guardrail, and how often does it cry wolf? Let it watch candidates of several kinds, 50 of each.


# %%
import random


class NoRegistry:
    """Takes note of nothing: here only the guardrail's own answer counts."""

    def undo(self, *args, **more):
        pass


def taken_out(bad, answers=400):
    """How many of 50 candidates, each bad in a share `bad` of its answers, are taken out within 400 answers."""
    chance = random.Random(5)
    return sum(guarded(NoRegistry(), "v2", (("v2", chance.random() >= bad) for _ in range(answers))) for _ in range(50))


if done("versions.guarded"):
    shares = {f"{bad:.0%}": taken_out(bad) for bad in (0.02, 0.05, 0.1, 0.15, 0.2, 0.3)}
    raycourse.plot_bars(
        shares, x="share of bad answers", y="taken out, of 50", title="What the guardrail does in 400 answers"
    )

# %% [markdown]
# It is fast, and it is nervous. Of the candidates that are bad in exactly 10 %, the limit itself, more than half are taken out: the rule looks after every answer, so its 95 % does not hold. For a guardrail that is a price worth
# paying; for a decision it would be peeking.
