# says: wrong topics are among the
def suspicious(texts, topics):
    return [k for k, topic in enumerate(topics) if topic not in texts[k].lower()][:40]
