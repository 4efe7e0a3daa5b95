# ---
# jupyter:
#   course:
#     title: "Lab: text and language models in batch"
#     minutes: 60
# ---

# %% [markdown]
# # Lab: text and language models in batch
#
# You mask personal data without losing a row, halve the padding, find reviews that stand on both sides of a split, make a language model keep to a schema, and find labels that are wrong.
#
# | | |
# |---|---|
# | **Time** | {minutes} minutes |
# | **You need** | [lesson {}, *Text and language models in batch*](lesson:text) |
# | **Points** | {points} |
# | **You will learn** | to clean text for others, batch it for a model, and distrust answers and labels |
# | **Hardware** | a laptop |

# %%
import ray

import raycourse
from raycourse import check, done

cluster = raycourse.connect()
cluster

# %% [markdown]
# ## Task 1: nobody's address (3 points)
#
# Write `private(dataset)` for a dataset with the columns `id` and `text`. In the result, every e-mail address is `[email]` and every phone number (seven digits or more, with spaces, hyphens, brackets and a leading `+`) is `[phone]`. Nothing
# around them changes, and fewer digits are no number. All rows stay, also empty ones.
#
# <details><summary>Hint</summary>
#
# `map` keeps every row, `filter` does not. Mask addresses first: some hold digits.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "private", "locked": false, "schema_version": 3, "solution": true, "task": false}
import re


def private(dataset: ray.data.Dataset) -> ray.data.Dataset:
    """Return the same rows with e-mail addresses and phone numbers masked in `text`."""

    ### BEGIN SOLUTION
    def mask(row):
        text = re.sub(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[email]", row["text"])
        return row | {"text": re.sub(r"(?<!\w)\+?\(?\d(?:[ ()-]{0,2}\d){6,}", "[phone]", text)}

    return dataset.map(mask)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-private", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("text.private", private)

# %% [markdown]
# ## Task 2: half of the padding (3 points)
#
# `lengths` are the numbers of tokens of some texts. Share them out to batches of at most `size`, each padded to its longest, in as few batches as can be, with less than half of the padding of the order given. Return the batches as lists of places in `lengths`.
#
# <details><summary>Hint</summary>
#
# `sorted(range(len(lengths)), key=...)` gives places, not lengths.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "batches", "locked": false, "schema_version": 3, "solution": true, "task": false}
def batches(lengths: list[int], size: int) -> list[list[int]]:
    """Return places in `lengths`, shared out to batches of `size` or fewer, each place once."""
    ### BEGIN SOLUTION
    order = sorted(range(len(lengths)), key=lambda k: lengths[k])
    return [order[k : k + size] for k in range(0, len(order), size)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-batches", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
check("text.batches", batches)

# %% [markdown]
# ## Task 3: on both sides of the split (4 points)
#
# A review that is in the training and in the test set, perhaps in capitals or with a word more, makes a model look better than it is. Find all pairs (place in `test`, place in `train`) whose sets of neighbouring word pairs, in lower case and without punctuation, have a Jaccard similarity of `threshold` or more.
#
# <details><summary>Hint</summary>
#
# Put the training texts into a `MinHashLSH`, ask it for each test text, and let the exact similarity decide. For small sets, comparing all pairs is right, too.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "leaks", "locked": false, "schema_version": 3, "solution": true, "task": false}
def leaks(train: list[str], test: list[str], threshold: float) -> list[tuple[int, int]]:
    """Return (place in `test`, place in `train`) of every pair that is at least `threshold` similar."""

    ### BEGIN SOLUTION
    def shingles(text):
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[k : k + 2]) for k in range(max(1, len(words) - 1))}

    known = [shingles(text) for text in train]
    pairs = []
    for k, text in enumerate(test):
        mine = shingles(text)
        pairs += [(k, j) for j, other in enumerate(known) if len(mine & other) >= threshold * len(mine | other)]
    return pairs
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-leaks", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("text.leaks", leaks)

# %% [markdown]
# ## Task 4: an answer that a program can read (4 points)
#
# `ask(prompt)` sends a text to a language model and returns what it says. Write `structured(chat, ask)`: build a prompt with the chat and the schema (sentiment: negative, neutral or positive; topic: delivery, size, refund or care; as JSON), and return a dict with `sentiment`, `topic` and
# `error`. Models put words around their JSON, refuse, or invent values: ask up to three times. After three failures `error` says what was wrong, and the other two are the empty text; otherwise `error` is empty.
#
# <details><summary>Hint</summary>
#
# `re.search(r"\{.*\}", text, re.S)` finds the JSON among words. Pydantic's `Literal` fields refuse what is not allowed.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "structured", "locked": false, "schema_version": 3, "solution": true, "task": false}
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel


class Label(BaseModel):
    sentiment: Literal["negative", "neutral", "positive"]
    topic: Literal["delivery", "size", "refund", "care"]


def structured(chat: str, ask: Callable[[str], str]) -> dict:
    """Return {"sentiment", "topic", "error"} for a chat; the first two are empty where three answers did not fit."""
    ### BEGIN SOLUTION
    prompt = f"Label this support chat. Answer with JSON of this schema and nothing else: {Label.model_json_schema()}\n\n{chat}"
    for _ in range(3):
        text = ask(prompt)
        found = re.search(r"\{.*\}", text, re.S)
        try:
            return Label.model_validate_json(found[0] if found else text).model_dump() | {"error": ""}
        except ValueError as problem:
            error = str(problem)
    return {"sentiment": "", "topic": "", "error": error}
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-structured", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("text.structured", structured)

# %% [markdown]
# ## Task 5: labels that lie (4 points)
#
# `data/shop/chats.jsonl` has 150 support chats with their topics, and somebody was careless: about one in twelve has another chat's topic. Write `suspicious(texts, topics)`, which returns the places of the chats whose topic you distrust. It must find three quarters of the wrong ones, and accuse five right ones at most.
#
# <details><summary>Hint</summary>
#
# For each chat, which topic do the *other* chats with the same words have? Count words by topic without the chat itself, add up the logarithms of each word's share (naive Bayes), and compare the best topic with the label. What the shop itself says is the same in all topics.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "suspicious", "locked": false, "schema_version": 3, "solution": true, "task": false}
from collections import Counter
from math import log


def suspicious(texts: list[str], topics: list[str]) -> list[int]:
    """Return the places of the texts whose topic the other texts do not confirm."""
    ### BEGIN SOLUTION
    bags = [Counter(set(re.findall(r"[a-z]+", text.lower()))) for text in texts]
    totals, sizes = {topic: Counter() for topic in set(topics)}, Counter(topics)
    for bag, topic in zip(bags, topics, strict=True):
        totals[topic] += bag
    found = []
    for k, (bag, label) in enumerate(zip(bags, topics, strict=True)):
        score = {}
        for topic, counts in totals.items():
            own = topic == label
            score[topic] = sum(log((counts[word] - own + 0.5) / (sizes[topic] - own + 1)) for word in bag)
        if max(score, key=score.get) != label:
            found.append(k)
    return found
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "check-suspicious", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
check("text.suspicious", suspicious)

# %%
import json

if done("text.suspicious"):
    with open(f"{raycourse.data('shop')}/chats.jsonl") as file:
        chats = [json.loads(line) for line in file]
    for k in suspicious([chat["text"] for chat in chats], [chat["topic"] for chat in chats])[:3]:
        print(f"{chats[k]['topic']}?", chats[k]["text"].split("\n")[0])

# %%
ray.shutdown()
