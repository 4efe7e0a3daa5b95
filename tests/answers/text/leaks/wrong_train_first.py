# says: test before train
def leaks(train, test, threshold):
    return [(train.index(text), k) for k, text in enumerate(test) if text in train]
