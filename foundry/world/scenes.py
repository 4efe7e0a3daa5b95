"""Scenes: everything that a picture of the small world shows, how a caption says it, and how a prompt is understood.

A *caption* names the animal, the garment, the medium, the season and more; what it leaves open (position, size, view, pose, light, ...) is a
vector of `FREE` numbers in (0, 1), so that a picture follows from (caption, free).
"""

import re
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from foundry.world.animals import ANIMALS
from foundry.world.words import (
    COLOURLESS_MEDIA,
    COLOURS,
    GARMENTS,
    MEDIA,
    PLACES,
    PLURALS,
    POSES,
    SEASON_OF,
    SEASONS,
    SYNONYMS,
    TIMES,
    VIEWS,
    WEATHERS,
)

# What a caption leaves open, by position in `Scene.free`.
FREE = ("x", "size", "tilt", "mirror", "light", "arms", "drift", "side", "turn", "posture", "stride", "gaze", "coat", "ground", "apart")
UNKNOWN = "unknown creature"  # drawn for an animal that the world has not


@dataclass(frozen=True)
class Scene:
    """What one picture shows. `free` has one number in (0, 1) per name in `FREE`; the first animal alone is dressed, unless `other` is of its kind."""

    animal: str
    garment: str | None = None
    colour: str | None = None
    medium: str = "photo"
    season: str | None = None
    elements: tuple[str, ...] = ()
    free: tuple[float, ...] = field(default=(0.5,) * len(FREE))
    other: str | None = None
    pose: str | None = None
    view: str | None = None
    place: str | None = None
    weather: str | None = None
    time: str | None = None

    def __getattr__(self, name: str) -> float:
        if name in FREE:
            return self.free[FREE.index(name)]
        raise AttributeError(name)

    @property
    def outfit(self) -> str | None:
        """The words of `outfits.csv`, for instance `"red scarf"`."""
        return " ".join(filter(None, (self.colour, self.garment))) if self.garment else None


def article(noun: str) -> str:
    return "an" if noun[0] in "aeio8" or noun[0] == "u" and not noun.startswith("uni") else "a"


def plural(noun: str) -> str:
    """Of an animal or a garment."""
    if noun in PLURALS or noun in ("fish", "sheep", "deer", "moose"):
        return noun
    if noun == "mouse":
        return "mice"
    if noun.endswith("f"):
        return noun[:-1] + "ves"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def caption(scene: Scene) -> str:
    """The true caption of `scene`, in the words that the course's prompts use."""
    text = f"{article(scene.medium)} {scene.medium} of "
    twins = scene.other == scene.animal
    text += f"two {plural(scene.animal)}" if twins else f"{article(scene.animal)} {scene.animal}"
    if scene.garment:
        text += f" wearing {plural_outfit(scene) if twins else worn(scene)}"
    if scene.other and not twins:
        text += f" and {article(scene.other)} {scene.other}"
    if scene.pose:
        text += f" {scene.pose}"
    for known, word in ((PLACES, scene.place), (WEATHERS, scene.weather), (TIMES, scene.time)):
        if word:
            text += f" {known[word]}"
    if scene.view:
        text += f", {VIEWS[scene.view]}"
    if scene.elements:
        return text + ", with " + " and ".join(scene.elements)
    return text + f" in {scene.season}" if scene.season else text


def worn(scene: Scene) -> str:
    return scene.outfit if scene.garment in PLURALS else f"{article(scene.outfit)} {scene.outfit}"


def plural_outfit(scene: Scene) -> str:
    return " ".join(filter(None, (scene.colour, plural(scene.garment))))


# --- understanding a prompt -------------------------------------------------------------------------------------------------------

_NAMES = {
    "animal": ANIMALS, "garment": GARMENTS, "colour": COLOURS, "medium": MEDIA, "season": SEASONS, "element": SEASON_OF, "place": PLACES,
    "weather": WEATHERS, "time": TIMES, "pose": POSES, "view": VIEWS,
}  # fmt: skip
_SMALL_WORDS = set(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "with",
        "and",
        "or",
        "to",
        "is",
        "are",
        "its",
        "it",
        "his",
        "her",
        "their",
        "by",
        "from",
        "under",
        "near",
        "wearing",
        "wears",
        "dressed",
        "who",
        "that",
        "two",
        "pair",
        "one",
        "some",
        "each",
        "both",
        "very",
        "style",
        "made",
        "out",
        "while",
        "this",
        "seen",
        "outside",
        "little",
        "cute",
        "happy",
        "small",
        "big",
        "tiny",
        "large",
    ]
)


@dataclass(frozen=True)
class Understood:
    """What a prompt asks for, and the words in it that this world does not know."""

    scene: Scene
    unknown: tuple[str, ...]


@cache
def _phrases(kind: str) -> dict[str, str]:
    """Everything that may be said for the names of `kind`, lower case, to the name."""
    found = {}
    for name in _NAMES[kind]:
        bare = re.sub(r"^an? ", "", name)
        for said in (bare, *SYNONYMS.get(kind, {}).get(name, ())):
            found[said] = name
            if kind in ("animal", "garment"):
                found.setdefault(plural(said), name)
    if kind == "animal":
        found[UNKNOWN] = UNKNOWN
    if kind in ("place", "weather", "time", "view"):
        found |= {said: name for name, said in _NAMES[kind].items()}
    return found


@cache
def _pattern(kind: str) -> re.Pattern:
    return re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, sorted(_phrases(kind), key=len, reverse=True))) + r")(?!\w)")


def _take(kind: str, text: str, most: int = 1) -> tuple[list[str], str]:
    """Up to `most` names of `kind` that `text` has, from left to right, and the text without their words."""
    found = []

    def taken(match: re.Match) -> str:
        name = _phrases(kind)[match.group(1)]
        if len(found) >= most and name not in found:
            return match.group(0)
        found.append(name)
        return " | "

    return found, _pattern(kind).sub(taken, text)


def understand(prompt: str) -> Understood:
    """What `prompt` asks for: the inverse of `caption`, for any case, spelling and synonym, with or without articles.

    Words that the world has not are reported; where no animal is known, the scene shows the `UNKNOWN` creature.
    """
    text = " " + re.sub(r"\s+", " ", prompt.lower().replace("’", "'")) + " "
    # Each kind is read from what those before have left: "snow" in "falling snow" is no weather, "red" in "red panda" no colour.
    elements, text = _take("element", text, 6)
    elements = tuple(dict.fromkeys(elements))
    medium, text = _take("medium", text)
    view, text = _take("view", text)
    two = re.search(r"\b(two|pair of|2)\b", text) is not None
    animals, text = _take("animal", text, 2)
    # The word for a colour stands before the garment, perhaps with others between.
    dressed = re.search(rf"{_pattern('colour').pattern}((?:[ -][\w'-]+){{0,3}}?)[ -](?={_pattern('garment').pattern})", text)
    colour = None
    if dressed:
        colour = _phrases("colour")[dressed.group(1)]
        text = text[: dressed.start(1)] + text[dressed.end(1) :]
    garments, text = _take("garment", text)
    places, text = _take("place", text)
    weather, text = _take("weather", text)
    time, text = _take("time", text)
    seasons, text = _take("season", text)
    pose, text = _take("pose", text)
    animal = animals[0] if animals else UNKNOWN
    others = [name for name in animals if name != animal]
    season = SEASON_OF[elements[0]] if elements else seasons[0] if seasons else None
    unknown = tuple(word for word in re.findall(r"[^\W\d_][\w'-]*", text) if word not in _SMALL_WORDS)

    def first(found: list[str]) -> str | None:
        return found[0] if found else None

    return Understood(
        Scene(
            animal, first(garments), colour, first(medium) or "photo", season, elements, other=first(others) or (animal if two else None),
            pose=first(pose), view=first(view), place=first(places), weather=first(weather), time=first(time),
        ),
        unknown,
    )  # fmt: skip


def parse(prompt: str) -> Scene:
    """The scene of `understand(prompt)`."""
    return understand(prompt).scene


def reworded(scene: Scene, rng: np.random.Generator) -> str:
    """A caption of `scene` as someone else might type it: with synonyms, another spelling, another case, or no article."""
    text = caption(scene)
    for kind in ("medium", "animal", "garment", "colour", "element"):
        for name in _NAMES[kind]:
            others = SYNONYMS.get(kind, {}).get(name, ())
            if others and re.search(rf"\b{re.escape(name)}\b", text) and rng.random() < 0.5:
                said = str(rng.choice(others))
                other = re.sub(
                    rf"(\ban? )?\b{re.escape(name)}\b(?!s)", lambda m, said=said: (f"{article(said)} " if m.group(1) else "") + said, text, count=1
                )
                if understand(other).scene == understand(text).scene:
                    text = other
    if rng.random() < 0.2:
        text = re.sub(r"^an? ", "", text)
    chance = rng.random()
    return text.capitalize() if chance < 0.3 else text.upper() if chance < 0.35 else text


# --- drawing scenes by lot --------------------------------------------------------------------------------------------------------


def random_scene(rng: np.random.Generator) -> Scene:
    """A scene drawn at random: one in ten wears nothing; three in four name a season, most of those with two of its elements."""
    garment, colour = (None, None) if rng.random() < 0.1 else (str(rng.choice(GARMENTS)), str(rng.choice(list(COLOURS))))
    medium, season, elements = str(rng.choice(MEDIA)), None, ()
    if rng.random() < 0.75:
        season = str(rng.choice(list(SEASONS)))
        # Without colours, a season shows only by its elements.
        count = rng.choice(3, p=(0, 0.2, 0.8) if medium in COLOURLESS_MEDIA else (0.1, 0.1, 0.8))
        elements = tuple(str(e) for e in rng.choice(SEASONS[season], size=count, replace=False))
    animal = str(rng.choice(list(ANIMALS)))
    scene = Scene(animal, garment, colour, medium, season, elements)

    def sometimes(share: float, words) -> str | None:
        return str(rng.choice(list(words))) if rng.random() < share else None

    # Mostly one or two things more: prompts are short.
    other = None if rng.random() < 0.88 else animal if rng.random() < 0.5 else str(rng.choice(list(ANIMALS)))
    place = sometimes(0.15 if elements else 0.5, PLACES)
    indoors = place in ("kitchen", "living room", "moon", "sea")
    weather = None if indoors else sometimes(0.06 if elements else 0.3, WEATHERS)
    time = None if place in ("moon", "sea") else sometimes(0.1 if elements else 0.3, TIMES)
    scene = replace(scene, other=other, pose=sometimes(0.2, POSES), view=sometimes(0.08, VIEWS), place=place, weather=weather, time=time)
    return replace(scene, free=tuple(rng.random(len(FREE))))


def held_out(scene: Scene) -> bool:
    """Whether `scene` shows an (animal, garment, colour) that no model trains on: one combination in ten, by a fixed rule."""
    if scene.garment is None or scene.colour is None or scene.animal not in ANIMALS:
        return False
    index = list(ANIMALS).index(scene.animal) * 7 + GARMENTS.index(scene.garment) * 3 + list(COLOURS).index(scene.colour)
    return index % 10 == 0


# One in ten of all, by a fixed rule, and none of those that today's lessons name: what a model meets for the first time when it is measured on them.
HELD_OUT_ANIMALS = tuple(list(ANIMALS)[24:][3::7])
HELD_OUT_GARMENTS = GARMENTS[10:][3::6]


def strange(scene: Scene) -> bool:
    """Whether `scene` shows a held-out animal or garment."""
    return bool({scene.animal, scene.other} & set(HELD_OUT_ANIMALS)) or scene.garment in HELD_OUT_GARMENTS


def scenes(count: int, seed: int, *, unseen: bool = False, strangers: bool = True, vary: tuple[str, ...] = FREE):
    """`count` scenes from `seed`, all of them in training (`unseen=False`) or all held out of it. Free numbers not in `vary` are 0.5.

    Without `strangers`, no scene is `strange`: for models that are to be measured on animals and garments that they never saw.
    """
    rng = np.random.default_rng(seed)
    made = 0
    while made < count:
        scene = random_scene(rng)
        if held_out(scene) == unseen and (strangers or not strange(scene)):
            made += 1
            yield replace(scene, free=tuple(value if name in vary else 0.5 for name, value in zip(FREE, scene.free, strict=True)))
