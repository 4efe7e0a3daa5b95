# says: count to the end of the last span
def busy(spans):
    starts = [start for start, _ in spans]
    return sum(length for _, length in spans) / (max(starts) - min(starts))
