# says: the same in capitals with a word more
def leaks(train, test, threshold):
    def pairs(text):
        words = text.split()
        return set(zip(words, words[1:]))

    return [(k, j) for k, a in enumerate(test) for j, b in enumerate(train) if len(pairs(a) & pairs(b)) >= threshold * len(pairs(a) | pairs(b))]
