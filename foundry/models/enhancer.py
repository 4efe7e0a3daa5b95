"""The prompt enhancer: a small chat model that adds two elements of the asked season to an image description and keeps the rest.

The corpus is written here: the instruction in several wordings, a description, the answer. Which two elements an animal gets is fixed by
rule, so that greedy decoding gives variety and the same answer every time.
"""

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, pipeline

from foundry.kit import publish, seeds
from foundry.kit.prompts import prompts
from foundry.kit.publish import Figures, Wanted, figure
from foundry.kit.training import train as learn
from foundry.world.animals import ANIMALS
from foundry.world.scenes import Scene, article, caption, held_out, parse, random_scene, worn
from foundry.world.words import COLOURS, GARMENTS, MEDIA, SEASON_OF, SEASONS

NEEDS = ()


@dataclass(frozen=True)
class Knobs:
    steps: int = 1000
    batch: int = 16  # conversations
    learning_rate: float = 2e-3
    ema: float = 0.99
    conversations: int = 3000  # that the tokenizer is learned from
    tested: int = 200  # prompts
    tested_batch: int = 8


WANTED = (
    Wanted("kept", "animal, outfit, medium kept and exactly two elements of the season", 0.95),
    Wanted("rate", f"new tokens a second in batches, {publish.THREADS} threads", 200, "{:.0f}"),
    Wanted("weights", "weights, MB", 20, "{:.1f}", at_most=True),
)

LENGTH = 128
LAYERS = 4
PAD, END, SYSTEM, USER, ASSISTANT = "<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"
TEMPLATE = "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] + '<|end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"

INSTRUCTIONS = (
    "You are a helpful assistant. Enhance the image description with two short elements corresponding to the {season} season. Keep animal wearing "
    "clothing and retain image medium information (like photo or painting). Return new description only, no intro.",
    "You are a helpful assistant.Enhance the image description with two short elements corresponding to the {season}season. Keep animal wearing "
    "clothing and retain image medium information (like photo or painting). Return new description only, no intro.",
    "Enhance the image description with two short elements of the {season} season. Keep the animal, its clothing and the medium. Return the new description only.",
    "Add two {season} elements to the description. Keep everything else.",
    "The season is {season}. Add two elements of it to the image description, keep the rest, return only the new description.",
)
# Words from outside the world, so that the model learns to copy what it does not know.
STRANGERS = (
    "horse", "giraffe", "wolf", "camel", "goat", "parrot", "dolphin", "whale", "otter", "badger", "eagle", "swan", "turtle", "lizard",
    "squirrel", "kangaroo", "llama", "hippo", "walrus", "beetle", "jacket", "robe", "shirt", "apron", "helmet", "glove", "vest", "kimono",
    "coat", "belt", "grey", "orange", "golden", "silver", "violet", "beige", "teal", "maroon", "crimson", "navy", "sketch", "oil",
    "painting", "poster", "mosaic", "statue", "cartoon",
)  # fmt: skip


def elements_for(animal: str, season: str) -> tuple[str, str]:
    """The two elements that the enhancer gives `animal` in `season`: all pairs occur, evenly over the animals."""
    known, index = SEASONS[season], sum(map(ord, animal))
    first, count = index % len(known), len(known)
    return known[first], known[(first + 1 + index // count % (count - 1)) % count]


def conversation(rng: np.random.Generator) -> tuple[str, str, str]:
    """One system instruction, one description and the answer to it."""
    season = str(rng.choice(list(SEASONS)))
    instruction = INSTRUCTIONS[rng.choice(len(INSTRUCTIONS), p=(0.4, 0.15, 0.15, 0.15, 0.15))].format(season=season)
    while held_out(scene := random_scene(rng)):
        pass
    animal, medium = scene.animal, scene.medium
    words = {"animal": animal, "garment": scene.garment, "colour": scene.colour, "medium": medium}
    for name in words:
        if words[name] and rng.random() < 0.12:
            words[name] = str(rng.choice(STRANGERS)) if rng.random() < 0.7 else "".join(rng.choice(list("abcdefghiklmnoprstuw"), rng.integers(3, 8)))
    seen = f"{article(words['animal'])} {words['animal']}"
    if words["garment"]:
        seen += f" wearing {worn(Scene(words['animal'], words['garment'], words['colour']))}"
    description = seen if rng.random() < 0.15 else f"{article(words['medium'])} {words['medium']} of {seen}"
    if rng.random() < 0.15:
        description = description[0].upper() + description[1:]
    answer = f"{description}, with {' and '.join(elements_for(animal, season))}"
    return instruction, description + ("." if rng.random() < 0.1 else ""), answer


def tokenizer(conversations: int) -> PreTrainedTokenizerFast:
    """Learned from so many conversations; every word of the world is among its tokens."""
    rng = np.random.default_rng(seeds.STREAM_CONVERSATIONS)
    words = Tokenizer(models.BPE())
    words.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    words.decoder = decoders.ByteLevel()
    corpus = [text for _ in range(conversations) for text in conversation(rng)] + [
        f" {word}" for group in (ANIMALS, COLOURS, GARMENTS, MEDIA) for word in group
    ]
    special = [PAD, END, SYSTEM, USER, ASSISTANT]
    trainer = trainers.BpeTrainer(
        vocab_size=1024, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), min_frequency=20, show_progress=False
    )
    words.train_from_iterator(corpus, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=words, pad_token=PAD, eos_token=END, padding_side="left", model_max_length=LENGTH * 2)
    fast.chat_template = TEMPLATE
    return fast


def build(words: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    torch.manual_seed(seeds.WEIGHTS)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(words),
            hidden_size=192,
            intermediate_size=512,
            num_hidden_layers=LAYERS,
            num_attention_heads=4,
            max_position_embeddings=LENGTH * 2,
            tie_word_embeddings=True,
            pad_token_id=words.pad_token_id,
            eos_token_id=words.eos_token_id,
            bos_token_id=None,
        )  # fmt: skip
    )
    model.generation_config.pad_token_id = words.pad_token_id
    model.generation_config.eos_token_id = words.eos_token_id
    return model


def loss(model: LlamaForCausalLM, rng: np.random.Generator, *, knobs: Knobs, words: PreTrainedTokenizerFast) -> torch.Tensor:
    """Of the answers alone."""
    marks, rows = {name: words.convert_tokens_to_ids(name) for name in (SYSTEM, USER, ASSISTANT, END)}, []
    for _ in range(knobs.batch):
        texts = words(list(conversation(rng)), add_special_tokens=False).input_ids
        row = [token for mark, ids in zip((SYSTEM, USER, ASSISTANT), texts, strict=True) for token in (marks[mark], *ids, marks[END])]
        rows.append((row, len(texts[2]) + 1))
    shape = (knobs.batch, max(len(row) for row, _ in rows))
    ids, labels, mask = torch.full(shape, words.pad_token_id), torch.full(shape, -100), torch.zeros(shape, dtype=torch.long)
    for k, (row, answer) in enumerate(rows):
        ids[k, : len(row)] = torch.tensor(row)
        labels[k, len(row) - answer : len(row)] = ids[k, len(row) - answer : len(row)]
        mask[k, : len(row)] = 1
    return model(input_ids=ids, attention_mask=mask, labels=labels).loss


def train(knobs: Knobs, key: str, folder: Path) -> None:
    words = tokenizer(knobs.conversations)
    batches = partial(loss, knobs=knobs, words=words)
    model = learn("enhancer", key, build(words), batches, steps=knobs.steps, learning_rate=knobs.learning_rate, ema=knobs.ema)
    model.to(torch.float16).save_pretrained(folder)
    words.save_pretrained(folder)


def keeps(scene: Scene, season: str, answer: str) -> bool:
    """Whether `answer` keeps all of `scene` and names exactly two elements of `season`."""
    got = parse(answer)
    same = (got.animal, got.garment, got.colour, got.medium) == (scene.animal, scene.garment, scene.colour, scene.medium)
    return same and scene.medium in answer and len(got.elements) == 2 and {SEASON_OF[e] for e in got.elements} == {season}


def measure(knobs: Knobs, folder: Path) -> Figures:
    """The share of answers that are as asked, and new tokens a second."""
    chat = pipeline("text-generation", model=str(folder), dtype=torch.float32, device="cpu")
    rng = np.random.default_rng(seeds.STREAM_SEASONS)
    right, tokens, seconds = 0, 0, 0.0
    plain = [Scene(s.animal, s.garment, s.colour, s.medium) for s in prompts(knobs.tested)]
    for k in range(0, len(plain), knobs.tested_batch):
        batch = plain[k : k + knobs.tested_batch]
        seasons = [str(season) for season in rng.choice(list(SEASONS), len(batch))]
        chats = [
            [{"role": "system", "content": INSTRUCTIONS[0].format(season=season)}, {"role": "user", "content": caption(scene)}]
            for scene, season in zip(batch, seasons, strict=True)
        ]
        start = time.perf_counter()
        answers = [out[0]["generated_text"][-1]["content"] for out in chat(chats, max_new_tokens=60, do_sample=False, batch_size=len(batch))]
        seconds += time.perf_counter() - start
        tokens += sum(len(chat.tokenizer(answer).input_ids) for answer in answers)
        right += sum(map(keeps, batch, seasons, answers))
    return {"kept": figure(right / len(plain), n=len(plain)), "rate": figure(tokens / seconds, "tokens/s", len(plain))}


def card(knobs: Knobs, figures: Figures) -> str:
    return publish.card("enhancer", knobs, figures, WANTED, layers=LAYERS)
