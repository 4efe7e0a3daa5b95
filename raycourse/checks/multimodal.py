"""Checks of the lab on audio, video, tables and pictures."""

import io
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import ray
import soundfile
from PIL import Image

from raycourse.checks import graded
from raycourse.checks.kit import differs, items, notes, rows, runs, section, several, stand_in
from raycourse.places import data

SEARCH, WINDOWS, FORM = (
    section("multimodal", "Search by words"), section("multimodal", "A second at a time"), section("multimodal", "One rate, one channel")
)  # fmt: skip
JOBS, COUNTED = section("multimodal", "When one kind of data fails"), section("multimodal", "Orders, products, reviews: count at each join")
BYTES, FILM = section("multimodal", "Sound is a matrix and a rate"), section("multimodal", "Film is pictures with times")
RATE = 16_000


@graded("multimodal.moment", points=3, findings=3)
def moment(answer, found):
    note, noted = notes("multimodal.moment")
    # A frame's colour is its vector: b at 2 s points the way of the words, a at 1 s is bright and points nearly there, b at 2.4 s does best and begins no second.
    colours = {("a", 1.0): (250, 90, 60), ("b", 2.0): (90, 6, 3), ("b", 2.4): (80, 0, 0)}
    rows_ = [
        {"file": f"{name}.mp4", "second": k / fps, "frame": np.full((4, 4, 3), colours.get((name, k / fps), (20 + k, 60, 90)), np.uint8)}
        for name, fps, seconds in (("a", 8, 3), ("b", 5, 4))
        for k in range(fps * seconds)
    ]

    def vector(frame):
        import numpy as np

        return frame[0, 0].astype(np.float32)

    model = stand_in(["frame"], "vector", vector, note)
    frames = ray.data.from_items(rows_, override_num_blocks=2)
    got = several(answer(frames, model, np.array([1, 0, 0], np.float32)), found, "file and second", see=SEARCH)
    mistakes = [
        (("a.mp4", 1.0), "its vector is longer, and points less that way: divide by the length"),
        (("b.mp4", 2.4), "that frame begins no second"),
    ]
    found.equal("the file and the second", (str(got[0]), round(float(got[1]), 3)), ("b.mp4", 2.0), SEARCH, mistakes) or found.stop()
    _, gpus, cpus, calls = runs(noted())
    found.true("one frame a second is embedded", sum(calls) == 7, f"7 would do for 3 and 4 seconds, and the model got {sum(calls)}", SEARCH)
    found.true("its actor holds half a GPU and no CPU", (gpus, cpus) == ([0.5], [0]), f"got {gpus or 'no'} GPUs and {cpus or 'no'} CPUs", SEARCH)


def tone(seconds: float, rate: int, hertz: float, loud: float = 0.5) -> np.ndarray:
    return (loud * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


@graded("multimodal.classified", points=4, findings=4)
def classified(answer, found):
    note, _ = notes("multimodal.classified")
    high = tone(2.3, 44_100, 600, 0.2) + tone(2.3, 44_100, 10_000, 0.6)
    calls = {
        "phone.flac": (tone(2.3, 8_000, 440)[:, None], 8_000),
        "studio.flac": (high[:, None], 44_100),
        "crossed.flac": (np.stack([tone(1, RATE, 500), -tone(1, RATE, 500)], 1), RATE),
        "stereo.flac": (np.stack([tone(1.5, RATE, 700, 0.01), tone(1.5, RATE, 700)], 1), RATE),
        "short.flac": (tone(0.4, RATE, 300)[:, None], RATE),
    }
    given = [{"file": name, "sides": sides, "rate": rate} for name, (sides, rate) in calls.items()]

    def kind(samples):
        import numpy as np

        samples = np.asarray(samples, np.float32)
        if samples.shape != (16_000,):
            raise ValueError(f"a window has 16,000 samples; this one has the shape {samples.shape}")
        power = np.abs(np.fft.rfft(samples))
        return f"{power.argmax()} Hz" if np.abs(samples).max() > 0.02 else "silence"

    result = answer(ray.data.from_items(given, override_num_blocks=2), stand_in(["samples"], "kind", kind, note))
    got = rows(result, found, ("file", "start", "kind"), WINDOWS)
    wanted = {"phone.flac": 4, "studio.flac": 4, "crossed.flac": 1, "stereo.flac": 2, "short.flac": 1}
    expected = [(name, 0.5 * k) for name, count in wanted.items() for k in range(count)]
    problem = differs([(row["file"], round(float(row["start"]), 3)) for row in got], expected)
    if problem and Counter(row["file"] for row in got)["phone.flac"] == 2:
        problem += ": these are windows of the rate that a call came with; bring it to 16,000 samples a second first"
    whole = found.true("every call in windows to its end, each once", not problem, problem, WINDOWS) or found.stop()
    heard = {name: sorted({row["kind"] for row in got if row["file"] == name}) for name in calls}
    problem = f"a tone of 440 Hz at 8,000 samples a second is heard as {', '.join(heard['phone.flac'])}: bring it to 16,000"
    found.true("telephones sound as they should", whole and heard["phone.flac"] == ["440 Hz"], problem, FORM)
    problem = f"600 Hz below a louder tone of 10,000 Hz is heard as {', '.join(heard['studio.flac'])}: what is too high folds back, unless it is filtered out"
    found.true("what is too high for the new rate is gone", heard["studio.flac"] == ["600 Hz"], problem, FORM)
    sides = heard["crossed.flac"] == ["500 Hz"] and heard["stereo.flac"] == ["700 Hz"] and heard["short.flac"] == ["300 Hz"]
    problem = (
        f"sides that cancel are heard as {', '.join(heard['crossed.flac'])}, and a call that speaks on its right as {', '.join(heard['stereo.flac'])}"
    )
    found.true("two sides become one, also where they cancel", sides, problem, FORM)


@graded("multimodal.everyone", points=4, findings=4)
def everyone(answer, found):
    customers = [{"customer": f"k{k}", "pet": name} for k, name in enumerate(("Bella", "Otto", "Minna", "Rufus"))]
    reviews = [{"customer": "k0", "happy": 0.5}, {"customer": "k1", "happy": None}, {"customer": "k9", "happy": 1.0}]
    calls = [{"customer": "k3", "calls": 2}, {"customer": "k0", "calls": 1}]
    made = {
        name: ray.data.from_items(table, override_num_blocks=2) for name, table in (("customers", customers), ("reviews", reviews), ("calls", calls))
    }
    features = {"films": None, "reviews": made["reviews"], "calls": made["calls"]}
    got = rows(answer(made["customers"], features), found, ("customer", "pet", "happy", "calls", "missing"), JOBS)
    by = {row["customer"]: row for row in got}

    def number(value):
        return None if value is None or value != value else float(value)

    values = {name: (row["pet"], number(row["happy"]), number(row["calls"])) for name, row in by.items()}
    wanted = {"k0": ("Bella", 0.5, 1.0), "k1": ("Otto", None, None), "k2": ("Minna", None, None), "k3": ("Rufus", None, 2.0)}
    wrong = next((name for name in wanted if name in values and values[name] != wanted[name]), "")
    problem = f"{wrong}: expected {wanted[wrong]}, got {values[wrong]}" if wrong else f"k0 and k3 have calls, and come as {sorted(values)}"
    joined = not wrong and {"k0", "k3"} <= set(values)
    found.true("what the sources say", joined, problem, JOBS) or found.stop()
    problem = differs([row["customer"] for row in got], [row["customer"] for row in customers])
    found.true("every customer once, and nobody else", not problem, problem, COUNTED) or found.stop()
    missing = {name: str(row["missing"]) for name, row in by.items()}
    failed = all("films" in text.split(", ") for text in missing.values())
    found.true("a source that failed is missing for everybody", failed, f"expected films in each; got {missing}", JOBS)
    wanted = {"k0": "films", "k1": "films, calls", "k2": "films, reviews, calls", "k3": "films, reviews"}
    gap = missing.get("k1") == "films, reviews, calls"
    why = "k1 has a review, whose value is a gap: mark the rows before you join" if gap else f"expected {wanted}, got {missing}"
    found.true("and the others where they have no row", missing == wanted, why, JOBS)


@graded("multimodal.planted", points=4, findings=4)
def planted(answer, found):
    day, later = pd.Timestamp("2026-03-02 09:00"), pd.Timestamp("2026-03-09 09:00")
    orders = pd.DataFrame(
        [
            ("o3", "k1", "p1", day), ("o1", "k1", "p1", day), ("o2", "k1", "p1", day), ("o4", "k1", "p1", later), ("o5", "k2", "p1", day),
            ("o6", "k1", "p2", day), ("o8", "k3", "p3", later), ("o7", "k3", "p3", later),
        ],
        columns=["order", "customer", "product", "placed"],
    )  # fmt: skip
    sounds = {
        "a": ("dog", "Bark"),
        "b": ("frog", "Hoot"),
        "c": ("owl", "Croak"),
        "d": ("fox", "Speech"),
        "e": ("sheep", "Silence"),
        "f": ("bear", "Moo"),
    }
    clips = pd.DataFrame([(f"{name}.mp4", *pair) for name, pair in sounds.items()], columns=["file", "animal", "sound"], index=range(10, 16))
    doubled, foreign = (items(part, found, "orders and films") for part in several(answer(orders.copy(), clips.copy()), found, "orders and films"))
    problem = differs(doubled, ["o2", "o3", "o8"])
    booked = {"o2", "o3", "o8"} <= set(map(str, doubled))
    found.true("all that were booked before", booked, f"{problem}: the first booking has the smallest number", COUNTED)
    why = "o4 is another day, o5 another customer, o6 another product, and o1 and o7 were the first"
    found.true("and no others", booked and not problem, f"{problem}: {why}", COUNTED)
    named = set(map(str, foreign))
    others = {"b.mp4", "c.mp4", "f.mp4"} <= named
    found.true("films in which another animal calls", others, f"expected b.mp4, c.mp4 and f.mp4, a bear that moos; got {sorted(named)}", SEARCH)
    extra = sorted(named - {"b.mp4", "c.mp4", "f.mp4"})
    found.true("voices and silence are no evidence", others and not extra, f"got {extra} as well", SEARCH)


@graded("multimodal.opened", points=4, findings=4)
def opened(answer, found):
    def flac(seconds):
        out = io.BytesIO()
        soundfile.write(out, tone(seconds, 8_000, 440), 8_000, format="FLAC")
        return out.getvalue()

    def clip(number):
        with open(f"{data('shop')}/clips/clip-{number}.mp4", "rb") as file:
            return file.read()

    def film_cut_short():
        """Its head comes first and says how long it lasts; the second half of its pictures is missing."""
        import av

        with (
            tempfile.NamedTemporaryFile(suffix=".mp4") as head_first,
            av.open(io.BytesIO(clip("00"))) as film,
            av.open(head_first.name, "w", options={"movflags": "faststart"}) as copy,
        ):
            streams = {stream.index: copy.add_stream_from_template(stream) for stream in film.streams}
            for packet in film.demux():
                if packet.dts is not None:  # the last one of each stream is empty
                    packet.stream = streams[packet.stream.index]
                    copy.mux(packet)
            copy.close()
            content = Path(head_first.name).read_bytes()
        return content[: len(content) // 2]

    picture = io.BytesIO()
    Image.new("RGB", (32, 32)).save(picture, "JPEG")
    good = {"a.flac": flac(1.5), "b.tmp": flac(0.75), "c.mp4": clip("00"), "d.flac": clip("06")}
    bad = {"e.flac": b"", "f.flac": picture.getvalue(), "g.mp4": clip("10"), "h.mp4": clip("11"), "i.mp4": b"\0" * 400, "j.flac": flac(4)[:-900]}
    bad |= {"k.mp4": film_cut_short()}
    holds = {
        "k": "a film cut short",
        "e": "nothing",
        "f": "a picture",
        "g": "a film without a head",
        "h": "a film without a picture",
        "i": "zeros",
        "j": "a sound cut short",
    }
    given = [{"path": f"/calls/{name}", "bytes": content} for name, content in (good | bad).items()]
    got = rows(answer(ray.data.from_items(given, override_num_blocks=2)), found, ("file", "seconds", "problem"), BYTES)
    by = {row["file"]: (round(float(row["seconds"]), 2), row["problem"] or "") for row in got}
    nothing = (0.0, "no row")
    sound, film = by.get("a.flac", nothing), by.get("c.mp4", nothing)
    played = sound == (1.5, "") and film[0] > 3 and not film[1]
    found.true("how long sounds and films last", played, f"expected 1.5 s and more than 3 s; got {sound} and {film}", FILM) or found.stop()
    problem = differs([row["file"] for row in got], [*good, *bad])
    found.true("one row for every file, by its name", not problem, problem, BYTES)
    sound, film = by.get("b.tmp", nothing), by.get("d.flac", nothing)
    problem = f"b.tmp holds a sound of 0.75 s and d.flac a film; got {sound} and {film}"
    found.true("by their bytes, not by their names", sound == (0.75, "") and film[0] > 3 and not film[1], problem, BYTES)
    unsaid = [name for name in bad if by.get(name, (0, ""))[0] or not by.get(name, (0, ""))[1].strip()]
    problem = "; ".join(f"{name}, {holds[name[0]]}: got {by.get(name, nothing)}" for name in unsaid)
    found.true("a reason, and no seconds, for what cannot be played", not unsaid, problem, FILM if {"h.mp4", "k.mp4"} & set(unsaid) else BYTES)
