# says: a piece of a text is not the text
import re


def leaks(train, test, threshold):
    def pairs(text):
        words = re.findall(r"\w+", text.lower())
        return set(zip(words, words[1:]))

    return [
        (k, j) for k, a in enumerate(test) for j, b in enumerate(train) if len(pairs(a) & pairs(b)) >= threshold * min(len(pairs(a)), len(pairs(b)))
    ]
