# says: the fastest; a smaller size comes within 10 %
def batch_size(seconds_for, memory_for, sizes, limit):
    rate = {size: size / seconds_for(size) for size in sizes if memory_for(size) <= limit}
    return max(rate, key=rate.get)
