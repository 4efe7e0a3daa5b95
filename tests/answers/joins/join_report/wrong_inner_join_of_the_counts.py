# says: `left_dropped`: expected 8, got 0
from ray.data.aggregate import Count


def join_report(left, right, key):
    lefts = left.groupby(key).aggregate(Count(alias_name="l"))
    rights = right.groupby(key).aggregate(Count(alias_name="r"))
    both = lefts.join(rights, join_type="inner", num_partitions=2, on=(key,)).to_pandas()
    return {
        "rows": int((both.l * both.r).sum()),
        "left_dropped": int(both.l[both.r == 0].sum()),
        "right_dropped": int(both.r[both.l == 0].sum()),
        "left_multiplied": int(both.l[both.r > 1].sum()),
    }
