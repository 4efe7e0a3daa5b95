# says: every text is in one batch
def batches(lengths, size):
    order = sorted(lengths)
    return [order[k : k + size] for k in range(0, len(order), size)]
