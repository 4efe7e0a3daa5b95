# says: these share less than the threshold
def leaks(train, test, threshold):
    def pairs(text):
        words = text.lower().split()
        return set(zip(words, words[1:]))

    return [(k, j) for k, a in enumerate(test) for j, b in enumerate(train) if pairs(a) & pairs(b)]
