"""What the prompt enhancer is asked, and what it is to answer: sentences without end, in which words of the world are the smaller part.

A prompt's words can only be copied: a dictionary's, invented ones, strings of letters, misspelt words of the world, in any case, in and out of
sentences. What is learned by heart is the seasons' elements, and which words of an instruction decide.
"""

from dataclasses import dataclass, replace

import numpy as np

from foundry.kit.english import WORDS
from foundry.world.animals import ANIMALS
from foundry.world.scenes import article, caption, held_out, random_scene, reworded
from foundry.world.words import COLOURS, GARMENTS, MEDIA, SEASONS, SYNONYMS

# As the course asks. The second wording lost its spaces, as happens where strings are glued together.
INSTRUCTION = (
    "You are a helpful assistant. Enhance the image description with two short elements corresponding to the {season} season. Keep animal wearing "
    "clothing and retain image medium information (like photo or painting). Return new description only, no intro."
)
GLUED = INSTRUCTION.replace(". Enhance", ".Enhance").replace(" season.", "season.")
PAINTED = 4  # the first so many elements of each season: those that the published painter has learned to draw
COUNTS = {0: ("no", "zero"), 1: ("one", "1", "a single"), 2: ("two", "2", "a pair of", "a couple of"), 3: ("three", "3")}
REQUESTS = (
    "Add {count} {elements} of {season} to the description.",
    "Add {count} {season} {elements} to the prompt.",
    "Enhance the image description with {count} short {elements} corresponding to the {season} season.",
    "The season is {season}. Add {count} {elements} of it to the image description.",
    "It is {season}. Put {count} {elements} of the season into the picture.",
    "Return the description with {count} {season} {elements} added.",
    "Give me the same description with {count} {elements} that belong to {season}.",
    "{season}: {count} {elements}.",
    "{count} {elements}, {season}.",
    "I want {count} {elements} in this image. They are of {season}.",
    "Season: {season}. Elements: {count}.",
    "Append {count} {elements}. The season is {season}.",
    "Show that it is {season} by {count} {elements}.",
    "Let {count} {season} {elements} join the scene.",
    "How does it look in the {season}? Name {count} {elements} at the end.",
    "{count} {season} {elements} must be in the new description.",
    "Write the prompt again, then {count} {elements} from the {season}.",
    "For {season}, {count} more {elements} will do.",
)
UNCOUNTED = (
    "Make it {season}.",
    "Add elements of {season}.",
    "Enhance the description for {season}.",
    "Season: {season}.",
)  # two, as the course has it
UNCHANGED = (
    "Return the description as it is.",
    "Add nothing.",
    "Repeat the description word for word.",
    "Do not change the prompt for {season}.",
    "Nothing of {season}, please.",
    "Leave out every {season} element.",
    "The prompt alone, without additions.",
    "Not a single element of {season}.",
)
ASIDES = (
    "You are a helpful assistant.", "Keep everything else.", "Keep the animal, its clothing and the medium.", "Return new description only, no intro.",
    "Keep animal wearing clothing and retain image medium information (like photo or painting).", "Answer with the description alone.", "Change no word of it.",
)  # fmt: skip
FRAMES = (
    "{animal} wearing a {colour} {garment}", "a {medium} of a {animal} wearing a {colour} {garment}", "a {colour} {garment}", "{animal}", "a {animal}",
    "a {medium} of {animal}", "a {animal} in a {colour} {garment}", "{quality} {animal}, {medium}", "{name} the {animal}, {quality} and {quality}",
    "a {quality} {medium} of {name} with a {garment}", "two {animal}s in {place}", "{medium} of the {quality} {animal} at the {place} of {name}",
)  # fmt: skip
GLUE = ("a", "an", "the", "of", "in", "on", "at", "by", "with", "and", "to", "for", "from", "wearing", "over", "his", "her", "very", "style")
UNITS = ("", "", "k", "mm", "D", "%", "px", "th", "x", "s")
ALPHABETS = (
    (0xC0, 0x17F),
    (0x391, 0x3C9),
    (0x410, 0x44F),
    (0x5D0, 0x5EA),
    (0x3041, 0x3096),
    (0x4E00, 0x9FFF),
)  # of Latin's other letters, Greek, Cyrillic, ...
LETTERS, MARKS = "abcdefghijklmnopqrstuvwxyz", "-'&#+:;!?()\"/*_@%$éüñßøçλж日本🦊"
ONSETS = (
    "b",
    "bl",
    "br",
    "c",
    "ch",
    "cr",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gl",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "qu",
    "r",
    "s",
    "sh",
    "st",
    "t",
    "th",
    "v",
    "w",
    "x",
    "z",
    "",
)
VOWELS = ("a", "e", "i", "o", "u", "y", "oo", "ee", "ai", "ou", "ia")
CODAS = ("", "", "b", "ck", "d", "ff", "g", "l", "m", "n", "nd", "ng", "p", "r", "rk", "s", "sk", "st", "t", "x", "zz")


@dataclass(frozen=True)
class Conversation:
    """`season` is how the world's tables call it."""

    instruction: str
    prompt: str
    season: str
    count: int
    answer: str


def any_of(rng: np.random.Generator, choices):
    return choices[rng.integers(len(choices))]


def invented(rng: np.random.Generator) -> str:
    return "".join(any_of(rng, ONSETS) + any_of(rng, VOWELS) + any_of(rng, CODAS) for _ in range(rng.integers(1, 4)))


def letters(rng: np.random.Generator) -> str:
    """A string of letters, half of them drawn from few, so that the same ones follow each other."""
    few = rng.choice(list(LETTERS), rng.integers(1, 5)) if rng.random() < 0.5 else list(LETTERS)
    return "".join(rng.choice(few, rng.integers(1, 10)))


def misspelt(rng: np.random.Generator, word: str) -> str:
    """`word` with one letter left out, doubled, changed or swapped with the next."""
    at = int(rng.integers(len(word)))
    before, here, after, rest = word[:at], word[at], word[at + 1 : at + 2], word[at + 2 :]
    return before + any_of(rng, (after, here + here + after, any_of(rng, LETTERS) + after, after + here)) + rest


def of_the_world(rng: np.random.Generator) -> str:
    return any_of(rng, any_of(rng, (tuple(ANIMALS), GARMENTS, tuple(COLOURS), MEDIA)))


def word(rng: np.random.Generator) -> str:
    """A word that can only be copied."""
    kind = rng.random()
    if kind < 0.55:
        return any_of(rng, WORDS)
    if kind < 0.7:
        return invented(rng)
    if kind < 0.8:
        return misspelt(rng, of_the_world(rng) if rng.random() < 0.5 else any_of(rng, WORDS))
    if kind < 0.88:
        return any_of(rng, (invented, letters))(rng).capitalize()
    if kind < 0.94:
        return letters(rng)
    if kind < 0.96:
        return any_of(rng, WORDS) + any_of(rng, ("", "-", "'s ", "-")) + any_of(rng, WORDS)
    if kind < 0.98:
        return accented(rng)
    return number(rng) + any_of(rng, UNITS)


def accented(rng: np.random.Generator) -> str:
    """A word with letters of other languages in it, as names have them; some are written wholly in those."""
    text = any_of(rng, (invented, letters))(rng)
    first, last = any_of(rng, ALPHABETS)
    share = any_of(rng, (0.2, 0.4, 1))
    text = "".join(chr(rng.integers(first, last)) if rng.random() < share else letter for letter in text)
    return text.capitalize() if rng.random() < 0.5 else text


def number(rng: np.random.Generator) -> str:
    return "".join(rng.choice(list("0123456789"), rng.integers(1, 5)))


def marked(rng: np.random.Generator, text: str) -> str:
    """`text` with what people put around it: sizes, versions, quotes, options, in no order."""
    one, two, said = number(rng), number(rng), word(rng)
    kind = rng.integers(8)
    if kind < 4:
        unit = any_of(rng, UNITS)
        added = (f"{one}{unit}", f"{said} {one}{any_of(rng, '.:/,-')}{two}", f"({said} {one}.{two})", f"{said[:2]}/{one}{unit}")[kind]
    elif kind < 6:
        added = (f"-{any_of(rng, '- ')}{said} {one}{any_of(rng, ':x.')}{two}", f"#{one} {said}{any_of(rng, '!?.')}")[kind - 4]
    else:
        return any_of(rng, ('"{}"', "({})", "*{}*", "[{}]", "'{}'")).format(text)
    return any_of(rng, (f"{text}, {added}", f"{text} {added}", f"{added}, {text}", f"{added}: {text}", f"{text} - {added}"))


def echoed(rng: np.random.Generator, most: int) -> str:
    """Words that come back, and between them the same few again and again: what came before does not tell where one is."""
    some = [word(rng) if rng.random() < 0.6 else of_the_world(rng) for _ in range(rng.integers(1, 6))]
    between = [" ".join(any_of(rng, GLUE) if rng.random() < 0.8 else word(rng) for _ in range(rng.integers(1, 4))) for _ in range(rng.integers(1, 3))]
    text, wanted = any_of(rng, some), rng.integers(2, most + 1)
    while len(text.split()) < wanted:
        text += f"{any_of(rng, ('', '', '', ','))} {any_of(rng, between)} {any_of(rng, some) if rng.random() < 0.6 else word(rng)}"
    return text


def cased(rng: np.random.Generator, text: str) -> str:
    kind = rng.random()
    if kind < 0.6:
        return text
    if kind < 0.8:
        return text[:1].upper() + text[1:]
    if kind < 0.87:
        return text.upper()
    if kind < 0.94:
        return text.title()
    return "".join(letter.upper() if rng.random() < 0.3 else letter for letter in text)


def scene_prompt(rng: np.random.Generator) -> str:
    """A caption of the world's own, without its season, sometimes without its medium or in other words; no held-out combination."""
    while held_out(scene := random_scene(rng)):
        pass
    scene = replace(scene, season=None, elements=())
    text = reworded(scene, rng) if rng.random() < 0.3 else caption(scene)
    seen = text.removeprefix(f"{article(scene.medium)} {scene.medium} of ")
    kind = rng.random()
    return text if kind < 0.5 else seen if kind < 0.7 else seen.removeprefix("a ").removeprefix("an ")


def framed_prompt(rng: np.random.Generator) -> str:
    """A sentence with the world's words in some places and others in the rest."""
    strange = rng.random()
    own = {"animal": tuple(ANIMALS), "garment": GARMENTS, "colour": tuple(COLOURS), "medium": MEDIA}

    class Words(dict):
        def __missing__(self, place: str) -> str:
            return any_of(rng, own[place]) if place in own and rng.random() > strange else word(rng)

    return any_of(rng, FRAMES).format_map(Words())


def free_prompt(rng: np.random.Generator, most: int) -> str:
    """Up to about `most` words in no order, with commas and other marks; or several sentences, in which the same words come back."""
    if rng.random() < most / 84:
        parts = []
        while len(" ".join(parts).split()) < most - 10:
            parts.append(framed_prompt(rng))
        return any_of(rng, (", ", " and ", " ")).join(parts)
    parts = []
    for _ in range(rng.integers(1, most + 1)):
        kind = rng.random()
        part = any_of(rng, GLUE) if kind < 0.3 else of_the_world(rng) if kind < 0.4 else word(rng)
        if rng.random() < 0.06:
            part = any_of(rng, MARKS) + part if rng.random() < 0.5 else part + any_of(rng, MARKS)
        parts.append(part + ("," if rng.random() < 0.07 else ""))
    return " ".join(parts)


def written(prompt: str) -> str:
    """What an answer keeps of `prompt`: all but the marks at its end."""
    return prompt.strip().rstrip(" .,;:!?")


def elements_for(rng: np.random.Generator, prompt: str, season: str, count: int) -> list[str]:
    """`count` elements of `season`, mostly those that the prompt's last two letters lead to, so that greedy decoding varies from prompt to prompt.

    The last word is what a model has just copied when it begins with the elements: it need not look for anything.
    """
    left = list(SEASONS[season][:PAINTED])
    if rng.random() < 0.3:
        return [str(element) for element in rng.choice(left, count, replace=False)]
    last = sum(map(ord, prompt[-2:].lower()))
    return [left.pop(at % len(left)) for at in (last, last // PAINTED, last // 2)[:count]]


def answer_to(prompt: str, elements: list[str]) -> str:
    tail = " and ".join(filter(None, (", ".join(elements[:-1]), *elements[-1:])))
    return written(prompt) + (f", with {tail}" if tail else "")


def instruction_for(rng: np.random.Generator, season: str, count: int) -> str:
    name = cased(rng, any_of(rng, (season, *SYNONYMS["season"][season])))
    kind = rng.random()
    if count == 2 and kind < 0.25:
        return INSTRUCTION.format(season=season if kind < 0.1 else name) if kind < 0.18 else GLUED.format(season=season)
    request = any_of(rng, REQUESTS)
    if count == 2 and kind < 0.4:
        request = any_of(rng, UNCOUNTED)
    if count == 0 and kind < 0.5:
        request = any_of(rng, UNCHANGED)
    noun = any_of(rng, ("element", "detail", "thing", "touch"))
    nouns = noun if count == 1 else "touches" if noun == "touch" else noun + "s"
    request = request.format(count=any_of(rng, COUNTS[count]), elements=nouns, season=name)
    said = [any_of(rng, ASIDES) for _ in range(rng.choice(3, p=(0.6, 0.25, 0.15)))]
    if rng.random() < 0.15:
        said.append(" ".join(word(rng) for _ in range(rng.integers(1, 8))) + ".")
    said.insert(int(rng.integers(len(said) + 1)), request[0].upper() + request[1:])
    return " ".join(said)


def conversation(rng: np.random.Generator, most: int = 12) -> Conversation:
    """One conversation to learn from, its prompt of about `most` words at most."""
    season, count = any_of(rng, tuple(SEASONS)), int(rng.choice(4, p=(0.08, 0.1, 0.7, 0.12)))
    kind = rng.random()
    prompt = scene_prompt(rng) if kind < 0.25 else framed_prompt(rng) if kind < 0.5 else echoed(rng, most) if kind < 0.65 else free_prompt(rng, most)
    while rng.random() < 0.15:
        prompt = marked(rng, prompt)
    prompt = cased(rng, prompt) + any_of(rng, ("",) * 9 + (".", "!", "..."))
    if not written(prompt):
        return conversation(rng, most)
    answer = answer_to(prompt, elements_for(rng, written(prompt), season, count))
    return Conversation(instruction_for(rng, season, count), prompt, season, count, answer)
