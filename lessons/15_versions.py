# ---
# jupyter:
#   course:
#     title: Versions and A/B tests
#     minutes: 40
#     builds: a registry of models, a router that rolls back by itself, an A/B test with its power
# ---

# %% [markdown]
# # Versions and A/B tests: which model is better, and who decides
#
# By the end two versions of a model stand in a registry, a router shows each user one of them, and a test with a plan says which one stays.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | lessons [{}](lesson:predict), [{}](lesson:endpoint) and [{}](lesson:serving); what a mean and a probability are |
# | **You will learn** | to register and promote versions safely, split traffic by user, run a shadow, plan and read an A/B test, and roll back |
# | **Hardware** | a laptop; with GPUs the same code uses them |

# %%
import ray

import raycourse

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Two versions of one model
#
# An A/B test needs two models. The better one is the network that the course ships, or your own from [lesson {}](lesson:finetune). You make the older one from it: it leans to fish, as if most of its training pictures had been fish.
#
# The test pictures are split in three. A quarter makes the older version, a quarter measures both *before* they meet users, and the other half plays the users' pictures.

# %%
import numpy as np
import torch
from transformers import ViTForImageClassification, ViTImageProcessor

source = raycourse.fetched(raycourse.model("dog_or_fish").source)
processor = ViTImageProcessor.from_pretrained(source)
shape = {"mode": "RGB", "size": (processor.size["height"], processor.size["width"]), "include_paths": True}


folders = [raycourse.data(f"dogs_fish/test/{kind}") for kind in ("dog", "fish")]
rows = [row for folder in folders for row in ray.data.read_images(folder, **shape).limit(200).take_all()]
pictures = sorted(rows, key=lambda row: row["path"])
to_make, to_measure, traffic = pictures[::4], pictures[2::4], pictures[1::2]
print(
    f"{len(to_make)} pictures to make a version with, {len(to_measure)} to measure with, {len(traffic)} for the users"
)

# %%
TRUTH = {"dog": "dog", "fish": "fish", "n02102040": "dog", "n01440764": "fish"}  # the public folders have numbers


def truth_of(path):
    return TRUTH[path.split("/")[-2]]


def logits_of(folder, rows):
    model = ViTForImageClassification.from_pretrained(folder).eval()
    inputs = processor([row["image"].copy() for row in rows], return_tensors="pt")
    with torch.inference_mode():
        return model, model(**inputs).logits


# %% [markdown]
# How far must the model lean? Raise the score of fish until every fourth dog of the first part passes for a fish.

# %%
import tempfile
from pathlib import Path

dogs = [row for row in to_make if truth_of(row["path"]) == "dog"]
older, logits = logits_of(source, dogs)
dog, fish = (older.config.label2id[name] for name in ("dog", "fish"))
with torch.no_grad():
    older.classifier.bias[fish] += (logits[:, dog] - logits[:, fish]).quantile(0.25)


def saved(model, card):
    """A folder with the model, its processor and its card, as others would want to find it."""
    folder = tempfile.mkdtemp()
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    Path(folder, "README.md").write_text(f"# Dog or fish\n\n{card}\n")
    return folder


older_source = saved(older, "Leans to fish. Made for a lesson, for no other use.")
newer_source = saved(ViTForImageClassification.from_pretrained(source), "Fine-tuned for dogs and fish.")

# %% [markdown]
# ## The registry
#
# [Lesson {}](lesson:predict) published a version in a folder that never changes. A team needs more: how good the version is, where it comes from, and which version is at work now. That is a **registry**.
# What makes it trustworthy is what you write down when you register:
#
# - **checksums** of every file, so that a damaged model is refused;
# - **metrics**, with the number of pictures behind them;
# - **lineage**: a hash of the data, the version of the code (a commit, say), and the parent, so that you can make the model again;
# - the **card**, `README.md`: what the model is for, in words.

# %%
import hashlib


def data_hash(rows):
    """The same for the same pictures and labels in any order, wherever they lie."""
    each = sorted(hashlib.sha256(truth_of(row["path"]).encode() + row["image"].tobytes()).digest() for row in rows)
    return hashlib.sha256(b"".join(each)).hexdigest()[:12]


changed = [dict(row) for row in to_make]
changed[0]["image"] = changed[0]["image"] ^ np.uint8(1)  # the lowest bit of its pixels
print("shuffled: the same hash?", data_hash(to_make[::-1]) == data_hash(to_make))
print("one picture changed: the same hash?", data_hash(changed) == data_hash(to_make))

# %%
import pyarrow.fs

from raycourse.registry import Registry

HOME = raycourse.storage("versions/dog_or_fish")
filesystem, path = pyarrow.fs.FileSystem.from_uri(HOME)
filesystem.create_dir(path)
filesystem.delete_dir_contents(path)  # so that this lesson can run twice
registry = Registry(HOME)


from importlib.metadata import version as version_of


def register(folder, parent):
    model, logits = logits_of(folder, to_measure)
    said = [model.config.id2label[int(k)] for k in logits.argmax(1)]
    right = sum(label == truth_of(row["path"]) for label, row in zip(said, to_measure, strict=True))
    code = f"raycourse {version_of('raycourse')}"  # in a project of your own: the commit
    lineage = {"data": data_hash(to_make), "code": code, "parent": parent}
    return registry.register(folder, {"right": right, "of": len(to_measure)}, lineage)


# %%
register(older_source, None)
register(newer_source, "v1")
for version in registry.versions():
    facts = registry.about(version)
    low, high = raycourse.interval(**facts["metrics"])
    right, of = facts["metrics"].values()
    print(f"{version}: {right / of:.1%} of {of} right, 95 % interval {low:.1%} to {high:.1%}; {facts['lineage']}")

# %% [markdown]
# The lineage here only shows the form: neither network was made from these pictures alone, nor the second from the first. In a project, write down what the training really read, and what it started from.
#
# ## Two writers
#
# The `publish` of [lesson {}](lesson:predict) looks whether the version exists, and then writes. Between the two steps another writer may do the same.
#
# To see that moment, let two threads meet in it: a barrier holds each of them after its look until the other has looked too. The cure is a file system's own promise: `os.link` gives a finished file its
# name, and fails where the name is taken. Looking and writing are one step.

# %%
import contextlib
import os
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor


def look_then_write(place, both_looked):
    free = not os.path.exists(place)
    both_looked.wait()
    if free:
        Path(place).write_text("mine")
    return free


# %%
def create(place, both_looked):
    finished = Path(f"{place}.{uuid.uuid4().hex}")
    finished.write_text("mine")
    both_looked.wait()
    with contextlib.suppress(FileExistsError):
        os.link(finished, place)
        return True
    return False


# %% tags=["nbval-check-output"]
def owners(write):
    """How many of two writers believe that the version is theirs, in each of twenty races."""
    for round in range(20):
        both_looked = threading.Barrier(2)
        yield sum(threads.map(lambda _: write(f"{races}/{write.__name__}-{round}", both_looked), range(2)))  # noqa: B023


with tempfile.TemporaryDirectory() as races, ThreadPoolExecutor(2) as threads:
    print("look, then write:", list(owners(look_then_write)))
    print("create in one step:", list(owners(create)))

# %% [markdown]
# With the first way two writers own the same version, in every race: one model lies under a name that two people believe in. With the second there is one owner.
#
# `raycourse/registry.py` is built on that step alone. A version's number is claimed by it. On S3, which has no links, it is a [conditional write](https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html): "put this, if there is nothing".
#
# ## Stages: who is at work
#
# A **stage** says what a version is used for: `staging` is on trial, `production` answers users. A stage is not a file that gets overwritten. Every move is the next file of a list that only grows, created by the same step. So the list is
# its own history, two moves never mix, and an undo is one more entry.
#
# A promotion names the version that it replaces, `over`: the one that you have compared yours with.

# %%
registry.promote("v1", over=None, why="the first one")
registry.promote("v2", "staging", over=None, why="more right on held-out pictures")
print("production:", registry.stage("production"), " staging:", registry.stage("staging"))

# %% [markdown]
# **Predict.** Ada and Ben have each compared a candidate with v1. Ada promotes hers, v2. A minute later Ben promotes his, v3, `over="v1"`. What happens to Ben, and which version is in production?

# %% tags=["nbval-check-output"]
registry.register(newer_source, {}, {"parent": "v1"})  # Ben's
registry.promote("v2", over="v1", why="Ada: better than v1")
try:
    registry.promote("v3", over="v1", why="Ben: better than v1")
except RuntimeError as error:
    print("Ben:", error)
print("production:", registry.stage())

# %% [markdown]
# <details><summary>Answer</summary>
#
# Ben is refused, and v2 stays. His comparison said "v3 is better than v1". It said nothing about v2, which is in production by now. Without `over`, Ben would have replaced a model that he never looked at.
#
# </details>
#
# Ada was too fast: nobody has tested v2 with users. Take it back. An undo names the version too, so that two people who undo at the same moment do not go two steps back.

# %% tags=["nbval-check-output"]
print("back to", registry.undo("v2", why="no test with users yet"))
for move in registry.history():
    print("undo   " if move["undo"] else "promote", move["version"], move["stage"], "|", move["why"])

# %% [markdown]
# **Your turn.** Write `in_production(history)`: from a list of such moves, of several stages, return the version that has the stage `production` at the end, or `None`.


# %%
def in_production(history):
    raise NotImplementedError


raycourse.check("turns.in_production", in_production)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def in_production(history):
#     stack = []
#     for move in history:
#         if move["stage"] == "production":
#             stack = stack[:-1] if move["undo"] else [*stack, move["version"]]
#     return stack[-1] if stack else None
# ```
#
# </details>
#
# Disks and copies damage files, and a network with one wrong bit still answers. Flip one bit of Ben's weights, and load it.

# %% tags=["nbval-check-output"]
weights = f"{path}/v3/model/model.safetensors"
with filesystem.open_input_file(weights) as file:
    damaged = bytearray(file.read())
damaged[-1] ^= 1
with filesystem.open_output_stream(weights) as file:
    file.write(bytes(damaged))
try:
    registry.fetched("v3")
except OSError as error:
    print(error)

# %% [markdown]
# ## Who sees which model
#
# A user who meets another model at each click gets confused, and spoils your test: you no longer know which model made them stay. So the version must follow from the **user**.
#
# A good hash throws users evenly onto the numbers from 0 to 1. The weights cut that line into pieces. Nothing is stored, and every replica of a router comes to the same answer. The **salt** is the experiment's name: another experiment mixes the users anew.


# %%
def point(user, salt):
    """Where `user` falls between 0 and 1."""
    return int(hashlib.sha256(f"{salt}:{user}".encode()).hexdigest()[:13], 16) / 16**13


def version_for(user, salt, weights):
    place, end = point(user, salt), 0.0
    for version in sorted(weights):  # always in the same order
        end += weights[version]
        if place < end:
            return version
    return max(weights)  # the weights add up to a hair less than 1


# %%
users = [f"user-{k}" for k in range(1000)]
few = {user: version_for(user, "first test", {"v1": 0.9, "v2": 0.1}) for user in users}
print("v2 goes to", sum(version == "v2" for version in few.values()), "of 1000")
print("the same again:", few == {user: version_for(user, "first test", {"v1": 0.9, "v2": 0.1}) for user in users})

# %% [markdown]
# **Predict.** You raise v2 from 10 % to 20 %. How many of the 1,000 users meet another model than before? And how many with the same weights and another salt?


# %%
def moved(before, after):
    return sum(before[user] != after[user] for user in users)


more = {user: version_for(user, "first test", {"v1": 0.8, "v2": 0.2}) for user in users}
other = {user: version_for(user, "second test", {"v1": 0.9, "v2": 0.1}) for user in users}
away = sum(few[user] == "v2" != more[user] for user in users)
print("10 % to 20 %: ", moved(few, more), "move,", away, "of them away from v2")
print("another salt:", moved(few, other), "move")

# %% [markdown]
# <details><summary>Answer</summary>
#
# Around 100, which is as few as possible: the tenth of the users between 0.8 and 0.9 goes from v1 to v2, and nobody goes the other way. Another salt moves around 180: nine in ten of the old v2 users leave, and as many come. That is wanted for a new test, whose groups should not
# inherit what the last test has done to them.
#
# </details>
#
# <div class="alert alert-warning">
#
# **Pitfall: Python's own `hash`.** It is salted anew in every process that does not fix the salt, so two replicas would disagree about the same user. Three processes, one user:
#
# </div>

# %%
import subprocess
import sys

fresh = {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}
ask = [sys.executable, "-c", "print(hash('user-1') % 1000)"]
print("hash('user-1') % 1000:", [int(subprocess.run(ask, env=fresh, capture_output=True).stdout) for _ in range(3)])

# %% [markdown]
# ## The router
#
# Three deployments: one for each version, and a router in front with a **handle** to both. Each version loads its model from the registry, which compares the checksums. To practise for bad days, a version can be told to be slow or to fail.

# %%
import asyncio
import random
import time

from ray import serve

serve.start(proxy_location="Disabled", http_options=raycourse.loopback())  # handles alone: no port for HTTP


# %%
@serve.deployment(ray_actor_options={"num_gpus": 0.4})
class Classifier:
    def __init__(self, home, version):
        local = Registry(home).fetched(version)
        self.processor = ViTImageProcessor.from_pretrained(local)
        self.model = ViTForImageClassification.from_pretrained(local).eval()
        self.practise()

    def practise(self, seconds=0.0, errors=0.0):
        self.slow_by, self.errors = seconds, errors

    def __call__(self, image):  # without `async`: Serve runs it in a thread, and the replica stays awake
        time.sleep(self.slow_by)
        if random.random() < self.errors:
            raise RuntimeError("this version is broken (so we practise)")
        with torch.inference_mode():
            logits = self.model(**self.processor(image.copy(), return_tensors="pt")).logits[0]
        return self.model.config.id2label[int(logits.argmax())]


# %% [markdown]
# The router keeps three promises:
#
# - **Weights are settings.** `reconfigure` gets them from `user_config`, and a new `user_config` reaches a replica that goes on running.
# - **A shadow answers nobody.** The version under `shadow` gets a copy of each picture when its answer is there, and the user does not wait for it. What it says is logged. No more than eight copies are under way at a time, so that a slow shadow cannot pile them up.
# - **The guardrail asks nobody.** Among the last 40 answers of the version in `staging` under the present settings, errors count as bad, and so do answers that are not there after `slow` seconds: the router waits no longer. When even the lower end of the 95 % interval is above `limit`, the router sends everybody to production, and takes
#   the version out of `staging`.


# %%
class Guarded:
    """Takes settings, and takes a version out of the trial."""

    def reconfigure(self, config):
        self.config, self.weights, self.since = config, config["weights"], len(self.rows)
        self.production, self.trial = (self.registry.stage(stage) for stage in ("production", "staging"))
        if set(self.weights) - {self.production, self.trial}:  # a setting older than a roll-back
            self.weights = {self.production: 1.0}

    async def guard(self):
        if self.trial not in self.weights:
            return
        since = self.rows[self.since :]
        last = [row for row in since if row["version"] == self.trial and row["role"] == "answer"][-40:]
        bad = sum(row["said"] is None for row in last)
        if len(last) == 40 and raycourse.interval(bad, 40)[0] > self.config["limit"]:
            trial, self.trial, self.weights = self.trial, None, {self.production: 1.0}
            with contextlib.suppress(RuntimeError):  # another replica of the router was faster
                await asyncio.to_thread(
                    self.registry.undo, trial, "staging", why=f"guardrail: {bad} of 40 answers were bad"
                )


# %%
@serve.deployment(ray_actor_options={"num_cpus": 0}, max_ongoing_requests=100)
class Router(Guarded):
    def __init__(self, home, models):
        self.registry, self.models = Registry(home), models
        self.rows, self.copies, self.started = [], set(), time.time()

    async def __call__(self, user, path, image):
        version = version_for(user, self.config["salt"], self.weights)
        row = await self.ask(version, user, path, image, "answer")
        if (shadow := self.config["shadow"]) and shadow != version and len(self.copies) < 8:
            copy = asyncio.create_task(self.ask(shadow, user, path, image, "shadow"))
            self.copies.add(copy)
            copy.add_done_callback(self.copies.discard)
        await self.guard()
        return row

    async def ask(self, version, user, path, image, role):
        row, start = {"user": user, "path": path, "version": version, "role": role, "said": None}, time.perf_counter()
        try:
            row["said"] = await asyncio.wait_for(self.models[version].remote(image), self.config["slow"])
        except Exception as error:  # whatever goes wrong in the version: it said nothing
            row["error"] = repr(error)
        row["seconds"] = time.perf_counter() - start
        self.rows.append(row)
        return row

    async def state(self):
        return {"started": self.started, "weights": self.weights}

    async def log(self):
        return self.rows


# %% [markdown]
# A user whose version fails gets `None` here; a page would show something without the model. The log lives in the replica, which will do for one notebook. With several routers, write it to a table, and let each look into the registry every few seconds. (`max_ongoing_requests=100`: with the default of five, five users of a slow version would keep all others waiting.)
#
# By default each `serve.run` from Python counts as new code and replaces every replica. A config file for `serve deploy` is cleverer: Serve sees that only `user_config` has changed, and keeps the replicas. From a notebook you get the same
# by naming the code's version yourself, with an option that Serve keeps for its own use.


# %%
def deploy(weights, shadow=None):
    same_code = {"_internal": True, "version": "1"}
    config = {"salt": "first test", "weights": weights, "shadow": shadow, "slow": 60.0, "limit": 0.1}
    models = {version: Classifier.options(name=version, **same_code).bind(HOME, version) for version in ("v1", "v2")}
    app = Router.options(user_config=config, **same_code).bind(HOME, models)
    return serve.run(app, name="versions", route_prefix=None)


# %%
async def send(users):
    """Every user sends one picture; the answers, in their order."""
    rows = [traffic[int(point(user, "picture") * len(traffic))] for user in users]
    calls = [router.remote(user, row["path"], row["image"]) for user, row in zip(users, rows, strict=True)]
    return await asyncio.gather(*calls)


router = deploy({"v1": 0.9, "v2": 0.1})
print([(row["user"], row["version"], row["said"]) for row in await send(users[:4])])

# %% [markdown]
# A call through a handle gives a promise at once, and `await` waits for the answer. (In a plain script you would write `.result()`. A notebook runs its cells inside an event loop, which that would block.)
#
# Do the same users meet the same version when they come back? And does the router go on while its weights change?

# %% tags=["nbval-check-output"]
first, again = [{row["user"]: row["version"] for row in await send(users[:60])} for _ in range(2)]
print("the same versions at the second visit:", first == again)
print("as computed without the router:", first == {user: few[user] for user in users[:60]})
before = await router.state.remote()
router = deploy({"v1": 0.5, "v2": 0.5})
after = await router.state.remote()
print("weights:", before["weights"], "->", after["weights"])
print("the same replica:", before["started"] == after["started"])

# %% [markdown]
# ## The shadow
#
# Before v2 answers a single user, let it listen: it gets a copy of each picture, as long as fewer than eight are under way, and its answers go to the log. You see whether it starts, how fast it is, and where it disagrees, and no user sees a wrong answer.
#
# **Predict.** Each user waits for an answer of v1 before the next one asks. The shadow v2 is first well, then half a second slow, then broken in every call. How long does a user wait in each case?


# %%
async def waits(**practice):
    await serve.get_deployment_handle("v2", "versions").practise.remote(**practice)
    rows = []
    for user in users[:30]:
        start = time.perf_counter()
        await send([user])
        rows.append(time.perf_counter() - start)
    return 1000 * float(np.median(rows))


router = deploy({"v1": 1.0})
median = {"no shadow": await waits()}
router = deploy({"v1": 1.0}, shadow="v2")
median |= {
    "a shadow": await waits(),
    "slow by 500 ms": await waits(seconds=0.5),
    "broken": await waits(errors=1.0),
}
raycourse.plot_bars(median, x="the shadow", y="median wait of a user, ms", title="What users notice of a shadow")

# %%
await serve.get_deployment_handle("v2", "versions").practise.remote()
time.sleep(1)  # copies that are under way
log = await router.log.remote()
answers, shadows = ([row for row in log if row["role"] == role] for role in ("answer", "shadow"))
print(len(shadows), "copies of 90 went to the shadow, and", sum(row["said"] is None for row in shadows), "failed")
print("users among the last 120 who were answered by it:", sum(row["version"] == "v2" for row in answers[-120:]))
said = {row["path"]: row["said"] for row in log if row["role"] == "answer" and row["version"] == "v1"}
known = [row for row in shadows if row["said"]]
print(
    f"v2 says something else than v1 about {sum(row['said'] != said[row['path']] for row in known)} of {len(known)} pictures"
)

# %% [markdown]
# <details><summary>Answer</summary>
#
# Far less than the half second by which the shadow is late, and its errors never reach a user: the copy is sent when the answer is there. The bars may still differ by some milliseconds. That is work: a shadow needs a processor of its own, and on
# a laptop the versions share the cores.
# Where fewer than 90 copies are in the log, the router has skipped a copy while eight are under way.
#
# </details>
#
# ## A guardrail that rolls back
#
# Half of the users get v2, and it fails in half of its calls. Nobody is watching.

# %%
router = deploy({"v1": 0.5, "v2": 0.5})
await serve.get_deployment_handle("v2", "versions").practise.remote(errors=0.5)
failed = []
for begin in range(0, 200, 20):
    failed.append(sum(row["said"] is None for row in await send(users[begin : begin + 20])))
raycourse.plot_lines(
    {"without an answer": failed}, x="window of 20 users", y="users", title="v2 breaks, and the guardrail takes it out"
)
print("now:", (await router.state.remote())["weights"], " staging:", registry.stage("staging"))
print(registry.history()[-1]["why"])

# %% [markdown]
# Could an old setting bring it back? The router asks the registry at every `reconfigure`, so it stays out until somebody promotes it again.

# %% tags=["nbval-check-output"]
router = deploy({"v1": 0.4, "v2": 0.6})
print("the old setting again:", (await router.state.remote())["weights"])
await serve.get_deployment_handle("v2", "versions").practise.remote()  # repaired
registry.promote("v2", "staging", over=None, why="repaired")
router = deploy({"v1": 0.5, "v2": 0.5})
print("after the repair:", (await router.state.remote())["weights"])

# %% [markdown]
# ## How many users does a test need?
#
# Say it *before* the test. Four numbers belong together:
#
# - the share of right answers today, and the smallest **effect** that is worth a new version;
# - **alpha**, how often you accept an alarm although nothing is better: 5 %;
# - **power**, how often you want to find the effect if it is there: 80 %;
# - the number of users in each group, which follows from the three.

# %%
from scipy.stats import norm


def users_needed(today, effect, alpha=0.05, power=0.8):
    """Users in each group, for a two-sided test of two shares."""
    new, middle = today + effect, today + effect / 2
    by_chance = norm.ppf(1 - alpha / 2) * np.sqrt(2 * middle * (1 - middle))
    if_real = norm.ppf(power) * np.sqrt(today * (1 - today) + new * (1 - new))
    return int(np.ceil(((by_chance + if_real) / effect) ** 2))


for effect in (0.02, 0.04, 0.08):
    print(f"from 86 % to {0.86 + effect:.0%}: {users_needed(0.86, effect):5d} users in each group")

# %% [markdown]
# **Your turn.** The test itself: `p_value(right_a, n_a, right_b, n_b)`, two-sided. If both groups had the same share, the pooled one, the difference of the two shares would scatter with the variance `share * (1 - share) * (1 / n_a + 1 / n_b)`. How often would it
# be as large as it is? `norm.sf(z)` is the chance to be above `z`.


# %%
def p_value(right_a, n_a, right_b, n_b):
    raise NotImplementedError


raycourse.check("turns.p_value", p_value)

# %% [markdown]
# <details><summary>One way</summary>
#
# ```python
# def p_value(right_a, n_a, right_b, n_b):
#     from scipy.stats import norm
#
#     share = (right_a + right_b) / (n_a + n_b)
#     z = (right_b / n_b - right_a / n_a) / (share * (1 - share) * (1 / n_a + 1 / n_b)) ** 0.5
#     return 2 * norm.sf(abs(z))
# ```
#
# </details>
#
# Is the formula for the number of users right? Simulate: 4,000 tests at once, as arrays. With the number that it gives, four in five should find the effect.


# %%
def p_values(right_a, right_b, n):
    """As above, for arrays of counts in two groups of `n` users."""
    share = (right_a + right_b) / (2 * n)
    spread = np.sqrt(share * (1 - share) * 2 / n)
    z = np.divide(right_b - right_a, n * spread, out=np.zeros(spread.shape), where=spread > 0)
    return 2 * norm.sf(np.abs(z))


rng, sizes, curves = np.random.default_rng(9), np.arange(50, 1001, 50), {}
for effect in (0.04, 0.08):
    found = [p_values(rng.binomial(n, 0.86, 4000), rng.binomial(n, 0.86 + effect, 4000), n) < 0.05 for n in sizes]
    curves[f"effect of {effect:.0%}"] = [some.mean() for some in found]
raycourse.plot_lines(curves, at=sizes, x="users in each group", y="power", title="How often a test finds what is there")
n = users_needed(0.86, 0.08)
found = (p_values(rng.binomial(n, 0.86, 4000), rng.binomial(n, 0.94, 4000), n) < 0.05).mean()
print(f"{n} users in each group find an effect of 8 points in {found:.0%} of 4000 tests")

# %% [markdown]
# ## The mistake of peeking
#
# The dashboard shows the p-value all day. You look every hour, and stop as soon as it is below 5 %. What is wrong with that?
#
# Simulate 2,000 **A/A tests**: both groups have the same model, so every alarm is false. Each runs to 1,000 users in each group, and somebody looks at it 1, 2, 5, 10, 20, 50 or 100 times, evenly spread.
#
# **Predict.** Looking once gives 5 % false alarms. What do 10 looks give, and 100?

# %%
looks = np.arange(10, 1001, 10)


# %%
def simulated(share_a, share_b, tests=2000):
    """Right answers of both groups at each of 100 looks, 10 users apart: two arrays of shape (tests, 100)."""
    return (rng.binomial(10, share, (tests, len(looks))).cumsum(1) for share in (share_a, share_b))


right_a, right_b = simulated(0.86, 0.86)
low_at = p_values(right_a, right_b, looks) < 0.05
times = (1, 2, 5, 10, 20, 50, 100)
peeking = [low_at[:, 100 // k - 1 :: 100 // k].any(1).mean() for k in times]
print({k: f"{share:.1%}" for k, share in zip(times, peeking, strict=True)})

# %% [markdown]
# <details><summary>Answer</summary>
#
# Ten looks alarm in nearly one of five tests, a hundred in more than one of three. Each look is another chance for luck to cross the line, and the one who stops there never sees it come back. The p-value of a fixed test holds for one look, at the number of users that was
# said beforehand.
#
# </details>
#
# ## A test that you may look at
#
# A **sequential test** pays for the looks in advance. The *mixture sequential probability ratio test* compares two stories at every look: "there is no difference", and "there is one, of a size around `tau`". Their likelihood ratio is a fair game under the first story, so it reaches 20 at *any* time in
# at most one of 20 tests. One over its largest value so far is an **always-valid p-value** ([Johari, Pekelis, Walsh: Always Valid Inference](https://arxiv.org/abs/1512.04922)).


# %%
def always_valid(right_a, right_b, n, tau=0.08):
    """The always-valid p-value at each look (last axis), for counts in two groups of `n` users, by the normal approximation."""
    a, b = right_a / n, right_b / n
    variance = (a * (1 - a) + b * (1 - b)) / n
    variance = np.maximum(variance, 1 / n**2)  # at the first looks all answers may be right
    total = variance + tau**2
    ratio = np.sqrt(variance / total) * np.exp((b - a) ** 2 * tau**2 / (2 * variance * total))
    return np.minimum.accumulate(np.minimum(1, 1 / ratio), axis=-1)


sequential = []
for k in times:
    some = slice(100 // k - 1, None, 100 // k)
    sequential.append((always_valid(right_a[:, some], right_b[:, some], looks[some]) < 0.05).any(1).mean())
print({k: f"{share:.1%}" for k, share in zip(times, sequential, strict=True)})
lines = {
    "p-value of a fixed test": peeking,
    "always-valid p-value": sequential,
    "what was promised": [0.05] * len(times),
}
raycourse.plot_lines(
    lines, at=times, x="looks", y="false alarms", title="A/A tests: peeking makes differences out of nothing"
)

# %% [markdown]
# The sequential test stays below its 5 %, however often you look. What does it cost, and what does it bring? Give v2 its 8 points, then 12, and see when the tests have found them.

# %%
print(f"fixed test, planned for 8 points: {users_needed(0.86, 0.08)} users in each group, one look, finds 80 %")
for effect in (0.08, 0.12):
    right_a, right_b = simulated(0.86, 0.86 + effect)
    hit = always_valid(right_a, right_b, looks) < 0.05
    stop = np.where(hit.any(1), looks[hit.argmax(1)], np.inf)
    half, four_fifths = np.quantile(stop, (0.5, 0.8), method="higher")
    print(
        f"sequential test, {effect:.0%} better: half of the tests stop by {half:.0f}, four in five by {four_fifths:.0f}"
    )

# %% [markdown]
# No test is free. To find 8 points four times in five, the sequential test needs more users than the fixed one with its single look. In return it stops early when the effect is larger than you planned for. What you must not do is take the threshold of the one and the looks of the other.
#
# ## The test, for real
#
# The plan: v1 against v2, half of the users each, an effect of 8 points, alpha 5 %, power 80 %. The truth comes later, from the table of labels. `users_needed` starts from the share that v1 got right when it was registered, and not from the
# 86 % of the example, so its number is another one. (It gets 90 % at most, so that the share and the effect stay below 1.)

# %%
measured = registry.about("v1")["metrics"]
horizon = 2 * users_needed(min(measured["right"] / measured["of"], 0.9), 0.08)
began, tested = len(await router.log.remote()), [f"guest-{k}" for k in range(horizon)]
for begin in range(0, horizon, 25):
    await send(tested[begin : begin + 25])
rows = [row for row in (await router.log.remote())[began:] if row["role"] == "answer"]
groups = {
    version: [row["said"] == truth_of(row["path"]) for row in rows if row["version"] == version]
    for version in ("v1", "v2")
}
for version, right in groups.items():
    low, high = raycourse.interval(sum(right), len(right))
    print(
        f"{version}: {sum(right)} of {len(right)} users got the right answer, {np.mean(right):.1%}, 95 % interval {low:.1%} to {high:.1%}"
    )

# %% [markdown]
# (The users share 200 pictures; for users with new ones the intervals would be wider.)
#
# Before you read the result, check the **split**. You asked for half and half. Where the groups differ more than chance allows (a *sample ratio mismatch*), something has lost users of one group, and whom it lost you do not know: the test is void, whatever its p-value.

# %%
from scipy.stats import binomtest

counts = {version: len(right) for version, right in groups.items()}
split = binomtest(counts["v2"], sum(counts.values()), 0.5).pvalue
print(counts, f"p = {split:.2f}:", "void, look for the reason" if split < 0.001 else "as planned")

# %%
a, b = groups["v1"], groups["v2"]
n = min(len(a), len(b))
share = (sum(a) + sum(b)) / (len(a) + len(b))
z = (np.mean(b) - np.mean(a)) / np.sqrt(share * (1 - share) * (1 / len(a) + 1 / len(b)))
half = 1.96 * np.sqrt(np.var(a) / len(a) + np.var(b) / len(b))
print(f"difference: {np.mean(b) - np.mean(a):+.1%} ± {half:.1%}, p = {2 * norm.sf(abs(z)):.2g}")
at = np.arange(10, n + 1, 10)
p = always_valid(np.cumsum(a[:n])[at - 1], np.cumsum(b[:n])[at - 1], at)
lines = {"always-valid p-value": p, "5 %": [0.05] * len(at)}
raycourse.plot_lines(
    lines, at=at, x="users in each group", y="p-value", title="The same test, looked at every ten users"
)

# %% [markdown]
# The decision follows the plan: at the horizon, by the fixed test, if the split is sound. The registry keeps the reason. Either way the trial is over: v2 leaves `staging`.

# %%
seen = f"A/B test: {np.mean(b) - np.mean(a):+.1%} ± {half:.1%} with {len(a)} and {len(b)} users"
if split >= 0.001 and 2 * norm.sf(abs(z)) < 0.05 and np.mean(b) > np.mean(a):
    registry.promote("v2", over="v1", why=seen)
registry.undo("v2", "staging", why=seen)
router = deploy({registry.stage(): 1.0})
print("production:", registry.stage(), "|", registry.history()[-1]["why"])
print("users are sent to:", (await router.state.remote())["weights"])

# %% [markdown]
# ## Quiz
#
# **1.** Two jobs register a model at the same second. What keeps their versions apart? (a) Each looks first whether the number is free. (b) The number is claimed by creating a file in one step that fails where there is one. (c) A timestamp in the name.
#
# <details><summary>Answer</summary>
#
# (b). Between the look and the write of (a) the other job may look too. (c) makes it unlikely and not impossible, and clocks of two machines differ.
#
# </details>
#
# **2.** The p-value is 4 % on the third of ten days, and the plan says ten days. What do you do? (a) Stop and promote: it is significant. (b) Go on to the tenth day. (c) Go on until it is below 1 %.
#
# <details><summary>Answer</summary>
#
# (b), or a test that was sequential from its start. (a) and (c) both stop when luck suits you; (c) is the same mistake with another line.
#
# </details>
#
# **3.** You asked for half and half, and got 5,000 and 5,400 users. The new version is better, p = 0.1 %. What now? (a) Promote. (b) Look for what lost 400 users, and test again. (c) Drop 400 users of the larger group at random.
#
# <details><summary>Answer</summary>
#
# (b). Such a split comes by chance once in more than ten thousand tests. Whoever is missing may be those for whom the version failed, so (a) trusts a comparison of unlike groups, and (c) makes the groups equal in size only.
#
# </details>
#
# ## Recap
#
# - A registry keeps versions that never change, with checksums, metrics and lineage, and moves stages by a list that only grows.
# - One step that creates or fails keeps writers apart. A promotion names the version that it was compared with.
# - A hash of salt and user splits traffic: stable, without a table. With two versions, a change of weights moves as few users as possible; with more, the pieces between them shift as well.
# - A shadow listens, a guardrail rolls back, and both work without anybody watching.
# - A test has its number of users before it starts. Look once, or use a test that allows for looks. Check the split first.
#
# | API | What it does |
# |---|---|
# | [`serve.deployment`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.deployment_decorator.html) | makes a class a deployment; `user_config` goes to its `reconfigure` |
# | [`DeploymentHandle`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.handle.DeploymentHandle.html) | calls another deployment: `await handle.remote(...)` |
# | [`serve.run`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.run.html) | deploys an application, and returns a handle to its ingress |
# | [`serve.get_deployment_handle`](https://docs.ray.io/en/latest/serve/api/doc/ray.serve.get_deployment_handle.html) | a handle to one deployment of a running application |
# | [Updating an application](https://docs.ray.io/en/latest/serve/advanced-guides/inplace-updates.html) | what a changed config file replaces, and what it leaves running |
# | [`scipy.stats.binomtest`](https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.binomtest.html) | an exact test of one share, here of the split |
#
# **Next:** the lab. Then [lesson {}](lesson:monitoring), where production is watched: what comes in, what goes out, and when it is time for a new version.

# %%
serve.shutdown()
ray.shutdown()
