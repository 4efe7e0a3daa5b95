def busy(spans):
    edges = sorted({edge for start, length in spans for edge in (start, start + length)})
    covered = sum(b - a for a, b in zip(edges, edges[1:], strict=False) if any(start <= a and b <= start + length for start, length in spans))
    return covered / (edges[-1] - edges[0])
