"""What the enhancer learns from, what it is measured with, and how an answer is judged."""

import re

import numpy as np
import pytest
import torch

from foundry.kit import conversations, held_out
from foundry.kit.english import WORDS
from foundry.models import enhancer
from foundry.world import words
from foundry.world.animals import ANIMALS
from foundry.world.words import SEASONS, SYNONYMS

HELD_OUT = {word.lower() for words in held_out.WORDS.values() for word in words}


def words_of(texts) -> set[str]:
    return set(re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", " ".join(texts).lower()))


@pytest.fixture(scope="module")
def tokens():
    return enhancer.tokenizer(200)


@pytest.fixture(scope="module")
def talks():
    rng = np.random.default_rng(7)
    return [conversations.conversation(rng, most) for most in (12, 42) for _ in range(1500)]


def test_held_out_words_take_no_part_in_training(talks):
    world = words_of((*ANIMALS, *(repr(table) for name, table in vars(words).items() if name.isupper())))
    said = words_of((conversations.INSTRUCTION, *conversations.REQUESTS, *conversations.ASIDES, *conversations.FRAMES, *conversations.GLUE))
    assert not HELD_OUT & (world | said | set(WORDS))
    assert len(HELD_OUT) >= 250 and len(HELD_OUT) == sum(map(len, held_out.WORDS.values()))
    assert not HELD_OUT & words_of(talk.prompt for talk in talks)


def test_held_out_instructions_are_not_those_of_training():
    known = {*conversations.REQUESTS, *conversations.UNCOUNTED, *conversations.UNCHANGED, *conversations.ASIDES, conversations.INSTRUCTION}
    assert not known & {text for text, _ in held_out.INSTRUCTIONS}
    assert {count for _, count in held_out.INSTRUCTIONS} == {0, 1, 2, 3}
    assert all("{season}" in text for text, _ in held_out.INSTRUCTIONS)


def test_every_held_out_prompt_has_a_word_that_was_never_seen():
    asked = held_out.prompts(np.random.default_rng(0), 300)
    kinds = [kind for kind, _ in asked]
    assert set(kinds) == set(held_out.KINDS) and max(map(kinds.count, held_out.KINDS)) - min(map(kinds.count, held_out.KINDS)) <= 1
    for kind, prompt in asked:
        assert kind == "spelling" or words_of([prompt]) & HELD_OUT, prompt
        assert kind != "long" or 20 <= len(prompt.split()) <= 45, prompt
    assert any(prompt.isupper() for kind, prompt in asked if kind == "case")


def test_conversations_are_answered_as_they_ask(talks):
    for talk in talks:
        added = held_out.added(talk.prompt, talk.answer)
        assert added is not None and held_out.as_asked(held_out.elements_of(added), talk.season, talk.count), talk
        assert talk.answer.startswith(conversations.written(talk.prompt))  # case and all
        names = (talk.season, *SYNONYMS["season"][talk.season])
        assert talk.count == 0 or any(name in talk.instruction.lower() for name in names), talk
    assert {talk.count for talk in talks} == {0, 1, 2, 3}
    assert sum(talk.instruction == conversations.INSTRUCTION.format(season=talk.season) for talk in talks) > 100
    assert max(len(talk.prompt.split()) for talk in talks) >= 35


def test_the_same_prompt_gets_its_own_elements_mostly_and_others_at_times():
    rng = np.random.default_rng(0)
    season, prompts = "winter", ("fox wearing a red scarf", "dog wearing a red scarf", "fox wearing a red cape", "A Gnu")
    most = []
    for prompt in prompts:
        found = [tuple(conversations.elements_for(rng, prompt, season, 2)) for _ in range(200)]
        counts = {pair: found.count(pair) for pair in found}
        most.append(max(counts, key=counts.get))
        assert 120 < counts[most[-1]] < 180 and len(counts) > 3
    assert len(set(most)) >= 3


def test_the_tokenizer_gives_every_text_back(tokens):
    rng = np.random.default_rng(0)
    ranges = ((32, 127), (160, 592), (0x370, 0x3FF), (0x4E00, 0x4EFF), (0x1F300, 0x1F6FF))
    for _ in range(300):
        text = "".join(chr(rng.integers(*ranges[min(rng.geometric(0.5) - 1, 4)])) for _ in range(rng.integers(1, 60)))
        ids = tokens(text).input_ids
        wanted = tokens.backend_tokenizer.normalizer.normalize_str(text)  # composed letters, as Qwen2 has them
        assert tokens.decode(ids, clean_up_tokenization_spaces=False) == wanted and max(ids) < len(tokens)
    assert tokens.decode(tokens("  a  Teal\tHOODIE, v2.0\n").input_ids) == "  a  Teal\tHOODIE, v2.0\n"


def test_transformers_finds_the_same_model_and_tokenizer_in_its_folder(tokens, tmp_path):
    from transformers import AutoModelForCausalLM, AutoTokenizer, Qwen2ForCausalLM, Qwen2Tokenizer

    enhancer.build(tokens).save_pretrained(tmp_path)
    tokens.save_pretrained(tmp_path)
    found = AutoTokenizer.from_pretrained(tmp_path)
    assert type(found) is Qwen2Tokenizer and type(AutoModelForCausalLM.from_pretrained(tmp_path)) is Qwen2ForCausalLM
    asked = [{"role": "system", "content": "winter"}, {"role": "user", "content": "a teal hoodie"}]
    ids = found.apply_chat_template(asked, add_generation_prompt=True).input_ids
    assert found.decode(ids) == "<|system|>winter<|end|><|user|>a teal hoodie<|end|><|assistant|>"
    assert ids == tokens(found.decode(ids)).input_ids and found.padding_side == "left" and found.eos_token == "<|end|>"


def test_batches_hold_every_conversation_and_no_more_tokens_than_asked():
    rows = [([0] * length, [0] * 2) for length in (3, 3, 4, 9, 20, 50)]
    batches = enhancer.alike(rows, 30)
    assert sum(batches, []) == rows
    assert all(len(batch) * len(batch[-1][0] + batch[-1][1]) <= 30 or len(batch) == 1 for batch in batches)
    assert len(batches[0]) > 1


def test_what_an_answer_adds():
    added = held_out.added
    assert added("a Fox in a TEAL hoodie.", "a fox in a teal hoodie, with icicles") == ", with icicles"
    assert added("a  fox!", "a fox") == ""
    assert added("a teal hoodie", "a blooo, with icicles") is None
    assert added("a fox", "a foxglove, with icicles") is None
    assert added("a red fox", "a fox, with icicles") is None
    assert added("a fox", "Here it is: a fox, with icicles") is None


def test_elements_are_read_and_judged():
    read, good = held_out.elements_of, held_out.as_asked
    one, two, three = SEASONS["winter"][:3]
    other = SEASONS["summer"][0]
    assert read(f", with {one}, {two} and {three}") == [one, two, three] and read("") == []
    assert good(read(f", with {one} and {two}"), "winter", 2)
    assert good(read(""), "winter", 0)
    assert not good(read(f", with {one} and {two}"), "winter", 3)
    assert not good(read(f", with {one} and {one}"), "winter", 2)
    assert not good(read(f", with {one} and {other}"), "winter", 2)
    assert not good(read(f", with {one} and {two}"), "summer", 2)
    assert not good(read(f", with {one}, {two} and a banjo"), "winter", 2)
    assert not good(read(f" wearing skis, with {one} and {two}"), "winter", 2)


def test_a_question_judges_its_answer():
    asked = enhancer.Asked("A Gnu in a kilt", "fall", called="autumn", instruction="Two of {season}.")
    assert asked.chat[0]["content"] == "Two of autumn." and asked.chat[1]["content"] == "A Gnu in a kilt"
    one, two = SEASONS["fall"][:2]
    assert asked.right(f"a gnu in a kilt, with {two} and {one}") and asked.kept_in("A Gnu in a kilt")
    assert not asked.right("A Gnu in a kilt") and not asked.right(f"A Gnu, with {two} and {one}") and not asked.kept_in("A Gnu in a kit")


def test_a_card_shows_a_failure_as_it_was_answered():
    assert enhancer.in_cell("a {fox} | `b`, it's") == "a &#123;fox&#125; &#124; &#96;b&#96;, it's"


def test_the_loss_is_of_the_answers_alone(tokens):
    model, knobs = enhancer.build(tokens), enhancer.Knobs(batch=300)
    for seed in range(5):
        got = enhancer.loss(model, np.random.default_rng(seed), knobs=knobs, words=tokens).item()
        rng = np.random.default_rng(seed)
        batches = enhancer.alike(enhancer.rows(rng, tokens), 300)
        batch = batches[rng.integers(len(batches))]
        parts = []
        for asked, answered in batch:  # each alone, as transformers counts it
            labels = torch.tensor([[-100] * len(asked) + answered])
            parts.append((model(input_ids=torch.tensor([asked + answered]), labels=labels).loss.item(), len(answered)))
            assert tokens.decode(asked).endswith("<|end|><|assistant|>") and tokens.decode(answered).endswith("<|end|>")
        assert got == pytest.approx(sum(mean * count for mean, count in parts) / sum(count for _, count in parts), rel=1e-4)


def test_a_new_model_looks_back_and_copies_already(tokens):
    model = enhancer.build(tokens)
    model.set_attn_implementation("eager")
    right = count = 0
    for _, prompt in held_out.prompts(np.random.default_rng(0), 14):
        asked, answer = tokens(f"<|user|>{prompt}<|end|><|assistant|>").input_ids, tokens(prompt).input_ids
        with torch.no_grad():
            found = model(input_ids=torch.tensor([asked + answer]), output_attentions=True)
        for back in (1, 2, 3):
            assert found.attentions[0][0, back - 1].diagonal(-back).min() > 0.95
        right += (found.logits[0, len(asked) : -1].argmax(-1) == torch.tensor(answer[1:])).sum().item()
        count += len(answer) - 1
    assert right / count > 0.2  # a thousand times chance
