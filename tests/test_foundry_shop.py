"""What the shop's reviews and chats are made of, what was planted in them, and what their classifier is kept from."""

import csv
import json
import re
from collections import Counter

import numpy as np
import pytest

from foundry.data import shop
from foundry.kit import seeds
from foundry.models import reviews
from raycourse.settings import PROJECT

HOME = PROJECT / "data" / "shop"
SPLIT = ("ANIMALS", "NAMES", "ASPECTS", "FRAMES", "CONTRASTS", "TOLD")


@pytest.fixture(scope="module")
def truth() -> dict[str, dict[str, str]]:
    with open(HOME / ".truth.csv", newline="") as table:
        return {row["id"]: row for row in csv.DictReader(table)}


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """Every line of the reviews, in their order, each file in its own encoding."""
    files = sorted((HOME / "reviews").iterdir())
    return [line for k, file in enumerate(files) for line in file.read_text("cp1252" if k == len(files) - 1 else "utf-8").splitlines()]


@pytest.fixture(scope="module")
def rows(lines) -> dict[str, dict]:
    sound = [json.loads(line) for k, line in enumerate(lines) if k not in shop.CUT_OFF]
    return {row["id"]: row for row in sound}


def test_drawing_the_shop_gives_what_is_there(tmp_path):
    shop.write(tmp_path, *seeds.DATA["shop"])
    drawn = {path.relative_to(tmp_path / "shop"): path.read_bytes() for path in (tmp_path / "shop").rglob("*") if path.is_file()}
    there = {path: (HOME / path).read_bytes() for path in drawn}  # others draw what lies beside it
    assert drawn == there and sum(map(len, there.values())) <= 400_000


def test_the_last_file_is_not_utf_8_and_some_lines_end_too_early(lines, rows):
    with pytest.raises(UnicodeDecodeError):
        (HOME / "reviews" / f"reviews-{shop.FILES - 1}.jsonl").read_text("utf-8")
    assert len(lines) == shop.REVIEWS and len(rows) == shop.REVIEWS - len(shop.CUT_OFF)
    for k in shop.CUT_OFF:
        with pytest.raises(json.JSONDecodeError):
            json.loads(lines[k])


def test_every_planted_fault_is_listed_with_the_right_count_and_is_there(truth, rows):
    counts = Counter(row["planted"] for row in truth.values())
    for fault, count in (shop.PLANTED | {"wrong topic": shop.WRONG_TOPICS}).items():
        assert count - len(shop.CUT_OFF) <= counts[fault] <= count, fault  # a line that is cut off as well is listed as that
    for name, row in rows.items():
        fault, text = truth[name]["planted"], row["text"]
        assert (fault == "empty") == (not text.strip()), name
        assert (fault == "long") == (len(text) > 1500), name
        assert fault != "duplicate" or text == rows.get(truth[name]["duplicate_of"], row)["text"], name
        assert fault != "near duplicate" or text != rows.get(truth[name]["duplicate_of"], {"text": ""})["text"], name
        assert fault != "personal" or re.search(r"@|\d{3}", text), name
        assert (fault == "wrong stars") == (row["stars"] not in shop.STARS[truth[name]["sentiment"]]), name


def test_a_model_never_sees_what_is_kept_from_it():
    rng = np.random.default_rng(0)
    kept = [entry for name in ("ANIMALS", "NAMES", "ASPECTS") for entry in shop.part(getattr(shop, name), unseen=True)]
    openings = [re.split(r"[{,:]", text)[0].strip() for text in shop.part(shop.FRAMES, True) + shop.part(shop.TOLD, True)]
    for _ in range(1500):
        text = shop.review(rng, unseen=False).text
        assert not {word.lower() for word in re.findall(r"\w+", text)} & ({word.lower() for word in kept} - {"colour", "fit"}), text
        assert not any(opening and text.startswith(opening) for opening in openings if len(opening) > 4), text
    for opening in filter(None, openings):
        assert not any(lead.lower().startswith(opening.lower()) for lead in reviews.LEADS if len(opening) > 3), opening
    for name in SPLIT:
        seen, unseen = (shop.part(getattr(shop, name), which) for which in (False, True))
        assert seen and unseen and not set(seen) & set(unseen) and len(seen) + len(unseen) == len(getattr(shop, name)), name


def test_feelings_are_balanced_and_words_of_feeling_do_not_give_them_away():
    rng = np.random.default_rng(1)
    made = [shop.review(rng, unseen=True) for _ in range(1500)]
    counts = Counter(one.sentiment for one in made)
    assert min(counts.values()) > 400
    right = np.mean([a == b.sentiment for a, b in zip(reviews.by_lexicon([one.text for one in made]), made, strict=True)])
    assert 0.4 < right < 0.65


def test_plain_clauses_say_a_feeling_by_a_bare_word_of_it():
    rng = np.random.default_rng(2)
    for _ in range(300):
        made = shop.review(rng, unseen=False, clauses=1, plain=True)
        own = {"positive": shop.GOOD, "negative": shop.BAD, "neutral": shop.SO_SO}
        for feeling, words in own.items():
            named = any(re.search(rf"\b{word}\b", made.text, re.I) for word in words)
            assert named == (feeling == made.sentiment), made


def test_typos_change_letters_and_keep_the_words_apart():
    rng = np.random.default_rng(3)
    text = "The stitching of this waistcoat is neither good nor bad after breakfast"
    typed = [shop.mistyped(text, rng) for _ in range(50)]
    assert all(len(one.split(" ")) == len(text.split(" ")) for one in typed)
    assert sum(one != text for one in typed) > 25


def test_a_batch_to_learn_from_has_a_finite_loss_and_bare_words_among_its_reviews():
    knobs = reviews.Knobs(batch=4)
    words = reviews.tokenizer(100, 400)
    model = reviews.build(words)
    assert all(np.isfinite(reviews.loss(model, np.random.default_rng(step), knobs=knobs, words=words).item()) for step in range(6))
    assert words("")["input_ids"] == [words.cls_token_id, words.sep_token_id]
