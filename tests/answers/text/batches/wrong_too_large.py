# says: expected 16 at most, got 32
def batches(lengths, size):
    order = sorted(range(len(lengths)), key=lambda k: lengths[k])
    return [order[k : k + 2 * size] for k in range(0, len(order), 2 * size)]
