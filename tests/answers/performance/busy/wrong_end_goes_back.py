# says: the second span ends inside the first
def busy(spans):
    spans = sorted(spans)
    first = end = spans[0][0]
    at_work = 0.0
    for start, length in spans:
        at_work += max(0.0, start + length - max(start, end))
        end = start + length
    return at_work / (end - first)
