"""Checks of the lab *Versions and A/B tests*: plausible wrong answers are found, and right ones written another way pass. What its lesson says
about tests holds when they are simulated, and its router keeps its promises."""

import asyncio
import bisect
import contextlib
import hashlib
import math
import re
import time
from collections import Counter, deque

import numpy as np
import pytest
from scipy.stats import binomtest, chisquare, norm

import raycourse
from raycourse import check
from raycourse.catalogue import lesson
from raycourse.registry import Registry
from tools.notebooks import source_form

pytestmark = pytest.mark.usefixtures("own_storage")


def assert_check(name, answer, score, says, capsys):
    got = check(f"versions.{name}", answer)
    out = capsys.readouterr().out
    assert (got, says in out) == (score, True), out


# A gate


def gated(better=lambda low, share, present: low > present, over=lambda registry, now: now, empty=True, back=lambda promoted: promoted):
    def answer(registry, candidate):
        now = registry.stage("production")
        if now is None and not empty:
            return back(False)
        if now:
            metrics, present = (registry.about(version)["metrics"] for version in (candidate, now))
            low = raycourse.interval(**metrics)[0]
            if not better(low, metrics["right"] / metrics["of"], present["right"] / present["of"]):
                return back(False)
        registry.promote(candidate, over=over(registry, now), why="better")
        return back(True)

    return answer


def against_the_other_interval(registry, candidate):
    now = registry.stage()
    if now and raycourse.interval(**registry.about(candidate)["metrics"])[0] <= raycourse.interval(**registry.about(now)["metrics"])[1]:
        return False
    registry.promote(candidate, over=now)
    return True


def asks_again(first):
    """Asks for the present version anew, each time that it needs it."""

    def answer(registry, candidate):
        if first and not registry.stage():
            registry.promote(candidate, over=None)
            return True
        low = raycourse.interval(**registry.about(candidate)["metrics"])[0]
        now = registry.stage()
        if now:
            present = registry.about(now)["metrics"]
            if low <= present["right"] / present["of"]:
                return False
        registry.promote(candidate, over=registry.stage())
        return True

    return answer


def compares_anew(registry, candidate):
    """Begins again where somebody was faster."""
    while True:
        with contextlib.suppress(RuntimeError):
            return gated()(registry, candidate)


def by_force(registry, candidate):
    """Tries until it gets through."""
    while True:
        try:
            return gated()(registry, candidate)
        except RuntimeError:
            registry.promote(candidate, over=registry.stage())
            return True


def quiet(registry, candidate):
    try:
        return gated()(registry, candidate)
    except RuntimeError:
        return False


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (gated(), 4, "✓ who comes too late replaces nothing"),
        (quiet, 4, "✓ an empty stage takes what comes"),
        (compares_anew, 4, "✓ who comes too late replaces nothing"),
        (against_the_other_interval, 3, "compare the lower end with the share, not with the other interval"),
        (asks_again(first=False), 3, "production has v3 now: `over` is what you compared with, asked for once"),
        (asks_again(first=True), 3, "production has v3 now: `over` is what you compared with, asked for once"),
        (gated(better=lambda low, share, present: share > present), 3, "promoted, or not False: 88 % of 50, 86 % of 1000"),
        (gated(better=lambda *_: True), 3, "88 % of 50, 86 % of 1000, 80 % of 1000"),
        (by_force, 3, "v2 (99 %) came into production while you compared v3 (94 %) with v1"),
        (gated(empty=False), 3, "✗ an empty stage takes what comes: False came back"),
        (gated(back=lambda promoted: None), 0, "production has v2, and None came back"),
        (gated(better=lambda *_: False), 0, "production has v1, and False came back"),
    ],
)
def test_check_of_the_gate(answer, score, says, capsys):
    assert_check("gate", answer, score, says, capsys)


# A split of users


def place(user, salt):
    return int(hashlib.sha256(f"{salt}:{user}".encode()).hexdigest()[:12], 16) / 16**12


def anew(user, salt, weights):
    """Draws at every visit."""
    assigned()(user, salt, weights)
    return str(np.random.default_rng().choice(sorted(weights), p=[weights[name] for name in sorted(weights)]))


def assigned(where=place, order=sorted, checked=lambda weights: math.isclose(sum(weights.values()), 1) and min(weights.values()) >= 0):
    def answer(user, salt, weights):
        if not checked(weights):
            raise ValueError("weights")
        end = 0
        for version in order(weights):
            end += weights[version]
            if where(user, salt) < end:
                return version
        return version

    return answer


def by_bisection(user, salt, weights):
    if abs(sum(weights.values()) - 1) > 1e-6 or any(weight < 0 for weight in weights.values()):
        raise ValueError("weights")
    names = sorted(name for name in weights if weights[name])
    ends = np.cumsum([weights[name] for name in names])[:-1].tolist()
    return names[bisect.bisect_right(ends, int.from_bytes(hashlib.md5(f"{user}/{salt}".encode()).digest()[:6], "big") / 2**48)]


def in_steps_of_a_hundred(user, salt, weights):
    assigned()(user, salt, weights)
    buckets = [version for version in sorted(weights) for _ in range(round(weights[version] * 100))]
    return buckets[int(hashlib.sha256(f"{salt}{user}".encode()).hexdigest(), 16) % len(buckets)]


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (assigned(), 5, "✓ weights that are none"),
        (by_bisection, 5, "✓ from 10 to 20 %"),
        (in_steps_of_a_hundred, 5, "✓ another salt"),
        (assigned(where=lambda user, salt: hash(f"{salt}:{user}") % 10007 / 10007), 4, "Python's `hash` has a salt of its own there"),
        (anew, 3, "✗ the same user, the same version, always"),
        (assigned(order=list), 4, "the same weights in another order did: sort the versions"),
        (assigned(where=lambda user, salt: place(user, "")), 4, "100% of the users have the same version under another salt"),
        (assigned(checked=lambda weights: True), 4, "accepted: {'v1': 0.5, 'v2': 0.4}; {'v1': 0.9, 'v2': 0.2}; {'v1': 1.5, 'v2': -0.5}"),
        (assigned(checked=lambda weights: sum(weights.values()) == 1 and min(weights.values()) >= 0), 4, "whose sum is 1 but for rounding"),
        (assigned(checked=lambda weights: math.isclose(sum(weights.values()), 1)), 4, "accepted: {'v1': 1.5, 'v2': -0.5}"),
        (assigned(where=lambda user, salt: len(user) / 13), 0, "✗ the shares of 50, 20, 30 and 0 %"),
        (lambda user, salt, weights: max(weights, key=weights.get), 0, "v1 100%"),
        (lambda user, salt, weights: "control", 0, "✗ a version comes back: got 'control'"),
    ],
)
def test_check_of_the_split(answer, score, says, capsys):
    assert_check("assign", answer, score, says, capsys)


def test_a_split_that_moves_too_many(capsys):
    """Weights in the hash: each change mixes all users anew."""

    def answer(user, salt, weights):
        return assigned(where=lambda user, salt: place(user, f"{salt}{sorted(weights.items())}"))(user, salt, weights)

    assert_check("assign", answer, 4, "of them away from v2", capsys)


# A number of users


def needed(sides=2, groups=1, pooled=False, same=False):
    def answer(today, effect, weight, alpha=0.05, power=0.8):
        new, weight = today + effect, 0.5 if same else weight
        real = today * (1 - today) / (1 - weight) + new * (1 - new) / weight
        middle = (1 - weight) * today + weight * new
        chance = middle * (1 - middle) * (1 / weight + 1 / (1 - weight)) if pooled else real
        return (norm.ppf(1 - alpha / sides) * chance**0.5 + norm.ppf(power) * real**0.5) ** 2 / effect**2 / groups

    return answer


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (needed(), 3, "✓ a tenth for the new version"),
        (needed(pooled=True), 3, "✓ other alphas and powers, and a loss"),
        (needed(groups=2), 0, "the users of one group: both are asked for"),
        (needed(sides=1), 0, "the test is two-sided"),
        (needed(same=True), 1, "the groups have different sizes"),
        (lambda today, effect, weight, alpha=0.05, power=0.8: needed()(today, effect, weight), 2, "✗ other alphas and powers"),
        (lambda *_, **__: "many", 0, "✗ one number comes back: got str"),
    ],
)
def test_check_of_the_number_of_users(answer, score, says, capsys):
    assert_check("users_altogether", answer, score, says, capsys)


# Flaws of a test


def with_chisquare(zero):
    """`found` for any number of versions; where `zero` is false, a weight of 0 makes 0 / 0."""

    def answer(rows, plan):
        flaws = found(share=0)(rows, plan)
        seen = {}
        for row in rows:
            seen.setdefault(row["user"], set()).add(row["version"])
        once = Counter(version for versions in seen.values() if len(versions) == 1 for version in versions)
        listed = {version: weight for version, weight in plan["weights"].items() if weight or once[version] or not zero}
        counts = np.array([once[version] for version in listed])
        with np.errstate(invalid="ignore", divide="ignore"):
            return flaws | ({"split"} if chisquare(counts, np.array([*listed.values()]) * counts.sum()).pvalue < 0.001 else set())

    return answer


def found(share=0.001, visits=False, users="distinct", planned=True, both=True, foreign=True, twice=False):
    def answer(rows, plan):
        seen = {}
        for row in rows:
            seen.setdefault(row["user"], set()).add(row["version"])
        counts = (
            Counter(row["version"] for row in rows)
            if visits
            else Counter(v for versions in seen.values() if len(versions) == 1 or twice for v in versions)
        )
        weight = plan["weights"]["v2"] if planned else 0.5
        flaws = set()
        if both and any(len(versions) > 1 for versions in seen.values()):
            flaws.add("both")
        if (len(seen) if users == "distinct" else len(rows)) < plan["users"]:
            flaws.add("early")
        nobody = foreign and any(not plan["weights"].get(version) for version in counts)
        if nobody or binomtest(counts["v2"], counts["v1"] + counts["v2"], weight).pvalue < share:
            flaws.add("split")
        return flaws

    return answer


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (found(), 5, "✓ several at once"),
        (lambda rows, plan: sorted(found()(rows, plan)), 5, "✓ a sound test has no flaw"),
        (with_chisquare(zero=True), 5, "✓ a split that chance does not make"),
        (with_chisquare(zero=False), 4, "a v3 that has the weight 0, and no user: expected ['split'], got none"),
        (found(share=0.05), 4, "460 of 1000 users in v2, as chance has it in one of 90 tests: expected no flaw, got ['split']"),
        (found(foreign=False), 4, "100 in a v3 that has the weight 0: expected ['split'], got none"),
        (found(twice=True), 4, "who has seen both counts for none: expected ['both', 'split'], got ['both']"),
        (found(visits=True), 3, "users who came five times"),
        (found(planned=False), 4, "100 of 1000 users in v2, as planned: expected no flaw, got ['split']"),
        (found(both=False), 3, "three users met both versions: expected ['both'], got none"),
        (lambda rows, plan: {"both", "early", "split"}, 0, "expected ['split'], got ['both', 'early', 'split']"),
        (lambda rows, plan: set(), 0, "expected ['split'], got none"),
    ],
)
def test_check_of_flaws(answer, score, says, capsys):
    assert_check("flaws", answer, score, says, capsys)


# A guardrail


def guarding(size=40, of="candidate", low=True, at_once=True, least=40):
    def answer(registry, candidate, answers):
        last = deque(maxlen=size)
        for version, good in answers if at_once else list(answers):
            if of == "candidate" and version != candidate:
                continue
            last.append(good)
            bad = last.count(False)
            if len(last) >= least and (raycourse.interval(bad, len(last))[0] if low else bad / len(last)) > 0.1:
                registry.undo(candidate, "staging", why=f"{bad} bad")
                return True
        return False

    return answer


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (guarding(), 4, "✓ what is well stays"),
        (guarding(size=None), 3, "only the last 40 of v2 count"),
        (guarding(low=False), 3, "one in eight bad in 40: its interval begins below the limit (taken out"),
        (guarding(of="all"), 2, "all bad answers are production's (taken out"),
        (guarding(at_once=False), 2, "1000 answers were taken; 40 of v2 are enough"),
        (guarding(least=1), 3, "answers were taken; 40 of v2 are enough"),
        (lambda registry, candidate, answers: True, 0, "staging has v2, production v1"),
        (lambda registry, candidate, answers: bool(registry.undo("v1")), 0, "staging has v2, production None"),
    ],
)
def test_check_of_the_guardrail(answer, score, says, capsys):
    assert_check("guarded", answer, score, says, capsys)


# What the lesson says about tests


@pytest.fixture(scope="module")
def told():
    """The functions of the lesson, as it has them."""
    space = {"np": np, "norm": norm, "looks": np.arange(10, 1001, 10), "rng": np.random.default_rng(1)}
    for name in ("users_needed", "p_values", "simulated", "always_valid"):
        cell = next(cell.source for cell in source_form(lesson("versions")).cells if f"def {name}(" in cell.source)
        exec(re.search(rf"^def {name}\(.*?(?=\n\S|\Z)", cell, re.M | re.S)[0], space)
    return space


def test_the_number_of_users_gives_the_power(told):
    for today, effect in ((0.86, 0.08), (0.5, 0.1), (0.3, -0.06)):
        n = told["users_needed"](today, effect)
        p = told["p_values"](*(told["rng"].binomial(n, share, 20_000) for share in (today, today + effect)), n)
        assert abs((p < 0.05).mean() - 0.8) < 0.02


def test_peeking_makes_false_alarms_and_the_sequential_test_does_not(told):
    for share in (0.5, 0.86, 0.97):
        right_a, right_b = told["simulated"](share, share, 10_000)
        fixed = told["p_values"](right_a, right_b, told["looks"]) < 0.05
        assert abs(fixed[:, -1].mean() - 0.05) < 0.01 and fixed.any(1).mean() > 0.25
        assert (told["always_valid"](right_a, right_b, told["looks"]) < 0.05).any(1).mean() <= 0.05


def test_the_sequential_test_finds_what_is_there(told):
    right_a, right_b = told["simulated"](0.86, 0.94)
    assert (told["always_valid"](right_a, right_b, told["looks"])[:, -1] < 0.05).mean() > 0.95


# The lesson's router, with models that say what they are told


@pytest.fixture
def routed(tmp_path):
    """`routed(weights, shadow)` gives the lesson's router, in this process, over two versions; with it come the registry and what each version does."""
    from ray import serve

    (tmp_path / "model").mkdir()
    (tmp_path / "model/README.md").write_text("a card")
    registry, does = Registry(str(tmp_path / "registry")), {"v1": lambda: None, "v2": lambda: None}
    for _ in does:
        registry.register(str(tmp_path / "model"), {}, {})
    registry.promote("v1", over=None)
    registry.promote("v2", "staging", over=None)

    @serve.deployment
    class Model:
        def __init__(self, version):
            self.version = version

        async def __call__(self, image):
            if waits := does[self.version]():
                await asyncio.sleep(waits)
            return self.version

    space = {
        "serve": serve,
        "Registry": Registry,
        "raycourse": raycourse,
        "asyncio": asyncio,
        "contextlib": contextlib,
        "hashlib": hashlib,
        "time": time,
    }
    for start in ("def point(", "class Guarded:", "class Router("):
        exec(next(cell.source for cell in source_form(lesson("versions")).cells if start in cell.source).split("\nusers = ")[0], space)

    reconfigure = space["Guarded"].reconfigure

    def reconfigure_and_say(self, config):
        reconfigure(self, config)
        self.settled = True

    async def has_settings(self):
        return getattr(self, "settled", False)

    space["Guarded"].reconfigure, space["Guarded"].has_settings = reconfigure_and_say, has_settings

    def run(weights, shadow=None, slow=5.0):
        config = {"salt": "a test", "weights": weights, "shadow": shadow, "slow": slow, "limit": 0.1}
        models = {version: Model.options(name=version).bind(version) for version in does}
        app = space["Router"].options(user_config=config).bind(registry.home, models)
        router = serve.run(app, name="routed", route_prefix=None, _local_testing_mode=True)
        for _ in range(3000):  # in this process, unlike in a replica, it may be asked before it has its settings
            if router.has_settings.remote().result():
                return router
            time.sleep(0.01)
        raise AssertionError("the router got no settings")

    return run, registry, does


def asked(router, number, start=0):
    return [router.remote(f"user-{k}", f"{k}.png", None).result() for k in range(start, start + number)]


def broken():
    raise RuntimeError("broken")


def test_the_router_keeps_users_and_never_answers_by_a_shadow(routed):
    run, _, does = routed
    router = run({"v1": 0.7, "v2": 0.3})
    first = asked(router, 100)
    assert [row["said"] for row in first] == [row["version"] for row in first] == [row["version"] for row in asked(router, 100)]
    assert 15 < sum(row["version"] == "v2" for row in first) < 45
    router, does["v2"] = run({"v1": 1.0}, shadow="v2"), lambda: 0.5
    start = time.perf_counter()
    assert {row["said"] for row in asked(router, 30)} == {"v1"}
    assert time.perf_counter() - start < 5  # thirty times the shadow's half second is 15
    time.sleep(1)
    rows = router.log.remote().result()
    assert {(row["version"], row["role"]) for row in rows} == {("v1", "answer"), ("v2", "shadow")}
    assert 8 <= sum(row["role"] == "shadow" for row in rows) < 30  # no more than eight at a time
    does["v2"] = broken
    assert {row["said"] for row in asked(router, 10)} == {"v1"}


def test_the_guardrail_rolls_back_and_an_old_setting_brings_nothing_back(routed):
    run, registry, does = routed
    router = run({"v1": 0.5, "v2": 0.5})
    asked(router, 200)
    assert registry.stage("staging") == "v2"  # no alarm where nothing is wrong
    does["v2"] = broken
    failed = sum(row["said"] is None for row in asked(router, 200, 200))
    assert 0 < failed <= 40 and registry.stage("staging") is None and registry.stage() == "v1"
    assert "guardrail" in registry.history()[-1]["why"]
    assert router.state.remote().result()["weights"] == {"v1": 1.0}
    assert run({"v1": 0.5, "v2": 0.5}).state.remote().result()["weights"] == {"v1": 1.0}


def test_the_guardrail_trips_on_answers_that_do_not_come_in_time(routed):
    run, registry, does = routed
    router = run({"v1": 0.5, "v2": 0.5}, slow=1.0)
    asked(router, 100)
    assert registry.stage("staging") == "v2"
    does["v2"] = lambda: 60.0  # a version that hangs, as far as a user can tell
    rows = [answer.result() for answer in [router.remote(f"user-{k}", f"{k}.png", None) for k in range(100)]]
    assert {row["said"] for row in rows if row["version"] == "v1"} == {"v1"}
    late = [row for row in rows if row["version"] == "v2"]
    assert late and all(row["said"] is None and row["error"] and row["seconds"] < 5 for row in late)
    assert registry.stage("staging") is None and "guardrail" in registry.history()[-1]["why"]
    assert router.state.remote().result()["weights"] == {"v1": 1.0}
