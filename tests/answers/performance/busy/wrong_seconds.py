# says: that is seconds; divide
def busy(spans):
    return sum(length for _, length in spans)
