"""The stream of *Monitoring and drift*: every picture once, the changes on their days, faults where they were planted."""

import pytest

import raycourse
from raycourse import drift
from raycourse.drift import ARRIVAL, CAST, DAYS, DUSK, NEWCOMERS, PER_DAY, stream


@pytest.fixture(scope="module")
def records():
    return stream(raycourse.data("doggos/train"))


def test_every_picture_comes_once_and_every_day_is_full(records):
    assert not records["file"].duplicated().any()
    days = records[records["part"] == "stream"].groupby("day").size()
    assert list(days.index) == list(range(DAYS)) and set(days) == {PER_DAY}
    assert set(records[records["day"] == -1]["part"]) == {"train", "test"}


def test_newcomers_come_on_their_day_and_are_in_no_archive(records):
    known = set(records[records["part"] == "train"]["breed"])
    assert known == set(records[records["part"] == "test"]["breed"])
    strange = records[~records["breed"].isin(known)]
    assert strange["breed"].nunique() == NEWCOMERS and set(strange["day"]) == set(range(ARRIVAL, DAYS))


def test_the_light_changes_on_its_days_and_black_pictures_have_none(records):
    light = records[records["light"].map(sum) > 0].groupby("day")["light"].agg(lambda column: set(column))
    for day, seen in light.items():
        assert seen == {drift.LIGHT[CAST if day >= CAST else DUSK if day >= DUSK else 0]}
    stream_part = records[records["part"] == "stream"]
    black, nameless, untimed = stream_part["light"].map(sum) == 0, stream_part["camera"] == "", stream_part["exposure_ms"] < 0
    assert black.sum() > 20 and nameless.sum() > 20 and untimed.sum() > 20
    assert (black.astype(int) + nameless + untimed).max() == 2  # some records have two faults
    archive = records[records["day"] == -1]
    assert set(archive["camera"]) == {"yard"} and (archive["exposure_ms"] > 0).all() and (archive["light"].map(sum) == 3).all()


def test_the_same_seed_gives_the_same_stream(records):
    assert stream(raycourse.data("doggos/train")).equals(records)
    assert not stream(raycourse.data("doggos/train"), seed=1).equals(records)


def test_too_few_pictures_are_said(tmp_path):
    for breed in "abcdef":
        (tmp_path / breed).mkdir()
        for k in range(40):
            (tmp_path / breed / f"{k}.jpg").touch()
    with pytest.raises(ValueError, match="has too few pictures for 28 days of 68: 24 of known breeds, 160 of new ones"):
        stream(str(tmp_path))
