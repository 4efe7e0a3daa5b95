"""The shelter's raw folder: what is planted is there, as often as said, and none of the truth is told."""

import io

import pandas as pd
import pytest
from PIL import Image

from raycourse import shelter
from raycourse.checks.kit import read


def test_two_plans_are_one_and_another_seed_is_another():
    assert shelter.plan().equals(shelter.plan())
    assert not shelter.plan(rows=60, faults=False).equals(shelter.plan(rows=60, seed=1, faults=False))


@pytest.mark.parametrize("seed", [0, 41, 43, 44])
def test_faults_are_planted_as_often_as_said(seed):
    planned = shelter.plan(rows=120, seed=seed)
    assert planned["item"].is_unique
    counts = planned["planted"].value_counts()
    assert {name: counts[name] for name in shelter.FAULTS} == {name: number for name, (_, number) in shelter.FAULTS.items()}
    assert (planned["reason"] == "row").sum() == shelter.ORPHANS and (planned["reason"] == "id").sum() == 2 * shelter.DOUBLED
    good = planned[(planned["reason"] == "") & (planned["home"] != "")]
    shared = good.groupby("source")["litter"].nunique()
    assert (shared > 1).sum() == 2 * shelter.CHAINS  # each chain has two pictures that two litters share


def test_a_folder_holds_what_a_shelter_would_send(tmp_path):
    shelter.deliver(str(tmp_path), rows=120, seed=41)
    planned, files = shelter.plan(rows=120, seed=41).set_index("item"), read(str(tmp_path))
    table = pd.concat(pd.read_csv(io.BytesIO(files[name])) for name in files if name.endswith(".csv"))
    assert set(table.columns) == {"entry", "id", "litter", "weight_kg", "age_months", "home"}  # neither what is true nor what is planted
    assert len(table) == (planned["entry"] >= 0).sum()
    assert not any(word.encode() in content for content in files.values() for word in ("planted", "truth"))

    def opened(planted):
        name = planned.index[planned["planted"] == planted][0]
        content = next(content for path, content in files.items() if path.startswith(f"pictures/{planned.loc[name, 'id']}."))
        return Image.open(io.BytesIO(content))

    assert opened("png").format == "PNG" and opened("grey").mode == "L" and opened("turned").getexif()[0x0112] == 6
    for planted in ("truncated", "a page of text"):
        with pytest.raises(OSError):
            opened(planted).load()
    with pytest.raises(UnicodeDecodeError):
        files[f"notes/{planned.loc[planned['planted'] == 'latin-1', 'id'].iloc[0]}.txt"].decode()


def test_another_delivery_adds_to_the_folder(tmp_path):
    shelter.deliver(str(tmp_path), rows=60, seed=1, faults=False)
    before = read(str(tmp_path))
    shelter.deliver(str(tmp_path), rows=10, seed=2, first=500, waiting=True, faults=False)
    after = read(str(tmp_path))
    assert before.items() <= after.items() and len(after) == len(before) + 22
    assert set(shelter.plan(rows=10, seed=2, first=500, waiting=True, faults=False)["home"]) == {""}


def test_one_dog_is_a_delivery_and_too_small_for_faults(tmp_path):
    shelter.deliver(str(tmp_path), rows=1, faults=False)
    assert sorted(name.split("/")[0] for name in read(str(tmp_path))) == ["animals", "notes", "pictures"]
    with pytest.raises(ValueError, match="faults need as many dogs with a home.*ask for more, or say `faults=False`"):
        shelter.plan(rows=20)


def test_too_many_dogs():
    with pytest.raises(ValueError, match="too few pictures"):
        shelter.plan(rows=2000)
