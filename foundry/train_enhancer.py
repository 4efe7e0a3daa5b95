"""Trains the prompt enhancer: a small chat model that adds two elements of the asked season to an image description and keeps the rest.

Run as `python -m foundry.train_enhancer`; writes the transformers directory `build/foundry/enhancer`. The corpus is written here: the
instruction in several wordings, a description, the answer. Which two elements an animal gets is fixed by rule, so that greedy decoding
gives variety and the same answer every time.
"""

import argparse

import numpy as np
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from foundry.pictures import BUILD
from foundry.training import train
from foundry.world import ANIMALS, COLOURS, GARMENTS, MEDIA, SEASONS, article, held_out, random_scene

LENGTH = 128
BATCH = 16
FOLDER = BUILD / "enhancer"
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
    first = index % 4
    return known[first], known[(first + 1 + index // 4 % 3) % 4]


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
    description = f"a {words['medium']} of {article(words['animal'])} {words['animal']}"
    if words["garment"]:
        description += f" wearing a {words['colour']} {words['garment']}"
    if rng.random() < 0.15:
        description = description.removeprefix(f"a {words['medium']} of ")
    if rng.random() < 0.15:
        description = description[0].upper() + description[1:]
    answer = f"{description}, with {' and '.join(elements_for(animal, season))}"
    return instruction, description + ("." if rng.random() < 0.1 else ""), answer


def tokenizer() -> PreTrainedTokenizerFast:
    rng = np.random.default_rng(0)
    words = Tokenizer(models.BPE())
    words.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    words.decoder = decoders.ByteLevel()
    corpus = [text for _ in range(3000) for text in conversation(rng)] + [
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


def language_model(words: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(words),
            hidden_size=192,
            intermediate_size=512,
            num_hidden_layers=4,
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=1000)
    args = parser.parse_args()
    torch.manual_seed(0)
    words = tokenizer()
    marks = {name: words.convert_tokens_to_ids(name) for name in (SYSTEM, USER, ASSISTANT, END)}

    def loss_of(model, rng):
        rows = []
        for _ in range(BATCH):
            texts = words(list(conversation(rng)), add_special_tokens=False).input_ids
            row = [token for mark, ids in zip((SYSTEM, USER, ASSISTANT), texts, strict=True) for token in (marks[mark], *ids, marks[END])]
            rows.append((row, len(texts[2]) + 1))
        longest = max(len(row) for row, _ in rows)
        ids, labels, mask = (
            torch.full((BATCH, longest), words.pad_token_id),
            torch.full((BATCH, longest), -100),
            torch.zeros((BATCH, longest), dtype=torch.long),
        )
        for k, (row, answer) in enumerate(rows):
            ids[k, : len(row)] = torch.tensor(row)
            labels[k, len(row) - answer : len(row)] = ids[k, len(row) - answer : len(row)]
            mask[k, : len(row)] = 1
        return model(input_ids=ids, attention_mask=mask, labels=labels).loss

    model = train("enhancer", language_model(words), loss_of, steps=args.steps, learning_rate=2e-3, ema=0.99)
    model.to(torch.float16).save_pretrained(FOLDER)
    words.save_pretrained(FOLDER)


if __name__ == "__main__":
    main()
