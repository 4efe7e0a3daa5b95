def leaks(train, test, threshold):
    def pairs(text):
        words = "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()
        return set(zip(words, words[1:]))

    def alike(a, b):
        return len(a & b) / max(1, len(a | b)) >= threshold

    return [(k, j) for k, a in enumerate(test) for j, b in enumerate(train) if alike(pairs(a), pairs(b))]
