# ---
# jupyter:
#   course:
#     title: Serving
#     minutes: 45
#     builds: a classifier behind a web address; batches, limits, autoscaling, composition, streams; an update that loses no request
# ---

# %% [markdown]
# # Serving: a model that answers requests
#
# By the end the classifier of [lesson {}](lesson:predict) answers requests over HTTP, holds its promises when too many come, grows with its load, and gets a new version while callers wait for it.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}](lesson:predict); for one section [lesson {}](lesson:embeddings). What an HTTP request and a status code are |
# | **You will learn** | to deploy a model, batch requests, limit and scale a service, compose and stream, and update it without a lost request |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## From a folder to a request
#
# A batch job starts, works through a folder, and ends. A **service** waits. It answers one picture at a time, whenever somebody asks, and somebody waits for each answer. The document that this lesson follows prints a
# service in four lines:
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
# The batch job of lesson 06, in short. Its rows are what the service has to agree with.

# %%
checkpoint = raycourse.model("dog_or_fish").source
kinds = [raycourse.data(f"dogs_fish/test/{kind}") for kind in ("dog", "fish")]
one_block = {"include_paths": True, "override_num_blocks": 1}  # so few files are not worth more
some = [ray.data.read_binary_files(folder, **one_block).limit(20) for folder in kinds]
pictures = some[0].union(some[1]).materialize()
one_actor = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
job = pictures.map_batches(Predictor, fn_constructor_args=[checkpoint], batch_size=20, **one_actor)
batch = {row["path"]: row for row in job.take_all()}
print(len(batch), "pictures:", sorted({row["label"] for row in batch.values()}))

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
    version: str = ""


# %% [markdown]
# FastAPI connects addresses with methods, and Serve makes replicas of the class. Each takes half a GPU and no CPU. `check_health` is called by Serve every ten seconds: a replica in which it raises is replaced.

# %%
from fastapi import FastAPI

app = FastAPI()


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
        assert self.predictor.model is not None


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


rows = pictures.take_all()
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
# **Your turn.** Write `opened(data)`: the bytes of a picture file as an RGB array (uint8, height × width × 3), and a `ValueError` for everything that is no whole picture. Think of a file that was cut off.

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
# def opened(data):
#     try:
#         return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
#     except OSError as error:
#         raise ValueError(f"not a whole picture: {error}") from error
# ```
#
# `Image.open` reads no more than the head of a file. `convert` decodes it, and fails where the rest is missing. What PIL raises then is an `OSError`.
#
# </details>
#
# A **validator** puts the check into the schema. It raises `ValueError`, and FastAPI makes a 422 of it.

# %%
from pydantic import field_validator


class Question(BaseModel):
    picture: Base64Bytes

    @field_validator("picture")
    @classmethod
    def is_a_picture(cls, data):
        try:
            Image.open(io.BytesIO(data)).load()
        except OSError as error:
            raise ValueError(f"not a whole picture: {error}") from error
        return data


# %% [markdown]
# ## Who may ask
#
# Everybody who reaches the port may ask: on this machine that is every program and every account. `HTTPBearer` wants a **bearer token** in a header, and the service compares it with its own. The token is an argument of the deployment, so
# it stands in no code, and `secrets.compare_digest` takes equally long for every wrong one.

# %%
import secrets
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

token = secrets.token_urlsafe()
app = FastAPI()
Key = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


class Guarded:
    def __init__(self, token):
        self.token = token

    def expect(self, key):
        if not secrets.compare_digest(key.credentials, self.token):
            raise HTTPException(401, "unknown token", headers={"WWW-Authenticate": "Bearer"})


# %% [markdown]
# ## Requests in batches
#
# [Lesson {}](lesson:predict) showed why one picture at a time is slow. In a service the pictures of a batch come from different callers. `@serve.batch` collects the calls of one method: until there are `max_batch_size` of them, or the
# first has waited for `batch_wait_timeout_s`. Your method gets a list and returns a list, and every caller gets its own answer.
#
# `reconfigure` takes the `user_config` of the deployment. When only that changes, Serve calls it in the running replicas: no restart, no model loaded anew.


# %%
import asyncio


@serve.deployment(ray_actor_options={"num_gpus": 0.5, "num_cpus": 0}, max_ongoing_requests=64)
@serve.ingress(app)
class Classifier(Guarded):
    def __init__(self, checkpoint, token):
        super().__init__(token)
        self.predictor = Predictor(checkpoint)
        self.version = checkpoint.rsplit("/", 1)[-1]

    def reconfigure(self, config):
        self.predict.set_max_batch_size(config["size"])
        self.predict.set_batch_wait_timeout_s(config["wait_s"])

    @serve.batch
    async def predict(self, files: list[bytes]) -> list[Answer]:
        batch = {"path": files, "bytes": files}
        found = await asyncio.to_thread(self.predictor, batch)
        pairs = zip(found["label"], found["confidence"].tolist(), strict=True)
        return [Answer(label=label, confidence=share, version=self.version) for label, share in pairs]

    @app.post("/classify")
    async def classify(self, question: Question, key: Key) -> Answer:
        self.expect(key)
        return await self.predict(question.picture)


# %% [markdown]
# The model works in a thread (`asyncio.to_thread`), so that the replica can take the next requests meanwhile. `serve.run` with the name of an application that runs replaces what is in it.

# %%
settings = {"size": 1, "wait_s": 0.0}
service = Classifier.options(user_config=settings)
_ = serve.run(service.bind(checkpoint, token), name="classifier")
for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": f"Bearer {token}"}):
    reply = client.post("/classify", json=question(rows[0]), headers=headers)
    print(reply.status_code, reply.text)

# %%
client.headers["Authorization"] = f"Bearer {token}"
reply = client.post("/classify", json=bad["no picture"])
print(reply.status_code, reply.json()["detail"][0]["msg"])

# %% [markdown]
# ## Latency and throughput
#
# Two numbers tell how fast a service is. **Latency** is how long one caller waits; give its median (p50) and the time that 95 of 100 stay below (p95), since a mean hides the slow ones. **Throughput** is how many requests are answered in a
# second. A load generator measures both: here `callers` threads, each of which asks, waits for the answer, and asks again.


# %%
import time
from concurrent.futures import ThreadPoolExecutor


def ask(k):
    start = time.perf_counter()
    reply = client.post("/classify", json=question(rows[k % len(rows)]))
    return reply.status_code, time.perf_counter() - start


def load(number, callers):
    start = time.perf_counter()
    with ThreadPoolExecutor(callers) as pool:
        replies = list(pool.map(ask, range(number)))
    waits = [wait for status, wait in replies if status == 200]
    rate = len(waits) / (time.perf_counter() - start)
    p50, p95 = np.percentile(waits, (50, 95)).tolist()
    return {"rate": rate, "p50": p50, "p95": p95}


# %% [markdown]
# **Predict.** Sixteen callers, and batches of at most 1, 4 and 16. Which way do throughput and latency go?


# %%
def configured(**config):
    serve.run(service.options(user_config=config).bind(checkpoint, token), name="classifier")


def replicas(application):
    actors = ray.util.list_named_actors(all_namespaces=True)
    return {actor["name"] for actor in actors if f"::{application}#" in actor["name"]}


# %%
first, measured = replicas("classifier"), {}
load(32, 16)  # a warm-up
for size in (1, 4, 16):
    configured(size=size, wait_s=0.02)
    measured[size] = load(128, 16)
    print(f"batches of {size:2}:", {name: round(value, 3) for name, value in measured[size].items()})
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
# While many wait, a batch serves several at the price of a little more than one, so throughput rises *and* everybody waits for less time: most of a wait is the queue. On a laptop the load generator, the proxy and the replica share a few cores, so that the gain has
# its limit there; on a card, where a batch of sixteen costs hardly more than one picture, it is larger.
#
# </details>
#
# That was the crowd. What does batching cost a caller who is alone? **Predict.** One caller, batches of at most 16, and a wait of a fifth of a second.

# %%
alone = {}
for wait_s in (0.0, 0.2):
    configured(size=16, wait_s=wait_s)
    alone[f"wait {wait_s:g} s"] = load(8, 1)["p50"]
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
# `max_queued_requests` limits the queue, and `BackpressureConfig` says when to come back.

# %%
from collections import Counter

from ray.serve.config import BackpressureConfig

limits = {"max_ongoing_requests": 4, "max_queued_requests": 4}
patience = BackpressureConfig(retry_after_s=1)
service = service.options(**limits, backpressure_config=patience)
configured(size=4, wait_s=0.0)


# %%
def burst(number, asked):
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(asked, range(number)))


def plain(k):
    reply = client.post("/classify", json=question(rows[k % len(rows)]))
    return reply.status_code, reply.headers.get("retry-after")


print(Counter(burst(40, plain)))
print("the same replica:", replicas("classifier") == first)

# %% [markdown]
# Forty at once: those that found room got a 200, the others a **503** and the header `Retry-After`. None waited in vain. These limits are settings too: the replica did not start anew.
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
        status, told = plain(k)
        if status != 503:
            return status, attempt
        time.sleep(float(told or 0) + rng.uniform(0, min(5, 0.1 * 2**attempt)))
    return status, attempts


replies = burst(40, patient)
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
# upwards and 600 downwards, so that a short peak starts nothing. To watch it in a lesson, all times are short here. A class that sleeps for a fifth of a second stands for a model.

# %%
scaling = {"min_replicas": 1, "max_replicas": 3, "target_ongoing_requests": 2}
hurry = {"upscale_delay_s": 0.5, "downscale_delay_s": 2, "metrics_interval_s": 0.25, "look_back_period_s": 1}


@serve.deployment(autoscaling_config={**scaling, **hurry}, ray_actor_options={"num_cpus": 0})
class Sleeper:
    async def __call__(self, request):
        await asyncio.sleep(0.2)
        return "done"


_ = serve.run(Sleeper.bind(), name="sleeper", route_prefix="/sleep")


# %%
def running(application, deployment):
    states = serve.status().applications[application].deployments[deployment].replica_states
    return states.get("RUNNING", 0)


def napping(until):
    while time.perf_counter() < until:
        client.get("/sleep")


# %% [markdown]
# **Predict.** Six callers ask for six seconds, then nobody does. How many replicas will there be, and when?

# %%
start, seen = time.perf_counter(), {"callers": [], "replicas": []}
with ThreadPoolExecutor(6) as pool:
    jobs = [pool.submit(napping, start + 6) for _ in range(6)]
    while (now := time.perf_counter() - start) < 12:
        seen["callers"].append(sum(not job.done() for job in jobs))
        seen["replicas"].append(running("sleeper", "Sleeper"))
        time.sleep(0.25)

# %%
at = np.linspace(0, 12, len(seen["callers"]))
raycourse.plot_lines(seen, at=at, x="seconds", y="number", title="Six callers come and go")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Six requests are always under way, and each replica should have two, so Serve wants three replicas. They are there as soon as their processes have started: after a second or two here, after as long as a model loads in real life. Two
# seconds after the last request the first of them go, one in the end stays.
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
# ## Several deployments, one application
#
# A picture search, and the class of what it finds: two models, which scale apart from each other. One deployment calls another by a **handle**. `bind` puts it into the constructor; the call is `handle.method.remote(...)`, and `await` gives its result. The
# classifier runs already, in an application of its own: `serve.get_deployment_handle` finds it there.

# %%
from transformers import CLIPModel, CLIPProcessor

clip = raycourse.model("clip")


@serve.deployment(ray_actor_options={"num_gpus": 0.25, "num_cpus": 0})
class Search:
    def __init__(self, source, load, files):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = CLIPModel.from_pretrained(source, **load).to(self.device).eval()
        self.processor = CLIPProcessor.from_pretrained(source)
        images = [Image.open(io.BytesIO(data)).convert("RGB") for data in files]
        self.files, self.vectors = files, self.embedded(self.model.get_image_features, images=images)

    def embedded(self, embed, **what):
        inputs = self.processor(**what, return_tensors="pt", padding=True, truncation=True).to(self.device)
        with torch.inference_mode():
            return torch.nn.functional.normalize(embed(**inputs).pooler_output)

    def nearest(self, text, number):
        vector = self.embedded(self.model.get_text_features, text=[text])[0]
        return [self.files[k] for k in (self.vectors @ vector).topk(number).indices]


# %% [markdown]
# ## A text that streams
#
# A language model makes one token after the other. Nobody wants to wait for the last before reading the first. `StreamingResponse` sends what a generator yields, at once; `TextIteratorStreamer` of transformers is such a generator, filled by `generate` in
# another thread.

# %%
from threading import Thread

from transformers import AutoModelForCausalLM, AutoTokenizer, TextIteratorStreamer

enhancer = raycourse.model("enhancer")
INSTRUCTION = (
    "You are a helpful assistant. Enhance the image description with two short elements corresponding to the winter season. "
    "Keep animal wearing clothing and retain image medium information (like photo or painting). Return new description only, no intro."
)


@serve.deployment(ray_actor_options={"num_gpus": 0.25, "num_cpus": 0})
class Writer:
    def __init__(self, source, load, call):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.tokenizer = AutoTokenizer.from_pretrained(source)
        self.model = AutoModelForCausalLM.from_pretrained(source, **load).to(self.device).eval()
        self.call = call

    def write(self, prompt):
        messages = [{"role": "system", "content": INSTRUCTION}, {"role": "user", "content": prompt}]
        make = {"add_generation_prompt": True, "return_tensors": "pt", "return_dict": True}
        inputs = self.tokenizer.apply_chat_template(messages, **make).to(self.device)
        streamer = TextIteratorStreamer(self.tokenizer, skip_prompt=True, skip_special_tokens=True)
        Thread(target=self.model.generate, kwargs={**inputs, **self.call, "streamer": streamer}).start()
        yield from streamer


# %% [markdown]
# One ingress in front of both. It loads no model, so it starts fast.

# %%
from fastapi.responses import StreamingResponse

front = FastAPI()


@serve.deployment(ray_actor_options={"num_cpus": 0})
@serve.ingress(front)
class Front:
    def __init__(self, search, writer):
        self.search, self.writer = search, writer.options(stream=True)
        self.classifier = serve.get_deployment_handle("Classifier", "classifier")

    @front.get("/find")
    async def find(self, text: str, number: int = 4) -> list[dict]:
        files = await self.search.nearest.remote(text, number)
        found = await asyncio.gather(*(self.classifier.predict.remote(file) for file in files))
        pairs = zip(found, files, strict=True)
        return [{"label": one.label, "picture": base64.b64encode(file)} for one, file in pairs]

    @front.get("/write")
    def write(self, prompt: str) -> StreamingResponse:
        return StreamingResponse(self.writer.write.remote(prompt), media_type="text/plain")


# %%
files = [row["bytes"] for row in rows]
shop = Front.bind(
    Search.bind(clip.source, clip.load, files),
    Writer.bind(enhancer.source, enhancer.load, enhancer.call),
)
_ = serve.run(shop, name="shop", route_prefix="/shop")

# %%
found = client.get("/shop/find", params={"text": "a photo of a fish"}).json()
images = [Image.open(io.BytesIO(base64.b64decode(one["picture"]))) for one in found]
raycourse.show_images(images, [one["label"] for one in found])

# %%
start, arrived = time.perf_counter(), []
with client.stream("GET", "/shop/write", params={"prompt": "a photo of a fox wearing a red scarf"}) as reply:
    for piece in reply.iter_text():
        arrived.append((time.perf_counter() - start, piece))
print("".join(piece for _, piece in arrived))
print(f"{len(arrived)} pieces: the first after {arrived[0][0]:.2f} s, the last after {arrived[-1][0]:.2f} s")

# %%
serve.delete("shop")

# %% [markdown]
# ## Many models, few replicas
#
# A network for each customer, hundreds of them, each seldom asked: a replica for each would idle. `@serve.multiplexed` keeps the models that were asked for last, loads others on demand, and sends a request to a replica that has its model. The
# caller names the model in a header.
#
# Two versions of the classifier serve as the example. Version 2 divides its logits by two, as the *temperature* of the [lab {}](lab:predict) does: the same labels, less confidence.

# %%
import tempfile

import pyarrow.fs

versions = raycourse.storage("serving/models")


def publish(model, name):
    local = f"{tempfile.mkdtemp()}/{name}"
    model.save_pretrained(local)
    ViTImageProcessor.from_pretrained(raycourse.fetched(checkpoint)).save_pretrained(local)
    filesystem, path = pyarrow.fs.FileSystem.from_uri(f"{versions}/{name}")
    filesystem.create_dir(path)
    pyarrow.fs.copy_files(local, path, destination_filesystem=filesystem)


# %%
network = ViTForImageClassification.from_pretrained(raycourse.fetched(checkpoint))
publish(network, "v1")
with torch.no_grad():
    network.classifier.weight /= 2
    network.classifier.bias /= 2
publish(network, "v2")


# %%
@serve.deployment(ray_actor_options={"num_gpus": 0.5, "num_cpus": 0})
class Versions:
    def __init__(self, home):
        self.home, self.loaded = home, []

    @serve.multiplexed(max_num_models_per_replica=1)
    async def model(self, name):
        self.loaded.append(name)
        return Predictor(f"{self.home}/{name}")

    async def __call__(self, request):
        predictor = await self.model(serve.get_multiplexed_model_id())
        found = predictor({"path": [""], "bytes": [await request.body()]})
        return {"confidence": round(float(found["confidence"][0]), 3), "loaded": self.loaded}


_ = serve.run(Versions.bind(versions), name="versions", route_prefix="/versions")

# %% [markdown]
# **Predict.** Four requests, for v1, v1, v2 and v1 again, and a replica that keeps one model. How often does it load?

# %%
for name in ("v1", "v1", "v2", "v1"):
    reply = client.post("/versions", content=rows[0]["bytes"], headers={"serve_multiplexed_model_id": name})
    print(name, reply.json())
serve.delete("versions")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Three times: the second request finds v1 loaded; v2 pushes it out, and the last one loads it anew. Keep as many as fit into the memory, and count the loads: a replica that loads all the time has too little room.
#
# </details>
#
# ## A new version, and nobody notices
#
# `serve.run` with the new checkpoint replaces the replicas of a running application: a **rolling update**. By default Serve stops an old replica before it starts the new one, so a service of one replica has a gap. Requests wait in the queue
# meanwhile (if it is long enough!), none is lost, and some wait for as long as the model loads. `max_surge_percent` allows extra replicas during the update: the new one is ready before the old one goes.
#
# A load generator notes what each caller got.


# %%
def steady(send, stop, notes):
    while not stop.is_set():
        start = time.perf_counter()
        reply = send()
        notes.append((start, time.perf_counter() - start, reply))
        time.sleep(0.02)


# %%
import contextlib
from threading import Event


@contextlib.contextmanager
def traffic(send, callers=3):
    stop, notes = Event(), []
    with ThreadPoolExecutor(callers) as pool:
        for _ in range(callers):
            pool.submit(steady, send, stop, notes)
        try:
            yield notes
        finally:
            time.sleep(1)
            stop.set()


def told(notes):
    statuses = dict(Counter(reply.status_code for *_, reply in notes))
    print(f"{len(notes)} requests, statuses {statuses}, the longest wait {max(wait for _, wait, _ in notes):.2f} s")


def classified():
    return client.post("/classify", json=question(rows[0]))


# %% [markdown]
# **Predict.** The classifier becomes v2 while three callers ask, with room for one extra replica. How many requests fail, and how long is the longest wait, if a replica needs several seconds to start?

# %%
update = Classifier.options(user_config={"size": 4, "wait_s": 0.0}, max_surge_percent=100)
with traffic(classified) as notes:
    time.sleep(1)
    serve.run(update.bind(f"{versions}/v2", token), name="classifier")
told(notes)

# %%
answers = [(start - notes[0][0], reply.json().get("version")) for start, _, reply in notes]
edges = np.arange(0, max(answers)[0], 0.5)
names = sorted({version for _, version in answers})
counts = {name: np.histogram([start for start, one in answers if one == name], edges)[0] for name in names}
title = "Who answered, during the update"
raycourse.plot_lines(counts, at=edges[:-1], x="seconds", y="answers in half a second", title=title)

# %% [markdown]
# <details><summary>Answer</summary>
#
# None fails. The old replica answers until the new one has loaded its model and is healthy, then the proxy sends new requests there, and the old one ends its last requests before it goes (`graceful_shutdown_timeout_s`, 20 seconds by default). The
# longest wait is far shorter than the start of a replica: nobody waited for it.
#
# </details>
#
# ## A damaged model
#
# Version 3 lost a piece of its weights on the way. By default Serve tries a constructor that raises three times for each replica, and only then `serve.run` tells you. One try is enough for a file that is damaged: `max_constructor_retry_count=1`.

# %%
publish(network, "v3")
filesystem, path = pyarrow.fs.FileSystem.from_uri(f"{versions}/v3/model.safetensors")
with filesystem.open_output_stream(path) as file:
    file.write(b"cut")

# %%
once = update.options(max_constructor_retry_count=1)
with traffic(classified) as notes:
    try:
        serve.run(once.bind(f"{versions}/v3", token), name="classifier")
    except RuntimeError as error:
        print(error)
told(notes)
print("versions:", Counter(reply.json().get("version") for *_, reply in notes))

# %%
state = serve.status().applications["classifier"].deployments["Classifier"]
print(state.status.value, state.replica_states)
print(state.message.splitlines()[-1])

# %% [markdown]
# `serve.run` raises as soon as the one try has failed, v2 goes on answering, and the status of the deployment ends with what the constructor said. The application stays `DEPLOY_FAILED` until you
# deploy a version that works.
#
# ## A replica that dies
#
# Processes die: the machine's memory is full, a card fails. Give the sleeper of before two replicas, and kill one of them in the middle of requests.

# %%
two = Sleeper.options(autoscaling_config={**scaling, **hurry, "min_replicas": 2}, health_check_period_s=1)
_ = serve.run(two.bind(), name="sleeper", route_prefix="/sleep")
old = sorted(replicas("sleeper"))
print(len(old), "replicas")

# %%
with traffic(lambda: client.get("/sleep")) as notes:
    time.sleep(1)
    ray.kill(ray.get_actor(old[0], namespace="serve"))
    while not (new := replicas("sleeper") - set(old)) or running("sleeper", "Sleeper") < 2:
        time.sleep(0.2)
told(notes)
print("new replicas:", len(new))

# %% [markdown]
# A request that was inside the dead replica is lost, and its caller gets a 500 where there was one: Serve cannot know whether it is safe to repeat. All others go to the second replica. Serve notices the death and starts a
# replacement by itself. So: two replicas at least for what must not stop, and callers that repeat what may be repeated.
#
# ## Nobody else can ask
#
# A token protects the requests, and the address keeps others from asking at all. `127.0.0.2` is this machine, too, by another of its addresses, as callers from a network would use another.

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
# **4.** One replica, a rolling update, `max_surge_percent` at its default, and `max_queued_requests=0`... what do callers see while the new replica starts? (a) Nothing. (b) A slow answer. (c) 503.
#
# <details><summary>Answer</summary>
#
# (c). The old replica is gone, the new one is not there, and there is no queue to wait in. With room in the queue it would be (b), with an extra replica (a).
#
# </details>
#
# ## Recap
#
# - A deployment is a class that loads its model once; the schema turns bad requests away before it.
# - Batching trades the wait of the lonely for the throughput of the crowd. Measure p50 and p95, not the mean.
# - A full service says 503 at once, and good callers come back later, each at another moment.
# - Handles compose deployments that scale apart; streams send what is ready; multiplexing shares replicas among models.
# - An update with an extra replica loses no request and slows none; a version that does not start leaves the old one in place.
#
# | API | What it does |
# |---|---|
# | [`serve.deployment`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.deployment_decorator.html) | makes replicas of a class: how many, with what, with which limits |
# | [`serve.ingress`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.ingress.html) | FastAPI in front of a deployment |
# | [`serve.run`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.run.html) | deploys an application, or updates the one of that name |
# | [`serve.batch`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.batch.html) | collects calls into batches |
# | [`AutoscalingConfig`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.config.AutoscalingConfig.html) | how many replicas, and how fast that changes |
# | [`DeploymentHandle`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.handle.DeploymentHandle.html) | calls one deployment from another |
# | [`serve.multiplexed`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.multiplexed.html) | loads models by their name, keeps the last ones |
# | [`serve.status`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.status.html) | what runs, and what does not |
#
# **Next:** the lab.

# %%
serve.shutdown()
ray.shutdown()
