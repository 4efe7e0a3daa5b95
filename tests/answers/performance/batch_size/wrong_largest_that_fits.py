# says: the fastest; a smaller size comes within 10 %
def batch_size(seconds_for, memory_for, sizes, limit):
    return max(size for size in sizes if memory_for(size) <= limit)
