# says: a moment counts once
def busy(spans):
    end = max(start + length for start, length in spans)
    return sum(length for _, length in spans) / (end - min(start for start, _ in spans))
