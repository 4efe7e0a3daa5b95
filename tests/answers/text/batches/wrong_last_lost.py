# says: missing
def batches(lengths, size):
    order = sorted(range(len(lengths)), key=lambda k: lengths[k])
    return [order[k : k + size] for k in range(0, len(order) - size, size)]
