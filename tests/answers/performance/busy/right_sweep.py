def busy(spans):
    spans = sorted(spans)
    first = end = spans[0][0]
    at_work = 0.0
    for start, seconds in spans:
        at_work += max(0.0, start + seconds - max(start, end))
        end = max(end, start + seconds)
    return at_work / (end - first)
