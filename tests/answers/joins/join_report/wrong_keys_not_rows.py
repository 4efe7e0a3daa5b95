# says: these are the keys; several rows can share one
def join_report(left, right, key):
    lefts, rights = (set(side.unique(key)) for side in (left, right))
    return {
        "rows": len(lefts & rights),
        "left_dropped": len(lefts - rights),
        "right_dropped": len(rights - lefts),
        "left_multiplied": 0,
    }
