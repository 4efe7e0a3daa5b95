"""Tokenizers that are learned from the world's own sentences."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from tokenizers import Regex, pre_tokenizers
from transformers import CLIPTokenizer

END = "</w>"  # of a word
LARGEST = 2000  # tokens


def clip_tokenizer(captions: Iterable[str], length: int) -> CLIPTokenizer:
    """A CLIP tokenizer for up to `length` tokens, its merges learned from `captions`: every word of theirs is one token, others fall apart.

    The byte-pair encoding is learned here: with an ending for words, `tokenizers` numbers its tokens in another order each time, and a training
    that goes on must find the numbers that it began with.
    """
    split = pre_tokenizers.Split(Regex(r"\p{L}+|\p{N}|[^\s\p{L}\p{N}]+"), behavior="removed", invert=True)  # as CLIPTokenizer does
    words = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    counts = Counter(word for caption in captions for word, _ in words.pre_tokenize_str(caption))
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens, merges = [*letters, *(letter + END for letter in letters), "<|startoftext|>", "<|endoftext|>"], []
    pieces = {word: [*word[:-1], word[-1] + END] for word in counts}
    while len(tokens) < LARGEST:
        pairs = Counter()
        for word, parts in pieces.items():
            for pair in pairwise(parts):
                pairs[pair] += counts[word]
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        tokens.append("".join(best))
        for word, parts in pieces.items():
            pieces[word] = _merged(parts, best)
    return CLIPTokenizer(vocab={token: k for k, token in enumerate(dict.fromkeys(tokens))}, merges=merges, model_max_length=length)


def _merged(parts: list[str], pair: tuple[str, str]) -> list[str]:
    """`parts` of a word, where each two neighbours that are `pair` have become one."""
    found = []
    for part in parts:
        if found and (found[-1], part) == pair:
            found[-1] += part
        else:
            found.append(part)
    return found
