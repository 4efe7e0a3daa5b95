"""Checks of the lab on text."""

import json

import numpy as np
import ray

from raycourse.checks import graded
from raycourse.checks.kit import differs, items, rows, section, type_of
from raycourse.places import data

PERSONAL, PADDING = section("text", "Personal data"), section("text", "Padding is work")
TWICE, SCHEMA = section("text", "The same review twice"), section("text", "An answer with a schema")


@graded("text.private", points=3, findings=3)
def private(answer, found):
    texts = {
        "a": "Write to otto.17@mail.example or call +44 20 7946 0123.",
        "b": "Both the_pip+shop@harbour.example.org and minna@meadow.example are mine.",
        "c": "It cost 1250, size 52, 12 kilos.",
        "d": "",
        "e": "(020) 7946 0123",
        "f": "Call 030 1234567 in the evening, or a@b.example, please.",
        "g": "Sizes 10 - 12 (14) fit.     -------",
        "h": "Ring 5550123.",
        "i": "Parcel 123456 came.",
    }
    wanted = dict(texts, a="Write to [email] or call [phone].", b="Both [email] and [email] are mine.", e="[phone]")
    wanted["h"] = "Ring [phone]."
    wanted["f"] = "Call [phone] in the evening, or [email], please."
    dataset = ray.data.from_items([{"id": k, "text": text} for k, text in texts.items()], override_num_blocks=2)
    got = rows(answer(dataset), found, ("id", "text"), PERSONAL)
    by_id = {row["id"]: row["text"] for row in got}
    personal = [name for name in "abefh" if by_id.get(name) != wanted[name]]
    first = personal[0] if personal else "a"
    ok = found.true("addresses and numbers are masked, whole", not personal, f"expected {wanted[first]!r}, got {by_id.get(first)!r}", PERSONAL)
    problem = differs([row["id"] for row in got], texts)
    found.true("every row once, also the empty one and those that held an address", ok and not problem, problem, PERSONAL)
    other = next((name for name in "cgi" if by_id.get(name) != texts[name]), "c")
    problem = f"expected {texts[other]!r}, got {by_id.get(other)!r}" + (": count digits, not characters" if other == "g" else "")
    found.true("prices, sizes and short numbers stay", ok and by_id.get(other) == texts[other], problem, PERSONAL)


@graded("text.batches", points=3, findings=3)
def batches(answer, found):
    lengths = np.random.default_rng(3).permutation([5] * 40 + [20] * 30 + [200] * 9 + [7] * 22).tolist()
    given = [items(batch, found, "the places of a batch") for batch in items(answer(list(lengths), 16), found, "batches")]
    found.need("batches of places come back", bool(given) and all(given), f"got {len(given)} batches, some of them empty" if given else "got none")
    places = [int(k) for batch in given for k in batch]
    problem = differs(places, range(len(lengths)))
    complete = found.true("every text is in one batch", not problem, problem, PADDING) or found.stop()
    most = max(len(batch) for batch in given)
    found.true("no batch is larger than asked", complete and most <= 16, f"expected 16 at most, got {most}", PADDING)
    cost = sum(len(batch) * max(lengths[int(k)] for k in batch) for batch in given)
    naive = sum(len(lengths[k : k + 16]) * max(lengths[k : k + 16]) for k in range(0, len(lengths), 16))
    wasted, before = cost - sum(lengths), naive - sum(lengths)
    problem = f"{wasted} tokens of padding in {len(given)} batches, {before} in the order given: sort by length first, and fill the batches"
    found.true("less than half of the padding, in as few batches", wasted < before / 2 and len(given) <= -(-len(lengths) // 16), problem, PADDING)


@graded("text.leaks", points=4, findings=4)
def leaks(answer, found):
    see = TWICE
    base = "the collar of this coat is far from flimsy and our fox wears it at the harbour every day of the week"
    train = [
        base,
        "a hat for the duck that came too late",
        "we like the boots of the goat and so does the goat",
        "A hat for the duck that came too late!",
    ]
    test = [
        base.upper() + " THANKS",
        "a scarf for the owl",
        train[1],
        " ".join(reversed(base.split())),
        "we like the boots of the duck and so do the snails",
        "We like the boots of the goat -- and so does (the) goat!",
        "flimsy and our fox wears it",
    ]
    got = answer(list(train), list(test), 0.7)
    found.need("a list comes back", isinstance(got, list | tuple | set), f"got {type_of(got)}")
    found.need("pairs of places", all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in got), f"got {list(got)[:3]}")
    pairs = {(int(a), int(b)) for a, b in got}
    problem = f"expected (2, 1) and (2, 3), test before train; got {sorted(pairs)}"
    found.true("an exact copy, of two in training", {(2, 1), (2, 3)} <= pairs, problem, see) or found.stop()
    found.true("the same in capitals with a word more", (0, 0) in pairs, f"expected (0, 0); got {sorted(pairs)}: compare in lower case", see)
    found.true(
        "the same with other punctuation", (5, 2) in pairs, f"expected (5, 2); got {sorted(pairs)}: compare words, without what stands between", see
    )
    extra = pairs - {(2, 1), (2, 3), (0, 0), (5, 2)}
    why = "the same words in another order are another text: compare pairs of words" if (3, 0) in extra else "these share less than the threshold"
    if extra == {(6, 0)}:
        why = "a piece of a text is not the text: divide by the pairs that either of them has, not by those of the shorter one"
    problem = f"got {sorted(extra)} as well: {why}" if extra else ""
    if not extra and (4, 2) not in {(int(a), int(b)) for a, b in answer(list(train), list(test), 0.3)}:
        problem = "with a threshold of 0.3, (4, 2) is one: they share two fifths"
    found.true("and no others; more with a lower threshold", not problem, problem, see)


ANSWERS = {
    "plain": ['{"sentiment": "positive", "topic": "size"}'],
    "wrapped": ['Sure!\n```json\n{"sentiment": "negative", "topic": "refund"}\n```'],
    "second": ["I cannot help with that.", '{"sentiment": "neutral", "topic": "care"}'],
    "unknown": ['{"sentiment": "angry", "topic": "care"}', '{"sentiment": "negative", "topic": "care"}'],
    "odd": ['{"sentiment": "positive", "topic": "price"}', '{"sentiment": "positive"}', '{"sentiment": "positive", "topic": "size"}'],
    "never": ["I cannot help with that."] * 9,
}


@graded("text.structured", points=4, findings=4)
def structured(answer, found):
    see, got, asked = SCHEMA, {}, {}
    for name, replies in ANSWERS.items():
        said = []

        def ask(prompt, replies=replies, said=said):
            said.append(str(prompt))
            return replies[min(len(said), len(replies)) - 1]

        got[name], asked[name] = answer(f"chat {name}", ask), said
        found.need("a dict comes back", isinstance(got[name], dict), f"got {type_of(got[name])}", see)
        lacking = {"sentiment", "topic", "error"} - set(got[name])
        found.need("the keys sentiment, topic and error", not lacking, f"{', '.join(sorted(lacking))} missing", see)
    pair = {name: (row["sentiment"], row["topic"]) for name, row in got.items()}
    prompt = asked["plain"][0] if asked["plain"] else ""
    whole = "chat plain" in prompt and all(word in prompt for word in ("negative", "neutral", "positive", "delivery", "size", "refund", "care"))
    right = pair["plain"] == ("positive", "size") and not got["plain"]["error"]
    problem = f"got {got['plain']} for a prompt of {prompt[:60]!r}: the prompt holds the chat and every value that is allowed"
    found.true("a prompt with the schema, and its answer", whole and right, problem, see) or found.stop()
    found.true("JSON with words around it", pair["wrapped"] == ("negative", "refund"), f"expected negative, refund; got {pair['wrapped']}", see)
    again = pair["second"] == ("neutral", "care") and pair["unknown"] == ("negative", "care") and pair["odd"] == ("positive", "size")
    again = again and not any(got[name]["error"] for name in ("second", "unknown", "odd"))
    problem = f"got {got['second']}, {got['unknown']} and {got['odd']}"
    found.true("a refusal, a value that is not allowed or a field that is missing is asked again", again, problem, see)
    kept = bool(got["never"]["error"]) and pair["never"] == ("", "") and len(asked["never"]) == 3
    problem = f"expected three tries, a text in `error`, and the other two empty; got {len(asked['never'])} tries and {got['never']}"
    found.true("after three refusals, a row with an error", kept, problem, see)


@graded("text.suspicious", points=4, findings=2)
def suspicious(answer, found):
    with open(f"{data('shop')}/chats.jsonl") as file:
        chats = [json.loads(line) for line in file]
    with open(f"{data('shop')}/.truth.csv") as file:
        planted = {line.split(",")[0] for line in file if line.rstrip().endswith("wrong topic")}
    got = items(answer([chat["text"] for chat in chats], [chat["topic"] for chat in chats]), found, "places of chats")
    found.need("places come back", bool(got) and all(isinstance(k, int | np.integer) and 0 <= k < len(chats) for k in got), f"got {got[:4]}")
    named = {chats[int(k)]["id"] for k in got}
    caught, false = len(named & planted), len(named - planted)
    problem = f"{caught} of {len(planted)} wrong topics are among the {len(named)} that you name"
    found.true(
        "most of the wrong topics are found", caught >= 0.75 * len(planted) and len(named) <= 40, problem, "the hint of this task"
    ) or found.stop()
    found.true("and hardly a right one is accused", false <= 5, f"{false} chats with a right topic are named as well", "the hint of this task")
