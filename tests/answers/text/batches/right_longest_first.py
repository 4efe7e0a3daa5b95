def batches(lengths, size):
    order = sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True)
    return [order[k : k + size] for k in range(0, len(order), size)]
