# says: take the median of the three
def batch_size(seconds_for, sizes):
    rate = {n: n / max([seconds_for(n) for _ in range(3)]) for n in sizes}
    return min(n for n in sizes if rate[n] >= 0.9 * max(rate.values()))
