# ---
# jupyter:
#   course:
#     title: Monitoring and drift
#     minutes: 45
#     builds: metrics, rules for rows, drift alarms; the loop from drift to a promoted model
# ---

# %% [markdown]
# # Monitoring and drift: notice, understand, retrain
#
# By the end you watch a pipeline by its metrics, and a stream of pictures changes under a model. You notice, say what changed, retrain, and replace the model while the stream goes on.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:embeddings) and [{}](lesson:versions); [lesson {}](lesson:finetune) for Ray Train |
# | **You will learn** | to scrape metrics, read percentiles from a histogram, set bad rows aside, measure drift and its false alarms, and run the loop from drift to a promoted model |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## A stream that changes
#
# A camera watches a yard where dogs come by, and a model names their breeds. The archive is what the model learned from. After it come 28 days of 68 pictures each, and every picture comes once.
# `raycourse.drift.stream` says which picture comes on which day, and in which light. Three things change on the way. You know when; the monitor does not.

# %%
import numpy as np

from raycourse.drift import ARRIVAL, CAST, DUSK, stream

HOME = raycourse.storage("monitoring")
records = stream(raycourse.data("doggos/train"))
print(records.groupby("part").size().to_dict())
print(f"half the light from day {DUSK}, unknown breeds from day {ARRIVAL}, another camera from day {CAST}")

# %% [markdown]
# The pipeline reads a picture and puts it in the light of its day. Beside the picture it keeps five numbers that a person understands: brightness, contrast, and the share of each colour.

# %%
facts = {record["file"]: record for record in records.to_dict("records")}


def name_of(row):
    return "/".join(row["path"].split("/")[-2:])


def shoot(row):
    """The record of a picture with the picture in the light of its day; nothing, if the story does not need it."""
    if (name := name_of(row)) not in facts:
        return []
    record = dict(facts[name])
    image = (row["image"] * np.array(record.pop("light"))).astype(np.uint8)
    return [{**record, "image": image}]


# %%
def measure(batch):
    colours = batch["image"].mean((1, 2))  # (n, 3)
    shares = (colours / colours.sum(1, keepdims=True).clip(1)).T
    looks = {"brightness": colours.mean(1), "contrast": batch["image"].std((1, 2, 3))}
    return {**batch, **looks, **dict(zip(("red", "green", "blue"), shares, strict=True))}


# %%
some = records[records["part"] == "stream"].drop_duplicates("light").head(4)
folder = raycourse.data("doggos/train")
shown = ray.data.read_images(
    [f"{folder}/{file}" for file in some["file"]], mode="RGB", size=(96, 96), include_paths=True
)
rows = sorted(shown.flat_map(shoot).take_all(), key=lambda row: row["day"])
raycourse.show_images([row["image"] for row in rows], [f"day {row['day']}: {row['breed']}" for row in rows])

# %% [markdown]
# One of them is black: now and then something covers the lens. The records have other faults too. You find them later, by rules.
#
# ## The metrics that Ray keeps
#
# Every node of a cluster has a **metrics page**: plain text over HTTP, a line for each number, in the format of Prometheus. Ray fills it with what its processes report every ten seconds or so. `ray.nodes()` says where each page is, and
# `prometheus_client` reads the format.

# %%
import contextlib
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families


def scrape():
    """Every sample that the nodes of the cluster show at this moment."""
    for node in filter(lambda node: node["Alive"], ray.nodes()):
        page = f"http://{node['NodeManagerAddress']}:{node['MetricsExportPort']}/metrics"
        with contextlib.suppress(OSError):  # its page is not up yet
            for family in text_string_to_metric_families(urlopen(page, timeout=5).read().decode()):
                yield from family.samples


# %%
import time


def until(found, seconds=60):
    """What `found()` gives, as soon as it gives something: metrics come some seconds late."""
    end = time.time() + seconds
    while not (value := found()) and time.time() < end:
        time.sleep(0.5)
    return value


samples = until(lambda: [sample for sample in scrape() if sample.name.startswith("ray_node_")])
for sample in samples[:4]:
    print(f"{sample.name:32} {sample.value:.4g}")

# %% [markdown]
# A **gauge** such as `ray_node_mem_used` goes up and down. A **counter** only goes up, until its process restarts. A **histogram** counts how many observations fell below each of some edges. Each sample has **labels**, by which you select:
# the node, the dataset, the operator.
#
# ## A metric of your own
#
# Ray knows rows and bytes. It does not know what a picture is, or what you call slow. `ray.util.metrics` adds what you count to the same pages. Make a metric once for each actor, in `__init__`. The label `run` tells this run from earlier ones on the same cluster.
#
# The class embeds pictures, as in [lesson {}](lesson:embeddings). It counts pictures, and observes the seconds of each batch in two histograms with different edges. The exact seconds travel with the rows, so that you can compare.

# %%
from ray.util.metrics import Counter, Histogram

RUN = f"{time.time():.0f}"
EDGES = {"coarse": [0.001, 0.01, 0.1, 1, 10], "fine": list(np.geomspace(0.001, 10, 60))}


# %%
class Meter:
    """Counts pictures, and the seconds of batches."""

    def __init__(self, run):
        self.pictures = Counter("course_pictures", "Pictures embedded", ("run",)).set_default_tags({"run": run})
        names = {name: f"course_batch_seconds_{name}" for name in EDGES}
        self.took = [Histogram(names[name], "Seconds of a batch", edges, ("run",)) for name, edges in EDGES.items()]
        self.run = {"run": run}

    def note(self, pictures, seconds):
        self.pictures.inc(pictures)
        for histogram in self.took:
            histogram.observe(seconds, self.run)


# %%
import torch
from PIL import Image
from transformers import CLIPModel, CLIPProcessor


# %%
class Embedder:
    def __init__(self, model_id, run, **load):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = CLIPModel.from_pretrained(model_id, **load).to(self.device).eval()
        self.processor, self.meter = CLIPProcessor.from_pretrained(model_id), Meter(run)

    def __call__(self, batch):
        start = time.perf_counter()
        images = [Image.fromarray(image) for image in batch.pop("image")]
        with torch.inference_mode():
            inputs = self.processor(images=images, return_tensors="pt").to(self.device)
            vectors = torch.nn.functional.normalize(self.model.get_image_features(**inputs).pooler_output)
        took = time.perf_counter() - start
        self.meter.note(len(images), took)
        return {**batch, "embedding": vectors.float().cpu().numpy(), "seconds": np.full(len(images), took)}


# %% [markdown]
# The whole pipeline: read, put in the light of the day, measure, embed, write. `set_name` gives the dataset a name that you find in its labels.

# %%
from transformers import CLIPConfig

clip = raycourse.model("clip")
side = CLIPConfig.from_pretrained(clip.source).vision_config.image_size
pictures = ray.data.read_images(folder, mode="RGB", size=(side, side), include_paths=True)
pictures = pictures.flat_map(shoot).map_batches(measure, batch_size=64)
embedded = pictures.map_batches(
    Embedder,
    fn_constructor_args=[clip.source, RUN],
    fn_constructor_kwargs=clip.load,
    batch_size=16,
    **{"compute": ray.data.ActorPoolStrategy(size=cluster.gpus), "num_gpus": 1, "num_cpus": 0},
)
embedded.set_name(f"yard{RUN}")

# %% [markdown]
# **Predict.** While it runs, you scrape once a second. Will the curve of rows be smooth?

# %%
import threading

history, done = [], threading.Event()


def watch():
    while not done.wait(1):
        rows = [
            s for s in scrape() if s.name == "ray_data_output_rows" and s.labels["dataset"].startswith(f"yard{RUN}")
        ]
        history.append((time.time() - start, {s.labels["operator"]: s.value for s in rows}))


# %%
start, watcher = time.time(), threading.Thread(target=watch)
watcher.start()
embedded.write_parquet(f"{HOME}/embedded", mode="overwrite")
until(
    lambda: history and sum(n for name, n in history[-1][1].items() if "Embedder" in name) >= len(records), seconds=30
)
done.set()
watcher.join()

# %%
operators = sorted({name for _, rows in history for name in rows if not name.startswith("Input")})
embedder = next(name for name in operators if "Embedder" in name)
lines = {
    "embedded": [rows.get(embedder, 0) for _, rows in history],
    "read": [max(rows.values(), default=0) for _, rows in history],
}
raycourse.plot_lines(lines, x="seconds", y="rows", title="ray_data_output_rows", at=[moment for moment, _ in history])

# %% [markdown]
# <details><summary>Answer</summary>
#
# No, it has steps. The metrics page is renewed every ten seconds or so, whatever you scrape in between. A job that is over within such an interval may show nothing but its end. For short jobs, look at `dataset.stats()` or the timeline of
# [lesson {}](lesson:embeddings).
#
# </details>
#
# Your own counter is on the same page. How many pictures has it seen?


# %%
def mine(name):
    return [s for s in scrape() if s.name == f"ray_{name}" and s.labels.get("run") == RUN]


def counted():
    return sum(sample.value for sample in mine("course_pictures_total"))


# %% tags=["nbval-check-output"]
until(lambda: counted() == len(records))
print("pictures counted:", counted() == len(records))

# %% [markdown]
# One sample for each actor: their sum is the count. `ray_` and `_total` are added to the name.
#
# ## Percentiles from a histogram
#
# The **p99** of a latency is the time within which 99 of 100 calls are done. Nobody keeps every call: a histogram keeps a counter for each edge, and the percentile is read off between two edges, along a straight line. That is what
# Prometheus does in `histogram_quantile`.
#
# **Your turn.** Write `percentile(edges, counts, q)`. `counts[k]` observations were at most `edges[k]`; counts rise, and the last one is the number of all. Below the first edge, the line starts at 0.


# %%
def percentile(edges, counts, q):
    raise NotImplementedError


raycourse.check("turns.percentile", percentile)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def percentile(edges, counts, q):
#     return float(np.interp(q * counts[-1], [0, *counts], [0, *edges]))
# ```
#
# Where a bucket is empty, two counts are equal. If q hits them exactly, `np.interp` takes the edge on the right, and Prometheus the one on the left.
#
# </details>
#
# **Predict.** Both histograms saw the same batches. Which one tells the p99, and which the mean?


# %%
def buckets(name):
    """(edges, counts) of a histogram, summed over the actors. The last edge is infinite, and its count that of all."""
    total = {}
    for sample in mine(f"course_batch_seconds_{name}_bucket"):
        edge = float(sample.labels["le"])
        total[edge] = total.get(edge, 0) + sample.value
    edges = sorted(total)
    return edges, [total[edge] for edge in edges]


# %%
def read_off(name, q):
    edges, counts = buckets(name)
    edges[-1] = edges[-2]  # beyond the last edge nothing is known: Prometheus, too, says that edge
    return float(np.interp(q * counts[-1], [0, *counts], [0, *edges]))


def mean_of(name):
    parts = [sum(s.value for s in mine(f"course_batch_seconds_{name}_{part}")) for part in ("sum", "count")]
    return parts[0] / parts[1]


# %%
import pandas as pd

everything = ray.data.read_parquet(f"{HOME}/embedded").to_pandas()
exact = everything["seconds"].unique()
until(lambda: buckets("fine")[1][-1] == len(exact))
table = {name: [read_off(name, 0.5), read_off(name, 0.99), mean_of(name)] for name in EDGES}
table |= {"exact": [*np.quantile(exact, [0.5, 0.99]), exact.mean()]}
pd.DataFrame(table, index=["p50", "p99", "mean"]).round(4)

# %% [markdown]
# <details><summary>Answer</summary>
#
# The fine one comes close for the median and the mean. Its p99 hangs on the slowest two or three of the batches, which even a fine histogram may not tell well.
# The coarse one has a single edge for each power of ten, and between two edges it knows nothing: its percentiles say more about the edges than about the batches. Its mean is wrong too, which surprises: Ray
# hands a histogram on as counts, and makes the sum anew from the middle of each bucket. Put edges close together around the latency that you promise.
#
# </details>
#
# ## Rules for rows
#
# What is wrong with a row should be said once, in one place, not in `if`s all over the pipeline. **pandera** describes a table: columns, and checks on each. With `lazy=True` it collects every failure instead of stopping at the first.

# %%
import pandera.pandas as pa

rules = pa.DataFrameSchema(
    {
        "camera": pa.Column(checks=pa.Check.isin(["yard"])),
        "exposure_ms": pa.Column(checks=pa.Check.ge(0)),
        "brightness": pa.Column(checks=pa.Check.in_range(5, 250)),
        "contrast": pa.Column(checks=pa.Check.ge(3)),
    }
)

# %% [markdown]
# A row that breaks a rule is neither dropped nor allowed through. It is **set aside** with its reason, for somebody to look at. A failure without an index belongs to no row: a column is missing, or holds text where numbers should be, so the rule could not be tried. Then no row is known to be good, and the
# batch must not pass.


# %%
def judge(table):
    """Adds a column `reason`: every rule that the row breaks, or nothing."""
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


# %%
from ray.data.expressions import col

stored = ray.data.read_parquet(f"{HOME}/embedded").drop_columns(["seconds"])
judged = stored.map_batches(judge, batch_format="pandas", batch_size=256).materialize()
kept, aside = judged.filter(expr=col("reason") == ""), judged.filter(expr=col("reason") != "")
aside = aside.drop_columns(["embedding"]).to_pandas()
aside.groupby("reason").size().sort_values(ascending=False).to_frame("rows")

# %% tags=["nbval-check-output"]
print("nothing is lost:", judged.count() == kept.count() + len(aside) == len(records))
print("every row set aside has its reason:", bool((aside["reason"] != "").all()))

# %% [markdown]
# The share of rows set aside is a metric in itself: when it jumps, something broke in front of the model.
#
# <div class="alert alert-warning">
#
# **Pitfall: a rule that drift breaks.** With a floor for `brightness` that is set by what the pictures before day 5 look like, most of those from day 5 on would be set aside, and whoever looks at the rest would see little of the change. Rules are for what *cannot be*. For what *is different from before*, measure drift.
#
# </div>
#
# ## Has the input drifted?
#
# A **window** is the pictures of a day. A **reference** is pictures from a time when all was well: here the archive's test pictures, which the model never trained on. Is the window like the reference?

# %%
good = kept.to_pandas().sort_values("file", ignore_index=True)
LOOKS = ["brightness", "contrast", "red", "green", "blue"]
DAYS = {day: rows for day, rows in good[good["day"] >= 0].groupby("day")}
reference = good[good["part"] == "test"]
print(len(reference), "pictures of reference,", {len(rows) for rows in DAYS.values()}, "in a window")

# %% [markdown]
# The **population stability index** (PSI) compares shares. Cut the reference into ten bins with a tenth of the pictures each. Which share *q* of the window lies in each, where it was *p*? The sum of *(q - p) log(q / p)* is 0 if nothing moved. Half a picture in
# every bin keeps an empty one from making it infinite.


# %%
def psi(before, now, bins=10):
    edges = np.quantile(before, np.linspace(0, 1, bins + 1)[1:-1])
    p, q = (np.bincount(np.searchsorted(edges, values), minlength=bins) + 0.5 for values in (before, now))
    p, q = p / p.sum(), q / q.sum()
    return float(((q - p) * np.log(q / p)).sum())


shown = {f"day {day}": [psi(reference[name], DAYS[day][name]) for name in LOOKS] for day in (2, DUSK, CAST)}
pd.DataFrame(shown, index=LOOKS).round(2)

# %% [markdown]
# The index says *where* to look. On day 5, brightness and contrast moved and the colours did not: less light. On day 26 the colours moved as well: that is a camera, not the weather.
#
# The **Kolmogorov-Smirnov test** needs no bins. Its statistic is the largest gap between two curves: which share of the values is at most *x*, in the reference and in the window.
#
# **Your turn.** Write that gap, `largest_gap(a, b)`, with NumPy.


# %%
def largest_gap(a, b):
    raise NotImplementedError


raycourse.check("turns.largest_gap", largest_gap)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def largest_gap(a, b):
#     values = np.concatenate([a, b])
#     shares = [np.searchsorted(np.sort(one), values, side="right") / len(one) for one in (a, b)]
#     return float(np.abs(shares[0] - shares[1]).max())
# ```
#
# The curves only jump at values that are there, so it is enough to look at those.
#
# </details>

# %%
from scipy.stats import ks_2samp

tests = {name: ks_2samp(reference[name], DAYS[DUSK][name]) for name in LOOKS}
gaps = {name: float(test.statistic) for name, test in tests.items()}
raycourse.plot_bars(gaps, x="", y="largest gap", title=f"Day {DUSK} against the reference")

# %% [markdown]
# Neither sees what is *in* the picture. A new breed in the usual light has the usual brightness. Embeddings may. The **maximum mean discrepancy** (MMD) compares two clouds of vectors: how alike are two pictures of the same cloud on average, and how
# alike are two of different clouds? Alike is `exp(-distance²)`. The difference is about 0 for clouds of the same kind.


# %%
def vectors(table):
    return np.stack(table["embedding"]).astype(np.float32)


def alike(a, b):
    return np.exp(2 * a @ b.T - 2)  # the vectors have length 1


# %%
def mmd(a, b):
    """Without the likeness of each picture to itself, so that the mean over quiet windows is 0."""
    own = [(alike(one, one).sum() - len(one)) / (len(one) * (len(one) - 1)) for one in (a, b)]
    return float(own[0] + own[1] - 2 * alike(a, b).mean())


{f"day {day}": round(mmd(vectors(reference), vectors(DAYS[day])), 4) for day in (2, DUSK, ARRIVAL, CAST)}

# %% [markdown]
# Day 15 has the new breeds, and the half light of day 5 as well: the figure does not tell the two apart. That takes a reference in the same light, which comes later in this lesson.
#
# ## What the model says
#
# Before any label arrives, the model's own answers drift as well. The model is a **head**: one linear layer on the embeddings, trained on the archive. `fit` is plain PyTorch. It runs here for version 1, and later in Ray Train.


# %%
def fit(inputs, labels, classes, steps=150):
    """(weight, bias) of a linear layer, trained by gradient descent on `inputs` (n, d) and `labels` (n,)."""
    torch.manual_seed(0)
    head = torch.nn.Linear(inputs.shape[1], classes)
    optimizer = torch.optim.AdamW(head.parameters(), 0.05)
    for _ in range(steps):
        loss = torch.nn.functional.cross_entropy(head(10 * inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return head.weight.detach().numpy(), head.bias.detach().numpy()


# %%
torch.set_num_threads(1)
archive = good[good["part"] == "train"]


def numbered(table):
    """(vectors, labels, names of the classes) of a table, as `fit` wants them."""
    names = sorted(set(table["breed"]))
    return torch.tensor(vectors(table)), torch.tensor([names.index(breed) for breed in table["breed"]]), names


inputs, labels, names = numbered(archive)
weight, bias = fit(inputs, labels, len(names))
v1 = {"version": "v1", "weight": weight, "bias": bias, "names": np.array(names)}


# %%
def predicted(head, table):
    """`table` with what the head says (`prediction`), how sure it is (`confidence`), and whether it is `right`."""
    logits = 10 * vectors(table) @ head["weight"].T + head["bias"]
    chances = np.exp(logits - logits.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    said = head["names"][chances.argmax(1)]
    return table.assign(prediction=said, confidence=chances.max(1), right=said == table["breed"].to_numpy())


before, after = (predicted(v1, table) for table in (reference, DAYS[DUSK]))
for name, table in (("reference", before), (f"day {DUSK}", after)):
    low, high = raycourse.interval(int(table["right"].sum()), len(table))
    print(
        f"{name:9}  confidence {table['confidence'].mean():.2f}, right {table['right'].mean():.0%} ({low:.0%} to {high:.0%})"
    )

# %% [markdown]
# Confidence falls, but less than accuracy does: a model that is lost is still rather sure. So confidence is a sign, not a measure. It makes one signal more for the monitor. Now all signals of a window in one function.


# %%
def signals(head, before, now):
    """How far the window `now` is from the reference `before`, signal by signal."""
    before, now = predicted(head, before), predicted(head, now)
    found = {name: psi(before[name], now[name]) for name in [*LOOKS, "confidence"]}
    return found | {"embedding": mmd(vectors(before), vectors(now))}


pd.DataFrame({f"day {day}": signals(v1, reference, DAYS[day]) for day in (2, DUSK, ARRIVAL, CAST)}).round(3)

# %% [markdown]
# ## How often does it cry wolf?
#
# Textbooks say: a PSI above 0.2 is drift. **Predict.** A hundred windows of a day's size in which nothing changed: how many have some signal above 0.2?


# %%
def quiet(rows, head, before, number, seed):
    """The signals of `number` windows, drawn from `rows`, in which nothing has changed."""
    draw, size = np.random.default_rng(seed), len(DAYS[0])
    windows = (rows.iloc[draw.choice(len(rows), size, replace=False)] for _ in range(number))
    return pd.DataFrame([signals(head, before, window) for window in windows])


calm = pd.concat([DAYS[day] for day in range(DUSK)])
seen = quiet(calm, v1, reference, 100, seed=1)
print("windows with a PSI above 0.2:", int((seen.drop(columns="embedding") > 0.2).any(axis=1).sum()), "of 100")

# %% [markdown]
# <details><summary>Answer</summary>
#
# A good part of them. A bin of a window holds 6 or 7 pictures, give or take 2 or 3, and six signals have six chances to stray. The rule of thumb does not know how large your window is, or how many signals you watch.
#
# </details>
#
# So measure what quiet looks like, and set the thresholds by that. Windows drawn from the reference, each against the rest of it, are quiet by construction. Each signal is divided by its own 99th percentile; the largest of them is the **score** of a window. The score's own 99th
# percentile becomes 1, the level of alarm, since seven signals have seven chances.


# %%
def scales(head, reference, seed=0):
    """For each signal, the level that quiet windows reach: with all of them together, one window in a hundred does."""
    draw, found = np.random.default_rng(seed), []
    for _ in range(200):
        order = draw.permutation(len(reference))
        window, rest = (reference.iloc[part] for part in (order[: len(DAYS[0])], order[len(DAYS[0]) :]))
        found.append(signals(head, rest, window))
    found = pd.DataFrame(found)
    single = found.quantile(0.99)
    return single * (found / single).max(axis=1).quantile(0.99)


level = scales(v1, reference)
level.round(3).to_dict()

# %% [markdown]
# Does it hold? The hundred windows above are of other pictures than those that set the level.

# %%
false = int(((seen / level).max(axis=1) > 1).sum())
low, high = raycourse.interval(false, len(seen))
print(f"false alarms: {false} of {len(seen)} quiet windows (95 % interval {low:.1%} to {high:.1%})")

# %% [markdown]
# The hundred windows are drawn from about 320 pictures, enough for five that share none, so the true interval is much wider. Nothing speaks of many false alarms; how rare they are takes more quiet days to say. Now the whole stream,
# against the archive.

# %%
ratios = pd.DataFrame([signals(v1, reference, rows) for rows in DAYS.values()], index=list(DAYS)) / level
lines = {name: list(ratios[name]) for name in ("brightness", "blue", "confidence", "embedding")}
changes = {DUSK: "light", ARRIVAL: "breeds", CAST: "camera"}
raycourse.plot_lines(lines, x="day", y="signal / level", title="Drift, against the archive", marks=changes)

# %% [markdown]
# The first change shows at once. The second drowns in the first: since day 5, every day is far from the archive. **A reference has to be renewed** when the new state is accepted, or the monitor is deaf to all that follows. The loop below does so.
#
# ## Alarms with hysteresis
#
# A score that dances around 1 would ring all day. **Hysteresis** means two levels: an alarm begins above 1, in two windows running, and ends below 0.7, again in two windows running.


# %%
def alarms(scores, enter=1.0, leave=0.7, running=2):
    """For each window whether the alarm is on."""
    on, streak, states = False, 0, []
    for score in scores:
        against = score < leave if on else score > enter
        streak = streak + 1 if against else 0
        if streak == running:
            on, streak = not on, 0
        states.append(on)
    return states


# %% tags=["nbval-check-output"]
dancing = [0.9, 1.1, 0.9, 1.2, 1.3, 0.9, 1.1, 0.8, 0.6, 0.5, 0.9]
print("one level: ", "".join("#" if score > 1 else "." for score in dancing))
print("hysteresis:", "".join("#" if on else "." for on in alarms(dancing)))

# %% [markdown]
# ## The loop: collect
#
# The light is gone and will not come back, so the model has to learn. From here on you walk day by day, and use only what is known on that day. Labels are what people wrote down: for three pictures in four, **the next morning**. The alarm waits for two days in a row, so the change began one day before it rang.

# %%
scores = list(ratios.max(axis=1))
first_alarm = alarms(scores).index(True)
print("the alarm rings on day", first_alarm, "- the largest signal:", ratios.loc[first_alarm].idxmax())

# %%
import hashlib
import zlib


def number(file):
    """0 to 99, always the same for a file: who is asked, who sees which version."""
    return zlib.crc32(file.encode()) % 100


def labelled(first, last):
    """The pictures of these days that have got their labels, on the morning after the last."""
    rows = pd.concat([DAYS[day] for day in range(first, last + 1)])
    return rows[[number(file) < 75 for file in rows["file"]]]


# %% tags=["nbval-check-output"]
collected = labelled(first_alarm - 1, first_alarm + 1)
print(f"from day {first_alarm - 1} on, {len(collected)} labels are there on the morning of day {first_alarm + 2}")

# %% [markdown]
# ## Retrain
#
# A quarter of the labels is held out: those pictures judge the new model, and train nothing. The rest joins the archive. Training is `fit` in a worker of **Ray Train**. A head of this size trains in a second, so one worker is enough, and nearly all of the seconds below are its start; [lesson {}](lesson:finetune) has several.

# %%
import tempfile

import pyarrow.fs
import ray.train
from ray.train import RunConfig, ScalingConfig
from ray.train.torch import TorchTrainer


# %%
def train_loop(config):
    rows = ray.train.get_dataset_shard("train")
    parts = list(
        rows.iter_torch_batches(
            batch_size=1024, dtypes={"embedding": torch.float32, "label": torch.int64}, device="cpu"
        )
    )
    inputs, labels = (torch.cat([part[name] for part in parts]) for name in ("embedding", "label"))
    weight, bias = fit(inputs, labels, len(config["names"]))
    with tempfile.TemporaryDirectory() as folder:
        np.savez(f"{folder}/head.npz", weight=weight, bias=bias, names=np.array(config["names"]))
        ray.train.report({"rows": len(labels)}, checkpoint=ray.train.Checkpoint.from_directory(folder))


# %%
def empty(folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path)
    filesystem.delete_dir_contents(path)


# %%
def retrain(version, table):
    """Trains a head on `table` in a worker of Ray Train."""
    inputs, labels, names = numbered(table)
    rows = ray.data.from_pandas(pd.DataFrame({"embedding": list(inputs.numpy()), "label": labels.numpy()}))
    empty(f"{HOME}/runs/{version}")  # Ray would carry on an earlier run of the same name
    run = RunConfig(name=version, storage_path=f"{HOME}/runs")
    one = ScalingConfig(num_workers=1, use_gpu=False)
    trainer = TorchTrainer(
        train_loop, train_loop_config={"names": names}, scaling_config=one, run_config=run, datasets={"train": rows}
    )
    with trainer.fit().checkpoint.as_directory() as folder, np.load(f"{folder}/head.npz") as head:
        return {"version": version, **head}


# %%
def split(rows):
    """(to train on, held out)"""
    held = np.array([number(file[::-1]) < 25 for file in rows["file"]])
    return rows[~held], rows[held]


learn, judge_by = split(collected)
start, rows2 = time.time(), pd.concat([archive, learn])
v2 = retrain("v2", rows2)
print(f"{time.time() - start:.0f} s, {len(archive)} pictures of the archive and {len(learn)} new ones")

# %% [markdown]
# ## Evaluate
#
# Two questions: is it better where the stream is now, and is it still good where the stream was? The archive's test pictures answer the second one.


# %%
def compared(old, new, **sets):
    """How many of each set both versions get right, with intervals."""
    lines = []
    for name, rows in sets.items():
        for head in (old, new):
            right = int(predicted(head, rows)["right"].sum())
            low, high = raycourse.interval(right, len(rows))
            share = f"{right / len(rows):.0%} ({low:.0%} to {high:.0%})"
            lines.append({"pictures": f"{name} ({len(rows)})", "version": head["version"], "right": share})
    return pd.DataFrame(lines).pivot(index="pictures", columns="version", values="right")


compared(v1, v2, drifted=judge_by, archive=reference)

# %% [markdown]
# Each set judges a single candidate here. (The archive comes once more, for version 3: the more often, the less it proves.) Had you tried ten and taken the best on them, the figure would be too good: see [lesson {}](lesson:finetune).
#
# ## Shadow
#
# A version in the **shadow** gets the same pictures as the one in service, and nobody sees its answers. Both answer *the same pictures*, so compare in pairs: only those count where one is right and the other wrong. That, and twice the answers for the same labels, makes a small sample go far.


# %%
def difference(a, b):
    """How much better `b` is than `a` on the same pictures: the mean, and the ends of its 95 % interval."""
    gain = b["right"].to_numpy().astype(float) - a["right"].to_numpy()
    half = 1.96 * gain.std(ddof=1) / np.sqrt(len(gain))
    return gain.mean(), gain.mean() - half, gain.mean() + half


shadow = first_alarm + 3
rows = labelled(shadow, shadow + 1)
gain = difference(predicted(v1, rows), predicted(v2, rows))
print(
    f"days {shadow} and {shadow + 1}: v2 is better by {gain[0]:+.0%} ({gain[1]:+.0%} to {gain[2]:+.0%}), {len(rows)} pairs"
)

# %% [markdown]
# ## A/B
#
# A shadow shows answers, not what happens when people act on them. In an **A/B test** half of the users get each version; here, half of the pictures, by a number that stays the same for a file. It serves as a **guardrail**: promote unless the new version may be more than 10 points worse. Say
# beforehand what the test can see. With *n* labels in each half, the difference has a standard error of about `sqrt(2 * 0.2 / n)`, where 0.2 is `p * (1 - p)` for a share near 0.7. The interval reaches two of them to each side: with some 50 labels, only a version that *looks* about 8 points
# better passes, and of two that are equal one in five.


# %%
def tested(a, b, first, last):
    """The difference between the halves of these days' labelled pictures, `a` serving one and `b` the other, with its 95 % interval."""
    rows = labelled(first, last)
    to_b = np.array([number("ab" + file) < 50 for file in rows["file"]])
    one, other = predicted(a, rows[~to_b])["right"], predicted(b, rows[to_b])["right"]
    half = 1.96 * np.sqrt(sum(side.mean() * (1 - side.mean()) / len(side) for side in (one, other)))
    return other.mean() - one.mean(), other.mean() - one.mean() - half, other.mean() - one.mean() + half


test = shadow + 2
n = len(labelled(test, test + 1)) // 2
gain = tested(v1, v2, test, test + 1)
print(f"{n} labels in each half: a standard error of {np.sqrt(0.4 / n):.0%}")
print(f"days {test} and {test + 1}: {gain[0]:+.0%} ({gain[1]:+.0%} to {gain[2]:+.0%}); promote: {bool(gain[1] > -0.1)}")

# %% [markdown]
# ## Promote, and watch from the new state
#
# To **promote** is to let a version serve everybody. The registry of [lesson {}](lesson:versions) keeps every version, its card and its figures, and says which one is in production; the one before can come back at any time. Each version starts from nothing here, so its lineage names no parent, only the version that it replaces and a hash of its rows.
# The figures of two versions come from different pictures: `compared` tells which is better, not the registry.


# %%
from raycourse.registry import Registry

empty(f"{HOME}/registry")  # so that this lesson can run twice
registry = Registry(f"{HOME}/registry")


def promote(head, over, why, rows, judged):
    """Registers a version, made of `rows`, with what it got right of `judged`, and gives it production, which `over` had."""
    right = predicted(head, judged)["right"]
    data = hashlib.sha256("".join(sorted(rows["file"] + rows["breed"])).encode()).hexdigest()[:12]
    with tempfile.TemporaryDirectory() as folder:
        np.savez(f"{folder}/head.npz", **{name: head[name] for name in ("weight", "bias", "names")})
        Path(folder, "README.md").write_text(f"A linear layer on embeddings that names {len(head['names'])} breeds.\n")
        metrics = {"right": int(right.sum()), "of": len(right)}
        name = registry.register(folder, metrics, lineage={"data": data, "replaces": over, "run": RUN})
    registry.promote(name, over=over, why=why)
    return name


# %%
from pathlib import Path

promote(v1, None, "the archive", archive, reference)
if gain[1] > -0.1:
    promote(v2, "v1", f"half the light since day {first_alarm - 1}", rows2, judge_by)
print("in production:", registry.stage(), "- versions:", registry.versions())

# %% [markdown]
# With a new version comes a new reference: pictures of the days since the change that trained nothing. The levels are measured anew, too.

# %%
since = test + 2  # the first day that v2 serves everybody
renewed = pd.concat([DAYS[day] for day in range(first_alarm + 2, since)])
level = scales(v2, renewed)
ratios2 = (
    pd.DataFrame([signals(v2, renewed, DAYS[day]) for day in range(since, len(DAYS))], index=range(since, len(DAYS)))
    / level
)
raycourse.plot_lines(
    {name: list(ratios2[name]) for name in ("brightness", "blue", "confidence", "embedding")},
    x="day",
    y="signal / level",
    title="Drift, against the renewed reference",
    at=range(since, len(DAYS)),
    marks={ARRIVAL: "breeds", CAST: "camera"},
)

# %% [markdown]
# The light is the new normal, and the camera of the last days stands out. The new breeds stand out less: the embedding is above 1 on several days, far more often than one quiet window in a hundred, but never on two in a row before the camera comes, so that our rule rings no alarm. Longer windows would hear more, and later. But only the labels say *what* is new.
# The labels are watched with the alarm from above; its level is one label in ten.
# **Predict.** The labels of these days arrive, each the next morning. Which share of them names a breed that the model has no word for?

# %%
strange = [1 - labelled(day, day)["breed"].isin(v2["names"]).mean() for day in range(since, len(DAYS))]
second_alarm = since + alarms([share / 0.1 for share in strange]).index(True) + 1  # on the morning after
arrived = labelled(second_alarm - 2, second_alarm + 1)
unknown = ~arrived["breed"].isin(v2["names"])
print(
    f"on day {second_alarm} the alarm of the labels rings; at most {max(strange):.0%} of a day's labels are new, over all days"
)
print(*sorted(set(arrived["breed"][unknown])), sep=", ")

# %% [markdown]
# <details><summary>Answer</summary>
#
# About a third. That is **label drift**, and no retraining on old classes cures it: the head needs new rows. `numbered` takes its classes from the table, so the same loop makes them.
#
# </details>
#
# ## Round again
#
# The same steps in one cell.

# %%
learn, judge_by = split(arrived)
rows3 = pd.concat([archive, split(collected)[0], learn])
v3 = retrain("v3", rows3)
shadow3, test3 = second_alarm + 3, second_alarm + 5
rows = labelled(shadow3, shadow3 + 1)
for name, gain in (
    ("shadow", difference(predicted(v2, rows), predicted(v3, rows))),
    ("A/B", tested(v2, v3, test3, test3 + 1)),
):
    print(f"{name:6} {gain[0]:+.0%} ({gain[1]:+.0%} to {gain[2]:+.0%})")
if gain[1] > -0.1:
    promote(v3, "v2", f"new breeds since day {second_alarm - 2}", rows3, judge_by)
compared(v2, v3, drifted=judge_by, archive=reference)

# %% [markdown]
# ## The whole story on one axis
#
# Who served on which day, and how good were the answers? You know every label, so draw what nobody could see in time; and beside it version 1, as if nothing had been done.


# %%
def served(day):
    """What was answered on this day, by the version or the two versions that served."""
    rows = DAYS[day]
    for old, new, begin in ((v2, v3, test3), (v1, v2, test)):
        if day >= begin + 2:
            return predicted(new, rows)
        if day >= begin:
            to_new = np.array([number("ab" + file) < 50 for file in rows["file"]])
            return pd.concat([predicted(old, rows[~to_new]), predicted(new, rows[to_new])])
    return predicted(v1, rows)


# %%
marks = {DUSK: "light", first_alarm: "alarm", shadow: "retrain, shadow", test: "A/B", since: "promote v2"}
marks |= {ARRIVAL: "breeds", second_alarm: "alarm", shadow3: "retrain, shadow", test3: "A/B", test3 + 2: "promote v3"}
lines = {
    "served": [served(day)["right"].mean() for day in DAYS],
    "v1 for ever": [predicted(v1, rows)["right"].mean() for rows in DAYS.values()],
}
raycourse.plot_lines(
    lines,
    x="day",
    y="share that is right",
    title="From drift to a promoted model, twice",
    marks=marks | {CAST: "camera"},
)

# %%
spans = {
    "before": range(DUSK),
    "half light, v1": range(DUSK, test),
    "v2": range(since, ARRIVAL),
    "new breeds, v2": range(ARRIVAL, test3),
    "v3": range(test3 + 2, CAST),
}
for name, days in filter(lambda item: item[1], spans.items()):
    found = pd.concat([served(day) for day in days])["right"]
    low, high = raycourse.interval(int(found.sum()), len(found))
    print(f"{name:15} {found.mean():.0%} ({low:.0%} to {high:.0%})")

# %% [markdown]
# The first round wins back about half of what the change took. The second ends above where it began, since it also brings more pictures in half light. Each costs days: the labels are late, and the tests take their time. The last change, the camera, is the next round, and it is yours to think through: would you retrain, or correct the colours?
# Look at the plot of the drift once more: the colours moved, not the dogs.
#
# ## In production
#
# `deploy/monitoring/` has what you would run beside a cluster: a scrape configuration for **Prometheus**, which stores what you scraped by hand, and a dashboard for **Grafana**, with alerts on the same names. A Ray that `ray start --head` has started writes
# `prom_metrics_service_discovery.json`, a list of all metrics pages, and Prometheus follows it as nodes come and go.
#
# ## Quiz
#
# **1.** A pool of actors has a p99 of 8 s in your dashboard, and nobody ever waited more than 3 s. What may be wrong? (a) Prometheus is slow. (b) The histogram has no edge between 1 s and 10 s. (c) The counter was reset.
#
# <details><summary>Answer</summary>
#
# (b). Between two edges the percentile is read off a straight line, and a few calls of 2 s become "somewhere up to 10". (a) delays figures, and does not change them. (c) is no trouble: `rate` notices a reset and counts on from zero.
#
# </details>
#
# **2.** Your monitor watches 40 features, each with a false alarm in 100 windows. How many quiet windows in 100 ring? (a) 1. (b) About 30, if the features are independent. (c) 40.
#
# <details><summary>Answer</summary>
#
# (b): 1 - 0.99⁴⁰ is 0.33. It is fewer if features move together, so measure it: the threshold belongs on the largest of them, as in this lesson. (a) is right for one feature, and (c) counts windows twice that ring for two features.
#
# </details>
#
# **3.** Inputs have drifted, and the accuracy on late labels has not. What do you do? (a) Retrain at once. (b) Accept the new state as the reference, and keep watching accuracy. (c) Switch the monitor off.
#
# <details><summary>Answer</summary>
#
# (b). Drift is a reason to look, not a fault. (a) costs labels and a risk, and wins nothing. (c) leaves you blind for the change that does hurt.
#
# </details>
#
# **4.** Why is the shadow's comparison narrower than that of the A/B test, with as many labels? (a) It has more pictures. (b) Both versions answer the same pictures, so what makes a picture hard cancels out. (c) Nobody sees its answers.
#
# <details><summary>Answer</summary>
#
# (b), for two reasons. Both versions answer each labelled picture, where an A/B test gives each of them half; and in pairs, what makes a picture hard cancels out. (a) is not so: there are as many. (c) is true, and the reason why an A/B test is needed all the same.
#
# </details>
#
# ## Recap
#
# - Every node has a metrics page; your own counters and histograms appear on it. Percentiles are as good as the edges.
# - Rules set aside what cannot be, with a reason, and count it. Nothing is lost.
# - PSI and KS say which feature moved. MMD compares whole clouds of vectors; new breeds in a small window move it now and then, and an alarm that wants two windows running misses them. Confidence and labels drift too.
# - Thresholds come from quiet windows of your own size, with all signals together; two levels and a streak keep an alarm calm.
# - The loop: collect late labels, retrain, evaluate on both worlds, shadow, A/B, promote, renew the reference.
#
# | API | What it does |
# |---|---|
# | [`ray.util.metrics`](https://docs.ray.io/en/latest/ray-observability/user-guides/add-app-metrics.html) | counters, gauges and histograms of your own |
# | [Collecting metrics](https://docs.ray.io/en/latest/cluster/metrics.html) | the pages, the service-discovery file, Prometheus and Grafana |
# | [`set_name`](https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.set_name.html) | the name of a dataset in its metrics |
# | [`DataFrameSchema.validate`](https://pandera.readthedocs.io/en/stable/lazy_validation.html) | rules for a table, all failures at once |
# | [`ks_2samp`](https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.ks_2samp.html) | the Kolmogorov-Smirnov test |
# | [`TorchTrainer`](https://docs.ray.io/en/latest/train/api/doc/ray.train.torch.TorchTrainer.html) | the training loop in workers |
#
# **Next:** the lab.

# %%
ray.shutdown()
