# says: the same with other punctuation
def leaks(train, test, threshold):
    def pairs(text):
        words = text.lower().split()
        return set(zip(words, words[1:]))

    return [(k, j) for k, a in enumerate(test) for j, b in enumerate(train) if len(pairs(a) & pairs(b)) >= threshold * len(pairs(a) | pairs(b))]
