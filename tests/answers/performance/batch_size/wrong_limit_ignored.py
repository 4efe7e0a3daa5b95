# says: a batch of 128 would have run out of memory: it needs 266 MB, and there are 42
def batch_size(seconds_for, memory_for, sizes, limit):
    rate = {size: size / seconds_for(size) for size in sizes}
    return min(size for size in rate if rate[size] >= 0.9 * max(rate.values()))
