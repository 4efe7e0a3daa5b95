# says: ✗ memory for every size: expected 32, got 16
def batch_size(seconds_for, memory_for, sizes, limit):
    rate = {size: size / seconds_for(size) for size in sizes if memory_for(size) <= limit}
    return min(size for size in rate if rate[size] >= 0.5 * max(rate.values()))
