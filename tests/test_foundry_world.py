"""The renderer and the words of its world."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from foundry.world.animals import ANIMALS
from foundry.world.draw import KINDS, KNOWN, LOOKS, render
from foundry.world.draw.animals import shape_animal
from foundry.world.draw.bodies import Pose
from foundry.world.draw.garments import dress
from foundry.world.draw.solid import FAR, Clay, extent, placed, shown, turned
from foundry.world.looks import repainted
from foundry.world.scenes import (
    FREE,
    HELD_OUT_ANIMALS,
    HELD_OUT_GARMENTS,
    UNKNOWN,
    Scene,
    article,
    caption,
    held_out,
    parse,
    plural,
    reworded,
    scenes,
    strange,
    understand,
)
from foundry.world.words import COLOURS, GARMENTS, MEDIA, PLACES, POSES, SEASON_OF, SEASONS, SYNONYMS, TIMES, VIEWS, WEATHERS
from raycourse.settings import PROJECT


def seen(*shown_: Scene, size: int = 64) -> np.ndarray:
    """What scenes look like from afar: pictures of 24 x 24 pixels as one vector."""
    return np.concatenate([np.asarray(render(scene, size).resize((24, 24), Image.Resampling.BOX), float).ravel() for scene in shown_])


def plainly(scene: Scene) -> Scene:
    """`scene` as `parse` gives it: nothing is said of the free numbers, nor of the order of its elements."""
    return replace(scene, free=Scene("dog").free, elements=tuple(sorted(scene.elements)))


# --- words ------------------------------------------------------------------------------------------------------------------------


def test_the_world_is_as_large_as_promised():
    assert len(ANIMALS) >= 60 and {"dog", "fish", "owl", "horse", "penguin", "giraffe", "dolphin", "wolf", "ferret", "parrot", "sloth", "moose", "bat",
                                   "guinea pig", "chameleon"} <= set(ANIMALS)  # fmt: skip
    assert len(GARMENTS) >= 24 and (len(COLOURS), len(MEDIA), len(SEASONS)) == (20, 10, 4)
    assert all(len(elements) == 6 for elements in SEASONS.values())
    assert min(map(len, (PLACES, WEATHERS, TIMES, POSES, VIEWS))) >= 3


def test_what_lessons_and_data_name_is_known():
    """The captions of `data/` are those that the published models learned."""
    animals, outfits = ((PROJECT / "data" / f"{name}.csv").read_text().splitlines()[1:] for name in ("animals", "outfits"))
    for line in animals:
        prompt = line.split(",")[1]
        for outfit in outfits[:3]:
            text = f"{prompt} wearing a {outfit.split(',')[1]}"
            assert caption(parse(text)) == text and not understand(text).unknown
    assert caption(Scene("fox", "cape", "blue", "paper cut-out", "fall", ("pumpkins", "falling leaves"))) == (
        "a paper cut-out of a fox wearing a blue cape, with pumpkins and falling leaves"
    )
    assert caption(Scene("owl", season="winter")) == "a photo of an owl in winter"


def test_articles_go_by_sound():
    assert [article(word) for word in ("owl", "oil painting", "unicorn", "unknown creature", "8-bit", "dog")] == ["an", "an", "a", "an", "an", "a"]


def test_captions_can_be_read_back():
    for scene in scenes(600, seed=9):
        found = understand(caption(scene))
        assert plainly(found.scene) == plainly(scene), caption(scene)
        assert found.unknown == (), caption(scene)


def test_captions_in_other_words_mean_the_same():
    rng = np.random.default_rng(1)
    texts = [(scene, reworded(scene, rng)) for scene in scenes(300, seed=10)]
    assert sum(text.lower() != caption(scene).lower() for scene, text in texts) > 200
    for scene, text in texts:
        assert plainly(parse(text)) == plainly(scene), text


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [(kind, name, said) for kind in ("animal", "garment", "colour", "medium") for name, others in SYNONYMS[kind].items() for said in others],
)
def test_synonyms_are_understood(kind, name, said):
    prompt = {
        "animal": f"the {said} in the rain", "garment": f"A Fox with a red {said}", "colour": f"a fox wearing a {said} cape", "medium": f"{said} of a fox",
    }[kind]  # fmt: skip
    found = understand(prompt)
    assert (getattr(found.scene, kind), found.unknown) == (name, ())


def test_names_of_a_kind_are_said_in_one_way():
    for kind, names in SYNONYMS.items():
        said = [word for others in names.values() for word in others]
        assert len(said) == len(set(said)), kind
        known = {"animal": ANIMALS, "garment": GARMENTS, "colour": COLOURS, "medium": MEDIA, "season": SEASONS, "element": SEASON_OF, "place": PLACES,
                 "weather": WEATHERS, "time": TIMES, "pose": POSES, "view": VIEWS}[kind]  # fmt: skip
        assert set(names) <= set(known) and not set(said) & set(known)


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        ("A watercolor painting of a cat wearing a red scarf", Scene("cat", "scarf", "red", "watercolour painting")),
        ("a charcoal sketch of a rabbit", Scene("rabbit", medium="charcoal drawing")),
        ("two Dogs in the snow", Scene("dog", other="dog", weather="snow")),
        ("THE OWL with a gray BOWTIE, in autumn!", Scene("owl", "bow tie", "grey", season="fall")),
        ("a cat and a mouse at the beach at night", Scene("cat", other="mouse", place="beach", time="night")),
        ("polar bear", Scene("polar bear")),
        ("a red panda wearing a silver cloak", Scene("red panda", "cloak", "silver")),
        ("a dog in a big fluffy lime green sweater", Scene("dog", "sweater", "lime")),
        ("wolves wearing scarves", Scene("wolf", "scarf")),
        ("a photo of a sheep, with falling snow", Scene("sheep", season="winter", elements=("falling snow",))),
        ("mice walking in a forest under a cloudy sky", Scene("mouse", pose="walking", place="forest", weather="clouds")),
        ("an unknown creature", Scene(UNKNOWN)),
    ],
)
def test_prompts_as_people_type_them(prompt, wanted):
    assert parse(prompt) == wanted


def test_what_is_not_known_is_said_and_no_other_animal_drawn():
    found = understand("A fresco of a gnu wearing an Italian priest robe")
    assert (found.scene.animal, found.scene.garment) == (UNKNOWN, "robe")
    assert found.unknown == ("fresco", "gnu", "italian")
    assert understand("").scene.animal == UNKNOWN
    # Parts of longer words are no words.
    assert understand("a catfish, a bearded dragon and a foxglove").scene.animal == UNKNOWN


def test_plurals():
    assert [plural(word) for word in ("fox", "wolf", "mouse", "sheep", "monkey", "ladybird", "octopus", "scarf", "boots", "dress")] == [
        "foxes", "wolves", "mice", "sheep", "monkeys", "ladybirds", "octopuses", "scarves", "boots", "dresses",
    ]  # fmt: skip


# --- what is held out of training -------------------------------------------------------------------------------------------------


def test_held_out_scenes_are_apart_and_one_in_ten():
    assert not any(map(held_out, scenes(200, seed=1)))
    assert all(map(held_out, scenes(200, seed=1, unseen=True)))
    every = [held_out(Scene(a, g, c)) for a in ANIMALS for g in GARMENTS for c in COLOURS]
    assert sum(every) / len(every) == pytest.approx(0.1, abs=0.005)


def test_held_out_animals_and_garments_are_one_in_ten_and_none_that_lessons_name():
    assert len(HELD_OUT_ANIMALS) / len(ANIMALS) == pytest.approx(0.1, abs=0.02)
    assert len(HELD_OUT_GARMENTS) / len(GARMENTS) == pytest.approx(0.1, abs=0.03)
    named = (PROJECT / "data" / "animals.csv").read_text() + (PROJECT / "data" / "outfits.csv").read_text()
    assert not any(name in named for name in (*HELD_OUT_ANIMALS, *HELD_OUT_GARMENTS))
    assert not any(map(strange, scenes(300, seed=2, strangers=False)))
    assert any(map(strange, scenes(300, seed=2)))
    one, other = Scene("dog", other=HELD_OUT_ANIMALS[0]), Scene("dog", HELD_OUT_GARMENTS[0], "red")
    assert strange(one) and strange(other) and not strange(Scene("dog", "scarf", "red"))


# --- pictures ---------------------------------------------------------------------------------------------------------------------


def test_rendering_is_deterministic_and_sized():
    scene = next(scenes(1, seed=3))
    picture = render(scene)
    assert picture.size == (128, 128) and picture.mode == "RGB"
    assert np.array_equal(picture, render(scene))
    assert render(scene, 192).size == (192, 192)


def test_two_seeds_of_one_prompt_differ():
    """As much as many two animals do: in their view, pose, place and light."""
    one, other = (tuple(np.random.default_rng(seed).random(len(FREE))) for seed in (1, 2))
    assert np.abs(seen(Scene("fox", "scarf", "red", free=one)) - seen(Scene("fox", "scarf", "red", free=other))).mean() > 6


@pytest.mark.parametrize("name", FREE)
def test_what_captions_leave_open_shows(name):
    low, high = (tuple(value if word == name else 0.4 for word in FREE) for value in (0.05, 0.95))
    # Ground shows where no place or season is named, and the rest where they are.
    shows = Scene("fox", "scarf", "red", other="cat") if name == "ground" else Scene("fox", "scarf", season="winter", elements=("falling snow", "a snowman"), other="cat")  # fmt: skip
    assert not np.array_equal(*(render(replace(shows, free=free), 64) for free in (low, high)))


@pytest.mark.parametrize("view", VIEWS)
def test_every_animal_can_be_told_from_every_other(view):
    vectors = {name: seen(*(Scene(name, view=view, pose=pose) for pose in ("standing", "sitting"))) for name in LOOKS}
    nearest = min((np.abs(vectors[a] - vectors[b]).mean(), a, b) for a, b in combinations(vectors, 2))
    assert nearest[0] > 3.5, nearest


@pytest.mark.parametrize("name", LOOKS)
def test_every_animal_shows_in_every_view_and_pose_whole(name):
    pictures = {(view, pose): seen(Scene(name, view=view, pose=pose, medium="paper cut-out")) for view in VIEWS for pose in POSES}
    assert all(np.abs(pictures[one] - pictures[other]).mean() > 0.5 for one, other in combinations(pictures, 2))


@pytest.mark.parametrize("animal", ["bear", "dog", "parrot", "fish", "snake", "bee", "octopus", "giraffe"])
def test_every_garment_shows_on_every_plan(animal):
    vectors = {garment: seen(*(Scene(animal, garment, "red", view=view, pose="standing") for view in VIEWS)) for garment in (None, *GARMENTS)}
    nearest = min((np.abs(vectors[a] - vectors[b]).mean(), str(a), str(b)) for a, b in combinations(vectors, 2))
    assert nearest[0] > 0.45, nearest


@pytest.mark.parametrize("garment", GARMENTS)
@pytest.mark.parametrize("plan", KINDS["plan"])
def test_garments_sit_on_the_animal(garment, plan):
    """Enough of each can be seen, and it touches the animal: none hangs in the air."""
    look = next(look for look in ANIMALS.values() if look.plan == plan)
    pen = Clay(axes=turned(pitch=9) @ turned(yaw=40))
    figure = shape_animal(pen, look, Pose("standing"))
    bare = len(pen.parts)
    _, _, bottom, top = extent(pen.parts)
    dress(figure, look, garment, (1, 2, 3))
    scale = 100 / (top - bottom)
    both = [shown(placed(parts, scale, 128, 200), 256) for parts in (pen.parts, pen.parts[:bare])]
    depths = [np.full((256, 256), FAR) for _ in both]
    for depth, surface in zip(depths, both, strict=True):
        depth[surface.window] = surface.depth
    body, worn = depths[1] > FAR, depths[0] > depths[1] + 0.5  # what stands before the animal, or beside it
    assert worn.sum() > 0.012 * body.sum()
    near = np.asarray(Image.fromarray(body.astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(9))) > 0
    assert (worn & near).sum() > 0.12 * worn.sum()
    inside = np.array(np.nonzero(worn)).mean(1) - np.array(np.nonzero(body)).mean(1)
    assert np.abs(inside).max() < 75


def test_every_colour_medium_place_and_hour_can_be_told_apart():
    plain = Scene("dog", "sweater", "red")
    for what, words, floor in (
        ("colour", COLOURS, 1.5), ("medium", MEDIA, 5), ("place", (None, *PLACES), 6), ("weather", (None, *WEATHERS), 5), ("time", (None, *TIMES), 8),
    ):  # fmt: skip
        vectors = {word: seen(replace(plain, **{what: word})) for word in words}
        nearest = min((np.abs(vectors[a] - vectors[b]).mean(), str(a), str(b)) for a, b in combinations(vectors, 2))
        assert nearest[0] > floor, (what, nearest)


@pytest.mark.parametrize("season", SEASONS)
def test_every_element_shows(season):
    vectors = {elements: seen(Scene("dog", season=season, elements=elements)) for elements in ((), *((e,) for e in SEASONS[season]))}
    nearest = min((np.abs(vectors[a] - vectors[b]).mean(), a, b) for a, b in combinations(vectors, 2))
    assert nearest[0] > 0.35, nearest


def test_two_animals_are_two_and_twins_wear_the_same():
    one, pair = Scene("dog", "scarf", "red"), Scene("dog", "scarf", "red", other="cat")
    assert render(pair, 64).tobytes() not in (render(one, 64).tobytes(), render(replace(pair, other="dog"), 64).tobytes())
    pictures = [np.asarray(render(replace(one, other=other, medium="paper cut-out")), int) for other in ("cat", "dog")]
    red = [((p[..., 0] > 150) & (p[..., 1] < 80) & (p[..., 2] < 90)).sum() for p in pictures]
    assert red[1] > 1.2 * red[0] > 0


def test_the_unknown_creature_is_drawn():
    assert render(parse("a photo of a gnu")).tobytes() == render(Scene(UNKNOWN)).tobytes()


@pytest.mark.parametrize(
    ("what", "word", "bad"),
    [
        ("animal", "gnu", Scene("gnu")),
        ("other", "gnu", Scene("dog", other="gnu")),
        ("medium", "fresco", Scene("dog", medium="fresco")),
        ("garment", "toga", Scene("dog", "toga", "red")),
        ("colour", "mauve", Scene("dog", "scarf", "mauve")),
        ("season", "monsoon", Scene("dog", season="monsoon")),
        ("elements", "hail", Scene("dog", season="winter", elements=("icicles", "hail"))),
        ("place", "cave", Scene("dog", place="cave")),
        ("weather", "hail", Scene("dog", weather="hail")),
        ("time", "teatime", Scene("dog", time="teatime")),
        ("pose", "kneeling", Scene("dog", pose="kneeling")),
        ("view", "back", Scene("dog", view="back")),
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
    assert set(KNOWN["place"]) == {None, *PLACES} and set(KNOWN["animal"]) == {UNKNOWN, *ANIMALS}


@pytest.mark.parametrize("name", LOOKS)
def test_every_part_of_an_animal_shows(name):
    """No mark, ear, muzzle or tail of an animal is drawn by nothing, or where it cannot be seen."""
    look = LOOKS[name]
    views = [Scene("dog", view=view, pose="standing", medium="paper cut-out") for view in ("front", "side")]

    def drawn(changed) -> list[bytes]:
        return [render(view, 64, changed).tobytes() for view in views]

    whole = drawn(look)
    for mark in set(look.marks) - {"perches"}:  # which shows where it sits
        assert drawn(replace(look, marks=tuple(m for m in look.marks if m != mark))) != whole, mark
    for part in ("ear", "tail"):
        if look.plan not in ("swimmer", "seal") and getattr(look, part) != "none":  # whose plans draw their own
            assert drawn(replace(look, **{part: "none"})) != whole, part


def test_no_two_words_for_a_part_draw_the_same():
    plain = replace(ANIMALS["dog"], marks=())
    views = [Scene("dog", view=view, pose="standing") for view in ("three-quarter", "side")]
    for kind in ("plan", "muzzle", "eyes"):
        assert len({b"".join(render(view, 64, replace(plain, **{kind: word})).tobytes() for view in views) for word in KINDS[kind]}) == len(
            KINDS[kind]
        ), kind


def test_a_panda_s_dark_ears_are_its_own():
    panda = ANIMALS["panda"]
    assert render(Scene("panda")).tobytes() != render(Scene("panda"), look=replace(panda, ear_rim=None)).tobytes()
    # In a coat of any colour they go with it, as every animal's do.
    assert repainted(panda, np.random.default_rng(0)).ear_rim is None


def test_odd_sizes_are_refused():
    with pytest.raises(ValueError, match="multiple of 64, got 100"):
        render(Scene("dog"), 100)
