# says: the same words in another order are another text
def leaks(train, test, threshold):
    def words(text):
        return set(text.lower().split())

    return [(k, j) for k, a in enumerate(test) for j, b in enumerate(train) if len(words(a) & words(b)) >= threshold * len(words(a) | words(b))]
