"""The lesson *Monitoring and drift*: its lab's checks tell right from wrong, and what `deploy/monitoring/` names is what a running Ray exports."""

import json
import re
import sys
import time
from urllib.request import urlopen

import numpy as np
import pandera.pandas as pa
import pytest
import ray
import yaml
from prometheus_client.parser import text_string_to_metric_families
from scipy.stats import ks_2samp

from raycourse import check
from raycourse.settings import PROJECT

ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers have no tests
pytestmark = pytest.mark.usefixtures("own_storage")  # the checks record scores
DEPLOY = PROJECT / "deploy" / "monitoring"


def assert_check(name, answer, score, says, capsys):
    got = check(name, answer)
    out = capsys.readouterr().out
    assert (got, says in out) == (score, True), out


# Rows set aside


def quarantine(index=True, lazy=True, both=True, keep=False, tried=True):
    def answer(dataset, rules):
        def judge(table):
            table = (table.reset_index(drop=True) if index else table.set_index(table["id"])).assign(reason="")
            try:
                rules.validate(table, lazy=lazy)
            except pa.errors.SchemaErrors as errors:
                cases = errors.failure_cases
                if tried and cases["index"].isna().any():
                    return table.assign(reason="a rule could not be tried: weight")
                reasons = cases["column"].groupby(cases["index"]).agg("; ".join if both else "first")
                table.loc[reasons.index, "reason"] = reasons
            except pa.errors.SchemaError as error:
                table.loc[error.failure_cases["index"], "reason"] = error.schema.name
            return table

        judged = dataset.map_batches(judge, batch_format="pandas", batch_size=None).materialize()
        kept = judged.filter(lambda row: row["reason"] == "")
        return (kept if keep else kept.drop_columns(["reason"])), judged.filter(lambda row: row["reason"] != "")

    return answer


def drop(dataset, rules):
    kept, _ = quarantine()(dataset, rules)
    return kept, dataset.limit(0)


def fixed(dataset, _):
    rules = pa.DataFrameSchema({"weight": pa.Column(checks=pa.Check.in_range(1, 90)), "place": pa.Column(nullable=False)})
    return quarantine()(dataset, rules)


@pytest.mark.slow
def test_check_of_quarantine(cluster, capsys):
    for answer, score, says in (
        (quarantine(), 4, "✓ other rules"),
        (quarantine(lazy=False), 0, "✗ the rows that keep all rules"),
        (quarantine(both=False), 3, "row 17 breaks weight and place; its reason says 'weight'"),
        (quarantine(keep=True), 3, "the rows that are kept have reason as well"),
        (drop, 1, "✗ the others are set aside"),
        (quarantine(tried=False), 3, "its rule cannot be tried: 36 rows were kept"),
        (fixed, 3, "✗ other rules"),
        (lambda dataset, rules: dataset, 0, "✗ rows that are kept and rows set aside come back"),
    ):
        assert_check("monitoring.quarantine", answer, score, says, capsys)


# An index of drift


def psi(edges=None, half=0.5, log=np.log, ten=False, clip=False):
    def answer(before, now, bins=10):
        bins = 10 if ten else bins
        inner = (edges or (lambda before, now, bins: np.quantile(before, np.linspace(0, 1, bins + 1)[1:-1])))(before, now, bins)
        if clip:  # as np.histogram does, which drops what lies beyond the outer edges
            now = now[(now >= before.min()) & (now <= before.max())]
        p, q = (np.bincount(np.searchsorted(inner, values), minlength=bins) + half for values in (before, now))
        p, q = p / p.sum(), q / q.sum()
        return float(((q - p) * log(q / p)).sum())

    return answer


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (psi(), 4, "✓ a window with empty bins"),
        (psi(clip=True), 2, "values beyond the smallest and the largest are lost"),
        (psi(half=0), 0, "the 0.5 in each bin is missing"),
        (psi(edges=lambda before, now, bins: np.linspace(before.min(), before.max(), bins + 1)[1:-1]), 0, "these bins have equal width"),
        (lambda before, now, bins=10: psi()(now, before, bins), 0, "the bins come from `now`"),
        (psi(log=np.log2), 0, "take the natural logarithm"),
        (psi(ten=True), 3, "there are always ten bins"),
        (lambda before, now, bins=10: abs(before.mean() - now.mean()), 0, "✗ a window that has moved"),
    ],
)
def test_check_of_psi(answer, score, says, capsys):
    assert_check("monitoring.psi", answer, score, says, capsys)


# What changed, and when


def by_test(reference, windows, below=1e-4):
    chances = [{name: ks_2samp(reference[name], window[name]).pvalue for name in window} for window in windows]
    return next((k, min(one, key=one.get)) for k, one in enumerate(chances) if min(one.values()) < below)


def by_gap(reference, windows, pick=None):
    gaps = [{name: ks_2samp(reference[name], window[name]).statistic for name in window} for window in windows]
    if pick == "largest":
        first = int(np.argmax([max(one.values()) for one in gaps]))
    else:
        first = next(k for k, one in enumerate(gaps) if max(one.values()) > 0.17)
    return first, max(gaps[first], key=gaps[first].get)


def by_mean(reference, windows, scaled=True):
    def far(window):
        return {name: abs(window[name].mean() - reference[name].mean()) / (reference[name].std() if scaled else 1) for name in window}

    first = next((k for k, window in enumerate(windows) if max(far(window).values()) > 0.4), 0)
    return first, max(far(windows[first]), key=far(windows[first]).get)


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (by_test, 4, "✓ a feature only spreads"),
        (by_gap, 4, "✓ a small feature moves"),
        (lambda *args: by_gap(*args, pick="largest"), 0, "that is the last window: the change began before"),
        (lambda *args: by_test(*args, below=1e-3), 4, "✓ a small feature moves after thirty quiet windows"),
        (
            lambda *args: by_test(*args, below=0.01),
            3,
            "is quiet: of so many tests, one in twenty is below 5 % by luck, so ask for a far smaller p-value",
        ),
        (by_mean, 3, "✗ a feature only spreads, its mean stays"),
        (lambda *args: by_mean(*args, scaled=False), 0, "✗ a small feature moves"),
        (lambda *args: (by_test(*args)[0] + 1, by_test(*args)[1]), 0, "one too late: count from 0"),
        (lambda *args: by_test(*args)[::-1], 0, "✗ a number and a name"),
    ],
)
def test_check_of_changed(answer, score, says, capsys):
    assert_check("monitoring.changed", answer, score, says, capsys)


# A threshold


def by_quantile(number):
    return lambda quiet, rate: np.quantile([quiet() for _ in range(number)], 1 - rate)


def by_normal(quiet, rate):
    scores = np.array([quiet() for _ in range(5000)])
    return scores.mean() + {0.01: 2.326, 0.1: 1.282}[rate] * scores.std()


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (by_quantile(5000), 3, "✓ a small score"),
        (by_quantile(20000), 3, "✓ the same, one in ten"),
        (lambda quiet, rate: by_quantile(5000)(quiet, 0.01), 2, "✗ the same, one in ten: asked for 10%"),
        (lambda quiet, rate: max(quiet() for _ in range(5000)), 0, "✗ a score with a long tail"),
        (by_normal, 0, "✗ a score with a long tail, one in a hundred: asked for 1%"),
        (by_normal, 0, "ring: you asked often enough, so take the quantile of the scores itself"),
        (by_quantile(30), 0, "ring: ask for more windows"),
        (lambda quiet, rate: 0.2, 0, "✗ a small score"),
    ],
)
def test_check_of_threshold(answer, score, says, capsys):
    assert_check("monitoring.threshold", answer, score, says, capsys)


# A calm alarm


def alarms(reset=True, two=True, strict=True):
    def answer(scores, enter, leave, running):
        on, streak, states = False, 0, []
        for score in scores:
            high, low = (score > enter, score < leave) if strict else (score >= enter, score <= leave)
            against = (low if two else not high) if on else high
            streak = streak + 1 if against else streak * (not reset)
            if streak == running:
                on, streak = not on, 0
            states.append(on)
        return states

    return answer


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (alarms(), 4, "✓ one window is enough"),
        (lambda *args: np.array(alarms()(*args)), 4, "✓ between the two levels"),
        (alarms(reset=False), 0, "for [0.2, 1.4, 0.3, 1.5, 1.6, 1.7], enter 1.0, leave 0.5, running 2: expected '....##', got '...###'"),
        (alarms(two=False), 1, "✗ between the two levels nothing changes"),
        (alarms(strict=False), 3, "✗ one window is enough"),
        (lambda scores, enter, leave, running: [score > enter for score in scores], 0, "that is one level and no memory"),
    ],
)
def test_check_of_alarms(answer, score, says, capsys):
    assert_check("monitoring.alarms", answer, score, says, capsys)


# An accuracy without labels


def retrain(level=lambda confidence, right: np.quantile(confidence, 1 - right.mean()), below=lambda estimate, least: estimate < least):
    def answer(confidence, right, now, least):
        estimate = (now > level(confidence, right)).mean()
        return estimate, below(estimate, least)

    return answer


@pytest.mark.parametrize(
    ("answer", "score", "says"),
    [
        (retrain(), 4, "✓ another `least`"),
        (retrain(level=lambda confidence, right: np.sort(confidence)[int((~right).sum())]), 4, "✓ a window harder"),
        (lambda confidence, right, now, least: (now.mean(), now.mean() < least), 0, "the model is too sure of itself"),
        (retrain(level=lambda confidence, right: np.quantile(confidence, right.mean())), 0, "✗ a window as before"),
        (lambda confidence, right, now, least: (right.mean(), right.mean() < least), 2, "✗ a window harder"),
        (retrain(below=lambda estimate, least: estimate > least), 2, "✗ retrain where the estimate is below"),
        (retrain(below=lambda estimate, least: estimate < 0.7), 3, "✗ another `least`"),
        (lambda confidence, right, now, least: now > 0.5, 0, "✗ an estimate and a decision come back"),
    ],
)
def test_check_of_retrain(answer, score, says, capsys):
    assert_check("monitoring.retrain", answer, score, says, capsys)


# What deploy/monitoring names


def expressions():
    dashboard = json.loads((DEPLOY / "dashboard.json").read_text())
    rules = yaml.safe_load((DEPLOY / "alerts.yml").read_text())
    shown = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    return shown + [rule["expr"] for group in rules["groups"] for rule in group["rules"]]


def named():
    return {name for expression in expressions() for name in re.findall(r"\bray_\w+", expression)}


def test_the_dashboard_and_the_scrape_configuration_are_what_their_readers_expect():
    dashboard = json.loads((DEPLOY / "dashboard.json").read_text())
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in dashboard["panels"]]
    assert len(set(places)) == len(places) and len({panel["id"] for panel in dashboard["panels"]}) == len(places)
    assert all(expression.count("(") == expression.count(")") for expression in expressions()) and len(named()) >= 8
    scrape = yaml.safe_load((DEPLOY / "prometheus.yml").read_text())
    [ours] = scrape["scrape_configs"]
    assert ours["file_sd_configs"] == [{"files": ["/tmp/ray/prom_metrics_service_discovery.json"]}]
    assert all((DEPLOY / name).exists() for name in scrape["rule_files"])


class Metered:
    """Puts the metrics of the lesson's `Meter` on the page, by the names that stand in the lesson."""

    def __init__(self):
        from ray.util.metrics import Counter, Histogram

        lesson = (PROJECT / "lessons" / "16_monitoring.py").read_text()
        assert 'Counter("course_pictures"' in lesson and 'f"course_batch_seconds_{name}"' in lesson and '"fine":' in lesson
        self.pictures = Counter("course_pictures", "", ("run",))
        self.took = Histogram("course_batch_seconds_fine", "", [0.1, 1], ("run",))

    def __call__(self, batch):
        time.sleep(0.2)
        self.pictures.inc(1, {"run": "test"})
        self.took.observe(0.5, {"run": "test"})
        return batch


@pytest.mark.slow
def test_a_running_ray_exports_every_metric_that_is_named(cluster):
    rows = ray.data.range(60, override_num_blocks=6)
    rows.map_batches(Metered, batch_size=2, num_cpus=0, compute=ray.data.ActorPoolStrategy(size=1)).materialize()
    end, missing = time.time() + 60, named()
    while missing and time.time() < end:
        for node in filter(lambda node: node["Alive"], ray.nodes()):
            page = urlopen(f"http://{node['NodeManagerAddress']}:{node['MetricsExportPort']}/metrics", timeout=5).read().decode()
            missing -= {sample.name for family in text_string_to_metric_families(page) for sample in family.samples}
        time.sleep(1)
    assert not missing
