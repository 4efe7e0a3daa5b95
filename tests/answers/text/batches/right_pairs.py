def batches(lengths, size):
    pairs, found = sorted((length, k) for k, length in enumerate(lengths)), [[]]
    for _, k in pairs:
        if len(found[-1]) == size:
            found.append([])
        found[-1].append(k)
    return found
