"""Words, prompts and instructions that take no part in training: what the enhancer's figures are measured with, and nothing else."""

import re

import numpy as np

from foundry.kit.conversations import any_of, scene_prompt, written
from foundry.world.words import SEASON_OF

# Written by hand, by what they stand for. None of them is a word of the world, of `kit.english` or of an instruction (tests/test_foundry_enhancer.py).
_WORDS = {
    "animal": """
        aardvark axolotl barnacle bittern caribou cassowary centipede civet cockatiel dormouse echidna gannet gazelle gecko gibbon grasshopper griffin
        hornet ibex jackdaw kestrel kookaburra kraken kudu lapwing mackerel manatee mantis marmoset mongoose numbat ocelot okapi osprey pangolin pterodactyl
        quokka salamander shrew starling stegosaurus stingray stoat sturgeon tadpole tapir tarantula tardigrade wildebeest wombat yeti""",
    "garment": """
        anorak bandana doublet bodice balaclava bowler bracelet breastplate dirndl chaps cravat cummerbund dungarees earmuffs epaulettes deerstalker fleece
        galoshes goggles jerkin jumpsuit kaftan kilt leotard lederhosen moccasins monocle mittens overalls pantaloons pinafore pyjamas sari sarong snorkel
        sombrero spectacles spurs tabard diadem toga trilby tunic turban tuxedo wetsuit clogs windbreaker yukata""",
    "colour": """
        amber aquamarine auburn azure aubergine cerulean chartreuse cobalt cerise ebony celadon fuchsia indigo khaki magenta mauve ochre puce russet saffron
        sepia taupe topaz umber vermilion""",
    "medium": """
        batik blueprint bronze caricature decoupage daguerreotype doodle embroidery engraving etching filigree fresco graffiti hologram linocut lithograph
        marquetry papier-mâché polaroid pointillism scribble silhouette storyboard tapestry woodcut""",
    "name": """
        Aoife Balthazar Bjørn Clementine Dmitri Esmeralda Fitzgerald Gwendolyn Hermione Ignatius Jarmila Keanu Łukasz Marguerite Ngozi Octavia Przybylski
        Quentin Rasheeda Siobhán Thaddeus Umberto Vikram Wolfgang Xiomara Yevgeny Zsófia O'Malley McAllister Jean-Luc""",
    "invented": """
        blarfle crindlewop dworvex flimbit glorpion grumzy hoojamaflip jibberwock krzyntak lumpkinoid mizzlefrump nargleby oompaloo plimtastic quaxil
        rrrrrip snorgle tweezlepop ulufon vorpling wibblewobble xxyzzy yabbadoo zzzorg bloooo wrrrrr""",
    "quality": """
        bashful bewildered chubby crestfallen clumsy dapper dishevelled drowsy elegant exuberant fluffy freckled glamorous gloomy grumpy haughty hilarious
        iridescent jolly lanky luminous majestic melancholy mischievous moustached nonchalant opulent photorealistic pensive plump quirky regal rustic
        scruffy shaggy sleepy sparkling stoic surreal swashbuckling translucent whimsical wistful zany""",
    "place": """
        Antarctica aquarium ballroom bakery barbershop Barcelona bookshop canteen casino cathedral chalet courtyard dungeon Edinburgh greenhouse harbour
        Istanbul jetty Kilimanjaro laboratory launderette lighthouse Manhattan marsh monastery nightclub observatory orchestra Patagonia pavilion quarry
        reef saloon savannah shipyard skatepark spaceship subway swamp Timbuktu treehouse vineyard volcano""",
}
WORDS = {kind: tuple(text.split()) for kind, text in _WORDS.items()}

# Other spellings of what is in the world, as people type them.
VARIANTS = (
    ("grey", "gray"), ("watercolour", "watercolor"), ("colour", "color"), ("cut-out", "cutout"), ("bow tie", "bowtie"), ("sweater", "sweeter"), ("scarf", "scraf"),
    ("photo", "foto"), ("rabbit", "rabit"), ("elephant", "elefant"), ("turquoise", "turqoise"), ("necktie", "neck-tie"), ("beanie", "beany"), ("hedgehog", "hedge hog"),
    ("pencil", "pensil"), ("monkey", "munkey"), ("wizard", "wizzard"), ("zebra", "zebrah"), ("picture", "pic"), ("yellow", "yelow"),
)  # fmt: skip

# How else one may ask: the words, and how many elements are wanted.
INSTRUCTIONS: tuple[tuple[str, int], ...] = (
    ("Please enrich this prompt with two things that one sees in {season}. Change nothing else.", 2),
    ("Take what the user writes, and hang two {season} elements on its end.", 2),
    ("{season} is the season. I would like a couple of its elements in this picture.", 2),
    ("Rewrite the prompt so that it shows {season}: two elements, all else as it was.", 2),
    ("We paint the {season} now. Improve the user's prompt accordingly.", 2),
    ("Three {season} elements, please, and leave the rest alone.", 3),
    ("You extend prompts for a painter. Extend this one by three things of {season}.", 3),
    ("Describe the same image in {season}. Append one element only.", 1),
    ("In {season}, what would one see? A single element will do.", 1),
    ("Add no elements at all, neither of {season} nor of another season.", 0),
    ("Do nothing: give the prompt back without any {season} elements.", 0),
)

NUMBERS = ("3 of them", "4k, 8k HDR", "no. 47", "f/1.8, 85mm", "(version 2.0)", "50% off!", "#1!!", "v6 --ar 16:9", "in 1923", "size XXL; 3/4 view")
FRAMES = (
    "a {medium} of a {animal} wearing a {colour} {garment}", "{animal} wearing a {colour} {garment}", "a {quality} {animal} in the {place}", "an {animal}",
    "the {quality} {animal}, {medium}", "{colour} {garment}", "a {animal} and a {animal} with {colour} {garment}s in {place}", "{medium} of a {garment}",
)  # fmt: skip
NAMED = (
    "{name} the {animal}", "my {animal} {name} wearing a {colour} {garment}", "a {medium} of {name}", "{name} and {name} in {place}",
    "{name}'s {quality} {animal}", "a photo of {name} the fox wearing a red scarf", "portrait of {name}, {quality}",
)  # fmt: skip


def _filled(rng: np.random.Generator, frame: str) -> str:
    class Words(dict):
        def __missing__(self, kind: str) -> str:
            return any_of(rng, WORDS[kind])

    return frame.format_map(Words())


def _words(rng: np.random.Generator) -> str:
    return _filled(rng, any_of(rng, FRAMES))


def _names(rng: np.random.Generator) -> str:
    return _filled(rng, any_of(rng, NAMED))


def _invented(rng: np.random.Generator) -> str:
    return _filled(
        rng,
        any_of(rng, ("a {invented}", "a {medium} of a {invented} wearing a red {invented}", "{invented} in a {invented} {garment}", "{invented}")),
    )


def _case(rng: np.random.Generator) -> str:
    text = _words(rng)
    mixed = "".join(letter.upper() if k % 3 == 1 else letter for k, letter in enumerate(text))
    return any_of(rng, (text.upper(), text.title(), text.capitalize(), mixed, text.swapcase()))


def _spelling(rng: np.random.Generator) -> str:
    """A caption of the world with one of its words as others spell it."""
    while True:
        text, (ours, theirs) = scene_prompt(rng), any_of(rng, VARIANTS)
        if ours in text:
            return text.replace(ours, theirs)


def _numbers(rng: np.random.Generator) -> str:
    text, number = _words(rng), any_of(rng, NUMBERS)
    return any_of(rng, (f"{text}, {number}", f"{number}: {text}", f'"{text}" ({number})', f"{text} -- {number}"))


def _long(rng: np.random.Generator) -> str:
    """20 to 40 words."""
    text, wanted = _filled(rng, FRAMES[0]), rng.integers(20, 38)
    while len(text.split()) < wanted:
        text += _filled(
            rng,
            any_of(
                rng, (", {quality} and {quality}", " next to a {quality} {animal}", " with a {colour} {garment}", " in the {place}", " by {name}")
            ),
        )
    return text


KINDS = {"words": _words, "names": _names, "invented": _invented, "case": _case, "spelling": _spelling, "numbers": _numbers, "long": _long}


def prompts(rng: np.random.Generator, count: int) -> list[tuple[str, str]]:
    """`count` times (a name of `KINDS`, a prompt of that kind), each kind as often as the others, kind after kind."""
    names = list(KINDS)
    return [(name, KINDS[name](rng)) for name in sorted((names[k % len(names)] for k in range(count)), key=names.index)]


def added(prompt: str, answer: str) -> str | None:
    """What `answer` adds to `prompt`; None where it does not begin with the prompt, word for word. Case and the marks at the prompt's end are aside."""
    wanted, got = (" ".join(text.split()).casefold() for text in (written(prompt), answer))
    rest = got.removeprefix(wanted)
    return rest if got.startswith(wanted) and not rest[:1].isalnum() else None


def elements_of(rest: str) -> list[str]:
    """The elements in what an answer adds: `", with icicles and a snowman"`. What is none is among them as it stands."""
    return [part for part in re.split(r", | and ", rest.strip().removeprefix(",").strip().removeprefix("with ").rstrip(".")) if part]


def as_asked(elements: list[str], season: str, count: int) -> bool:
    """Whether these are `count` different elements of `season` and nothing else."""
    return len(elements) == len(set(elements)) == count and all(SEASON_OF.get(element) == season for element in elements)
