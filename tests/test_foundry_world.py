"""The renderer and the words of its world."""

from dataclasses import replace

import numpy as np
import pytest

from foundry.world.draw import KINDS, KNOWN, render
from foundry.world.looks import repainted
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
    ("what", "word", "bad"),
    [
        ("animal", "gnu", Scene("gnu")),
        ("medium", "fresco", Scene("dog", medium="fresco")),
        ("garment", "robe", Scene("dog", "robe", "red")),
        ("colour", "mauve", Scene("dog", "scarf", "mauve")),
        ("season", "monsoon", Scene("dog", season="monsoon")),
        ("elements", "hail", Scene("dog", season="winter", elements=("icicles", "hail"))),
    ],
)
def test_what_cannot_be_drawn_is_named(what, word, bad):
    with pytest.raises(ValueError, match=f"cannot draw '{word}' as {what}; known: ") as caught:
        render(bad)
    assert all(str(known) in str(caught.value) for known in KNOWN[what])


@pytest.mark.parametrize("kind", KINDS)
def test_a_misspelt_part_of_an_animal_is_named(kind):
    word = ("patch", "stripez") if kind == "marks" else "flopy"
    with pytest.raises(ValueError, match=f"cannot draw '(stripez|flopy)' as {kind}; known: ") as caught:
        render(Scene("dog"), look=replace(ANIMALS["dog"], **{kind: word}))
    assert all(known in str(caught.value) for known in KINDS[kind])


def test_the_tables_draw_all_words_of_the_world_and_no_others():
    assert set(KNOWN["garment"]) == {None, *GARMENTS} and set(KNOWN["medium"]) == set(MEDIA)
    assert set(KNOWN["season"]) == {None, *SEASONS} and set(KNOWN["elements"]) == set(SEASON_OF)


@pytest.mark.parametrize("kind", KINDS)
def test_every_part_of_an_animal_shows(kind):
    """Each kind in the tables changes the picture: none is drawn by nothing, but those called so."""
    base = Scene("dog" if kind != "arms" else "frog")
    looks = [replace(ANIMALS[base.animal], marks=(), **({} if kind == "marks" else {kind: word})) for word in KINDS[kind] if word != "none"]
    if kind == "marks":
        looks += [replace(looks[0], marks=(word,)) for word in KINDS["marks"]]
        looks = looks[len(KINDS["marks"]) - 1 :]
    assert len({render(base, 64, look).tobytes() for look in looks}) == len(looks)


def test_a_panda_s_dark_ears_are_its_own():
    panda = ANIMALS["panda"]
    assert render(Scene("panda")).tobytes() != render(Scene("panda"), look=replace(panda, ear_rim=None)).tobytes()
    # In a coat of any colour they go with it, as every animal's do.
    assert repainted(panda, np.random.default_rng(0)).ear_rim is None


def test_odd_sizes_are_refused():
    with pytest.raises(ValueError, match="multiple of 64, got 100"):
        render(Scene("dog"), 100)


def test_held_out_scenes_are_apart_and_one_in_ten():
    assert not any(map(held_out, scenes(200, seed=1)))
    assert all(map(held_out, scenes(200, seed=1, unseen=True)))
    every = [held_out(Scene(a, g, c)) for a in ANIMALS for g in GARMENTS for c in COLOURS]
    assert sum(every) / len(every) == pytest.approx(0.1, abs=0.005)
