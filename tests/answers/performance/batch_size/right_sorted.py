def batch_size(seconds_for, memory_for, sizes, limit):
    fits = sorted(size for size in sizes if memory_for(size) <= limit)
    rates = [size / seconds_for(size) for size in fits]
    return next(size for size, rate in zip(fits, rates, strict=True) if rate >= 0.9 * max(rates))
