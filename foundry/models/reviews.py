"""Reviews: a small BERT that tells what a review of the shop feels, learned from reviews that are written anew at each step."""

import csv
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

from foundry.data.shop import SENTIMENTS, Review, mistyped, nearly, one, review
from foundry.kit import publish, seeds
from foundry.kit.publish import Figures, Wanted, figure
from foundry.kit.training import DEVICE
from foundry.kit.training import train as learn
from foundry.kit.words import SPECIAL, wordpiece_tokenizer
from raycourse.settings import PROJECT

NEEDS = ()
LENGTH = 512  # tokens, as its public twin has
SHORT, STORY, PLAIN = 0.5, 0.05, 0.4  # shares: of batches of one clause, and of those with a story; of plain reviews among those of one clause
# How people begin a sentence. In training alone: where it saw only a dozen beginnings, the model took any other for a word of feeling.
LEADS = (
    "If you ask me,", "To be honest,", "Between you and me,", "I have to admit,", "On the whole,", "No doubt about it:", "Long story short:", "As far as I can tell,", "Who would have guessed,",
    "My sister says that", "Everybody at home thinks that", "We all know by now that", "You should know:", "One more thing:", "Looking at it again,", "Compared with the last one,",
    "Seen from close up,", "Having worn it for a month,", "Whatever people write,", "Now that the summer is over,", "Let me put it this way:", "Here is what we found:", "The truth is that",
    "Believe me,", "After all,", "By the way,", "In fact,", "And yes,", "Somebody had to tell you:", "Our vet asked and heard that", "From what I hear,", "Every time we go out we see that",
)  # fmt: skip
REPLACED = 0.05  # share of tokens that are any other, so that no single one decides


@dataclass(frozen=True)
class Knobs:
    steps: int = 2500
    batch: int = 32
    learning_rate: float = 1e-3
    ema: float = 0.99
    conversations: int = 4000  # reviews that the tokenizer is learned from
    vocabulary: int = 1200
    tested: int = 2000  # reviews of frames, aspects and names that it never saw


WANTED = (
    Wanted("unseen", "reviews of frames, aspects and names that it never saw, named rightly", 0.92),
    Wanted("above_lexicon", "points above a lexicon", 10, "{:.1f}"),
    Wanted("weights", "weights, MB", 4, "{:.1f}", at_most=True),
)


def tokenizer(reviews: int, vocabulary: int) -> BertTokenizer:
    rng = np.random.default_rng(seeds.STREAM_REVIEWS)
    every_letter = [f"{letter} 0{letter}" for letter in map(chr, range(33, 127))]  # at the beginning of a word and within
    return wordpiece_tokenizer([drawn(rng).text for _ in range(reviews)] + every_letter, vocabulary, LENGTH)


def build(words: BertTokenizer) -> BertForSequenceClassification:
    torch.manual_seed(seeds.WEIGHTS)
    return BertForSequenceClassification(
        BertConfig(
            vocab_size=len(words), hidden_size=128, num_hidden_layers=2, num_attention_heads=4, intermediate_size=256, max_position_embeddings=LENGTH,
            id2label=dict(enumerate(SENTIMENTS)), label2id={name: k for k, name in enumerate(SENTIMENTS)}, pad_token_id=words.pad_token_id,
        )
    )  # fmt: skip


def drawn(rng: np.random.Generator, clauses: int | None = None, story: bool = False) -> Review:
    """A review to learn from, of so many `clauses` or of one to three, after a few sentences where it has a `story`; some with typos or in capitals, many with other beginnings.

    Many of those of one clause are plain. In all others nearly half of the words of feeling are turned round: from those alone, 2,700 steps did not teach what a word means.
    """
    plain, sentences = clauses == 1 and rng.random() < PLAIN, int(rng.integers(1, 5)) if story else 0
    made, kind = review(rng, unseen=False, clauses=clauses, sentences=sentences, plain=plain), rng.random()
    text = re.sub(r"(^|[.!?] )(?=\w)", lambda start: start[1] + (f"{one(LEADS, rng)} " if rng.random() < 0.3 else ""), made.text)
    text = mistyped(text, rng) if kind < 0.1 else nearly(text, rng) if kind < 0.15 else text
    return Review(text, made.sentiment, made.product)


def loss(model: BertForSequenceClassification, rng: np.random.Generator, *, knobs: Knobs, words: BertTokenizer) -> torch.Tensor:
    """A batch is of reviews of one kind, since the longest sets its price; they stand anywhere among the places, so that all places are learned."""
    kind = rng.random()
    made = [drawn(rng, clauses=1 if kind < SHORT else None, story=kind > 1 - STORY) for _ in range(knobs.batch)]
    inputs = words([a.text for a in made], padding=True, truncation=True, return_tensors="pt")
    length = inputs.input_ids.shape[1]
    places = torch.arange(length)[None] + int(rng.integers(0, LENGTH - length + 1)) * int(rng.random() < 0.3)
    replaced = (torch.rand(inputs.input_ids.shape) < REPLACED) & (inputs.input_ids >= len(SPECIAL))
    inputs["input_ids"] = torch.where(replaced, torch.randint(len(SPECIAL), len(words), replaced.shape), inputs.input_ids)
    labels = torch.tensor([SENTIMENTS.index(a.sentiment) for a in made])
    return model(**inputs.to(DEVICE), position_ids=places.to(DEVICE), labels=labels.to(DEVICE)).loss


def train(knobs: Knobs, key: str, folder: Path) -> None:
    words = tokenizer(knobs.conversations, knobs.vocabulary)
    model = learn(
        "reviews", key, build(words), partial(loss, knobs=knobs, words=words), steps=knobs.steps, learning_rate=knobs.learning_rate, ema=knobs.ema
    )  # fmt: skip
    model.half().save_pretrained(folder)
    words.save_pretrained(folder)


@torch.inference_mode()
def predicted(model: BertForSequenceClassification, words: BertTokenizer, texts: list[str]) -> list[str]:
    best = []
    for k in range(0, len(texts), 64):
        best += model(**words(texts[k : k + 64], padding=True, truncation=True, return_tensors="pt")).logits.argmax(1).tolist()
    return [model.config.id2label[k] for k in best]


def by_lexicon(texts: list[str]) -> list[str]:
    """By the sign of the sum of what the shop's lexicon says of each word."""
    with open(PROJECT / "data" / "shop" / "lexicon.csv") as table:
        scores = {row["word"]: int(row["score"]) for row in csv.DictReader(table)}
    sums = [sum(scores.get(word, 0) for word in re.findall(r"\w+", text.lower())) for text in texts]
    return [SENTIMENTS[int(np.sign(total)) + 1] for total in sums]


def measure(knobs: Knobs, folder: Path) -> Figures:
    """Shares right on reviews whose frames, aspects and names were kept from the training, by the model and by a lexicon."""
    model, words = BertForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval(), BertTokenizer.from_pretrained(folder)
    rng = np.random.default_rng(seeds.STREAM_REVIEWS_UNSEEN)
    made = [review(rng, unseen=True) for _ in range(knobs.tested)]
    texts, wanted = [one.text for one in made], [one.sentiment for one in made]
    found, naive = predicted(model, words, texts), by_lexicon(texts)
    wrong = [{"text": text, "is": is_, "named": named} for text, is_, named in zip(texts, wanted, found, strict=True) if is_ != named]
    right, baseline = (float(np.mean([a == b for a, b in zip(given, wanted, strict=True)])) for given in (found, naive))
    return {
        "unseen": figure(right, n=len(made), examples=wrong[:5]),
        "lexicon": figure(baseline, n=len(made)),
        "above_lexicon": figure(100 * (right - baseline), "points", len(made)),
    }


def card(knobs: Knobs, figures: Figures) -> str:
    return publish.card("reviews", knobs, figures, WANTED)
