def busy(spans):
    merged = []
    for start, length in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], start + length)
        else:
            merged.append([start, start + length])
    return sum(b - a for a, b in merged) / (merged[-1][1] - merged[0][0])
