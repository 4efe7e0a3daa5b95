"""Draws `data/shop/`: what the animal outfitters' shop has collected in words, reviews and support chats, for the lesson on text.

`reviews/` holds JSON lines, of which one file is not UTF-8 and some lines are cut off; `chats.jsonl` has the support chats; `lexicon.csv` words with a score, for a baseline. Faults are
planted; `.truth.csv` names what each row really is, out of the way of whoever lists the folder.

A review says what it feels in clauses; each frame, aspect and name belongs to one of two parts. Models learn from one (`unseen=False`); the shop's reviews are made of the other alone.
"""

import csv
import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

SENTIMENTS = ("negative", "neutral", "positive")
REVIEWS, CHATS, FILES = 1430, 150, 4
# How many reviews have each fault.
PLANTED = {"duplicate": 40, "near duplicate": 50, "empty": 12, "long": 12, "personal": 90, "wrong stars": 25, "typos": 150}
CUT_OFF = (57, 230, 311)  # lines of the first file that end too early
WRONG_TOPICS = 12
HELD_OUT = 3  # of each list, every third entry is for `unseen`
EN, OTHERS = "en", ("de", "fr", "es")

PRODUCTS = (
    "scarf", "hat", "raincoat", "jumper", "pair of boots", "bow tie", "pair of mittens", "waistcoat", "cape", "pair of socks", "beanie", "bandana", "poncho", "dungarees", "nightgown",
)  # fmt: skip
ANIMALS = ("dog", "fox", "cat", "rabbit", "hedgehog", "duck", "penguin", "sheep", "goat", "ferret", "raccoon", "owl", "pony", "mouse", "pug")
NAMES = ("Bella", "Otto", "Minna", "Rufus", "Pip", "Greta", "Biscuit", "Hugo", "Tilda", "Moss", "Juno", "Walter", "Olive", "Frieda", "Max")
ASPECTS = (
    "fabric", "fit", "colour", "collar", "lining", "stitching", "zip", "cut", "pattern", "hem", "size", "padding", "wool", "trim", "finish", "sleeve", "strap", "clasp", "knit", "pocket", "label",
)  # fmt: skip
GOOD = (
    "lovely",
    "soft",
    "sturdy",
    "perfect",
    "beautiful",
    "cosy",
    "excellent",
    "comfortable",
    "adorable",
    "brilliant",
    "neat",
    "charming",
    "great",
    "wonderful",
    "well made",
    "superb",
    "good",
    "fine",
)
BAD = (
    "itchy",
    "flimsy",
    "scratchy",
    "ugly",
    "awful",
    "crooked",
    "useless",
    "shoddy",
    "disappointing",
    "stiff",
    "terrible",
    "cheap",
    "horrible",
    "sloppy",
    "bad",
    "poor",
    "badly made",
    "dreadful",
)
SO_SO = ("okay", "average", "acceptable", "ordinary", "as described", "neither here nor there", "so-so", "passable", "unremarkable")
WHEN = (
    "after a week", "on the first day", "in the garden", "on our walks", "at the harbour", "in the rain", "over the winter", "at my sister's wedding", "at the vet's", "on the train", "by the sea",
    "in the park", "after one wash", "in the snow", "at breakfast",
)  # fmt: skip
OPENERS = (
    "I bought this {product} for my {animal} {name}.", "Ordered the {product} for {name}.", "{name}, our {animal}, got this {product} for a birthday.", "This is our second {product}.",
    "We needed a {product} for {name} {when}.", "My neighbour told me about this {product}.", "A {product} for a {animal}, who would have thought.", "The parcel with the {product} came on a Tuesday.",
    "{name} wears a size M.", "First order in this shop.", "Saw the {product} in the catalogue and had to try.", "Got the {product} in green.", "", "", "",
)  # fmt: skip
# What is said of a thing: words of feeling, bare or turned round. Of each feeling's own words and of the other's.
SAID = {
    "positive": ("{good}", "{good}", "really {good}", "so {good}", "not {bad} at all", "anything but {bad}", "far from {bad}", "never {bad}", "as {good} as we had hoped"),
    "negative": ("{bad}", "{bad}", "really {bad}", "so {bad}", "not {good} at all", "anything but {good}", "far from {good}", "never {good}", "as {bad} as we had feared"),
    "neutral": ("{so_so}", "{so_so}", "rather {so_so}", "neither {good} nor {bad}", "half {good} and half {bad}", "not {good}, but not {bad} either", "more or less {so_so}"),
}  # fmt: skip
FRAMES = (
    "The {aspect} is {said}.", "{name} finds the {aspect} {said} {when}.", "What can I say, the {aspect} is {said}.", "I think the {aspect} is {said}.", "{said}, this {aspect}.",
    "All in all, the {aspect} is {said} {when}.", "The {aspect}: {said}.", "It turned out to be {said} {when}.", "My {animal} and I agree that the {aspect} is {said}.",
    "For a {product}, the {aspect} is {said}.", "They told us that it is {said}, and so it is.", "Friends asked about the {aspect}: it is {said}.",
)  # fmt: skip
# One thing is `said`, and its `contrary` besides, which does not count.
CONTRASTS = (
    "The {other} is {contrary}, but the {aspect} is {said}, and that is what counts.", "I expected a {contrary} {aspect} and was wrong: it is {said}.",
    "Maybe the {other} is {contrary}, but the {aspect} is {said}.", "The {aspect} looked {contrary} in the picture, yet it is {said}.", "Others call it {contrary}, for us it is {said}.",
    "In the picture the {aspect} looked {contrary}, yet {when} it is {said}.", "Although the {other} is {contrary}, we find it {said}.", "{contrary} at first, but in the end {said}.",
    "Others call the {aspect} {contrary}, but it is {said}.",
)  # fmt: skip
CONTRARY = {"positive": "{bad}", "negative": "{good}"}
# What happened: no word of feeling in it.
EVENTS = {
    "positive": (
        "we would buy it again", "{name} refuses to take it off", "strangers ask where we bought it", "it came a day early", "it fits like a glove", "it is still like new",
        "it is worth every penny", "ten out of ten from {name}", "it has survived mud and rain", "{name} jumps for joy when I fetch it", "we have ordered a second one", "everybody admires it",
    ),
    "negative": (
        "we would not buy it again", "{name} bit it off within a minute", "the seam split", "the colour ran in the wash", "it came three weeks late", "it fell apart", "it is a waste of money",
        "nought out of ten from {name}", "I want my money back", "{name} hides when I fetch it", "it is in the bin now", "it went straight back",
    ),
    "neutral": (
        "it does its job", "we have not tried it yet", "we will see how long it lasts", "{name} neither likes nor minds it", "it is a {product}, no more and no less", "it looks as in the picture",
        "I have no opinion yet", "has anybody tried it in the snow", "is the blue one as {good} as they say", "three stars for now",
    ),
}  # fmt: skip
TOLD = (
    "{event}.", "{event} {when}.", "Well, {event}.", "{event}, as I told my neighbour.", "In short: {event}.", "To sum up, {event} {when}.", "You may believe it or not, {event}.", "And {event}.",
    "After some weeks, {event}.",
)  # fmt: skip
STORY = (
    "We took the {product} along {when}.", "{name} met another {animal} {when}.", "Then we had tea.", "The {aspect} has the colour of a pond {when}.", "My {animal} sleeps a lot {when}.",
    "On the way home we lost the map and found it again.", "It was a Sunday, and nobody was about.", "{name} looked at the {aspect} for a while and walked on.",
)  # fmt: skip
FOREIGN = {
    "de": {
        "positive": ("Der {de} ist wunderschön und {name} will ihn nicht mehr hergeben.", "Sehr schöne Qualität, {name} ist glücklich und wir auch.", "Das würde ich für {name} sofort wieder kaufen."),
        "neutral": ("Die Ware ist wie beschrieben, mehr kann ich für {name} noch nicht sagen.", "Für den Preis ist das in Ordnung, {name} ist es gleich."),
        "negative": ("Die Naht ist nach einem Tag gerissen, und {name} friert.", "Das ist leider viel zu klein für {name} und kratzt."),
    },
    "fr": {
        "positive": ("Très belle qualité, {name} est ravi et nous aussi.", "C'est le plus beau cadeau que {name} ait reçu, merci à l'équipe."),
        "neutral": ("Le produit est conforme à la photo, rien de plus pour {name}.", "C'est correct pour le prix, {name} s'en moque."),
        "negative": ("La couture a lâché dès le premier jour, {name} est déçu.", "C'est trop petit pour {name} et le tissu gratte."),
    },
    "es": {
        "positive": ("Es precioso y {name} no se lo quiere quitar.", "Muy buena calidad, el mejor regalo para {name}."),
        "neutral": ("El producto es como en la foto, para {name} está bien sin más.", "Por el precio es normal, a {name} le da igual."),
        "negative": ("La costura se rompió el primer día y {name} pasa frío.", "Es demasiado pequeño para {name} y la tela pica."),
    },
}  # fmt: skip
STARS = {"negative": (1, 2), "neutral": (3,), "positive": (4, 5)}
MAILS = ("{n}@meadow.example", "{n}.{k}@mail.example", "the_{n}+shop@harbour.example.org")
PHONES = ("+44 20 7946 0{k}", "020-7946-0{k}", "(020) 7946 0{k}", "+49 30 555{k}")
CONTACTS = (
    "Write to me at {mail}.",
    "Please call {phone}.",
    "My number is {phone}, my address {mail}.",
    "Reach me under {mail} if you want it back.",
)

TOPICS = {
    "delivery": ("My parcel has not arrived {when}.", "The tracking page says the parcel is in {place} for five days.", "The courier left the box at the neighbour's.", "When does my order of the {product} ship?"),
    "size": ("Which size does a {animal} of 12 kilos need?", "The {product} is too small for {name}.", "I measured {name}: neck 34 centimetres, chest 52.", "Can I swap the {product} for a larger one?"),
    "refund": ("I sent the {product} back and wait for my money.", "You charged my card twice for the {product}.", "The refund for the {product} is not on my account.", "How do I return the {product} and get the price back?"),
    "care": ("Can I wash the {product} at 40 degrees?", "The label says to dry it flat, is a machine allowed?", "How do I get mud out of the wool of the {product}?", "May I iron the lining of the {product}?"),
}  # fmt: skip
PLACES = ("Leeds", "Ghent", "Bremen", "Turin", "Porto")
REPLIES = ("Let me look into that.", "Thank you for waiting.", "I have found your order.", "We are sorry for the trouble.", "Is there anything else?")


@dataclass(frozen=True)
class Review:
    """One review, and what it really is."""

    text: str
    sentiment: str
    product: str
    language: str = EN


@cache
def part(entries: tuple[str, ...], unseen: bool) -> tuple[str, ...]:
    return tuple(entry for k, entry in enumerate(entries) if (k % HELD_OUT == HELD_OUT - 1) == unseen)


def one(entries: Sequence[str], rng: np.random.Generator) -> str:
    """As `rng.choice`, at a tenth of its time."""
    return entries[int(rng.integers(len(entries)))]


def filled(template: str, rng: np.random.Generator, unseen: bool, **more: str) -> str:
    """`template` with its places filled from lists of the one part; words of feeling may be any."""
    lists = {
        "animal": part(ANIMALS, unseen), "name": part(NAMES, unseen), "when": WHEN, "aspect": part(ASPECTS, unseen), "good": GOOD, "bad": BAD,
        "so_so": SO_SO, "product": PRODUCTS, "place": PLACES,
    }  # fmt: skip
    values = {place: one(entries, rng) for place, entries in lists.items() if f"{{{place}}}" in template}
    others = [aspect for aspect in lists["aspect"] if aspect != values.get("aspect")]
    return template.format(**(values | {"other": one(others, rng)} | more))


def review(rng: np.random.Generator, unseen: bool, clauses: int | None = None, sentences: int = 0, plain: bool = False) -> Review:
    """An English review of one feeling, said in one to three `clauses`; of so many `sentences` of story besides."""
    sentiment, product = one(SENTIMENTS, rng), one(PRODUCTS, rng)
    more = {"product": product, "name": one(part(NAMES, unseen), rng), "animal": one(part(ANIMALS, unseen), rng)}
    texts = [one(OPENERS, rng)] + [one(STORY, rng) for _ in range(sentences)]
    texts += [clause(sentiment, rng, unseen, plain) for _ in range(clauses or rng.integers(1, 4))]
    text = " ".join(filled(text, rng, unseen, **more) for text in texts if text)
    return Review(re.sub(r"(^|[.!?] )([a-z])", lambda found: found[1] + found[2].upper(), text), sentiment, product)


def clause(sentiment: str, rng: np.random.Generator, unseen: bool, plain: bool = False) -> str:
    """A template that says `sentiment`: by words of feeling, against words of the other feeling, or by what happened; `plain`: by a bare word of feeling."""
    if plain:
        return one(part(FRAMES, unseen), rng).replace("{said}", SAID[sentiment][0])
    kind = rng.random()
    if kind < 0.4:
        return one(part(TOLD, unseen), rng).replace("{event}", one(EVENTS[sentiment], rng))
    contrast = kind < 0.6 and sentiment in CONTRARY
    template = one(part(CONTRASTS if contrast else FRAMES, unseen), rng).replace("{said}", one(SAID[sentiment], rng))
    return template.replace("{contrary}", CONTRARY[sentiment]) if contrast else template


def foreign(rng: np.random.Generator) -> Review:
    language, sentiment = str(rng.choice(OTHERS)), str(rng.choice(SENTIMENTS))
    texts = rng.choice(FOREIGN[language][sentiment], 2)
    name = str(rng.choice(NAMES))
    return Review(" ".join(text.format(name=name, de="Mantel") for text in dict.fromkeys(texts)), sentiment, str(rng.choice(PRODUCTS)), language)


def mistyped(text: str, rng: np.random.Generator) -> str:
    """`text` with two letters of some words swapped, doubled or lost."""
    words = text.split(" ")
    for k in rng.choice(len(words), max(1, len(words) // 8), replace=False):
        word, at = words[k], int(rng.integers(1, max(2, len(words[k]) - 1)))
        if len(word) > 3:
            words[k] = (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] * 2 + word[at + 1 :],
                word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
            )[rng.integers(3)]
    return " ".join(words)


def nearly(text: str, rng: np.random.Generator) -> str:
    """The same review again, as it comes back from another site."""
    words = text.split(" ")
    if len(words) > 12:
        del words[rng.integers(len(words))]
    return (" ".join(words).upper(), " ".join(words).replace(".", "!"), " ".join(words) + " Thanks.")[rng.integers(3)]


def contact(rng: np.random.Generator) -> str:
    name, k = str(rng.choice(NAMES)).lower(), int(rng.integers(100, 1000))
    return str(rng.choice(CONTACTS)).format(mail=str(rng.choice(MAILS)).format(n=name, k=k), phone=str(rng.choice(PHONES)).format(k=k))


def reviews(rng: np.random.Generator) -> tuple[list[dict], list[dict]]:
    """The rows of the shop's reviews, and of the table that says what they are."""
    faults = [fault for fault, count in PLANTED.items() for _ in range(count)]
    fault_of = dict(zip(rng.permutation(np.arange(100, REVIEWS)).tolist(), faults, strict=False))  # the first hundred are there to be copied
    rows, truth = [], []
    sources = [int(k) for k in rng.permutation(100)]
    for k in range(REVIEWS):
        fault, made, source = fault_of.get(k, ""), review(rng, unseen=True), ""
        if not fault and k >= 100 and rng.random() < 0.06:
            made = foreign(rng)
        stars = int(rng.choice(STARS[made.sentiment]))
        if fault in ("duplicate", "near duplicate"):
            source = sources.pop()
            truth_of, row = truth[source], rows[source]
            text = row["text"] if fault == "duplicate" else nearly(row["text"], rng)
            made, stars = Review(text, truth_of["sentiment"], row["product"]), row["stars"]
        elif fault == "empty":
            made = replace(made, text=str(rng.choice(("", " ", "\n"))))
        elif fault == "long":
            made = replace(review(rng, True, sentences=int(rng.integers(45, 65))), product=made.product)
            stars = int(rng.choice(STARS[made.sentiment]))
        elif fault == "personal":
            made = replace(made, text=f"{made.text} {contact(rng)}")
        elif fault == "typos":
            made = replace(made, text=mistyped(made.text, rng))
        elif fault == "wrong stars":
            made = made if made.sentiment != "neutral" else replace(made, **dict(zip(("text", "sentiment"), _feeling(rng), strict=True)))
            stars = 5 if made.sentiment == "negative" else 1
        name = f"r{k:04d}"
        rows.append({"id": name, "product": made.product, "stars": stars, "text": made.text})
        truth.append(
            {"id": name, "sentiment": made.sentiment, "topic": "", "language": made.language, "duplicate_of": "" if source == "" else f"r{source:04d}", "planted": fault}
        )  # fmt: skip
    return rows, truth


def _feeling(rng: np.random.Generator) -> tuple[str, str]:
    """Text and sentiment of a review that is not neutral."""
    while (made := review(rng, unseen=True)).sentiment == "neutral":
        pass
    return made.text, made.sentiment


def chats(rng: np.random.Generator) -> tuple[list[dict], list[dict]]:
    """The rows of the support chats, and of the table that says what they are: some bear a topic that is not theirs."""
    wrong = set(rng.choice(CHATS, WRONG_TOPICS, replace=False).tolist())
    rows, truth = [], []
    for k in range(CHATS):
        topic = str(rng.choice(list(TOPICS)))
        asked = [filled(text, rng, unseen=True) for text in rng.choice(TOPICS[topic], int(rng.integers(2, 4)), replace=False)]
        said = [str(text) for text in rng.choice(REPLIES, len(asked), replace=False)]
        asked[-1] += f" {contact(rng)}" if rng.random() < 0.6 else ""
        text = "\n".join(line for pair in zip(asked, said, strict=True) for line in (f"customer: {pair[0]}", f"shop: {pair[1]}"))
        label = str(rng.choice([other for other in TOPICS if other != topic])) if k in wrong else topic
        rows.append({"id": f"c{k:03d}", "topic": label, "text": text})
        truth.append(
            {"id": f"c{k:03d}", "sentiment": "", "topic": topic, "language": EN, "duplicate_of": "", "planted": "wrong topic" if k in wrong else ""}
        )
    return rows, truth


def lexicon() -> list[tuple[str, int]]:
    """(word, +1 or -1): what somebody would write down who knows the language and not the reviews."""
    words = [(word, 1) for word in (*GOOD, "happy", "joy", "worth", "like", "love")] + [
        (word, -1) for word in (*BAD, "hates", "late", "waste", "wrong", "complaints")
    ]
    return [(word, score) for phrase, score in words for word in re.findall(r"\w+", phrase) if word not in ("well", "made")]


def write(folder: Path, seed: int) -> None:
    """Writes the reviews, the chats and the lexicon of `folder`/shop anew."""
    home, rng = folder / "shop", np.random.default_rng(seed)
    shutil.rmtree(home / "reviews", ignore_errors=True)
    (home / "reviews").mkdir(parents=True)
    (rows, truth), (talks, told) = reviews(rng), chats(rng)
    for number in range(FILES):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows[number * REVIEWS // FILES : (number + 1) * REVIEWS // FILES]]
        if number == 0:
            lines = [line[: len(line) // 2] if k in CUT_OFF else line for k, line in enumerate(lines)]
        encoding = "cp1252" if number == FILES - 1 else "utf-8"
        (home / "reviews" / f"reviews-{number}.jsonl").write_bytes(("\n".join(lines) + "\n").encode(encoding))
    for k in CUT_OFF:
        truth[k]["planted"] = "cut off"
    (home / "chats.jsonl").write_text("".join(json.dumps(row) + "\n" for row in talks))
    for name, header, table in (
        ("lexicon.csv", ("word", "score"), lexicon()),
        (".truth.csv", tuple(truth[0]), [tuple(row.values()) for row in truth + told]),
    ):
        with open(home / name, "w", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([header, *table])
