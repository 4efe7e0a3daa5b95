# ---
# jupyter:
#   course:
#     title: "Serving: parts and versions"
#     minutes: 30
#     builds: search, enhancer and painter behind one address; an update that loses no request
# ---

# %% [markdown]
# # Serving: parts and versions
#
# By the end four models work behind one address, a text streams while it is written, a new version takes over without a lost request, a damaged one stays out, and a replica that dies is replaced.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:endpoint), [{}](lesson:enhance) and [{}](lesson:embeddings) |
# | **You will learn** | to compose deployments, stream, keep many models in few replicas, and update without a lost request |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %%
from ray import serve

http = raycourse.loopback()
serve.start(proxy_location="HeadOnly", http_options=http)
url = "http://{host}:{port}".format(**http)
print("Serve listens at", url)

# %% [markdown]
# Some pictures to serve, half dogs and half fish, with the name of their folder.

# %%
rows, kinds = [], []
for kind in ("dog", "fish"):
    folder = raycourse.data(f"dogs_fish/test/{kind}")
    files = ray.data.read_binary_files(folder, include_paths=True, override_num_blocks=1).take_all()
    rows += sorted(files, key=lambda row: row["path"])[::10]
    kinds += [kind] * (len(rows) - len(kinds))
print(len(rows), "pictures")

# %% [markdown]
# ## Several deployments, one application
#
# A picture search, and the class of what it finds: two models, which scale apart from each other. The classifier is the one of [lesson {}](lesson:endpoint), in short. A quarter of a GPU each, since there will be four.

# %%
import io

import torch
from PIL import Image
from transformers import pipeline

quarter = {"ray_actor_options": {"num_gpus": 0.25, "num_cpus": 0}}


@serve.deployment(**quarter)
class Classifier:
    def __init__(self, source):
        device = 0 if torch.cuda.is_available() else -1
        self.pipe = pipeline("image-classification", raycourse.fetched(source), device=device, top_k=1)

    def label(self, file):
        return self.pipe(Image.open(io.BytesIO(file)).convert("RGB"))[0]["label"]


# %% [markdown]
# `Search` is the search of [lesson {}](lesson:embeddings) in a replica: CLIP embeds the pictures once, then each text.

# %%
from transformers import CLIPModel, CLIPProcessor


class Clip:
    def __init__(self, source, load):
        device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = CLIPModel.from_pretrained(source, **load).to(device).eval()
        self.processor = CLIPProcessor.from_pretrained(source)

    def embedded(self, embed, **what):
        inputs = self.processor(**what, return_tensors="pt", padding=True, truncation=True).to(self.model.device)
        with torch.inference_mode():
            return torch.nn.functional.normalize(embed(**inputs).pooler_output)


# %%
@serve.deployment(**quarter)
class Search:
    def __init__(self, source, load, files):
        images = [Image.open(io.BytesIO(data)).convert("RGB") for data in files]
        self.files, self.clip = files, Clip(source, load)
        self.vectors = self.clip.embedded(self.clip.model.get_image_features, images=images)

    def nearest(self, text, number):
        vector = self.clip.embedded(self.clip.model.get_text_features, text=[text])[0]
        return [self.files[k] for k in (self.vectors @ vector).topk(number).indices]


# %% [markdown]
# ## A text that streams
#
# A language model makes one token after the other. Nobody wants to wait for the last before reading the first. `TextIteratorStreamer` of transformers is a generator, filled by `generate` in another thread. The model is the enhancer of
# [lesson {}](lesson:enhance), with its instruction. Should `generate` fail, nobody would end the stream and the caller would wait for ever: hence the callback, which ends it either way.

# %%
INSTRUCTION = (
    "You are a helpful assistant. Enhance the image description with two short elements corresponding to the winter season. "
    "Keep animal wearing clothing and retain image medium information (like photo or painting). Return new description only, no intro."
)


def messages(prompt):
    return [{"role": "system", "content": INSTRUCTION}, {"role": "user", "content": prompt}]


# %%
from concurrent.futures import ThreadPoolExecutor

from transformers import AutoModelForCausalLM, AutoTokenizer, TextIteratorStreamer


@serve.deployment(**quarter)
class Writer:
    def __init__(self, source, load, call):
        device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = AutoModelForCausalLM.from_pretrained(source, **load).to(device).eval()
        self.tokenizer, self.call = AutoTokenizer.from_pretrained(source), call

    def write(self, prompt):
        make = {"add_generation_prompt": True, "return_tensors": "pt", "return_dict": True}
        inputs = self.tokenizer.apply_chat_template(messages(prompt), **make).to(self.model.device)
        streamer = TextIteratorStreamer(self.tokenizer, skip_prompt=True, skip_special_tokens=True)
        with ThreadPoolExecutor(1) as pool:
            job = pool.submit(self.model.generate, **inputs, **self.call, streamer=streamer)
            job.add_done_callback(lambda _: streamer.end())
            yield from streamer
            job.result()  # raises what went wrong


# %% [markdown]
# ## A picture from words
#
# The fourth is the painter of [lesson {}](lesson:images). It gets what the enhancer has written and returns the bytes of a PNG file. Serve runs methods without `async` in threads, up to `max_ongoing_requests` at a time, which is five by default. A
# pipeline of diffusers notes in itself at which step it is, so two threads in it would spoil each other's pictures: one at a time.

# %%
from diffusers import AutoPipelineForText2Image


@serve.deployment(max_ongoing_requests=1, **quarter)
class Painter:
    def __init__(self, source, load, call):
        device = "cuda" if torch.cuda.is_available() else "cpu"
        self.pipe, self.call = AutoPipelineForText2Image.from_pretrained(source, **load).to(device), call
        self.pipe.set_progress_bar_config(disable=True)

    def paint(self, prompt):
        file = io.BytesIO()
        self.pipe(prompt, **self.call).images[0].save(file, "PNG")
        return file.getvalue()


# %% [markdown]
# ## One address for all
#
# One ingress in front of all four. It loads no model, so it starts fast. A deployment calls another by a **handle**, which `bind` puts into the constructor; the call is `handle.method.remote(...)`, and `await` gives its result. `StreamingResponse` sends
# what a generator yields, at once.

# %%
import asyncio
import base64

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


# %%
@serve.deployment(ray_actor_options={"num_cpus": 0})
@serve.ingress(app)
class Front:
    def __init__(self, classifier, search, writer, painter):
        self.classifier, self.search, self.painter = classifier, search, painter
        self.writer = writer.options(stream=True)

    @app.get("/find")
    async def find(self, text: str, number: int = 4) -> list[dict]:
        files = await self.search.nearest.remote(text, number)
        labels = await asyncio.gather(*(self.classifier.label.remote(file) for file in files))
        return [{"label": label, "picture": base64.b64encode(file)} for label, file in zip(labels, files, strict=True)]

    @app.get("/write")
    def write(self, prompt: str) -> StreamingResponse:
        return StreamingResponse(self.writer.write.remote(prompt), media_type="text/plain")

    @app.get("/paint")
    async def paint(self, prompt: str) -> dict:
        text = "".join([piece async for piece in self.writer.write.remote(prompt)])
        return {"prompt": text, "picture": base64.b64encode(await self.painter.paint.remote(text))}


# %%
clip, enhancer, painter = (raycourse.model(name) for name in ("clip", "enhancer", "text_to_image"))
parts = [
    Classifier.bind(raycourse.model("dog_or_fish").source),
    Search.bind(clip.source, clip.load, [row["bytes"] for row in rows]),
    Writer.bind(enhancer.source, enhancer.load, enhancer.call),
    Painter.bind(painter.source, painter.load, painter.call),
]
_ = serve.run(Front.bind(*parts), name="shop", route_prefix="/shop")

# %%
import httpx

client = httpx.Client(base_url=url, timeout=60)


def picture(one):
    return Image.open(io.BytesIO(base64.b64decode(one["picture"])))


# %%
found = client.get("/shop/find", params={"text": "a photo of a fish"}).json()
raycourse.show_images(list(map(picture, found)), [one["label"] for one in found])

# %% [markdown]
# Where the search takes a dog in a fish's colours for a fish, the classifier says so. In the lab you put both to use.
#
# **Predict.** The text comes in pieces. When does the first piece arrive, compared with the last: almost at once, or almost at the end?

# %%
import time

start, arrived = time.perf_counter(), []
with client.stream("GET", "/shop/write", params={"prompt": "a photo of a fox wearing a red scarf"}) as reply:
    for piece in reply.iter_text():
        arrived.append((time.perf_counter() - start, piece))
print("".join(piece for _, piece in arrived))
print(f"{len(arrived)} pieces: the first after {arrived[0][0]:.2f} s, the last after {arrived[-1][0]:.2f} s")

# %% [markdown]
# <details><summary>Answer</summary>
#
# In between, with so small a model: the first piece is sent when the first word is ready, and until then the request travels and the prompt is read. The rest takes a moment more. A large model takes seconds for the text, and a reader starts reading at once.
#
# </details>
#
# The painter cannot begin before the sentence is whole. One request goes through both models, each in a replica of its own: while the painter works on it, the enhancer writes for the next caller.

# %%
painted = client.get("/shop/paint", params={"prompt": "a photo of a fox wearing a red scarf"}).json()
raycourse.show_images([picture(painted)], [painted["prompt"]])

# %% [markdown]
# ## Many models, few replicas
#
# A network for each customer, hundreds of them, each seldom asked: a replica for each would idle. `@serve.multiplexed` keeps the models that were asked for last, loads others on demand, and sends a request to a replica that has its model. The
# caller names the model in a header.
#
# The rest of this lesson is about models that come and go, not about what they say, so here is one that starts fast. It knows the mean dog and the mean fish, in sixteen by sixteen pixels, and says which is nearer.


# %%
import numpy as np


def thumbnail(data):
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB").resize((16, 16)), np.float32)
    return pixels - pixels.mean(axis=(0, 1))


# %%
from safetensors import numpy as tensors


def means(number):
    """The file of a model, made of the first `number` pictures of each kind."""
    some = {
        kind: [row["bytes"] for row, its in zip(rows, kinds, strict=True) if its == kind] for kind in ("dog", "fish")
    }
    return tensors.save(
        {kind: np.mean([thumbnail(data) for data in files[:number]], axis=0) for kind, files in some.items()}
    )


# %%
import pyarrow.fs


class Small:
    def __init__(self, home, name):
        filesystem, path = pyarrow.fs.FileSystem.from_uri(home)
        with filesystem.open_input_file(f"{path}/{name}.safetensors") as file:
            self.means = tensors.load(file.read())

    def __call__(self, data):
        apart = {kind: np.square(mean - thumbnail(data)).mean() for kind, mean in self.means.items()}
        return min(apart, key=apart.get)


# %% [markdown]
# Version 1 has seen six pictures of each kind, version 2 all of them. (Both are then tried on pictures that they have seen. That says nothing about new ones; here they only have to differ.) Both go into the storage, and a third version, which is cut off on the way there.

# %%
home = raycourse.storage("serving/models")
filesystem, path = pyarrow.fs.FileSystem.from_uri(home)
filesystem.create_dir(path)
versions = {"v1": means(6), "v2": means(len(rows)), "v3": means(len(rows))[:500]}
for name, content in versions.items():
    with filesystem.open_output_stream(f"{path}/{name}.safetensors") as file:
        file.write(content)
for name in ("v1", "v2"):
    model = Small(home, name)
    right = sum(model(row["bytes"]) == kind for row, kind in zip(rows, kinds, strict=True))
    print(f"{name} is right about {right} of {len(rows)} pictures")


# %% [markdown]
# The name comes from the caller, and becomes part of a path. Look at it first: `../another/folder` is a name, too.

# %%
import re

from starlette.responses import Response


@serve.deployment(ray_actor_options={"num_cpus": 0})
class Versions:
    def __init__(self, home):
        self.home, self.loaded = home, []

    @serve.multiplexed(max_num_models_per_replica=1)
    async def model(self, name):
        self.loaded.append(name)
        return Small(self.home, name)

    async def __call__(self, request):
        name = serve.get_multiplexed_model_id()
        if not re.fullmatch(r"v\d+", name):
            return Response("no such model", 404)
        model = await self.model(name)
        return {"label": model(await request.body()), "loaded": self.loaded}


# %%
_ = serve.run(Versions.bind(home), name="versions", route_prefix="/versions")

# %% [markdown]
# **Predict.** Four requests, for v1, v1, v2 and v1 again, and a replica that keeps one model. How often does it load?

# %%
for name in ("v1", "v1", "v2", "v1"):
    reply = client.post("/versions", content=rows[0]["bytes"], headers={"serve_multiplexed_model_id": name})
    print(name, reply.json())

# %% [markdown]
# <details><summary>Answer</summary>
#
# Three times: the second request finds v1 loaded; v2 pushes it out, and the last one loads it anew. Keep as many as fit into the memory, and count the loads: a replica that loads all the time has too little room.
#
# </details>
#
# ## A new version, and nobody notices
#
# `serve.run` with another version replaces the replicas of a running application: a **rolling update**. By default Serve stops an old replica before it starts the new one. `max_surge_percent` allows extra replicas during the update: the new
# one is ready before the old one goes. Until then both hold what they ask for: an extra replica with a GPU needs a free GPU, and the update waits until there is one. (By default a replica that is to go looks every two seconds whether its last requests are done; here, five times a second.)


# %%
quick = {"ray_actor_options": {"num_cpus": 0}, "graceful_shutdown_wait_loop_s": 0.2}


@serve.deployment(max_constructor_retry_count=1, **quick)
class Model:
    def __init__(self, home, name):
        self.small, self.name = Small(home, name), name
        time.sleep(1.5)  # as if it were large

    async def __call__(self, request):
        return {"label": self.small(await request.body()), "version": self.name}


# %%
def release(name, **options):
    serve.run(Model.options(**options).bind(home, name), name="model", route_prefix="/model")


release("v1")


# %% [markdown]
# `raycourse.traffic(send)` has three callers who call `send()` again and again until its `with` ends, and notes each call.


# %%
from collections import Counter


def asked():
    return client.post("/model", content=rows[0]["bytes"])


def told(calls):
    statuses, longest = dict(Counter(call.status for call in calls)), max(call.seconds for call in calls)
    print(f"{len(calls)} requests, statuses {statuses}, the longest wait {longest:.2f} s")


# %% [markdown]
# **Predict.** Three callers ask while v1 becomes v2, once without and once with room for an extra replica. A start takes a second and a half at least. How many requests fail, and how long is the longest wait?

# %%
with raycourse.traffic(asked) as calls:
    release("v2")
    time.sleep(0.5)
told(calls)

# %%
with raycourse.traffic(asked) as calls:
    time.sleep(0.5)
    release("v1", max_surge_percent=100)
    time.sleep(0.5)
told(calls)

# %%
answers = [(call.at - calls[0].at, call.reply.json()["version"]) for call in calls]
edges = np.arange(0, max(answers)[0], 0.25)
counts = {name: np.histogram([at for at, one in answers if one == name], edges)[0] for name in ("v2", "v1")}
title = "Who answered, with an extra replica"
raycourse.plot_lines(counts, at=edges[:-1], x="seconds", y="answers in a quarter of a second", title=title)

# %% [markdown]
# <details><summary>Answer</summary>
#
# None fails, either way. Without an extra replica there is a gap: requests wait in the queue (if it is long enough!) for as long as the new one takes to start. With one, the old replica answers until the new one has loaded its model and is
# healthy, then new requests go there, and the old one ends its last requests before it goes. The longest wait is far shorter than a start: nobody waited for it.
#
# </details>
#
# ## A damaged model
#
# Version 3 was cut off on the way. By default Serve starts replicas whose constructor raises again and again, three times as often as there are to be replicas and 20 times at most, and only then `serve.run` tells you. One try, `max_constructor_retry_count=1` above, is enough for a file that is damaged. It counts for all
# replicas together, so leave more where a start may fail by chance, as a download may.

# %%
with raycourse.traffic(asked) as calls:
    try:
        release("v3", max_surge_percent=100)
    except RuntimeError as error:
        print(error)
told(calls)
print("versions:", dict(Counter(call.reply.json()["version"] for call in calls)))

# %%
state = serve.status().applications["model"].deployments["Model"]
print(state.status.value, state.replica_states)
print(state.message.splitlines()[-1])

# %% [markdown]
# `serve.run` raises as soon as the one try has failed. The version before goes on answering because of `max_surge_percent`: without it, Serve would have stopped the only replica first, and nobody would answer. The status of the deployment ends with what the constructor said. It stays
# so until you deploy a version that works.
#
# ## A replica that dies
#
# Processes die: the machine's memory is full, a card fails. Here is a service of two replicas, each of which takes one request at a time, and sleeps for as long as it is asked to. Serve asks every replica how it is, by default every ten seconds; here every second.


# %%
@serve.deployment(num_replicas=2, max_ongoing_requests=1, health_check_period_s=1, **quick)
class Sleeper:
    async def __call__(self, request):
        await asyncio.sleep(float(request.query_params.get("seconds", 0.2)))
        return "done"


_ = serve.run(Sleeper.bind(), name="sleeper", route_prefix="/sleep")


# %%
def replicas():
    """The names of the sleeper's replicas."""
    return {actor["name"] for actor in ray.util.list_named_actors(all_namespaces=True) if "::sleeper#" in actor["name"]}


def running():
    (deployment,) = serve.status().applications["sleeper"].deployments.values()
    return deployment.replica_states.get("RUNNING", 0)


def nap(seconds=0.2):
    return client.get("/sleep", params={"seconds": seconds})


old = sorted(replicas())
print(len(old), "replicas")

# %% [markdown]
# **Predict.** Two requests are under way, one in each replica, and one of the replicas is killed. What do the two callers get?

# %%
with ThreadPoolExecutor(2) as pool:
    under_way = [pool.submit(raycourse.called, nap, 2.5) for _ in range(2)]
    time.sleep(1.2)
    ray.kill(ray.get_actor(old[0], namespace="serve"))
print("statuses:", sorted(job.result().status for job in under_way))

# %%
with raycourse.traffic(nap) as calls:
    end = time.perf_counter() + 30
    while not (replicas() - set(old) and running() == 2) and time.perf_counter() < end:
        time.sleep(0.2)
told(calls)
print("new replicas:", len(replicas() - set(old)))

# %% [markdown]
# <details><summary>Answer</summary>
#
# The request inside the dead replica is lost, and its caller gets a 500: Serve cannot know whether it is safe to repeat. The requests that came a second later all went to the replica that is left, and meanwhile Serve starts a new one by itself. So: two replicas at
# least for what must not stop, and callers that repeat what may be repeated.
#
# </details>
#
# ## The end of a service
#
# A service that you stop is told so first: it takes no new request, and ends those that it has, for at most `graceful_shutdown_timeout_s`, 20 seconds by default.
#
# **Predict.** A request of two seconds is under way when you delete the application. Which status does it get? And the next one?

# %%
with ThreadPoolExecutor(1) as pool:
    under_way = pool.submit(raycourse.called, nap, 2)
    time.sleep(1)
    serve.delete("sleeper")
print("the request under way:", under_way.result().status, " the next one:", nap().status_code)

# %% [markdown]
# <details><summary>Answer</summary>
#
# It is finished, with a 200. The next one finds nothing at that address any more: 404.
#
# </details>
#
# ## Quiz
#
# **1.** The search is slow, and the classifier idles. What do you scale? (a) The whole application. (b) The deployment of the search alone. (c) The ingress.
#
# <details><summary>Answer</summary>
#
# (b). Each deployment has replicas of its own, which is what the parts are for. (a) pays for classifiers that idle. (c) only passes requests on.
#
# </details>
#
# **2.** One replica, a rolling update, `max_surge_percent` at its default, and `max_queued_requests=1`. Ten callers ask while the new replica starts. What do most of them see? (a) Nothing. (b) A slow answer. (c) 503.
#
# <details><summary>Answer</summary>
#
# (c). The old replica is gone, the new one is not there, and the queue has room for one, who gets (b). With room for all it would be (b) for everybody; with an extra replica, (a).
#
# </details>
#
# **3.** A replica died while it worked on an order. The caller got a 500. What should the caller do? (a) Send it again. (b) Send it again with the same id of its own. (c) Give up.
#
# <details><summary>Answer</summary>
#
# (b). Nobody knows how far the dead replica came. With an id, the service can tell that the order is there already. (a) may buy twice.
#
# </details>
#
# ## Recap
#
# - Handles compose deployments that scale apart; streams send what is ready; multiplexing shares replicas among models.
# - An update with room for an extra replica loses no request and slows none, and with it a version that does not start leaves the old one in place.
# - A dead replica costs the requests inside it; those that came a second later were all answered, and had to share the replica that was left. A service that is stopped ends its requests first.
#
# | API | What it does |
# |---|---|
# | [`DeploymentHandle`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.handle.DeploymentHandle.html) | calls one deployment from another |
# | [`serve.multiplexed`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.multiplexed.html) | loads models by their name, keeps the last ones |
# | [`serve.run`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.run.html) | deploys an application, or updates the one of that name |
# | [`serve.status`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.status.html) | what runs, and what does not |
#
# **Next:** the lab.

# %%
serve.shutdown()
ray.shutdown()
