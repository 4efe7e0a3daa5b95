def batch_size(seconds_for, sizes):
    rates = [n / sorted(seconds_for(n) for _ in range(3))[1] for n in sorted(sizes)]
    for n, rate in zip(sorted(sizes), rates, strict=True):
        if rate >= 0.9 * max(rates):
            return n
