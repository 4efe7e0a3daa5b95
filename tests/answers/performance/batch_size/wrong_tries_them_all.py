# says: ✗ no size is run that does not fit: [32, 64, 128] would have run out of memory
def batch_size(seconds_for, memory_for, sizes, limit):
    rate = {}
    for size in sizes:
        try:
            rate[size] = size / seconds_for(size)
        except MemoryError:
            continue
    return min(size for size in rate if rate[size] >= 0.9 * max(rate.values()))
