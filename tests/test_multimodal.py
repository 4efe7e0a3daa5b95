"""The lesson *Audio, video, tables and pictures together*: bad input gives one row with a reason each, and no sample is lost. The functions are the lesson's own cells."""

import io

import av
import numpy as np
import pytest
import soundfile
from PIL import Image
from scipy.signal import resample_poly

from raycourse.catalogue import lesson
from raycourse.settings import PROJECT
from tools.notebooks import source_form

RATE = 16_000
KNOWN = {"np": np, "io": io, "resample_poly": resample_poly, "RATE": RATE, "BLACK": np.zeros((128, 128, 3), np.uint8)}
SHOP = PROJECT / "data" / "shop"


def from_the_lesson(name: str):
    """The function `name` as the lesson's cell defines it."""
    (source,) = (cell.source for cell in source_form(lesson("multimodal")).cells if cell.cell_type == "code" and f"def {name}(" in cell.source)
    names = dict(KNOWN)
    exec(source, names)
    return names[name]


def flac(samples, rate) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples, rate, format="FLAC")
    return out.getvalue()


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 24)).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(("content", "problem"), [(b"", "no bytes"), (jpeg(), "Format not recognised."), (b"RIFF" + b"\0" * 40, "")])
def test_what_is_no_sound_is_one_row_with_a_reason(content, problem):
    row = from_the_lesson("decoded")({"path": "/calls/a.flac", "bytes": content})
    assert row["file"] == "a.flac" and row["problem"] and problem in row["problem"] and row["sides"].shape == (0, 1)


def test_a_sound_with_another_extension_is_decoded():
    sides = np.random.default_rng(0).uniform(-0.5, 0.5, (800, 2)).astype(np.float32)
    row = from_the_lesson("decoded")({"path": "a.tmp", "bytes": flac(sides, 8_000)})
    assert not row["problem"] and row["rate"] == 8_000 and np.abs(row["sides"] - sides).max() < 1e-4


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100])
def test_every_rate_becomes_one_and_keeps_its_tone_and_its_length(rate):
    tone = np.sin(2 * np.pi * 440 * np.arange(rate) / rate).astype(np.float32)[:, None]
    for sides in (tone, np.hstack([tone, -tone]), np.hstack([tone, tone])):
        row = from_the_lesson("one_form")({"file": "a", "sides": sides, "rate": rate})
        assert row["samples"].dtype == np.float32 and abs(len(row["samples"]) - RATE) <= 1
        assert np.abs(np.fft.rfft(row["samples"], RATE)).argmax() == 440


@pytest.mark.parametrize("length", [1, 7_999, RATE, RATE + 1, 24_000, 24_001, 50_000])
def test_windows_hold_every_sample(length):
    samples = np.arange(1, length + 1, dtype=np.float32)
    rows = list(from_the_lesson("windows")({"file": "a", "samples": samples}))
    assert all(row["samples"].shape == (RATE,) and row["file"] == "a" for row in rows)
    starts = [int(row["start"] * RATE) for row in rows]
    assert starts == list(range(0, RATE // 2 * len(rows), RATE // 2)) and starts[-1] < max(length - RATE // 2, 1)
    assert set(np.concatenate([row["samples"] for row in rows]).tolist()) - {0} == set(samples.tolist())


@pytest.mark.parametrize("name", ["clip-10.mp4", "clip-11.mp4", ""])
def test_a_film_without_pictures_is_one_row_with_a_reason(name):
    rows = list(from_the_lesson("frames")({"path": f"/clips/{name}", "bytes": (SHOP / "clips" / name).read_bytes() if name else b""}))
    assert [(row["file"], row["problem"]) for row in rows] == [(name, "no picture can be decoded")]


def test_a_film_that_breaks_gives_the_frames_before_and_a_row_with_a_reason(tmp_path):
    head_first = tmp_path / "a.mp4"
    with av.open(str(SHOP / "clips/clip-00.mp4")) as film, av.open(str(head_first), "w", options={"movflags": "faststart"}) as copy:
        stream = copy.add_stream_from_template(film.streams.video[0])
        for packet in film.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                copy.mux(packet)
    content = head_first.read_bytes()
    whole = list(from_the_lesson("frames")({"path": "a.mp4", "bytes": content}))
    rows = list(from_the_lesson("frames")({"path": "a.mp4", "bytes": content[: len(content) // 2]}))
    assert not any(row["problem"] for row in whole) and 1 < len(rows) < len(whole)
    assert rows[-1]["problem"] == f"breaks after {len(rows) - 1} pictures" and not any(row["problem"] for row in rows[:-1])
    assert all(np.array_equal(a["frame"], b["frame"]) for a, b in zip(rows[:-2], whole, strict=False))


def test_a_film_is_its_frames_in_order_with_their_times():
    rows = list(from_the_lesson("frames")({"path": "/clips/clip-00.mp4", "bytes": (SHOP / "clips/clip-00.mp4").read_bytes()}))
    assert (
        len(rows) > 30
        and [row["index"] for row in rows] == list(range(len(rows)))
        and [row["second"] for row in rows] == [k / 8 for k in range(len(rows))]
    )
    assert rows[0]["change"] == 0 and not any(row["problem"] for row in rows)


def test_a_picture_that_is_none_is_one_row_with_a_reason():
    opened = from_the_lesson("opened")
    assert opened({"path": "p.jpg", "bytes": jpeg()})["problem"] == ""
    for content in (b"", jpeg()[:100], (SHOP / "products/p08.jpg").read_bytes()):
        row = opened({"path": "p.jpg", "bytes": content})
        assert row["problem"] and "0x" not in row["problem"] and row["picture"] == "p.jpg"
