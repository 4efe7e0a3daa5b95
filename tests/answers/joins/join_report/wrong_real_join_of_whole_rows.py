# says: only the key matters: select it before you join
def join_report(left, right, key):
    def rows(a, b, kind):
        return a.join(b, join_type=kind, num_partitions=2, on=(key,)).count()

    partners = right.groupby(key).count().filter(lambda row: row["count()"] > 1)
    return {
        "rows": rows(left, right, "inner"),
        "left_dropped": rows(left, right, "left_anti"),
        "right_dropped": rows(right, left, "left_anti"),
        "left_multiplied": rows(left, partners, "left_semi"),
    }
