"""Tokenizers that are learned from the world's own sentences."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from tokenizers import Regex, normalizers, pre_tokenizers
from transformers import BertTokenizer, CLIPTokenizer

END = "</w>"  # of a word
INSIDE = "##"  # before a part that does not begin a word
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
LARGEST = 2000  # tokens


def clip_tokenizer(captions: Iterable[str], length: int) -> CLIPTokenizer:
    """A CLIP tokenizer for up to `length` tokens, its merges learned from `captions`: every word of theirs is one token, others fall apart."""
    split = pre_tokenizers.Split(Regex(r"\p{L}+|\p{N}|[^\s\p{L}\p{N}]+"), behavior="removed", invert=True)  # as CLIPTokenizer does
    words = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    counts = Counter(word for caption in captions for word, _ in words.pre_tokenize_str(caption))
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens, merges = [*letters, *(letter + END for letter in letters), "<|startoftext|>", "<|endoftext|>"], []
    for pair in _merges({word: [*word[:-1], word[-1] + END] for word in counts}, counts):
        if len(tokens) == LARGEST:
            break
        merges.append(pair)
        tokens.append("".join(pair))
    return CLIPTokenizer(vocab={token: k for k, token in enumerate(dict.fromkeys(tokens))}, merges=merges, model_max_length=length)


def wordpiece_tokenizer(texts: Iterable[str], vocabulary: int, length: int) -> BertTokenizer:
    """A BERT tokenizer of small letters for up to `length` tokens, its `vocabulary` tokens at most learned from `texts` by their most frequent pairs."""
    words = pre_tokenizers.BertPreTokenizer()
    clean = normalizers.BertNormalizer(lowercase=True)
    counts = Counter(word for text in texts for word, _ in words.pre_tokenize_str(clean.normalize_str(text)))
    pieces = {word: [word[0], *(INSIDE + letter for letter in word[1:])] for word in counts}
    tokens = [*SPECIAL, *sorted({part for parts in pieces.values() for part in parts})]
    for first, second in _merges(pieces, counts, INSIDE):
        if len(tokens) >= vocabulary:
            break
        tokens.append(first + second.removeprefix(INSIDE))
    return BertTokenizer(vocab={token: k for k, token in enumerate(dict.fromkeys(tokens))}, model_max_length=length)


def _merges(pieces: dict[str, list[str]], counts: Counter, inside: str = "") -> Iterator[tuple[str, str]]:
    """The pairs of byte-pair encoding, the most frequent first. `pieces` has the parts of each word; those within a word begin with `inside`.

    It is learned here since `tokenizers` takes equally frequent pairs in another order each time, and a training that goes on must find the numbers
    that it began with.
    """
    while pairs := _pairs(pieces, counts):
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        yield best
        for word, parts in pieces.items():
            pieces[word] = _merged(parts, best, inside)


def _pairs(pieces: dict[str, list[str]], counts: Counter) -> Counter:
    pairs = Counter()
    for word, parts in pieces.items():
        for pair in pairwise(parts):
            pairs[pair] += counts[word]
    return pairs


def _merged(parts: list[str], pair: tuple[str, str], inside: str) -> list[str]:
    """`parts` of a word, where each two neighbours that are `pair` have become one."""
    found = []
    for part in parts:
        if found and (found[-1], part) == pair:
            found[-1] += part.removeprefix(inside)
        else:
            found.append(part)
    return found
