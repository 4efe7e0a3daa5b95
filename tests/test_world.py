"""The renderer and the words of its world."""

from dataclasses import replace

import numpy as np
import pytest

from foundry.data.tables import animals_and_outfits
from foundry.world.draw import render
from foundry.world.scenes import ANIMALS, COLOURS, GARMENTS, MEDIA, SEASON_OF, SEASONS, Scene, caption, held_out, parse, scenes


def test_the_world_is_as_large_as_promised():
    assert len(ANIMALS) >= 24 and {"dog", "fish"} <= set(ANIMALS)
    assert (len(GARMENTS), len(COLOURS), len(MEDIA), len(SEASONS)) == (10, 10, 5, 4)
    assert all(len(elements) >= 4 for elements in SEASONS.values())


def test_captions_can_be_read_back():
    for scene in scenes(300, seed=9):
        assert parse(caption(scene)) == replace(scene, free=Scene("dog").free, elements=parse(caption(scene)).elements)
        assert set(parse(caption(scene)).elements) == set(scene.elements)


def test_a_prompt_without_a_known_animal_is_refused():
    with pytest.raises(ValueError, match="no animal of this world in 'a photo of a gnu'; it knows dog"):
        parse("a photo of a gnu")


def test_rendering_is_deterministic_and_sized():
    scene = next(scenes(1, seed=3))
    picture = render(scene)
    assert picture.size == (128, 128) and picture.mode == "RGB"
    assert np.array_equal(picture, render(scene))
    assert render(scene, 256).size == (256, 256)


def test_every_animal_garment_element_and_medium_changes_the_picture():
    plain = Scene("dog")
    seen = {np.asarray(render(s)).tobytes() for s in [plain, *(Scene(a) for a in ANIMALS if a != "dog"), *(Scene("dog", g, "red") for g in GARMENTS),
            *(Scene("dog", medium=m) for m in MEDIA[1:]), *(Scene("dog", season=s, elements=(e,)) for e, s in SEASON_OF.items())]}  # fmt: skip
    assert len(seen) == len(ANIMALS) + len(GARMENTS) + len(MEDIA) - 1 + len(SEASON_OF)


@pytest.mark.parametrize("k", range(8))
def test_what_captions_leave_open_shows(k):
    low, high = (tuple(v if i == k else 0.4 for i in range(8)) for v in (0.05, 0.95))
    drawn = [np.asarray(render(Scene("fox", "scarf", "red", season="winter", elements=("falling snow", "a snowman"), free=f))) for f in (low, high)]
    assert not np.array_equal(*drawn)


@pytest.mark.parametrize(
    "bad", [Scene("gnu"), Scene("dog", medium="fresco"), Scene("dog", "robe", "red"), Scene("dog", "scarf", "mauve"), Scene("dog", season="monsoon")]
)
def test_what_cannot_be_drawn_is_named(bad):
    with pytest.raises(ValueError, match="cannot draw '.*'; known: "):
        render(bad)


def test_odd_sizes_are_refused():
    with pytest.raises(ValueError, match="multiple of 64, got 100"):
        render(Scene("dog"), 100)


def test_held_out_scenes_are_apart_and_one_in_ten():
    assert not any(map(held_out, scenes(200, seed=1)))
    assert all(map(held_out, scenes(200, seed=1, unseen=True)))
    every = [held_out(Scene(a, g, c)) for a in ANIMALS for g in GARMENTS for c in COLOURS]
    assert sum(every) / len(every) == pytest.approx(0.1, abs=0.005)


def test_the_tables_have_the_flaws_that_lesson_02_needs():
    animals, outfits = animals_and_outfits(np.random.default_rng(2026), order=4)
    assert len(animals) == len(outfits) == 48
    assert set(animals["id"]) - set(outfits["id"]) == {7, 19, 30, 42}
    assert set(outfits["id"]) - set(animals["id"]) == {98, 99}
    assert sorted(outfits["id"][outfits["id"].duplicated()]) == [5, 23]
