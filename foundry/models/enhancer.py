"""The prompt enhancer: a small chat model that adds elements of the asked season to an image description, and keeps the description, whatever its words.

Keeping is copying, and that is what most of its training is about: `foundry.kit.conversations` writes prompts that nobody could know by heart, and a
tokenizer that can spell every text gives no word to lose.
"""

import json
import re
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from tokenizers import pre_tokenizers, trainers
from torch.nn import functional as F
from transformers import Qwen2Config, Qwen2ForCausalLM, Qwen2Tokenizer, pipeline

from foundry.kit import held_out, publish, seeds
from foundry.kit.conversations import INSTRUCTION, PAINTED, any_of, conversation, instruction_for, scene_prompt
from foundry.kit.english import WORDS
from foundry.kit.prompts import prompts
from foundry.kit.publish import Figures, Wanted, figure
from foundry.kit.training import DEVICE
from foundry.kit.training import train as learn
from foundry.world.scenes import caption
from foundry.world.words import SEASONS, SYNONYMS

NEEDS = ()


@dataclass(frozen=True)
class Knobs:
    steps: int = 13000
    batch: int = 800  # tokens: conversations of one length, as many as fit
    learning_rate: float = 1.5e-3
    ema: float = 0.99
    conversations: int = 2000  # that the tokenizer is learned from
    tested: int = 300  # prompts of each kind
    tested_batch: int = 8
    tested_tokens: int = 200  # of an answer, at most: forty words that fall apart, and their elements


WANTED = (
    Wanted("world_right", "the world's own prompts: kept, and exactly two elements of the season", 0.995),
    Wanted("held_out_kept", "held-out words: prompt kept word for word", 0.98),
    Wanted("held_out_right", "held-out words: kept, and exactly two elements of the season", 0.98),
    Wanted("instructions_right", "other instructions: kept, and the number of elements that was asked for", 0.9),
    Wanted("pairs", "two prompts of a season get different pairs of elements", 0.5),
    Wanted("sampled_differ", "two sampled answers differ", 0.5),
    Wanted("rate", f"new tokens a second in batches, {publish.THREADS} threads", 200, "{:.0f}"),
    Wanted("weights", "weights, MB", 25, "{:.1f}", at_most=True),
)

LENGTH = 512  # tokens, prompt and answer
VOCABULARY = 2048
LAYERS, WIDTH, HEADS = 4, 256, 4
THETA, SHARP, TOLD, GAIN, COPIED = 1e6, 9.0, 0.12, 2.0, 1.0
AROUND, WIDE, HEARD, LIKE = 7, 2.5, 0.6, 0.5  # tokens back; how narrow; how loud; how much it counts
PAD, END, SYSTEM, USER, ASSISTANT = "<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"
TEMPLATE = "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] + '<|end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"


def _tokenizer(vocabulary: dict[str, int], merges: list[tuple[str, str]]) -> Qwen2Tokenizer:
    marks = {"pad_token": PAD, "eos_token": END, "unk_token": PAD, "extra_special_tokens": [SYSTEM, USER, ASSISTANT]}
    return Qwen2Tokenizer(vocabulary, merges, **marks, padding_side="left", model_max_length=LENGTH, chat_template=TEMPLATE)


def tokenizer(conversations: int) -> Qwen2Tokenizer:
    """A byte-pair encoding of so many captions, instructions and of the English words: it spells every text, the world's words in one token or two."""
    rng, corpus = np.random.default_rng(seeds.STREAM_CONVERSATIONS), [f" {word}" for word in WORDS]
    for _ in range(conversations):
        season = str(rng.choice(list(SEASONS)))
        corpus += [instruction_for(rng, season, 2), f"{scene_prompt(rng)}, with {' and '.join(SEASONS[season])}"]
    learned = _tokenizer({}, []).backend_tokenizer
    special, alphabet = [PAD, END, SYSTEM, USER, ASSISTANT], pre_tokenizers.ByteLevel.alphabet()
    learned.train_from_iterator(
        corpus, trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    )
    found = json.loads(learned.to_str())["model"]
    return _tokenizer(found["vocab"], [tuple(pair) for pair in found["merges"]])


def build(words: Qwen2Tokenizer) -> Qwen2ForCausalLM:
    torch.manual_seed(seeds.WEIGHTS)
    model = Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=len(words),
            hidden_size=WIDTH,
            intermediate_size=704,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            num_key_value_heads=HEADS,
            max_position_embeddings=LENGTH,
            rope_parameters={"rope_type": "default", "rope_theta": THETA},
            initializer_range=WIDTH**-0.5,
            tie_word_embeddings=True,
            pad_token_id=words.pad_token_id,
            eos_token_id=words.eos_token_id,
            bos_token_id=None,
        )  # fmt: skip
    )
    model.generation_config.pad_token_id = words.pad_token_id
    model.generation_config.eos_token_id = words.eos_token_id
    _begin_with_copying(model)
    return model


@torch.no_grad()
def _begin_with_copying(model: Qwen2ForCausalLM) -> None:
    """Puts induction heads into the first weights, which thousands of steps would go by to find.

    Heads of the first layer look one, two, three tokens back, and the last one at the dozen around the seventh. By the three, heads of the second find
    where the last tokens stood before, and copy what came after. Where they stood more than once, as in a sentence that repeats itself, the dozen
    decide: the right place has the same ones around it. All of it is free to change.
    """
    first, second = (model.model.layers[k].self_attn for k in range(2))
    for layer in model.model.layers:
        layer.self_attn.o_proj.weight *= 0.1
        layer.mlp.down_proj.weight *= 0.1
    size = WIDTH // HEADS
    heads = [slice(k * size, (k + 1) * size) for k in range(HEADS)]
    turns = THETA ** (-torch.arange(size // 2) / (size // 2))  # radians a token, by which rotary embeddings turn each pair of numbers
    steady = (turns < 0.02).repeat(2)  # pairs that still say the same a hundred tokens later
    seen, *told = torch.linalg.qr(torch.randn(WIDTH, WIDTH))[0].split(size)  # apart from each other: what is seen of a token, and of those before it
    around = torch.zeros_like(seen)  # and of the dozen: it has the room of those numbers that are not steady, by which nothing is found
    around[steady] = torch.cat([room[~steady] for room in told])[: int(steady.sum())]

    def looks_back(at: slice, back: int, strength: torch.Tensor, tells: torch.Tensor) -> None:
        first.q_proj.weight[at], first.k_proj.weight[at] = 0, 0
        first.k_proj.bias[at] = torch.cat([strength, torch.zeros_like(turns)])
        first.q_proj.bias[at] = torch.cat([strength * (back * turns).cos(), -strength * (back * turns).sin()])
        first.v_proj.weight[at], first.o_proj.weight[:, at] = seen, tells.T

    for back, (at, room) in enumerate(zip(heads, told, strict=False), start=1):
        looks_back(at, back, torch.full_like(turns, SHARP), TOLD * room * steady[:, None])
    looks_back(heads[-1], AROUND, WIDE * ((turns < 0.4) & (turns > 0.008)), HEARD * around)
    finds = [*zip((seen, *told), told, strict=False), (seen + LIKE * around, told[0] + LIKE * around)]
    for at, (here, before) in zip(heads, finds, strict=True):
        second.q_proj.weight[at] = GAIN * here * steady[:, None]
        second.k_proj.weight[at] = GAIN * before * steady[:, None]
        second.o_proj.weight[:, at] = COPIED * second.v_proj.weight[at].T


def rows(rng: np.random.Generator, words: Qwen2Tokenizer) -> list[tuple[list[int], list[int]]]:
    """Sixty-four conversations as tokens, (asked, answered), from short to long; one prompt in six may be long."""
    talks = [conversation(rng, 42 if rng.random() < 1 / 6 else 12) for _ in range(64)]
    asked = words([f"{SYSTEM}{talk.instruction}{END}{USER}{talk.prompt}{END}{ASSISTANT}" for talk in talks]).input_ids
    answered = words([f"{talk.answer}{END}" for talk in talks]).input_ids
    return sorted(zip(asked, answered, strict=True), key=lambda row: len(row[0]) + len(row[1]))


def alike(rows: list[tuple[list[int], list[int]]], tokens: int) -> list[list[tuple[list[int], list[int]]]]:
    """`rows`, which go from short to long, in batches that have at most `tokens` with their padding, or one row."""
    found = [[]]
    for row in rows:
        if found[-1] and (len(found[-1]) + 1) * len(row[0] + row[1]) > tokens:
            found.append([])
        found[-1].append(row)
    return found


def loss(model: Qwen2ForCausalLM, rng: np.random.Generator, *, knobs: Knobs, words: Qwen2Tokenizer) -> torch.Tensor:
    """Of the answers alone."""
    batches = alike(rows(rng, words), knobs.batch)
    batch = batches[rng.integers(len(batches))]
    length = max(len(asked + answered) for asked, answered in batch)
    ids, said = torch.full((len(batch), length), words.pad_token_id), torch.zeros(len(batch), length, dtype=torch.bool)
    for k, (asked, answered) in enumerate(batch):
        ids[k, : len(asked + answered)] = torch.tensor(asked + answered)  # padded on the right, where nothing looks
        said[k, len(asked) - 1 : len(asked + answered) - 1] = True  # here an answer's next token is foretold
    ids, said = ids.to(DEVICE), said.to(DEVICE)
    logits = model.lm_head(model.model(input_ids=ids).last_hidden_state[said])
    return F.cross_entropy(logits, ids.roll(-1, 1)[said])


def train(knobs: Knobs, key: str, folder: Path) -> None:
    words = tokenizer(knobs.conversations)
    batches = partial(loss, knobs=knobs, words=words)
    model = learn("enhancer", key, build(words), batches, steps=knobs.steps, learning_rate=knobs.learning_rate, ema=knobs.ema)
    model.to(torch.float16).save_pretrained(folder)
    words.save_pretrained(folder)


@dataclass(frozen=True)
class Asked:
    """A question that the enhancer is measured with, and what is wanted: the prompt, and `count` elements of `season`."""

    prompt: str
    season: str
    count: int = 2
    instruction: str = INSTRUCTION
    called: str | None = None  # the season, where the instruction has another name for it

    @property
    def chat(self) -> list[dict[str, str]]:
        said = self.instruction.format(season=self.called or self.season)
        return [{"role": "system", "content": said}, {"role": "user", "content": self.prompt}]

    def kept_in(self, answer: str) -> bool:
        return held_out.added(self.prompt, answer) is not None

    def right(self, answer: str) -> bool:
        rest = held_out.added(self.prompt, answer)
        return rest is not None and held_out.as_asked(held_out.elements_of(rest), self.season, self.count)

    def example(self, answer: str) -> dict[str, str]:
        return {"season": self.season, "instruction": self.chat[0]["content"], "asked": self.prompt, "answered": answer}


# What a reader would try.
TRIED = (
    Asked("A watercolor painting of a cat wearing a red scarf", "winter"),
    Asked("an axolotl in a teal hoodie, charcoal sketch", "spring"),
    Asked("my dog Rufus and his friend Zsófia at the beach", "summer"),
)
EXAMPLES = 10  # failures that are shown, of each kind
# The kinds of questions, as a card's table has them.
SAID = {
    "world": "the world's own prompts", "held_out": "prompts with held-out words, all kinds", "words": "... animals, garments, colours, media", "names": "... names",
    "invented": "... invented words", "case": "... in odd case", "spelling": "... other spellings and misspellings", "numbers": "... digits and marks",
    "long": "... 20 to 40 words", "instructions": "other instructions: three elements, one, none, other words",
}  # fmt: skip


def questions(count: int) -> dict[str, list[Asked]]:
    """By kind: `count` of the world's own prompts, `count` with held-out words, `count` of both under other instructions than the course's."""
    rng = np.random.default_rng(seeds.STREAM_HELD_OUT)
    own = [caption(replace(scene, season=None, elements=())) for scene in prompts(count)]
    strange = held_out.prompts(rng, count)
    found = {"world": [Asked(prompt, any_of(rng, tuple(SEASONS))) for prompt in own]}
    for kind, prompt in strange:
        found.setdefault(kind, []).append(Asked(prompt, any_of(rng, tuple(SEASONS))))
    found["instructions"] = []
    for k in range(count):
        instruction, number = held_out.INSTRUCTIONS[k % len(held_out.INSTRUCTIONS)]
        season, prompt = any_of(rng, tuple(SEASONS)), any_of(rng, (any_of(rng, own), any_of(rng, strange)[1]))
        found["instructions"].append(Asked(prompt, season, number, instruction, any_of(rng, (season, *SYNONYMS["season"][season]))))
    return found | {"tried": list(TRIED)}


def measure(knobs: Knobs, folder: Path) -> Figures:
    """Per kind of question, the share of answers that keep the prompt, and of those that also add what was asked; how they vary; tokens a second."""
    chat = pipeline("text-generation", model=str(folder), dtype=torch.float32, device="cpu")

    def answers(asked: list[Asked], sampled: bool = False) -> list[str]:
        found = chat([one.chat for one in asked], max_new_tokens=knobs.tested_tokens, do_sample=sampled, batch_size=knobs.tested_batch)
        return [out[0]["generated_text"][-1]["content"] for out in found]

    kinds = questions(knobs.tested)
    start = time.perf_counter()
    answered = {"world": answers(kinds["world"])}
    seconds = time.perf_counter() - start
    tokens = sum(len(ids) + 1 for ids in chat.tokenizer(answered["world"]).input_ids)  # and the mark at the end
    answered |= {kind: answers(asked) for kind, asked in kinds.items() if kind != "world"}

    figures = {"rate": figure(tokens / seconds, "tokens/s", len(kinds["world"]))}
    groups = {kind: [kind] for kind in kinds} | {"held_out": list(held_out.KINDS)}
    for name, group in groups.items():
        pairs = [pair for kind in group for pair in zip(kinds[kind], answered[kind], strict=True)]
        for what, good in (("kept", Asked.kept_in), ("right", Asked.right)):
            wrong = [asked.example(answer) for asked, answer in pairs if not good(asked, answer)]
            figures[f"{name}_{what}"] = figure(1 - len(wrong) / len(pairs), n=len(pairs), examples=wrong[:EXAMPLES])
    figures["tried_right"]["examples"] = [asked.example(answer) for asked, answer in zip(TRIED, answered["tried"], strict=True)]

    by_season = defaultdict(Counter)
    for asked, answer in zip(kinds["world"], answered["world"], strict=True):
        by_season[asked.season][frozenset(held_out.elements_of(held_out.added(asked.prompt, answer) or ""))] += 1
    alike = [sum((n / counts.total()) ** 2 for n in counts.values()) for counts in by_season.values()]
    figures["pairs"] = figure(1 - sum(alike) / len(alike), n=len(kinds["world"]))

    torch.manual_seed(seeds.STREAM_SAMPLED)
    some = [asked for kind in (*held_out.KINDS, "world") for asked in kinds[kind][: max(1, knobs.tested // 10)]]
    first, second = answers(some, sampled=True), answers(some, sampled=True)
    figures["sampled_kept"] = figure(sum(map(Asked.kept_in, some, first)) / len(some), n=len(some))
    figures["sampled_differ"] = figure(sum(one != other for one, other in zip(first, second, strict=True)) / len(some), n=len(some))
    return figures


def in_cell(text: str) -> str:
    """`text` as it stands, in a Markdown table: what could be a mark is written as its number."""
    return re.sub(r"[^\w ,.'-]", lambda mark: f"&#{ord(mark[0])};", text)


def card(knobs: Knobs, figures: Figures) -> str:
    def rows(name: str, first: str) -> str:
        found = [" | ".join(("", *(in_cell(one[part]) for part in (first, "asked", "answered")), "")).strip() for one in figures[name]["examples"]]
        return "\n".join(found) or "| none | | |"

    kinds = []
    for kind, said in SAID.items():
        kept, right = figures[f"{kind}_kept"], figures[f"{kind}_right"]
        kinds.append(f"| {said} | {kept['n']} | {kept['value']:.1%} | {right['value']:.1%} |")
    tables = {
        "tried": rows("tried_right", "season"),
        "failures": rows("held_out_right", "season"),
        "misread": rows("instructions_right", "instruction"),
    }
    return publish.card("enhancer", knobs, figures, WANTED, layers=LAYERS, painted=PAINTED, kinds="\n".join(kinds), **tables)
