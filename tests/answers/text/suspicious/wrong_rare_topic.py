# says: wrong topics are among the
def suspicious(texts, topics):
    rare = min(set(topics), key=topics.count)
    return [k for k, topic in enumerate(topics) if topic == rare]
