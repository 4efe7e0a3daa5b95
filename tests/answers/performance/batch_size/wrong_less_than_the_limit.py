# says: 16 rows need 42 MB, and 42 is at most 42
def batch_size(seconds_for, memory_for, sizes, limit):
    rate = {size: size / seconds_for(size) for size in sizes if memory_for(size) < limit}
    return min(size for size in rate if rate[size] >= 0.9 * max(rate.values()))
