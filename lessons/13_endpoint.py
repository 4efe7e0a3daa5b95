# ---
# jupyter:
#   course:
#     title: "Serving: one model"
#     minutes: 40
#     builds: a classifier behind a web address, with batches, limits, and replicas that come and go
# ---

# %% [markdown]
# # Serving: one model that answers requests
#
# By the end the classifier of [lesson {}](lesson:predict) answers requests over HTTP, turns bad ones away, holds its promises when too many come, and grows with its load.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}](lesson:predict). What an HTTP request and a status code are |
# | **You will learn** | to deploy a model, batch requests, limit a service, and let it grow and shrink |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## From a folder to a request
#
# A batch job starts, works through a folder, and ends. A **service** waits. It answers one picture at a time, whenever somebody asks, and somebody waits for each answer. Some examples print a service
# in four lines:
#
# ```python
# @serve.deployment(num_replicas=4, ray_actor_options={"num_gpus": 0.5})
# def model_endpoint(request):
#     # Use trained model for serving
#     return model.predict(request.json())
# ```
#
# It cannot run. `model` is defined nowhere. `request.json()` is a coroutine, and nobody awaits it. And a function has no place where a model is loaded once, which is what a class has `__init__` for. The decorator is right: **replicas** are the
# processes that answer, and each may take a fraction of a GPU.
#
# Start with the class, before there is any service. It takes the bytes of picture files, as they come over a network.

# %%
import io

import torch
from PIL import Image
from transformers import ViTForImageClassification, ViTImageProcessor


class Predictor:
    def __init__(self, checkpoint):
        local = raycourse.fetched(checkpoint)
        self.processor = ViTImageProcessor.from_pretrained(local)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = ViTForImageClassification.from_pretrained(local).to(self.device).eval()

    def __call__(self, batch):
        images = [Image.open(io.BytesIO(data)).convert("RGB") for data in batch["bytes"]]
        inputs = self.processor(images, return_tensors="pt").to(self.device)
        with torch.inference_mode():
            chances, best = self.model(**inputs).logits.softmax(1).max(1)
        names = [self.model.config.id2label[k] for k in best.tolist()]
        return {"path": batch["path"], "label": names, "confidence": chances.cpu().numpy()}


# %% [markdown]
# The batch job of [lesson {}](lesson:predict), in short. Its rows are what the service has to agree with.

# %%
from collections import Counter

folders = [raycourse.data(f"dogs_fish/test/{kind}") for kind in ("dog", "fish")]
files = ray.data.read_binary_files(folders, include_paths=True, override_num_blocks=1)
rows = sorted(files.take_all(), key=lambda row: row["path"])[::10]  # every tenth will do

# %%
checkpoint = raycourse.model("dog_or_fish").source
one_actor = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
items = ray.data.from_items(rows, override_num_blocks=2)
job = items.map_batches(Predictor, fn_constructor_args=[checkpoint], batch_size=20, **one_actor)
batch = {row["path"]: row for row in job.take_all()}
print(len(batch), "pictures:", dict(Counter(row["label"] for row in batch.values())))

# %% [markdown]
# ## The first deployment
#
# Ray Serve needs an address to listen at. `raycourse.loopback()` finds a free port of `127.0.0.1`, which programs on this machine can reach and nobody else. `serve.start` starts Serve's **controller**, which looks after all
# replicas, and a **proxy**, which takes the requests.

# %%
from ray import serve

http = raycourse.loopback()
serve.start(proxy_location="HeadOnly", http_options=http)
url = "http://{host}:{port}".format(**http)
print("Serve listens at", url)

# %% [markdown]
# A request and its answer have a **schema**: Pydantic classes that say which fields there are, of what type. A picture travels as base64, since JSON holds no raw bytes.

# %%
from pydantic import Base64Bytes, BaseModel


class Question(BaseModel):
    picture: Base64Bytes


class Answer(BaseModel):
    label: str
    confidence: float


# %% [markdown]
# FastAPI connects addresses with methods, and Serve makes replicas of the class. Each takes half a GPU and no CPU. `check_health` is called by Serve every ten seconds: a replica in which it raises three times in a row is replaced.

# %%
from fastapi import FastAPI

app = FastAPI()


# %%
@serve.deployment(ray_actor_options={"num_gpus": 0.5, "num_cpus": 0})
@serve.ingress(app)
class First:
    def __init__(self, checkpoint):
        self.predictor = Predictor(checkpoint)

    @app.post("/classify")
    def classify(self, question: Question) -> Answer:
        found = self.predictor({"path": [""], "bytes": [question.picture]})
        return Answer(label=found["label"][0], confidence=float(found["confidence"][0]))

    def check_health(self):
        torch.ones(1, device=self.predictor.model.device).item()  # raises when the card has failed


# %%
_ = serve.run(First.bind(checkpoint), name="classifier")
{name: application.status.value for name, application in serve.status().applications.items()}

# %% [markdown]
# `serve.run` comes back when the replica has loaded its model and passed its health check. Now ask.

# %%
import base64

import httpx

client = httpx.Client(base_url=url, timeout=60)


def question(row):
    return {"picture": base64.b64encode(row["bytes"]).decode()}


# %%
reply = client.post("/classify", json=question(rows[0]))
print(reply.status_code, reply.json())

# %% [markdown]
# **Predict.** The batch job sent twenty pictures through the model at a time, the service sends one. Are the answers the same? To the last digit?

# %%
online = {row["path"]: client.post("/classify", json=question(row)).json() for row in rows}
same = sum(online[path]["label"] == row["label"] for path, row in batch.items())
apart = max(abs(online[path]["confidence"] - row["confidence"]) for path, row in batch.items())
print(f"the same label for {same} of {len(batch)}; confidences differ by {apart:.0e} at most")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The labels agree. The last digits of the confidence may not: a sum of floating-point numbers depends on its order, and a batch of another size is summed in another order. So compare services with a tolerance, and share the code
# that prepares the input, as `Predictor` is shared here. Different code for training, batch and service is the commonest reason why a model is worse online.
#
# </details>
#
# ## What a bad request gets
#
# **Predict.** Three bad requests: a field that is missing, a picture that is no base64, and base64 that is no picture. What status does each get?

# %%
bad = {
    "no field": {"photo": "..."},
    "no base64": {"picture": "abc"},
    "no picture": {"picture": base64.b64encode(b"hello").decode()},
}
for name, body in bad.items():
    reply = client.post("/classify", json=body)
    detail = reply.json()["detail"][0] if reply.status_code == 422 else {"loc": "", "msg": reply.text[:40]}
    print(f"{name:11}{reply.status_code}  {detail['loc']} {detail['msg']}")

# %% [markdown]
# <details><summary>Answer</summary>
#
# 422 means that the request is wrong, and the answer names the field. The schema does that before your code runs. The third passes the schema, your code fails, and the caller gets a 500: "the service is broken". It is not, so the caller cannot
# know that asking again is useless. A check of the picture belongs into the schema, too.
#
# </details>
#
# **Your turn.** Write `opened(data)`: the bytes of a picture file as an RGB array (uint8, height × width × 3), and a `ValueError` for everything that is no whole picture. Think of a file that was cut off, and of a tiny one that promises a huge picture.

# %%
import numpy as np


def opened(data):
    raise NotImplementedError


raycourse.check("turns.opened", opened)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# import io
#
# import numpy as np
# from PIL import Image
#
#
# UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)
#
#
# def opened(data):
#     try:
#         return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
#     except UNREADABLE as error:
#         raise ValueError(f"not a whole picture: {error}") from error
# ```
#
# `Image.open` reads no more than the head of a file. `convert` decodes it, and fails where the rest is missing. What PIL raises then is mostly an `OSError`, and for some damaged files one of the others. A file of a hundred
# bytes can promise 400 million pixels, which would fill a gigabyte: that is a **decompression bomb**, and PIL refuses it with an error of its own. Whoever lets strangers send pictures meets one. PIL's limit is 179 million pixels, half a gigabyte for each caller, so a service sets a lower one by the width and height in the head.
#
# </details>
#
# A **validator** puts the check into the schema. It raises `ValueError`, and FastAPI makes a 422 of it.


# %%
UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


def whole_picture(data):
    try:
        image = Image.open(io.BytesIO(data))
        if image.width * image.height > 20_000_000:
            raise ValueError("more than 20 million pixels")
        image.load()
    except UNREADABLE as error:
        raise ValueError(f"not a whole picture: {error}") from error
    return data


# %%
from typing import Annotated

from pydantic import AfterValidator


class Question(BaseModel):
    picture: Annotated[Base64Bytes, AfterValidator(whole_picture)]


# %% [markdown]
# ## Who may ask
#
# Everybody who reaches the port may ask: on this machine that is every program and every account. `HTTPBearer` wants a **bearer token** in a header, and the service compares it with its own. The token is an argument of the deployment, so
# it stands in no code, and `secrets.compare_digest` does not stop at the first letter that differs, so its time does not tell how much of a wrong token is right.

# %%
import secrets

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app, token = FastAPI(), secrets.token_urlsafe()
Key = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


# %%
class Guarded:
    """Knows a token, and turns away who has another."""

    def expect(self, key):
        if not secrets.compare_digest(key.credentials.encode(), self.token.encode()):
            raise HTTPException(401, "unknown token", headers={"WWW-Authenticate": "Bearer"})


# %% [markdown]
# The order counts, too: here FastAPI checks the schema first, and decodes the picture for it, before `expect` sees the token. In a service of your own, compare the token in a dependency (`Depends`), which runs before. The validator also works on the replica's event loop, and the predictor decodes once more: where pictures are large, let the validator look at the head alone, and decode once, in a thread.
#
# ## Requests in batches
#
# [Lesson {}](lesson:predict) showed why one picture at a time is slow. In a service the pictures of a batch come from different callers. `@serve.batch` collects the calls of one method: until there are `max_batch_size` of them, or the
# first has waited for `batch_wait_timeout_s`. Your method gets a list and returns a list, and every caller gets its own answer. If it raises, all of them get the error: what may be wrong with one request has to be refused before.
#
# `reconfigure` takes the `user_config` of the deployment. When only that changes, Serve can call it in the running replicas: no restart, no model loaded anew. The model works in a thread (`asyncio.to_thread`), so that the replica can take
# the next requests meanwhile.

# %%
import asyncio


class Batched:
    """Predicts for many callers at once."""

    @serve.batch
    async def predict(self, files: list[bytes]) -> list[Answer]:
        found = await asyncio.to_thread(self.predictor, {"path": files, "bytes": files})
        pairs = zip(found["label"], found["confidence"].tolist(), strict=True)
        return [Answer(label=label, confidence=share) for label, share in pairs]

    def reconfigure(self, config):
        self.predict.set_max_batch_size(config["size"])
        self.predict.set_batch_wait_timeout_s(config["wait_s"])


# %%
@serve.deployment(ray_actor_options={"num_gpus": 0.5, "num_cpus": 0}, max_ongoing_requests=64)
@serve.ingress(app)
class Classifier(Batched, Guarded):
    def __init__(self, checkpoint, token):
        self.predictor, self.token = Predictor(checkpoint), token

    @app.post("/classify")
    async def classify(self, question: Question, key: Key) -> Answer:
        self.expect(key)
        return await self.predict(question.picture)


# %% [markdown]
# `serve.run` with the name of an application that runs replaces what is in it. By default each `serve.run` from Python counts as new code, and every replica starts anew. A config file for `serve deploy` is cleverer: Serve sees what has
# changed. From a notebook you get the same by naming the code's version yourself, with an option that Serve keeps for its own use.

# %%
same_code = {"_internal": True, "version": "1"}
service = Classifier.options(**same_code)


def configured(**config):
    serve.run(service.options(user_config=config).bind(checkpoint, token), name="classifier")


configured(size=1, wait_s=0.0)

# %%
for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": f"Bearer {token}"}):
    reply = client.post("/classify", json=question(rows[0]), headers=headers)
    print(reply.status_code, reply.text)

# %% [markdown]
# From now on the client shows its token each time. And the validator works: what is no picture gets a 422.

# %%
client.headers["Authorization"] = f"Bearer {token}"
reply = client.post("/classify", json=bad["no picture"])
print(reply.status_code, reply.json()["detail"][0]["msg"][:40])

# %% [markdown]
# ## Latency and throughput
#
# Two numbers tell how fast a service is. **Latency** is how long one caller waits; give its median (p50) and the time that 95 of 100 stay below (p95), since a mean hides the slow ones. **Throughput** is how many requests are answered in a
# second. A load generator measures both: here `callers` threads, each of which asks, waits for the answer, and asks again. `raycourse.called` calls a function and notes the seconds, the status and the reply.

# %%
from concurrent.futures import ThreadPoolExecutor


def classified(k=0):
    return client.post("/classify", json=question(rows[k % len(rows)]))


# %%
import time


def load(number, callers):
    start = time.perf_counter()
    with ThreadPoolExecutor(callers) as pool:
        calls = list(pool.map(lambda k: raycourse.called(classified, k), range(number)))
    waits = [call.seconds for call in calls if call.status == 200]
    p50, p95 = np.percentile(waits, (50, 95)).tolist()
    return {"rate": len(waits) / (time.perf_counter() - start), "p50": p50, "p95": p95}


# %% [markdown]
# **Predict.** Sixteen callers, and batches of at most 1, 4 and 16. Which way do throughput and latency go?


# %%
def replicas(application):
    """The names of the actors that are replicas of an application."""
    actors = ray.util.list_named_actors(all_namespaces=True)
    return {actor["name"] for actor in actors if f"::{application}#" in actor["name"]}


first, measured = replicas("classifier"), {}
_ = load(16, 16)  # a warm-up

# %%
for size in (1, 4, 16) * 2:  # the better of two runs: what else runs on the machine only slows them down
    configured(size=size, wait_s=0.01)
    measured[size] = max(load(48, 16), measured.get(size, {"rate": 0}), key=lambda one: one["rate"])
for size, one in measured.items():
    print(f"batches of {size:2}:", {name: round(value, 3) for name, value in one.items()})
print("the same replica:", replicas("classifier") == first)

# %%
points = sorted(measured.values(), key=lambda one: one["rate"])
lines = {name: [1000 * one[name] for one in points] for name in ("p50", "p95")}
at = [one["rate"] for one in points]
title = "Sixteen callers, batches of at most 1, 4 and 16"
raycourse.plot_lines(lines, at=at, x="requests per second", y="milliseconds", title=title)

# %% [markdown]
# <details><summary>Answer</summary>
#
# While many wait, a batch costs less than as many single calls (here, proxy and callers included, sixteen together cost about as much as ten alone), so throughput rises *and* everybody waits for less time: most of a wait is the queue. In runs this short, the step from one size to the
# next may be chance. On a laptop the load generator, the proxy and the replica share a few cores, so that the gain has
# its limit there; on a card, where a batch of sixteen costs hardly more than one picture, it is larger.
#
# </details>
#
# That was the crowd. What does batching cost a caller who is alone? **Predict.** One caller, batches of at most 16, and a wait of a fifth of a second.

# %%
alone = {}
for wait_s in (0.0, 0.2):
    configured(size=16, wait_s=wait_s)
    alone[f"wait {wait_s:g} s"] = load(5, 1)["p50"]
raycourse.plot_bars(alone, x="batch_wait_timeout_s", y="median seconds", title="One caller alone")

# %% [markdown]
# <details><summary>Answer</summary>
#
# The whole wait: the fifteen others never come. `batch_wait_timeout_s` is what you let a lonely caller pay for the crowd. Keep it well below your latency target; a few milliseconds are enough where many ask.
#
# </details>
#
# ## Full: what a caller sees
#
# A replica works on `max_ongoing_requests` at a time. Others wait in a queue of the proxy, by default without an end: then everybody waits for longer and longer, and gives up in the end. A service that says "not now" at once is kinder.
# `max_queued_requests` limits that queue (each proxy and each handle has one: with ten proxies, ten times as many wait), and `BackpressureConfig` says when to come back.

# %%
from ray.serve.config import BackpressureConfig

limits = {"max_ongoing_requests": 4, "max_queued_requests": 4}
service = service.options(**limits, backpressure_config=BackpressureConfig(retry_after_s=1))
configured(size=4, wait_s=0.0)


# %%
def burst(number, send):
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(send, range(number)))


replies = burst(24, classified)
print(dict(Counter((reply.status_code, reply.headers.get("retry-after")) for reply in replies)))
print("the same replica:", replicas("classifier") == first)

# %% [markdown]
# Twenty-four at once: those that found room got a 200, the others a **503** and the header `Retry-After`. More than eight may find room, four at work and four in the queue: an answer that leaves makes a place while others arrive.
# None waited in vain. These limits are settings too: the replica did not start anew.
#
# A good caller waits as long as it was told, longer after each failure (**backoff**), and never at the same moment as all others (**jitter**).
#
# **Your turn.** Write `pause(attempt, told, rng)`: how many seconds to wait before attempt 1, 2, 3, ... is repeated. At least what the service told (`told`, `None` if it said nothing); on top of it a random time between 0 and 0.1 · 2^attempt seconds, drawn
# by `rng.uniform(low, high)`, but never more than 5 seconds on top.


# %%
def pause(attempt, told, rng):
    raise NotImplementedError


raycourse.check("turns.pause", pause)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def pause(attempt, told, rng):
#     return (told or 0) + rng.uniform(0, min(5, 0.1 * 2**attempt))
# ```
#
# </details>

# %%
import random

rng = random.Random()


def patient(k, attempts=12):
    for attempt in range(1, attempts + 1):
        reply = classified(k)
        if reply.status_code != 503 or attempt == attempts:
            return reply.status_code, attempt
        told = float(reply.headers.get("retry-after", 0))
        time.sleep(told + rng.uniform(0, min(5, 0.1 * 2**attempt)))


# %%
replies = burst(24, patient)
print("statuses:", dict(Counter(status for status, _ in replies)))
print("attempts:", dict(sorted(Counter(attempt for _, attempt in replies).items())))

# %% [markdown]
# <div class="alert alert-warning">
#
# **Pitfall: a retry may do things twice.** A classification can be repeated as often as you like. An order cannot: a 503 of the queue means that nothing was done, but a broken connection may come after the work. Give such a request an id of its own, and let the
# service remember those that it has done.
#
# </div>
#
# ## Replicas that come and go
#
# One replica per GPU, day and night, is dear. `autoscaling_config` lets Serve choose between `min_replicas` and `max_replicas`: so many that each has about `target_ongoing_requests` in work or waiting. Serve waits before it acts, by default 30 seconds
# upwards and 600 downwards, so that a short peak starts nothing. To watch it in a lesson, all times are short here; a replica that is to go looks five times a second whether its last requests are done, by default every two seconds. A class that sleeps stands for a model.

# %%
scaling = {"min_replicas": 1, "max_replicas": 5, "target_ongoing_requests": 2}
hurry = {"upscale_delay_s": 0.5, "downscale_delay_s": 1, "metrics_interval_s": 0.25, "look_back_period_s": 1}
quick = {"ray_actor_options": {"num_cpus": 0}, "graceful_shutdown_wait_loop_s": 0.2}


# %%
@serve.deployment(autoscaling_config={**scaling, **hurry}, **quick)
class Sleeper:
    async def __call__(self, request):
        await asyncio.sleep(float(request.query_params.get("seconds", 0.2)))
        return "done"


_ = serve.run(Sleeper.bind(), name="sleeper", route_prefix="/sleep")


# %%
def running(application):
    """How many replicas of the application's only deployment work."""
    (deployment,) = serve.status().applications[application].deployments.values()
    return deployment.replica_states.get("RUNNING", 0)


def nap(seconds=0.2):
    return client.get("/sleep", params={"seconds": seconds})


# %% [markdown]
# `raycourse.traffic(nap, callers=6)` has six callers who ask until its `with` ends. Meanwhile look at the replicas every quarter of a second:


# %%
def watch(seen, callers, until, seconds=30):
    end = time.perf_counter() + seconds
    while (now := running("sleeper")) != until and time.perf_counter() < end:
        seen.append((time.perf_counter(), callers, now))
        time.sleep(0.25)
    seen.append((time.perf_counter(), callers, now))


# %% [markdown]
# **Predict.** Six callers ask, and each replica should have two requests. How many replicas will there be? And when the callers have gone?

# %%
seen = []
with raycourse.traffic(nap, callers=6):
    watch(seen, 6, until=None, seconds=12)
watch(seen, 0, until=1)
at, callers, number = (np.array(row) for row in zip(*seen, strict=True))
lines = {"callers": callers, "replicas": number}
raycourse.plot_lines(lines, at=at - at[0], x="seconds", y="number", title="Six callers come and go")

# %% [markdown]
# <details><summary>Answer</summary>
#
# About five requests are under way at a time, since a caller of `traffic` pauses for a moment between two. Each replica should have two, so Serve wants three replicas, and not the five that it may have. They are there as soon as their processes have started: after seconds here, after as long as a model loads in real life. When
# the callers have gone, replicas go too, and one stays.
#
# </details>
#
# **Your turn.** Write `wanted(ongoing, target, least, most)`: the number of replicas that Serve wants for `ongoing` requests, if each replica should have `target`.


# %%
def wanted(ongoing, target, least, most):
    raise NotImplementedError


raycourse.check("turns.wanted", wanted)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# import math
#
#
# def wanted(ongoing, target, least, most):
#     return min(most, max(least, math.ceil(ongoing / target)))
# ```
#
# </details>

# %% [markdown]
# ## What Serve has counted
#
# All along, every replica has counted its requests and their milliseconds, without a line of yours. Ray shows these numbers at a page of each node, from which a program such as Prometheus collects them. [Lesson {}](lesson:monitoring) makes alarms of such numbers.

# %%
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families


def scrape():
    for node in filter(lambda node: node["Alive"], ray.nodes()):
        page = f"http://{node['NodeManagerAddress']}:{node['MetricsExportPort']}/metrics"
        for family in text_string_to_metric_families(urlopen(page, timeout=5).read().decode()):
            yield from family.samples


# %%
name, sums = "ray_serve_deployment_processing_latency_ms", Counter()
for sample in scrape():
    if sample.name.startswith(name) and any(one.endswith(sample.labels["replica"]) for one in first):
        sums[sample.name.removeprefix(name)] += sample.value
mean = sums["_sum"] / max(sums["_count"], 1)
print(f"{sums['_count']:.0f} requests, in the replica for {mean:.0f} ms on average")
print(f"one caller alone waited for {1000 * alone['wait 0 s']:.0f} ms, sixteen for {1000 * measured[1]['p50']:.0f} ms")

# %% [markdown]
# The milliseconds in the replica begin when it takes a request, and go on while the request waits there for its batch. Up to 64 could wait inside, so this average is nearer to what sixteen callers waited for than to what one did: the queue was in the replica. Where callers wait
# for much longer than the replica counts, the time goes before it: in the proxy's queue, or on the way.
#
# ## Nobody else can ask
#
# A token protects the requests, and the address keeps others from asking at all. On Linux, `127.0.0.2` is this machine, too, by another of its addresses, as callers from a network would use another. (macOS has no such address: there it is "closed" in any case.)

# %%
import socket

for host in ("127.0.0.1", "127.0.0.2"):
    with socket.socket() as caller:
        caller.settimeout(2)
        print(host, "open" if caller.connect_ex((host, http["port"])) == 0 else "closed")

# %% [markdown]
# Before a service listens anywhere else, it wants HTTPS (a token travels in the clear otherwise), a limit on the size of a request, and somebody who reads its logs.
#
# ## Quiz
#
# **1.** Your service answers in 30 ms at night and in 3 s at noon. What do you look at first? (a) The model. (b) How many requests wait, and how many replicas work. (c) The network.
#
# <details><summary>Answer</summary>
#
# (b). The model takes as long at noon as at night, and so does the network, mostly. What grows is the queue: more replicas, larger batches, or a limit that says no in time.
#
# </details>
#
# **2.** `batch_wait_timeout_s=0.5` and a latency target of 200 ms. What happens? (a) Batches are full, so all is well. (b) Whenever fewer than `max_batch_size` ask, somebody waits for half a second. (c) Serve lowers the wait.
#
# <details><summary>Answer</summary>
#
# (b). The first of a batch waits until it is full or the time is over. With few callers, that is the whole time. Serve changes nothing by itself.
#
# </details>
#
# **3.** A caller gets a 422. Should it try again? (a) Yes, with backoff. (b) No. (c) After `Retry-After`.
#
# <details><summary>Answer</summary>
#
# (b). The request itself is wrong, and will be wrong again. 503 and 429 are for "later"; there (a) and (c) are right.
#
# </details>
#
# ## Recap
#
# - A deployment is a class that loads its model once; the schema turns bad requests away before it.
# - Batching trades the wait of the lonely for the throughput of the crowd. Measure p50 and p95, not the mean.
# - A full service says 503 at once, and good callers come back later, each at another moment.
# - Serve adds and removes replicas by the number of requests that wait or are in work.
#
# | API | What it does |
# |---|---|
# | [`serve.deployment`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.deployment_decorator.html) | makes replicas of a class: how many, with what, with which limits |
# | [`serve.ingress`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.ingress.html) | FastAPI in front of a deployment |
# | [`serve.run`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.run.html) | deploys an application, or updates the one of that name |
# | [`serve.batch`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.batch.html) | collects calls into batches |
# | [`AutoscalingConfig`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.config.AutoscalingConfig.html) | how many replicas, and how fast that changes |
# | [`serve.status`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.status.html) | what runs, and what does not |
#
# **Next:** [lesson {}, *Serving: parts and versions*](lesson:serving).

# %%
serve.shutdown()
ray.shutdown()
