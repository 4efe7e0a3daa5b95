# says: of 11 sizes, 0 were measured three times
def batch_size(seconds_for, sizes):
    rate = {n: n / seconds_for(n) for n in sizes}
    return min(n for n in sizes if rate[n] >= 0.9 * max(rate.values()))
