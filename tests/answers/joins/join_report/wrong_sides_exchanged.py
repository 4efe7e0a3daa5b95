# says: `left_dropped`: expected 8, got 7 (this is the right side)
from collections import Counter


def join_report(left, right, key):
    lefts, rights = (Counter(row[key] for row in side.take_all()) for side in (right, left))
    return {
        "rows": sum(n * rights[name] for name, n in lefts.items()),
        "left_dropped": sum(n for name, n in lefts.items() if name not in rights),
        "right_dropped": sum(n for name, n in rights.items() if name not in lefts),
        "left_multiplied": sum(n for name, n in lefts.items() if rights[name] > 1),
    }
