from ray.data.aggregate import Count


def join_report(left, right, key):
    left, right = left.select_columns([key]), right.select_columns([key])
    counted = right.groupby(key).aggregate(Count(alias_name="partners")).filter(lambda row: row["partners"] > 1)

    def rows(a, b, kind):
        return a.join(b, join_type=kind, num_partitions=2, on=(key,)).count()

    return {
        "rows": rows(left, right, "inner"),
        "left_dropped": rows(left, right, "left_anti"),
        "right_dropped": rows(right, left, "left_anti"),
        "left_multiplied": rows(left, counted, "left_semi"),
    }
