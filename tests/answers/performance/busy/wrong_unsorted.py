# says: ✗ the same in another order
def busy(spans):
    end = spans[0][0]
    at_work = 0.0
    for start, length in spans:
        at_work += max(0.0, start + length - max(start, end))
        end = max(end, start + length)
    return at_work / (end - spans[0][0])
