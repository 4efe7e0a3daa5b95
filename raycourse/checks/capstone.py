"""Checks of the lab *The capstone*, its acceptance tests: rows accounted for, a split, features, a training, a report, predictions, a desk, an alarm, one command."""

import base64
import contextlib
import hashlib
import inspect
import io
import json
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np
import pandas as pd
import ray
from PIL import Image

from raycourse import shelter
from raycourse.checks import graded
from raycourse.checks.failures import RAISED
from raycourse.checks.kit import a_dataset, bomb, differs, notes, read, scratch, section, several, type_of, write
from raycourse.registry import Registry
from raycourse.serving import loopback
from raycourse.show import interval as interval_of

ROWS = section("capstone", "Every row ends somewhere")
LEAKS = section("capstone", "A split that does not tell the answers")
SKEW = section("capstone", "The same row, the same numbers")
AGAIN = section("capstone", "Broken off, and called again")
FIT = section("capstone", "Fit for use")
ALARM = section("capstone", "An alarm that means something")
# How Ray's own errors begin where a worker died.
DIED = ("RayActorError", "ActorDiedError", "ActorUnavailableError", "WorkerGroupError", "WorkerCrashedError", "TrainingFailedError")
LOOP = section("finetune", "The same loop in many workers")
HOMES = list(shelter.HOMES)
SETTLED = 48  # the seed of a delivery of three dogs that all have a home
# What a good reader copes with, in words for whoever loses such a row.
COPES = {
    "png": "it is a PNG that is named .jpg",
    "turned": "its picture was taken with the camera on its side",
    "capitals": "its home is written in capitals, with a space",
    "grey": "its picture is grey",
    "": "nothing is wrong with it",
}


def _delivered(name: str, **how) -> tuple[str, pd.DataFrame]:
    """A shelter's folder of the check's own, and the truth about it."""
    raw = scratch(f"{name}/raw")
    shelter.deliver(raw, **how)
    return raw, shelter.plan(**how)


@graded("capstone.ingest", points=6, findings=6)
def ingest(answer, found):
    raw, planned = _delivered("capstone.ingest", rows=120, seed=41)
    sound = planned.index[(planned["reason"] == "") & (planned["planted"] == "")][-1]
    name = next(name for name in read(raw) if name.startswith(f"pictures/{planned.loc[sound, 'id']}."))
    write(f"{raw}/{name}", bomb())
    planned.loc[sound, ["planted", "reason"]] = "a picture of 20,000 x 20,000 pixels", "picture"
    ageless = planned.index[(planned["reason"] == "") & (planned["planted"] == "")][-2]
    for name, content in read(raw).items():
        if name.startswith("animals/"):
            table = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
            table.loc[table["id"] == planned.loc[ageless, "id"], "age_months"] = ""
            write(f"{raw}/{name}", table.to_csv(index=False).encode())
    planned.loc[ageless, ["planted", "reason"]] = "no age", "age"
    parts = several(answer(raw), found, "the good rows and those set aside", see=ROWS)
    good, aside = (a_dataset(part, found, ROWS).take_all() for part in parts)
    wanted = {"entry", "id", "litter", "weight_kg", "age_months", "home", "note", "image", "sha"}
    for what, listed, columns in (("good rows", good, wanted), ("rows set aside", aside, {"item", "reason"})):
        got = set().union(*listed)
        found.need(f"the columns of the {what}", columns <= got, f"missing: {', '.join(sorted(columns - got))}; got {', '.join(sorted(got))}", ROWS)
    fit = planned[planned["reason"] == ""].set_index("id")
    problem = differs([row["id"] for row in good], fit.index)
    lost = sorted(set(fit.index) - {row["id"] for row in good})
    if lost:
        problem += f". {lost[0]} is good: {COPES.get(fit.loc[lost[0], 'planted'], 'nothing is wrong with it')}"
    elif extra := [row["id"] for row in good if row["id"] not in fit.index]:
        problem += f". {extra[0]} must be set aside for its {planned.set_index('id')['reason'].get([extra[0]]).iloc[0]}"
    found.true("the good rows, each once", not problem, problem, ROWS) or found.stop()
    items = [*(str(row["entry"]) for row in good), *(str(row["item"]) for row in aside)]
    problem = differs(items, planned["item"])
    found.true("every item of the folder ends as a good row or is set aside, once", not problem, problem, ROWS)
    reasons, wrong = {str(row["item"]): str(row["reason"]) for row in aside}, planned[planned["reason"] != ""]
    blamed = next((row for row in wrong.itertuples() if not reasons.get(row.item, "").startswith(row.reason)), None)
    problem = (
        ""
        if blamed is None
        else f"item {blamed.item} ({blamed.planted or blamed.reason}): {blamed.reason!r} expected, got {reasons.get(blamed.item)!r}"
    )
    found.true("each reason begins with the word for what is wrong", not problem, problem, ROWS)
    by_id = {row["id"]: row for row in good}
    looked = [*fit.index[fit["planted"] == "turned"], *fit.index[fit["planted"].isin(["", "grey"])][:6]]
    crooked = [name for name in looked if not _shows(by_id[name]["image"], fit.loc[name])]
    turned = " It was taken with the camera on its side, and its EXIF data say so." if crooked and fit.loc[crooked[0], "planted"] == "turned" else ""
    problem = f"{', '.join(crooked[:3])} do not show what they should as uint8, 96 x 96 x 3.{turned}"
    found.true("pictures are upright, in three channels", not crooked, problem, ROWS)
    other = [n for n, row in by_id.items() if (row["home"], row["note"]) != (fit.loc[n, "home"].strip().lower(), fit.loc[n, "note"])]
    problem = f"{', '.join(other[:3])}: {by_id[other[0]]['home']!r}, {by_id[other[0]]['note']!r}" if other else ""
    found.true("homes in small letters, notes as they were written", not other, problem, ROWS)
    files = {
        name.split("/")[1].split(".")[0]: hashlib.sha256(content).hexdigest() for name, content in read(raw).items() if name.startswith("pictures/")
    }
    other = [name for name, row in by_id.items() if row["sha"] != files[name]]
    found.true("sha is that of the picture's file", not other, f"not so for {', '.join(other[:3])}", ROWS)


def _shows(image, dog: pd.Series) -> bool:
    image = np.asarray(image)
    return image.shape == (96, 96, 3) and image.dtype == np.uint8 and np.abs(image.astype(int) - shelter.upright(dog.to_dict())).mean() < 12


@graded("capstone.split", points=4, findings=5)
def split(answer, found):
    # Litters of one to four; every ninth litter begins a chain of three, in which each shares a picture with the next.
    listed = []
    for litter in range(90):
        for place in range(1 + litter % 4):
            sha = f"p{litter}-{place}"
            if place == 0 and litter % 9 in (1, 2):
                sha = f"p{litter - 1}-{'last' if litter % 9 == 2 else 0}"
            elif place == 1 and litter % 9 == 1:
                sha = f"p{litter}-last"
            listed.append({"id": f"{litter}-{place}", "litter": f"L{litter:03d}", "sha": sha, "home": HOMES[litter % 7 % 3]})
    sides = []
    for rows in (listed, listed[::-1]):
        parts = several(answer(ray.data.from_items(rows, override_num_blocks=3)), found, "training and test rows", see=LEAKS)
        sides.append([a_dataset(part, found, LEAKS).take_all() for part in parts])
    train, test = sides[0]
    found.need("both parts have rows", bool(train and test), f"{len(train)} and {len(test)}", LEAKS)
    problem = differs([row.get("id") for row in train + test], [row["id"] for row in listed])
    found.true("every row is in one part, once", not problem, problem, LEAKS) or found.stop()

    def both(column):
        return sorted({row[column] for row in train} & {row[column] for row in test})

    torn = both("litter")
    problem = f"{len(torn)} litters are in both parts, {', '.join(torn[:3])} among them: the model is asked what it has been told"
    found.true("no litter is torn apart", not torn, problem, LEAKS)
    seen, chained = both("sha"), "litters that share a picture belong together, and so do their neighbours"
    found.true("no picture is on both sides", not seen, f"{len(seen)} pictures are, {', '.join(seen[:3])} among them: {chained}", LEAKS)
    share, homes = len(test) / len(listed), [sorted({row["home"] for row in part}) for part in (train, test)]
    problem = f"{share:.0%} of the rows test; homes: {homes}"
    found.true(
        "one row in four tests, or near it, and both parts have all homes", 0.12 < share < 0.4 and all(len(h) == 3 for h in homes), problem, LEAKS
    )
    problem = differs([row["id"] for row in sides[1][1]], [row["id"] for row in test])
    found.true("another order of the rows, the same split", not problem, f"in the test part: {problem}", LEAKS)


def _batch(rows: int = 9) -> dict:
    """Dogs with pictures, as `map_batches` hands them over."""
    planned = shelter.plan(rows=rows, seed=42, faults=False)
    columns = {name: planned[name].to_numpy() for name in ("id", "note", "weight_kg", "age_months")}
    return columns | {"image": np.stack([shelter.upright(dog) for dog in planned.to_dict("records")])}


@graded("capstone.features", points=4, findings=5)
def features(answer, found):
    from transformers.utils import logging

    found.need("a class was handed in", isinstance(answer, type), f"got {type_of(answer)}", SKEW)
    logging.disable_progress_bar()  # the library is loaded by the answer, after the check began
    batch, made = _batch(), answer()

    def vectors(given) -> np.ndarray:
        result = made({name: values.copy() for name, values in given.items()})
        found.need("a dict with features comes back", isinstance(result, dict) and "features" in result, f"got {type_of(result)}", SKEW)
        got, number = np.asarray(result["features"]), len(given["id"])
        good = got.ndim == 2 and len(got) == number and got.dtype == np.float32 and np.isfinite(got).all()
        cure = ": `.astype(np.float32)`" if got.dtype == np.float64 else ""
        found.need("one float32 vector for each row, all finite", good, f"got {type_of(got)}{cure}", SKEW)
        found.need(
            "the other columns stay, image goes", set(given) - {"image"} <= set(result) and "image" not in result, f"got {', '.join(result)}", SKEW
        )
        return got

    whole = vectors(batch)
    changes = {
        "the picture": {"image": batch["image"][::-1].copy()},
        "the note": {"note": np.array(["Sleeps, sleeps, sleeps."] * 9, object)},
        "weight with age": {name: batch[name] + 20 * (np.arange(9) % 2) for name in ("weight_kg", "age_months")},
    }
    for k, (what, change) in enumerate(changes.items()):
        blind = np.allclose(vectors(batch | change), whole, atol=1e-4)
        found.true(f"{what} counts", not blind, "it changed, and the features are the same", SKEW) or k or found.stop()
    alone = np.concatenate([vectors({name: values[k : k + 1] for name, values in batch.items()}) for k in range(9)])
    problem = f"{int((np.abs(alone - whole).max(1) > 1e-3).sum())} of 9 rows differ: a batch's own mean and spread are not there at the desk, where a row comes alone"
    found.true("a row has the same features alone and in a batch", bool(np.abs(alone - whole).max() < 1e-3), problem, SKEW)
    rows = [{name: values[k] for name, values in batch.items()} for k in range(9)]
    elsewhere = ray.data.from_items(rows).map_batches(answer, batch_size=9, compute=ray.data.ActorPoolStrategy(size=1)).take_all()
    there = {row["id"]: np.asarray(row["features"]) for row in elsewhere}
    same = all(np.abs(there[name] - whole[k]).max() < 1e-2 for k, name in enumerate(batch["id"]))
    problem = "a worker's features differ from the notebook's: `hash` of a text does, from process to process; zlib.crc32 does not"
    found.true("another process, the same features", same, problem, SKEW)


@graded("capstone.train", points=5, findings=3, seconds=600)
def train(answer, found):
    rng, (note, noted), raised = np.random.default_rng(3), notes("capstone.train"), []
    middle = rng.normal(0, 2, (3, 8))

    def drawn(number):
        labels = np.arange(number) % 3
        return (middle[labels] + rng.normal(0, 0.7, (number, 8))).astype(np.float32), labels

    values, labels = drawn(90)
    examples = ray.data.from_items([{"features": v, "home": HOMES[k], "id": f"d{n}"} for n, (v, k) in enumerate(zip(values, labels, strict=True))])

    def on_epoch(epoch):
        import os
        import signal
        import time

        # Once, in epoch 2, the worker dies; what was reported before has had time to reach Ray.
        if epoch == 2 and not any("died" in one for one in noted()):
            note(died=True)
            time.sleep(2.5)
            os.kill(os.getpid(), signal.SIGKILL)
        note(epoch=int(epoch))

    with contextlib.redirect_stdout(io.StringIO()):  # Ray reports the death, with numbers that change
        try:
            folder = answer(examples, scratch("capstone.train/runs"), "run", on_epoch)
        except Exception as error:
            if not any("died" in one for one in noted()):
                raise
            folder, raised = None, [line for line in RAISED.findall(str(error)) if not line.startswith(DIED)]
    done, died = [one["epoch"] for one in noted() if "epoch" in one], any("died" in one for one in noted())
    found.need("epoch 2 begins", died, f"`on_epoch` was called for {done}: call it at the begin of each of five epochs, in the worker", LOOP)
    problem = f"in its second life it raised {raised[-1]}" if raised else "the worker died, and the training with it: say `max_failures`"
    found.true("the run survives the death of its worker", folder is not None, problem, LOOP) or found.stop()
    again = ": after the death the training began at 0 again" if done.count(0) > 1 else ""
    right = done in ([0, 1, 2, 3, 4], [0, 1, 1, 2, 3, 4])
    found.true("each of five epochs does its work, none again from the start", right, f"expected [0, 1, 2, 3, 4], got {done}{again}", LOOP)
    path = Path(str(folder), "head.npz")
    found.need("head.npz is in the folder that comes back", path.is_file(), f"nothing at {folder!r}/head.npz", "the text of this task")
    head = dict(np.load(path))
    shapes = {name: head[name].shape for name in ("weights", "bias", "reference") if name in head}
    wanted = {"weights": (3, 8), "bias": (3,), "reference": (90, 8)}
    found.need("weights, bias and reference in it", shapes == wanted, f"expected {wanted}, got {shapes}", "the text of this task")
    values, labels = drawn(300)
    hits = float(((values @ head["weights"].T + head["bias"]).argmax(1) == labels).mean())
    problem = f"it is right for {hits:.0%} of easy rows: is row k of the weights that of HOMES[k], do they fit features as they came, and has it learned enough? (100 steps of AdamW at 0.02 do)"
    found.true("the head knows what it was taught", hits > 0.9, problem, LOOP)


@graded("capstone.evaluate", points=4, findings=5)
def evaluate(answer, found):
    flat, garden, farm = HOMES
    truth = [flat] * 30 + [garden] * 20 + [farm] * 10
    said = [flat] * 24 + [garden] * 18 + [flat] * 8 + [farm] * 9 + [flat]
    known = [garden] * 60 + [flat] * 50 + [farm] * 20  # most frequent in training: not so in the test rows

    def report(*lists) -> dict:
        got = answer(*map(list, lists))
        names = {"right", "of", "low", "high", "baseline", "recall", "fit"}
        found.need(
            "the parts of the report", isinstance(got, dict) and names <= set(got), f"expected {', '.join(sorted(names))}; got {type_of(got)}", FIT
        )
        try:
            json.dumps(got)
        except TypeError as error:
            found.need("plain numbers, as JSON wants them", False, f"{error}: `int(...)`, `float(...)` and `bool(...)` make plain ones", FIT)
        return got

    got = report(truth, said, known)
    right = sum(a == b for a, b in zip(truth, said, strict=True))
    found.equal("how many are right, of how many", (got["right"], got["of"]), (right, 60), FIT) or found.stop()
    low, high = interval_of(right, 60)
    found.true(
        "the 95 % interval",
        bool(np.allclose([got["low"], got["high"]], [low, high], atol=0.01)),
        f"expected {low:.3f} to {high:.3f}, got {got['low']}, {got['high']}",
        FIT,
    )
    mistakes = [
        (0.5, "that is the home most frequent in the test rows: nobody knows those before"),
        (round(60 / 130, 4), "that is its share of the training rows"),
    ]
    found.equal("the baseline", round(float(got["baseline"]), 4), round(20 / 60, 4), FIT, mistakes)
    recall = {home: sum(a == b == home for a, b in zip(truth, said, strict=True)) / truth.count(home) for home in HOMES}
    close = isinstance(got["recall"], dict) and set(got["recall"]) == set(recall) and all(abs(got["recall"][h] - recall[h]) < 1e-6 for h in recall)
    found.true("the recall of each home", bool(close), f"expected {recall}, got {got['recall']}", FIT)
    cases = {
        "a model that finds all homes": (truth, truth, known, True),
        "a model that says one home, which is frequent": ([flat] * 90 + [farm] * 10, [flat] * 100, [flat] * 9 + [farm], False),
        "a model that never says farm, and is right in nine of ten": ([flat] * 45 + [garden] * 45 + [farm] * 10, [flat] * 45 + [garden] * 55, [flat] * 9, False),
        "a model whose interval reaches below the baseline": ([flat] * 6 + [farm] * 4, [flat] * 6 + [farm] * 2 + [flat] * 2, [flat] * 6 + [farm] * 4, False),
    }  # fmt: skip
    wrong = [what for what, (*lists, fit) in cases.items() if report(*lists)["fit"] is not fit]
    found.true("what is fit for use, and what is not", not wrong, f"wrong for {'; '.join(wrong)}", FIT)


@graded("capstone.predict", points=6, findings=6)
def predict(answer, found):
    store, (note, noted) = scratch("capstone.predict/store"), notes("capstone.predict")
    ids = [f"d{k * 37 % 107:04d}" for k in range(96)]  # scattered, so that neither a count nor the largest tells what is there

    def dataset(names):
        return ray.data.from_items([{"id": name, "weight_kg": float(name[1:])} for name in names], override_num_blocks=12).materialize()

    class Stand:
        def __init__(self, folder):
            self.folder = folder

        def __call__(self, batch):
            import time

            listed = noted()
            rows = sum(len(one.get("ids", ())) for one in listed)
            # The machine fails after some 60 rows, until it is repaired; what was done before has had time to be written.
            if rows >= 60 and not any("repaired" in one for one in listed):
                time.sleep(4)
                raise RuntimeError("the machine fails (so we pretend)")
            note(ids=[str(name) for name in batch["id"]])
            time.sleep(0.2)
            number = len(batch["id"])
            return {
                **batch,
                "home": np.array([self.folder] * number),
                "confidence": np.array(batch["weight_kg"], float),
                "features": np.ones((number, 2), np.float32),
            }

    def through() -> list[str]:
        return [name for one in noted() for name in one.get("ids", ())]

    def stored(version) -> list[dict]:
        files = [f"{store}/predictions/{version}/{name}" for name in read(f"{store}/predictions/{version}") if name.endswith(".parquet")]
        return ray.data.read_parquet(files).take_all() if files else []

    try:
        answer(dataset(ids), Stand, "one", store, "v1")
        passed_on = False
    except Exception as error:
        passed_on = "so we pretend" in str(error)
        if not passed_on:
            raise
    first = len(through())
    problem = "the model's machine failed, and the call ended as if nothing had happened: whoever waits for the rest waits for ever"
    found.true("a failure is passed on", passed_on, problem, AGAIN)
    note(repaired=True)
    now = answer(dataset(ids), Stand, "one", store, "v1")
    rows = stored("v1")
    found.need("Parquet files are in predictions/v1", bool(rows), f"the store holds {sorted(read(store))[:4] or 'nothing'}", AGAIN)
    wanted = {"id", "home", "confidence", "features", "version"}
    found.need("their columns", wanted <= set(rows[0]), f"expected {', '.join(sorted(wanted))}; got {', '.join(sorted(rows[0]))}", AGAIN)
    problem = differs(
        [(row["id"], row["home"], float(row["confidence"]), row["version"]) for row in rows], [(n, "one", float(n[1:]), "v1") for n in ids]
    )
    found.true("after the second call: every row, each once", not problem, problem, AGAIN) or found.stop()
    redone = len(through()) - len(ids)
    problem = (
        f"{first} rows were done when it broke off, and {redone} of them went through the model again: write as the rows come, and ask what is there"
    )
    found.true("the second call does the rest", redone <= first / 2, problem, AGAIN)
    found.need("the ids come back", isinstance(now, list), f"got {type_of(now)}", AGAIN)
    before, calls = read(f"{store}/predictions/v1"), len(through())
    third = answer(dataset(ids), Stand, "one", store, "v1")
    problem = f"{len(through()) - calls} rows went through the model again; the files are {'the same' if read(f'{store}/predictions/v1') == before else 'others'}"
    found.true(
        "a third call does nothing", len(through()) == calls and read(f"{store}/predictions/v1") == before and list(third) == [], problem, AGAIN
    )
    new = [f"n{k:04d}" for k in range(10)]
    calls = len(through())
    fresh = answer(dataset(ids + new), Stand, "one", store, "v1")
    problem = (
        f"{len(through()) - calls} rows went through the model: {differs(through()[calls:], new)}"
        if sorted(through()[calls:]) != new
        else f"{differs(fresh, new)} came back"
    )
    found.true("ten new rows: ten are predicted, and named", sorted(through()[calls:]) == new == sorted(fresh), problem, AGAIN)
    before = read(f"{store}/predictions/v1")
    answer(dataset(ids[:24]), Stand, "two", store, "v2")
    mixed, kept = (
        differs([(row["id"], row["home"]) for row in stored("v2")], [(n, "two") for n in ids[:24]]),
        read(f"{store}/predictions/v1") == before,
    )
    problem = f"in predictions/v2: {mixed}" if mixed else "the files of v1 have changed: nobody can say any more what it answered"
    found.true("another version says everything anew, beside the first", not mixed and kept, problem, AGAIN)


@graded("capstone.application", points=4, findings=4)
def application(answer, found):
    from ray import serve

    note, noted = notes("capstone.application")

    class Stand:
        def __init__(self, folder):
            note(made=folder)

        def __call__(self, batch):
            # What it says gives away exactly what it was asked: the middle of each quarter of the picture, and the other columns.
            image, number = np.asarray(batch["image"]), len(batch["note"])
            quarters = [np.asarray(image[:, y : y + 48, x : x + 48]).mean((1, 2, 3)) for y in (0, 48) for x in (0, 48)]
            homes = [f"{image.dtype} {image.shape[1:]} {batch['note'][k]}" for k in range(number)]
            code = sum(int(round(float(q[0]))) * 1000**n for n, q in enumerate(quarters))
            confidence = np.array([code + float(batch["weight_kg"][k]) / 1e3 + float(batch["age_months"][k]) / 1e6 for k in range(number)])
            return {**batch, "home": np.array(homes), "confidence": confidence}

    planned = shelter.plan(rows=120, seed=44)
    raw = scratch("capstone.application/raw")
    shelter.deliver(raw, rows=120, seed=44)
    plain, turned = (next(d for d in planned.to_dict("records") if d["planted"] == kind and not d["reason"]) for kind in ("png", "turned"))
    files = {name.split("/")[1].split(".")[0]: content for name, content in read(raw).items() if name.startswith("pictures/")}
    app = answer(Stand, "folder")
    found.need(
        "a Serve application comes back",
        isinstance(app, serve.Application),
        f"expected what `.bind()` gives, got {type_of(app)}",
        "the text of this task",
    )
    serve.start(http_options=(options := loopback()))
    try:
        serve.run(app, name="acceptance", route_prefix="/", logging_config={"enable_access_log": False})

        def asked(dog, picture) -> tuple[int, dict]:
            picture = picture if isinstance(picture, str) else base64.b64encode(picture).decode()
            body = {name: dog[name] for name in ("note", "weight_kg", "age_months")} | {"picture": picture}
            request = urllib.request.Request(
                f"http://{options['host']}:{options['port']}/", json.dumps(body).encode(), {"Content-Type": "application/json"}
            )
            try:
                with urllib.request.urlopen(request, timeout=60) as reply:
                    status, text = reply.status, reply.read()
            except urllib.error.HTTPError as error:
                status, text = error.code, error.read()
            try:
                return status, json.loads(text)
            except ValueError:
                return status, {"text": text.decode(errors="replace")[:80]}

        def agrees(dog) -> tuple[bool, str]:
            status, got = asked(dog, files[dog["id"]])
            mean = [int(round(float(_opened(files[dog["id"]])[y : y + 48, x : x + 48].mean()))) for y in (0, 48) for x in (0, 48)]
            wanted = sum(m * 1000**n for n, m in enumerate(mean)) + dog["weight_kg"] / 1e3 + dog["age_months"] / 1e6
            text = f"uint8 (96, 96, 3) {dog['note']}"
            same = status == 200 and got.get("home") == text
            seen = [int(got.get("confidence", 0)) // 1000**n % 1000 for n in range(4)] if same else []
            near = same and all(abs(a - b) <= 1 for a, b in zip(seen, mean, strict=True)) and abs(got["confidence"] % 1 - wanted % 1) < 1e-4
            return (
                near,
                f"status {status}, {str(got)[:120]}; the classifier was asked with other pixels or columns"
                if same
                else f"status {status}, {str(got)[:160]}",
            )

        good, problem = agrees(plain)
        found.true("the desk says what the batch says", good, problem, SKEW) or found.stop()
        good, problem = agrees(turned)
        found.true("also of a picture that was taken with the camera on its side", good, f"{problem}: use the `pixels` of `ingest`", SKEW)
        bad = {"a page of HTML": b"<html>404</html>", "no base64": "abcde", "a picture of 20,000 x 20,000 pixels": bomb()}
        replies = {what: asked(plain, picture) for what, picture in bad.items()}
        replies |= {
            f"{column} of {value}": asked(plain | {column: value}, files[plain["id"]])
            for column, value in (("weight_kg", 4200), ("age_months", 2019))
        }
        wrong = [f"{what}: status {status}, {str(said)[:80]}" for what, (status, said) in replies.items() if status != 422 or not said.get("reason")]
        wrong += [] if agrees(plain)[0] else ["and the desk answers no more"]
        found.true("what is no picture, or no such dog, gets 422 and a reason, and the desk goes on", not wrong, "; ".join(wrong), SKEW)
        made = sum("made" in one for one in noted())
        found.true("the model loads once", made == 1, f"it was made {made} times for 8 requests: make it in `__init__`", SKEW)
    finally:
        serve.shutdown()


def _opened(content: bytes) -> np.ndarray:
    from PIL import ImageOps

    return np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB").resize((96, 96)))


@graded("capstone.drifted", points=3, findings=3)
def drifted(answer, found):
    rng = np.random.default_rng(6)
    mixing = rng.normal(0, 1, (30, 30)) * np.geomspace(3, 0.1, 30)

    def drawn(number):
        return (rng.normal(0, 1, (number, 30)) @ mixing).astype(np.float32)

    def ring(windows) -> int:
        got = [answer(reference.copy(), window) for window in windows]
        found.need("True or False comes back", all(isinstance(one, bool | np.bool_) for one in got), f"got {type_of(got[0])}", ALARM)
        return sum(map(bool, got))

    reference = drawn(300)
    shift = mixing[0] * 3
    sizes = (8, 15, 40, 2000)  # the last is larger than the reference, whose mean is no truth
    moved, quiet = ring([drawn(12) + shift for _ in range(10)]), [ring([drawn(number) for _ in range(15)]) for number in sizes]
    problem = f"it rings in {moved} of 10 deliveries that have moved" + (", an alarm that never rings" if not moved else "")
    problem += f", and in {sum(quiet)} of 60 quiet ones" + (": an alarm that always rings is switched off" if sum(quiet) > 40 else "")
    found.need("it tells one thing from another", 0 < moved + sum(quiet) < 70, problem, ALARM)
    found.true("it rings where a delivery of twelve has moved", moved >= 9, problem, ALARM)
    if quiet[-1] > 3:
        problem += f", {quiet[-1]} of 15 where 2,000 came: the mean of the reference is a draw itself; mix both and deal anew"
    found.true("it is quiet in quiet times, for deliveries of 8, 15, 40 and 2,000", sum(quiet) <= 7 and quiet[-1] <= 3, problem, ALARM)
    slight = ring([drawn(200) + mixing[0] * 0.9 for _ in range(5)])
    found.true("a slight move shows in a large delivery", slight >= 4, f"it rings in {slight} of 5 deliveries of 200", ALARM)


@graded("capstone.run", points=8, findings=9, seconds=600)
def run(answer, found):
    features = getattr(inspect.signature(answer).parameters.get("features"), "default", None)
    found.need("`run` has a parameter `features`, whose default is your class", isinstance(features, type), f"got {type_of(features)}", AGAIN)
    raw, planned = _delivered("capstone.run", rows=200, seed=43)
    store, (note, noted) = scratch("capstone.run/store"), notes("capstone.run")

    class Counted(features):
        def __call__(self, batch):
            note(ids=[str(name) for name in batch["id"]])
            return super().__call__(batch)

    def through() -> list[str]:
        return [name for one in noted() for name in one.get("ids", ())]

    class Blind(features):
        """Sees nothing, so that no model is fit."""

        def __init__(self):
            pass

        def __call__(self, batch):
            return {name: values for name, values in batch.items() if name != "image"} | {"features": np.zeros((len(batch["id"]), 4), np.float32)}

    def called(features=Counted) -> dict:
        with contextlib.redirect_stdout(io.StringIO()):
            got = answer(raw, store, features=features)
        names = {"version", "trained", "predicted", "drift"}
        found.need("the report", isinstance(got, dict) and names <= set(got), f"expected {', '.join(sorted(names))}; got {type_of(got)}", AGAIN)
        return got

    def table(folder) -> pd.DataFrame:
        parts = [pd.read_parquet(io.BytesIO(content)) for name, content in sorted(read(f"{store}/{folder}").items()) if name.endswith(".parquet")]
        return pd.concat(parts) if parts else pd.DataFrame()

    registry, refused = Registry(f"{store}/models"), False
    try:
        called(Blind)
    except NotImplementedError:
        raise
    except RuntimeError:
        refused = True
    problem = f"features that see nothing: versions {registry.versions()}, in production {registry.stage()}, {'a' if refused else 'no'} RuntimeError"
    first = None
    if refused and (registry.versions(), registry.stage()) == (["v1"], None):
        try:
            first = called()
        except Exception as error:  # by the head or the shapes of the old features
            said = f"{type(error).__name__}: {str(error).splitlines()[0][:200]}" if str(error) else type(error).__name__
            problem = f"then, with your features for the same rows: {said}. Ray Train carries on a run of that name, which is complete: delete its folder once the version is registered"
    found.true(
        "a version that is not fit is registered and not promoted, and better features mend it", first is not None, problem, FIT
    ) or found.stop()
    good = planned[planned["reason"] == ""]
    waiting, labelled = good[good["home"] == ""].set_index("id"), good[good["home"] != ""]
    aside = table("aside")
    problem = differs(aside.get("item", ()), planned.loc[planned["reason"] != "", "item"])
    found.true("what is no good row is set aside, in the store", not problem, problem, ROWS)
    versions = registry.versions()
    found.need(
        "a second version is registered, and in production",
        versions == ["v1", "v2"] and registry.stage() == "v2",
        f"versions {versions}, in production {registry.stage()}",
        FIT,
    )
    about = registry.about("v2")
    of = about["metrics"].get("of", 0)
    problem = f"{of} of {len(labelled)} labelled rows tested it" + (": those are the rows that trained it" if of > 0.5 * len(labelled) else "")
    problem += f"; its lineage says {about['lineage']}"
    lineage = isinstance(about["lineage"].get("data"), str) and about["lineage"]["data"] != ""
    found.true("it was tested on rows apart, and says which data it comes from", 0.1 < of / len(labelled) < 0.45 and lineage, problem, LEAKS)
    said = table("predictions/v2")
    problem = differs(said.get("id", ()), waiting.index)
    found.need("the dogs that wait are predicted, each once", not problem, problem, AGAIN)
    right = int((said.set_index("id")["home"].reindex(waiting.index) == waiting["truth"]).sum())
    problem = f"{right} of {len(waiting)} are right, {waiting['truth'].value_counts().max()} would be with one home for all; it said {said['home'].value_counts().to_dict()}"
    found.true("seven in ten are right", right >= 0.7 * len(waiting), problem, FIT)
    most = pd.Series(through()).value_counts().max()
    problem = f"{len(through())} went through for {len(good)} good rows, one of them {most} times: keep the features, with `materialize()`"
    found.true("no row goes through the model twice", most == 1, problem, AGAIN)
    calls, files = len(through()), _versions(store)
    second = called()
    problem = f"{len(through()) - calls} rows went through the model, versions are {registry.versions()}, predicted: {len(second['predicted'])}, trained: {second['trained']}, drift: {second['drift']}"
    same = len(through()) == calls and _versions(store) == files and not second["trained"] and not second["predicted"] and not second["drift"]
    if len(table("aside")) != len(aside):
        same, problem = False, f"{len(table('aside'))} rows are set aside, of which {len(aside)} are: they come in the place of what was there"
    found.true("called again, it does nothing again", same and first["trained"] is True, problem, AGAIN)
    shelter.deliver(raw, rows=10, seed=46, first=2000, waiting=True, faults=False)
    new, calls = shelter.plan(rows=10, seed=46, first=2000, waiting=True, faults=False)["id"], len(through())
    third = called()
    problem = f"{len(through()) - calls} rows went through the model; predicted: {differs(third['predicted'], new) or 'the ten'}; drift: {third['drift']}, of a quiet delivery"
    found.true(
        "ten new rows cost ten, and raise no alarm",
        sorted(through()[calls:]) == sorted(new) == sorted(third["predicted"]) and not third["drift"],
        problem,
        AGAIN,
    )
    shelter.deliver(raw, rows=10, seed=47, first=3000, waiting=True, faults=False, light=0.15)
    fourth = called()
    changed = sorted(name for name, content in files.items() if _versions(store).get(name) != content)
    problem = f"drift: {fourth['drift']}; files that have changed since the first call: {', '.join(changed[:3]) or 'none'}"
    found.true("ten dogs in the dark raise the alarm; what was written stays", bool(fourth["drift"]) and not changed, problem, ALARM)
    shelter.deliver(raw, rows=3, seed=SETTLED, first=4000, faults=False)
    fifth = called(Blind)
    hashes = [registry.about(version)["lineage"]["data"] for version in registry.versions()]
    problem = f"trained: {fifth['trained']}, in production {registry.stage()}; `data` of {registry.versions()}: {hashes}"
    anew = fifth["trained"] and registry.stage() == fifth["version"] == "v2" and hashes[0] == hashes[1] not in hashes[2:]
    found.true(
        "three dogs more have a home: trained anew; the model in production stays, for the new one sees nothing",
        bool(anew) and len(hashes) == 3,
        problem,
        LEAKS,
    )


def _versions(store: str) -> dict[str, bytes]:
    """The files of the models and their predictions."""
    return {f"{folder}/{name}": content for folder in ("models", "predictions") for name, content in read(f"{store}/{folder}").items()}
