# says: places come back
def suspicious(texts, topics):
    return [text for text in texts if "refund" in text]
