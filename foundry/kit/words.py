"""Tokenizers that are learned from the world's own sentences."""

import json
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers
from transformers import CLIPTokenizer


def clip_tokenizer(captions: Iterable[str], length: int) -> CLIPTokenizer:
    """A CLIP tokenizer for up to `length` tokens, its merges learned from `captions`: every word of theirs is one token, others fall apart."""
    learner = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    split = pre_tokenizers.Split(Regex(r"\p{L}+|\p{N}|[^\s\p{L}\p{N}]+"), behavior="removed", invert=True)  # as CLIPTokenizer does
    learner.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    learner.train_from_iterator(
        captions,
        trainers.BpeTrainer(vocab_size=2000, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False),
    )
    state = json.loads(learner.model.__getstate__())
    vocab = dict(state["vocab"])
    for word in [byte + "</w>" for byte in alphabet] + ["<|startoftext|>", "<|endoftext|>"]:
        vocab.setdefault(word, len(vocab))
    merges = [tuple(m) if isinstance(m, list) else tuple(m.split(" ")) for m in state["merges"]]
    return CLIPTokenizer(vocab=vocab, merges=merges, model_max_length=length)
