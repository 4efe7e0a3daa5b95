import re


def leaks(train, test, threshold):
    def pairs(text):
        words = re.findall("[a-z]+", text.lower())
        return {f"{a} {b}" for a, b in zip(words, words[1:])}

    known = {j: pairs(text) for j, text in enumerate(train)}
    found = set()
    for k, text in enumerate(test):
        found |= {(k, j) for j, other in known.items() if len(pairs(text) & other) >= threshold * len(pairs(text) | other)}
    return found
