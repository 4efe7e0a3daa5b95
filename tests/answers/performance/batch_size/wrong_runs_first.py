# says: ✗ your code runs: it raised MemoryError: a batch of 128 would have run out of memory
def batch_size(seconds_for, memory_for, sizes, limit):
    rate = {size: size / seconds_for(size) for size in sizes}
    fits = [size for size in sizes if memory_for(size) <= limit]
    return min(size for size in fits if rate[size] >= 0.9 * max(rate[one] for one in fits))
