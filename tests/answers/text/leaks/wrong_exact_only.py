# says: compare in lower case
def leaks(train, test, threshold):
    return [(k, train.index(text)) for k, text in enumerate(test) if text in train]
