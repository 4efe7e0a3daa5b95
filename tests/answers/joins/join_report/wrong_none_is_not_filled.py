# says: it raised
from ray.data.aggregate import Count


def join_report(left, right, key):
    lefts = left.groupby(key).aggregate(Count(alias_name="l"))
    rights = right.groupby(key).aggregate(Count(alias_name="r"))
    both = lefts.join(rights, join_type="full_outer", num_partitions=2, on=(key,)).take_all()
    return {
        "rows": sum(row["l"] * row["r"] for row in both),
        "left_dropped": sum(row["l"] for row in both if not row["r"]),
        "right_dropped": sum(row["r"] for row in both if not row["l"]),
        "left_multiplied": sum(row["l"] for row in both if row["r"] > 1),
    }
