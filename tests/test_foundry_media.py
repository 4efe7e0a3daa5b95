"""The shop's sounds, films and tables: as they lie in `data/shop/`, what was planted in them, and what the sound model is kept from."""

import csv
import io
from collections import Counter

import av
import numpy as np
import pandas as pd
import pytest
import soundfile
from PIL import Image

from foundry.data import clips, orders, shop, sounds
from foundry.kit import seeds
from foundry.models import sounds as model
from raycourse.settings import PROJECT

HOME = PROJECT / "data" / "shop"
CALLS, FILMS = HOME / "calls", HOME / "clips"


def pictures_of(film) -> list[np.ndarray]:
    """Every frame of a film, which is a path or bytes; its rate must be that of all."""
    with av.open(io.BytesIO(film) if isinstance(film, bytes) else str(film)) as opened:
        found = [frame.to_ndarray(format="rgb24").astype(float) for frame in opened.decode(video=0)]
        assert opened.streams.video[0].average_rate == clips.FPS
    return found


def table(name: str) -> list[dict[str, str]]:
    with open(HOME / name, newline="") as file:
        return list(csv.DictReader(file))


def test_the_shop_holds_what_its_drawers_write_and_is_small():
    written = {path.relative_to(HOME).parts[0] for path in HOME.rglob("*")}
    tables = {f"{name}.parquet" for name in ("customers", "products", "orders", "calls", "clips")}
    assert (
        written
        == {"reviews", "chats.jsonl", "lexicon.csv", ".truth.csv", "products", "calls", "clips", ".orders.csv", ".calls.csv", ".clips.csv"} | tables
    )
    assert sum(path.stat().st_size for path in HOME.rglob("*") if path.is_file()) <= 5_400_000


def test_drawing_the_tables_gives_those_that_are_there(tmp_path):
    orders.write(tmp_path, *seeds.DATA["orders"])
    for name in ("customers", "products", "orders"):
        pd.testing.assert_frame_equal(*(pd.read_parquet(folder / f"{name}.parquet") for folder in (tmp_path / "shop", HOME)))
    assert (tmp_path / "shop" / ".orders.csv").read_text() == (HOME / ".orders.csv").read_text()
    for path in (HOME / "products").iterdir():
        drawn = (tmp_path / "shop" / "products" / path.name).read_bytes()
        assert len(drawn) == pytest.approx(path.stat().st_size, rel=0.2)


def test_orders_have_the_flaws_that_the_lesson_needs():
    placed, listed = pd.read_parquet(HOME / "orders.parquet"), pd.read_parquet(HOME / "products.parquet")
    again = placed[placed.duplicated(["customer", "product", "placed"])]
    planted = Counter(row["planted"].split()[0] for row in table(".orders.csv"))
    assert (
        set(again["order"]) == {row["order"] for row in table(".orders.csv") if row["planted"].startswith("doubled")} and len(again) == orders.DOUBLED
    )
    assert placed.duplicated(["customer", "product"]).sum() > orders.DOUBLED  # who buys the same again is no fault
    assert (~placed["product"].isin(listed["product"])).sum() == planted["out"] > 5
    customers = pd.read_parquet(HOME / "customers.parquet")
    assert set(placed["customer"]) < set(customers["customer"]) and customers["customer"].is_unique
    assert set(pd.read_parquet(HOME / "calls.parquet")["customer"]) < set(customers["customer"])


def test_a_review_is_of_the_product_that_was_ordered():
    rows, _ = shop.reviews(np.random.default_rng(seeds.STREAM_SHOP))
    said = {row["id"]: row["product"] for row in rows}
    names = pd.read_parquet(HOME / "products.parquet").set_index("product")["name"].to_dict()
    placed = pd.read_parquet(HOME / "orders.parquet").dropna(subset="review")
    assert len(placed) > 70
    assert all(said[row.review] == names.get(row.product, orders.OUT_OF_CATALOGUE) for row in placed.itertuples())


def test_one_picture_is_cut_off():
    broken = []
    for path in sorted((HOME / "products").iterdir()):
        try:
            Image.open(path).convert("RGB")
        except OSError:
            broken.append(path.name)
    assert broken == [f"p{orders.CUT_OFF:02d}.jpg"] and len(list((HOME / "products").iterdir())) == len(orders.CATALOGUE)


# --- sounds -----------------------------------------------------------------------------------------------------------------------


def test_every_call_is_what_the_list_says():
    listed = {row["file"]: row for row in table(".calls.csv")}
    assert set(listed) == {path.name for path in CALLS.iterdir()} == set(pd.read_parquet(HOME / "calls.parquet")["file"])
    for name, row in listed.items():
        if row["planted"] in ("empty", "a picture"):
            with pytest.raises(soundfile.LibsndfileError):
                soundfile.info(CALLS / name)
            assert ((CALLS / name).stat().st_size == 0) == (row["planted"] == "empty")
            continue
        samples, rate = soundfile.read(CALLS / name, always_2d=True)
        assert (str(rate), str(samples.shape[1])) == (row["rate"], row["channels"]) and len(samples) / rate == pytest.approx(
            float(row["seconds"]), abs=0.01
        )
        assert (np.abs(samples.mean(1)).max() < 0.01 * np.abs(samples).max()) == (row["planted"] == "opposite sides"), name
        assert name.endswith(".flac") == (row["planted"] != "another extension")
    counts = Counter(row["kind"] for row in listed.values())
    assert counts["Silence"] >= 5 and counts["Speech"] >= 25 and all(counts[kind] >= 1 for kind in sounds.KINDS)
    assert {row["rate"] for row in listed.values()} == {"8000", "16000", "22050", "44100"}


def test_the_same_seed_makes_the_same_call():
    one, again, other = (sounds.recorded("Bark", np.random.default_rng(seed), False)[0] for seed in (1, 1, 2))
    assert np.array_equal(one, again) and not np.array_equal(one[:1000], other[:1000])
    kept, _ = soundfile.read(CALLS / "call-00.flac", always_2d=True)
    rng = np.random.default_rng(*seeds.DATA["sounds"])
    drawn, _ = sounds.recorded(sounds.kind_of(0), rng, False)
    assert np.abs(drawn - kept).max() < 2e-4  # the first call; FLAC rounds to 16 bits


@pytest.mark.parametrize("kind", sounds.KINDS)
def test_a_sound_is_finite_within_bounds_and_as_long_as_asked(kind):
    for seed in range(6):
        made = sounds.sound(kind, 1.3, np.random.default_rng(seed), unseen=bool(seed % 2))
        assert made.shape == (int(1.3 * sounds.RATE),) and made.dtype == np.float32 and np.isfinite(made).all()
        assert (np.abs(made).max() > 0.1) == (kind != sounds.SILENCE)


def test_no_throat_and_no_noise_level_is_on_both_sides():
    rng = np.random.default_rng(0)
    cells = {
        unseen: {(int(sounds.CELLS * one.pitch), int(sounds.CELLS * one.size)) for one in (sounds.throat(rng, unseen) for _ in range(600))}
        for unseen in (False, True)
    }
    assert not cells[False] & cells[True] and len(cells[False] | cells[True]) == sounds.CELLS**2
    assert not set(sounds.NOISE_DB[False]) & set(sounds.NOISE_DB[True])


def test_a_batch_of_windows_to_learn_from_has_a_finite_loss():
    knobs, hear, network = model.Knobs(batch=4), model.ears(), model.build()
    assert all(np.isfinite(model.loss(network, np.random.default_rng(step), knobs=knobs, hear=hear).item()) for step in range(3))
    made = model.window("Moo", np.random.default_rng(1), unseen=False)
    assert made.shape == (sounds.RATE,) and hear(made, sampling_rate=sounds.RATE)["input_values"][0].shape == (96, 48)
    assert [model.broadly(kind) for kind in sounds.KINDS].count("animal call") == 6


# --- clips ------------------------------------------------------------------------------------------------------------------------


def test_every_film_has_its_shots_and_one_has_no_picture_and_one_is_cut_off():
    listed = pd.read_csv(HOME / ".clips.csv")
    for path in sorted(FILMS.iterdir()):
        shots = listed[listed["file"] == path.name]
        if path.name in (f"clip-{clips.CUT_OFF}.mp4", f"clip-{clips.NO_PICTURE}.mp4"):
            with pytest.raises((av.FFmpegError, IndexError)):
                pictures_of(path)
            continue
        pictures = pictures_of(path)
        assert len(pictures) == round(shots["end"].max() * clips.FPS) and pictures[0].shape == (clips.SIDE, clips.SIDE, 3)
        changes = np.array([np.abs(b - a).mean() for a, b in zip(pictures, pictures[1:], strict=False)])
        starts = {round(start * clips.FPS) for start in shots["start"]} - {0}
        assert {k + 1 for k in np.flatnonzero(changes > 4 * np.median(changes))} == starts, path.name
    assert len(list(FILMS.iterdir())) == sounds.CLIPS + 2


def test_two_films_have_each_others_sound():
    sent = pd.read_parquet(HOME / "clips.parquet").dropna(subset="sound").reset_index()
    foreign = sent[[sounds.file_of(k) != sound for k, sound in zip(sent.index, sent["sound"], strict=True)]]
    assert foreign["file"].tolist() == [f"clip-{k:02d}.mp4" for k in sounds.SWAPPED]
    heard = {row["file"]: row["kind"] for row in table(".calls.csv")}
    for row in sent.itertuples():
        own = sounds.CALL_OF.get(orders.animal_of(row.index))
        wrong = heard[row.sound] not in (own, sounds.SPEECH, sounds.SILENCE)
        assert wrong == (row.index in sounds.SWAPPED), row.file


def test_a_shot_drawn_now_is_the_one_that_is_there():
    (scene, count), *_ = clips.shots(orders.ANIMALS[0], np.random.default_rng(*seeds.DATA["clips"]))
    kept = pictures_of(FILMS / "clip-00.mp4")
    for k in (0, count - 1):
        drawn = np.asarray(clips.render(clips.moved(scene, k / count), clips.SIDE), float)
        assert np.abs(drawn - kept[k]).mean() < 8


def test_a_film_is_written_alike_each_time_and_read_back():
    pictures = [np.full((clips.SIDE, clips.SIDE, 3), shade, np.uint8) for shade in (20, 120, 220)]
    assert clips.mp4(pictures) == clips.mp4(pictures)
    film = pictures_of(clips.mp4(pictures))
    assert len(film) == 3 and np.abs(film[1] - 120).max() < 6
