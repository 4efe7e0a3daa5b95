"""Checks of the lab *Serving*: an endpoint's statuses, a batch size for a target, a caller that does not give up, two models composed, an update."""

import asyncio
import contextlib
import inspect
import io
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import numpy as np
from PIL import Image

from raycourse.checks import graded
from raycourse.checks.kit import bomb, notes, section, several, type_of
from raycourse.serving import controller, keep_replicas_here

BAD = section("endpoint", "What a bad request gets")
LATENCY = section("endpoint", "Latency and throughput")
FULL = section("endpoint", "Full: what a caller sees")
COMPOSED = section("serving", "Several deployments, one application")
UPDATE = section("serving", "A new version, and nobody notices")


def _file(pixels: np.ndarray) -> bytes:
    with io.BytesIO() as out:
        Image.fromarray(pixels).save(out, "PNG")
        return out.getvalue()


@graded("serving.endpoint", points=5, findings=5)
def endpoint(answer, found):
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    pixels = np.random.default_rng(4).integers(0, 256, (30, 20, 3), dtype=np.uint8)
    whole, seen = _file(pixels), []

    def classify(image):
        seen.append(np.asarray(image))
        if image[0, 0, 0] == image.max() == 0:
            raise OSError("the card has failed")
        return "newt", 0.75

    app = answer(classify, 3000)
    found.need("a FastAPI application comes back", isinstance(app, FastAPI), f"got {type_of(app)}", BAD)
    client = TestClient(app, raise_server_exceptions=False)

    def posted(body: bytes | Iterator[bytes]) -> tuple[int, dict]:
        reply = client.post("/classify", content=body)
        with contextlib.suppress(ValueError):
            return reply.status_code, reply.json()
        return reply.status_code, {"text": reply.text}

    status, got = posted(whole)
    found.need("a picture gets a 200", status == 200, f"got {status}: {got}", BAD)
    right = got == {"label": "newt", "confidence": 0.75} and len(seen) == 1 and np.array_equal(seen[0], pixels)
    problem = f"answered {got}" if got != {"label": "newt", "confidence": 0.75} else f"classify got {type_of(seen[0])}, other pixels"
    found.true("a picture reaches classify, and its label and confidence come back", right, problem, BAD) or found.stop()
    posted(_file(pixels[..., 0]))
    found.true("a grey picture reaches it in three channels", seen[-1].shape == (30, 20, 3) and len(seen) == 2, f"got {type_of(seen[-1])}", BAD)
    statuses = posted(b"hello")[0], posted(whole[: len(whole) // 2])[0], posted(bomb())[0]
    mistakes = [((415, 415, 500), "a small file of 20,000 x 20,000 pixels ends in a DecompressionBombError, which is no OSError")]
    found.equal("415 for what is no picture, for one that was cut off, and for one too large to open", statuses, (415, 415, 415), BAD, mistakes)
    large = posted(b"x" * 3001)[0], posted(b"x" * 3000)[0]
    in_parts = posted(iter([b"x" * 3001]))[0]  # such a request has no `content-length`
    problem = f"3,001 and 3,000 bytes of no picture got {large}"
    if large == (413, 415):
        problem = f"3,001 bytes sent in parts, without a `content-length`, got {in_parts}: measure the body itself"
    found.true("413 for more than `largest` bytes, and for no fewer", (*large, in_parts) == (413, 415, 413), problem, BAD)
    status = posted(_file(np.zeros_like(pixels)))[0]
    found.true("500 where classify fails", status == 500, f"got {status}: the caller would think that the picture is wrong", BAD)


# (rate, p95) of a service by its batch size and wait: what is fastest is too slow for most callers.
MEASURED = {
    (1, 0.0): (100, 0.05), (4, 0.0): (220, 0.08), (8, 0.0): (260, 0.15), (16, 0.0): (300, 0.3),
    (1, 0.1): (90, 0.16), (4, 0.1): (150, 0.2), (8, 0.1): (240, 0.25), (16, 0.1): (310, 0.45),
}  # fmt: skip
# One measurement of three that is far off: too fast to be true, or too slow.
OFF = {(16, 0.0): (0, 300, 0.01), (8, 0.0): (1, 26, 3.0), (4, 0.0): (2, 9000, 0.08)}


@graded("serving.chosen", points=3, findings=3)
def chosen(answer, found):
    asked: list[tuple] = []

    def picked(target: float, off: dict) -> tuple:
        asked.clear()

        def measure(size, wait_s):
            pair = (int(size), float(wait_s))
            asked.append(pair)
            time_off, *numbers = off.get(pair, (None,))
            return dict(zip(("rate", "p95"), numbers if (asked.count(pair) - 1) % 3 == time_off else MEASURED[pair], strict=True))

        size, wait_s = several(answer(measure, [16, 1, 8, 4], [0.1, 0.0], target), found, "a size and a wait", see=LATENCY)
        return int(size), float(wait_s)

    steady = [picked(target, {}) for target in (0.2, 0.15, 1)]
    mistakes = [
        ([(16, 0.1)] * 3, "these are the fastest, whatever the target"),
        ([(1, 0.0)] * 3, "these have the smallest p95, whatever the rate"),
        ([(8, 0.0), (4, 0.0), (16, 0.1)], "a p95 of exactly the target reaches it"),
    ]
    found.equal("the fastest whose p95 is at most 0.2, 0.15 and 1 s", steady, [(8, 0.0), (8, 0.0), (16, 0.1)], LATENCY, mistakes) or found.stop()
    found.equal("where none reaches the target, the smallest p95", picked(0.01, {}), (1, 0.0), LATENCY)
    got = picked(0.2, OFF)
    thrice = {pair: asked.count(pair) for pair in MEASURED}
    problem = f"got {got}: take the medians" if set(thrice.values()) == {3} else f"measurements of each pair: {sorted(set(thrice.values()))}"
    found.true("three measurements of each pair, of which one may be far off", set(thrice.values()) == {3} and got == (8, 0.0), problem, LATENCY)


class _Mistake(ValueError):
    """What a mistake in `send` itself raises: no second attempt mends it."""


@graded("serving.persistent", points=5, findings=5)
def persistent(answer, found):
    def run(script: list, attempts: int = 6) -> tuple:
        """(what came, sends, sleeps): `script` has a status, a (status, Retry-After) or an error for each send, the last one for all others."""
        sent, slept = [], []

        def send():
            one = script[min(len(sent), len(script) - 1)]
            sent.append(one)
            if isinstance(one, Exception):
                raise one
            status, after = one if isinstance(one, tuple) else (one, None)
            return httpx.Response(status, headers={} if after is None else {"Retry-After": str(after)})

        try:
            came = answer(send, attempts, slept.append)
        except (httpx.TransportError, _Mistake) as error:
            came = error
        return came, len(sent), slept

    def status(came) -> object:
        return came.status_code if isinstance(came, httpx.Response) else type_of(came)

    came, sends, _ = run([503, 503, 200])
    found.need("a response comes back", isinstance(came, httpx.Response), f"got {type_of(came)}", FULL)
    broken = run([httpx.ConnectError("gone"), 200])
    worth = [
        (status(came), sends),
        *((status(one[0]), one[1]) for one in (run([code, 200]) for code in (429, 502, 504))),
        (status(broken[0]), broken[1]),
    ]
    problem = f"for 503 twice, then 429, 502, 504 and a broken connection once: (status, attempts) were {worth}"
    found.true("what is worth another attempt gets it", worth == [(200, 3)] + [(200, 2)] * 4, problem, FULL) or found.stop()
    settled = {code: run([code])[1] for code in (200, 201, 401, 404, 422, 500)}
    again = {code: number for code, number in settled.items() if number != 1}
    wrong = run([_Mistake("no such picture")])[1]
    problem = (
        f"attempts by status: {again}" if again else f"a ValueError, a mistake in `send` itself, was tried {wrong} times: catch httpx.TransportError"
    )
    found.true("everything else is settled at once", not again and wrong == 1, problem, FULL)
    told = [pause for _ in range(5) for pause in run([(503, 2), (503, 2), 200])[2]]
    quiet = [run([503, 503, 503, 503, 200])[2] for _ in range(200)]
    means = np.mean([row for row in quiet if len(row) == 4] or [[0.0] * 4], axis=0)
    longest = max(run([503], 16)[2], default=0)
    if (shortest := min(told, default=0)) < 2:
        problem = f"Retry-After of 2 s: slept {shortest:.2f} s"
    elif longest > 15:
        problem = f"of 16 attempts, the longest pause took {longest:.0f} s: let it grow to a few seconds and no further"
    else:
        problem = f"slept {means.round(2).tolist()} s on average"
    rises = (np.diff(means) > -0.3 * means[:-1]).all() and means[-1] > 1.3 * means[0]  # a pause that has reached its limit goes up and down by chance
    right = shortest >= 2 and longest <= 15 and rises
    found.true("it waits as told, else longer each time", right, problem, FULL)
    spread = len({round(row[-1], 6) for row in quiet if row})
    alike = len({round(pause, 6) for pause in told})
    problem = f"{len(quiet)} callers had {spread} different times to wait: add a random part"
    if spread > 20:
        problem = f"{len(told)} callers who were told 2 s had {alike} different times to wait: add a random part on top of Retry-After, too"
    found.true("not the same for every caller", spread > 20 and alike > len(told) // 2, problem, FULL)
    last, sends, slept = run([503], 3)
    lost, tries, naps = run([httpx.ReadError("gone")], 3)
    right = (status(last), sends, len(slept), isinstance(lost, httpx.ReadError), tries, len(naps)) == (503, 3, 2, True, 3, 2)
    problem = f"of 3 attempts: {sends} sends, {len(slept)} sleeps, then {status(last)}; broken connections: {tries} sends, {len(naps)} sleeps, {type_of(lost)}"
    found.true("it gives up after the last attempt, and does not sleep then", right, problem, FULL)


class _Handle:
    """Stands for a deployment's handle: `handle.name.remote(...)` begins at once, is to be awaited, and takes a moment. Notes calls, and how many are under way."""

    def __init__(self, **methods: Callable):
        self.methods, self.now, self.most, self.calls = methods, 0, 0, []

    def __getattr__(self, name):
        method, handle = self.methods[name], self

        async def work(*arguments):
            await asyncio.sleep(0.01)
            handle.now -= 1
            return method(*arguments)

        class Method:
            @staticmethod
            def remote(*positional, **named):
                arguments = inspect.signature(method).bind(*positional, **named).args
                handle.calls.append(arguments)
                handle.now += 1
                handle.most = max(handle.most, handle.now)
                return asyncio.ensure_future(work(*arguments))

        return Method


@graded("serving.finder", points=4, findings=4)
def finder(answer, found):
    found.need("Finder is a class", isinstance(answer, type), f"expected a class, got {type_of(answer)}", COMPOSED)
    files = [f"{k:02}.jpg" for k in range(30)]
    labels = {file: ("newt", "frog", "toad")[(k * k + k // 4) % 3] for k, file in enumerate(files)}
    search = _Handle(nearest=lambda text, number: files[:number])
    classifier = _Handle(label=lambda file: labels[file])

    def asked(text, wanted, number):
        made, came = answer(search, classifier), []
        found.need("it has a method `find`", hasattr(made, "find"), "it has none", COMPOSED)

        def run():
            try:
                came.append(asyncio.run(made.find(text, wanted, number)))
            except Exception as error:
                came.append(error)

        # A loop of its own: the notebook's runs already.
        thread = threading.Thread(target=run)
        thread.start()
        thread.join(20)
        if came and isinstance(came[0], Exception):
            raise came[0]
        return came[0] if came else None

    got = asked("a small one", "newt", 4)
    expected = [file for file in files[:12] if labels[file] == "newt"][:4]
    found.need("a list comes back", isinstance(got, list), f"got {type_of(got)}", COMPOSED)
    mistakes = [(files[:4], "these are the nearest, of any class"), ([f for f in files[:4] if labels[f] == "newt"], "look at three times as many")]
    found.equal("the nearest of the class that is wanted", got, expected, COMPOSED, mistakes) or found.stop()
    found.equal("one search, for three times as many", search.calls, [("a small one", 12)], COMPOSED)
    together, all_ = classifier.most, len(classifier.calls)
    found.true("labels are asked for side by side", together == all_ > 1, f"at most {together} of {all_} at a time: asyncio.gather", COMPOSED)
    few = asked("another", "toad", 9)
    found.equal("another class and number", few, [file for file in files[:27] if labels[file] == "toad"][:9], COMPOSED)


@contextlib.contextmanager
def _serving() -> Iterator[None]:
    """Ray Serve for an application of the check's own, called by handles; what ran before goes on, and nothing else stays."""
    from ray import serve

    ran = controller() is not None
    if not ran:
        serve.start(proxy_location="Disabled")
    try:
        yield
    finally:
        serve.delete("check") if ran else serve.shutdown()


START_S = 4  # long enough that a busy machine makes nobody wait as long


@graded("serving.released", points=4, findings=4)
def released(answer, found):
    from ray import serve

    keep_replicas_here()
    note, noted = notes("serving.released")

    @serve.deployment(ray_actor_options={"num_cpus": 0})
    class Model:
        def __init__(self, version):
            note(made=version)
            if version == "broken":
                raise OSError("model.safetensors is damaged")
            time.sleep(START_S)
            self.version = version

        def __call__(self):
            return self.version

    versions = {version: answer(Model, version) for version in ("v1", "v2", "broken")}
    wrong = next((one for one in versions.values() if not isinstance(one, serve.Application)), None)
    found.need("an application comes back", wrong is None, f"got {type_of(wrong)}: `bind` makes one", UPDATE)
    with _serving():
        handle = _deployed(versions["v1"])
        state = serve.status().applications["check"].deployments["Model"].replica_states
        found.equal("two replicas", state.get("RUNNING"), 2, UPDATE)
        with _callers(handle) as calls, _running() as numbers:
            _deployed(versions["v2"])
        lost = [came for _, came in calls if isinstance(came, Exception)]
        found.need("no request is lost", not lost, f"{len(lost)} of {len(calls)} failed: {lost[:1]}", UPDATE)
        longest, came = max(wait for wait, _ in calls), {came for _, came in calls}
        problem = f"for a while {min(numbers, default=0)} replica answered in place of two: one more has to start before an old one goes (`max_surge_percent`)"
        if came != {"v1", "v2"}:
            problem = f"the answers came from {sorted(came)}"
        if longest >= START_S:
            problem = f"one waited for {longest:.1f} s; a start takes {START_S} s"
        right = longest < START_S and came == {"v1", "v2"} and min(numbers, default=0) > 1
        found.true("nobody waits for a start, both versions answer, and there are always two replicas that can", right, problem, UPDATE)
        with contextlib.suppress(RuntimeError), _callers(handle) as calls:
            _deployed(versions["broken"])
        tries = sum(entry["made"] == "broken" for entry in noted())
        found.true("a broken version is known after one try", 0 < tries <= 2, f"its constructor was tried {tries} times by two replicas", UPDATE)
        bad = sum(came != "v2" or wait >= START_S for wait, came in calls)
        found.true(
            "and the version before it goes on answering", bool(calls) and not bad, f"{bad} of {len(calls)} calls did not get it in time", UPDATE
        )


def _deployed(application):
    from ray import serve

    return serve.run(application, name="check", route_prefix=None)


@contextlib.contextmanager
def _running() -> Iterator[list[int]]:
    """How many replicas were at work, again and again until the end of the `with`."""
    from ray import serve

    numbers, stop = [], threading.Event()

    def look():
        while not stop.wait(0.3):
            numbers.append(serve.status().applications["check"].deployments["Model"].replica_states.get("RUNNING", 0))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield numbers
    finally:
        stop.set()
        thread.join()


@contextlib.contextmanager
def _callers(handle, number: int = 2) -> Iterator[list]:
    """Callers who ask until the end of the `with`: (seconds, answer or error) of each call."""
    calls, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            start = time.perf_counter()
            try:
                came = handle.remote().result(timeout_s=20)
            except Exception as error:
                came = error
            calls.append((time.perf_counter() - start, came))
            time.sleep(0.02)

    threads = [threading.Thread(target=ask) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield calls
        time.sleep(0.5)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
