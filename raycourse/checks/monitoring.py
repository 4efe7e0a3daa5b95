"""Checks of the lab *Monitoring and drift*: rows set aside, an index of drift, what changed and when, a threshold, a calm alarm, an accuracy without labels."""

import math

import numpy as np
import ray

from raycourse.checks import graded
from raycourse.checks.kit import a_dataset, differs, items, section, several, type_of

RULES = section("monitoring", "Rules for rows")
DRIFTED = section("monitoring", "Has the input drifted?")
WOLF = section("monitoring", "How often does it cry wolf?")
CALM = section("monitoring", "Alarms with hysteresis")
SAYS = section("monitoring", "What the model says")


@graded("monitoring.quarantine", points=4, findings=4)
def quarantine(answer, found):
    import pandera.pandas as pa

    rules = pa.DataFrameSchema({"weight": pa.Column(checks=pa.Check.in_range(1, 90)), "place": pa.Column(nullable=False)})
    # Several blocks, so that a row's number in its block is not its number in all; two rows break both rules, and two rows are the same but for id.
    listed = [{"id": k, "weight": 5.0 + k % 7, "place": "pier"} for k in range(40)]
    for k in (3, 17, 29):
        listed[k]["weight"] = -1.0
    for k in (4, 17, 38, 29):
        listed[k]["place"] = None
    broken = {3: ["weight"], 4: ["place"], 17: ["weight", "place"], 29: ["weight", "place"], 38: ["place"]}

    def parted(rows, schema) -> tuple[list[dict], list[dict]]:
        parts = several(answer(ray.data.from_items(rows, override_num_blocks=4), schema), found, "rows that are kept and rows set aside", see=RULES)
        return tuple(a_dataset(part, found, RULES).take_all() for part in parts)

    kept, aside = parted(listed, rules)
    problem = differs([row.get("id") for row in kept], set(range(40)) - set(broken))
    found.true("the rows that keep all rules, each once", not problem, problem, RULES) or found.stop()
    problem = differs([row.get("id") for row in aside], broken)
    extra = sorted(set().union(*kept) - {"id", "weight", "place"})
    problem = problem or (f"the rows that are kept have {', '.join(extra)} as well" if extra else "")
    found.true("the others are set aside, each once; those that are kept are as they were", not problem, problem, RULES)
    reasons = {row["id"]: str(row.get("reason") or "") for row in aside}
    wrong = next((k for k, names in broken.items() if any((name in reasons.get(k, "")) != (name in names) for name in ("weight", "place"))), None)
    problem = f"row {wrong} breaks {' and '.join(broken.get(wrong, []))}; its reason says {reasons.get(wrong)!r}"
    found.true("each reason names the columns that break a rule, all of them and no other", wrong is None, problem, RULES)
    other = pa.DataFrameSchema({"id": pa.Column(checks=pa.Check.lt(30))})
    kept, aside = parted(listed, other)
    problem = differs([row.get("id") for row in kept], range(30)) or differs([row.get("id") for row in aside], range(30, 40))
    texts = ray.data.from_items([{**row, "weight": str(row["weight"])} for row in listed], override_num_blocks=4)
    try:
        passed = len(answer(texts, rules)[0].take_all())
    except Exception:  # an error says it as well as an empty dataset
        passed = 0
    if passed and not problem:
        problem = f"`weight` is text, so that its rule cannot be tried: {passed} rows were kept. Look for failures that have no index"
    found.true("other rules, and one that cannot be tried", not problem, problem, RULES)


def _psi(before, now, bins: int = 10, edges=None, half: float = 0.5) -> float:
    edges = np.quantile(before, np.linspace(0, 1, bins + 1)[1:-1]) if edges is None else edges
    p, q = (np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1) + half for values in (before, now))
    p, q = p / p.sum(), q / q.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(((q - p) * np.log(q / p)).sum())


def _one_number(value, found, see: str) -> float:
    number = isinstance(value, int | float | np.number) or (isinstance(value, np.ndarray) and value.ndim == 0)
    found.need("one number comes back", number and not isinstance(value, bool), f"expected a float, got {type_of(value)}", see)
    return float(value)


@graded("monitoring.psi", points=4, findings=4)
def psi(answer, found):
    rng = np.random.default_rng(7)
    before = rng.lognormal(0, 1, 900)  # skewed, so that bins of equal width are another thing
    cases = (
        ("a window that has moved", before, rng.lognormal(0.4, 0.9, 120), 10),
        ("values beyond all of the reference", before, np.concatenate([rng.lognormal(0, 1, 60), rng.uniform(1e3, 1e4, 15), -rng.uniform(5, 9, 15)]), 10),
        ("a window with empty bins", before, np.quantile(before, rng.uniform(0.42, 0.58, 50)), 10),
        ("four bins", before, rng.lognormal(0.2, 1, 200), 4),
    )  # fmt: skip
    for k, (what, old, now, bins) in enumerate(cases):
        got, wanted = _one_number(answer(old.copy(), now.copy(), bins), found, DRIFTED), _psi(old, now, bins)
        even = np.linspace(old.min(), old.max(), bins + 1)[1:-1]
        known = (
            (_psi(old, now, bins, edges=even), "these bins have equal width: each should hold as many values of `before`"),
            (_psi(now, old, bins), "the bins come from `now`: they belong to `before`"),
            (_psi(old, now, bins, half=0), "the 0.5 in each bin is missing"),
            (_psi(old, now, 10), "there are always ten bins"),
            (wanted / math.log(2), "take the natural logarithm"),
            (_psi(old, now[(now >= old.min()) & (now <= old.max())], bins), "values beyond the smallest and the largest are lost"),
        )
        why = next((f" ({reason})" for wrong, reason in known if np.isclose(got, wrong, rtol=1e-3) or (np.isinf(got) and np.isinf(wrong))), "")
        found.true(what, bool(np.isclose(got, wanted, rtol=1e-3)), f"expected {wanted:.3f}, got {got:.3f}{why}", DRIFTED) or k or found.stop()


def _windows(rng, since: int, change, number: int = 9) -> tuple[dict, list[dict]]:
    """(reference, windows): three features of very different units, and from window `since` on `change(values, windows later)` of one."""
    scale = {"brightness": (120, 25), "share_of_red": (0.33, 0.004), "bytes": (4e5, 9e4)}

    def drawn(size):
        return {name: rng.normal(middle, spread, size) for name, (middle, spread) in scale.items()}

    windows = [drawn(200) for _ in range(number)]
    for later, window in enumerate(windows[since:]):
        change(window, later)
    return drawn(1500), windows


@graded("monitoring.changed", points=4, findings=4)
def changed(answer, found):
    rng, long = np.random.default_rng(11), np.random.default_rng(1)

    def redder(window, later):
        window["share_of_red"] += 0.006 + 0.002 * later  # it grows, so that the clearest window is the last one

    def spread(window, later):
        window["brightness"] = 120 + (window["brightness"] - 120) * 3

    def smaller(window, later):
        window["bytes"] *= 0.6 if later < 2 else 0.75  # the clearest is the first

    for what, since, name, change, number, drawn in (
        ("a small feature moves, a little more each day", 4, "share_of_red", redder, 9, rng),
        ("a feature only spreads, its mean stays", 6, "brightness", spread, 9, rng),
        ("a feature moves from the second window on", 1, "bytes", smaller, 9, rng),
        ("a small feature moves after thirty quiet windows", 30, "share_of_red", redder, 33, long),
    ):
        reference, windows = _windows(drawn, since, change, number)
        got = several(answer(reference, windows), found, "the number of a window and the name of a feature", see=DRIFTED)
        found.need("a number and a name", isinstance(got[0], int | np.integer) and isinstance(got[1], str), f"got {got!r}", DRIFTED)
        why = [
            ((number - 1, name), "that is the last window: the change began before"),
            ((since + 1, name), "one too late: count from 0, and take the first that is clearly different"),
        ]
        if number > 9:
            early = f"window {got[0]} is quiet: of so many tests, one in twenty is below 5 % by luck, so ask for a far smaller p-value"
            why += [((k, feature), early) for k in range(since) for feature in reference]
        found.equal(what, (int(got[0]), got[1]), (since, name), DRIFTED, why)


@graded("monitoring.threshold", points=3, findings=3)
def threshold(answer, found):
    def heavy(rng, size=None):
        return np.exp(rng.normal(0, 1.2, size))

    def small(rng, size=None):
        return 1e-3 * rng.beta(0.5, 6, size) - 2e-4  # below zero too, as MMD is

    for what, draw, rate in (
        ("a score with a long tail, one in a hundred", heavy, 0.01),
        ("the same, one in ten", heavy, 0.1),
        ("a small score that falls below zero, one in a hundred", small, 0.01),
    ):
        rng, scores = np.random.default_rng(3), []

        def quiet(draw=draw, rng=rng, scores=scores):
            scores.append(float(draw(rng)))
            return scores[-1]

        level = _one_number(answer(quiet, rate), found, WOLF)
        alarms = float((draw(np.random.default_rng(4), 200_000) > level).mean())
        often = len(scores) * rate >= 50  # so many scores are above the level, and chance moves it little
        why = ": you asked often enough, so take the quantile of the scores itself (mean and spread fit normal scores only)" if often else ""
        why = why or (": ask for more windows" if 0 < alarms < 5 * rate else "")
        found.true(what, rate / 1.6 < alarms < rate * 1.6, f"asked for {rate:.0%}, and {alarms:.2%} of fresh quiet windows ring{why}", WOLF)


def _alarms(scores, enter, leave, running) -> list[bool]:
    on, streak, states = False, 0, []
    for score in scores:
        streak = streak + 1 if (score < leave if on else score > enter) else 0
        if streak == running:
            on, streak = not on, 0
        states.append(on)
    return states


@graded("monitoring.alarms", points=4, findings=4)
def alarms(answer, found):
    cases = (
        ("it goes on at the second high score in a row, and stays", [0.2, 1.4, 0.3, 1.5, 1.6, 1.7], (1.0, 0.5, 2)),
        ("between the two levels nothing changes", [1.2, 1.3, 0.8, 0.6, 0.9, 1.1, 0.8, 0.7], (1.0, 0.5, 2)),
        ("it goes off at the third low score in a row, and a break starts the count anew", [2, 2, 2, 0.1, 0.2, 0.9, 0.1, 0.1, 0.1, 0.1, 2], (1.0, 0.5, 3)),
        ("one window is enough where `running` is 1, and a score at a level is not beyond it", [3.0, 3.1, 2.0, 1.9, 3.0, 4.0], (3.0, 2.0, 1)),
    )  # fmt: skip
    for k, (what, scores, levels) in enumerate(cases):
        got = items(answer(list(scores), *levels), found, "the states")
        text = "".join("#" if state else "." for state in got)
        wanted = "".join("#" if state else "." for state in _alarms(scores, *levels))
        one = "".join("#" if score > levels[0] else "." for score in scores)
        same = " (that is one level and no memory)" if text == one != wanted else ""
        enter, leave, running = levels
        problem = f"for {scores}, enter {enter}, leave {leave}, running {running}: expected {wanted!r}, got {text!r}{same}"
        found.true(what, text == wanted, problem, CALM) or k or found.stop()


@graded("monitoring.retrain", points=4, findings=4)
def retrain(answer, found):
    # Too sure of itself: right in 82 % of the reference, at a mean confidence of 0.95; and confidence ranks the answers only roughly.
    rng = np.random.default_rng(2)

    def answers(number, ease):
        hidden = rng.normal(ease, 1, number)
        confidence = 1 / (1 + np.exp(-(2.2 + 1.3 * hidden + rng.normal(0, 0.2, number))))
        return confidence, hidden > 0

    confidence, right = answers(2000, 0.92)
    easy, hard = answers(1000, 0.92), answers(1000, 0.35)
    estimates = {}
    for name, (now, truth), least in (("as before", easy, 0.7), ("harder", hard, 0.7)):
        got = several(answer(confidence.copy(), right.copy(), now.copy(), least), found, "an estimate and a decision", see=SAYS)
        estimates[name] = _one_number(got[0], found, SAYS), bool(got[1]), float(truth.mean()), float(now.mean())
    for name, (estimate, _, truth, mean) in estimates.items():
        why = " (that is the mean confidence: the model is too sure of itself)" if abs(estimate - mean) < 1e-3 else ""
        problem = f"true {truth:.2f}, estimated {estimate:.2f}{why}"
        close = found.true(f"a window {name}: the accuracy within 5 points", abs(estimate - truth) < 0.05, problem, SAYS)
        if name == "as before" and not close:
            found.stop()
    decisions = [decision for _, decision, _, _ in estimates.values()]
    found.equal("retrain where the estimate is below `least`, and only there", decisions, [False, True], SAYS)
    strict, lax = (several(answer(confidence, right, easy[0], least), found, "an estimate and a decision")[1] for least in (0.95, 0.3))
    found.equal("another `least`", [bool(strict), bool(lax)], [True, False], SAYS)
