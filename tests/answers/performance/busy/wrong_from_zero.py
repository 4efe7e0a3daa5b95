# says: the time before the first span does not count
def busy(spans):
    return sum(length for _, length in spans) / max(start + length for start, length in spans)
