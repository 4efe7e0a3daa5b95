def join_report(left, right, key):
    lefts = left.to_pandas()[key].value_counts()
    rights = right.to_pandas()[key].value_counts()
    lefts, rights = lefts.align(rights, fill_value=0)
    return {
        "rows": int((lefts * rights).sum()),
        "left_dropped": int(lefts[rights == 0].sum()),
        "right_dropped": int(rights[lefts == 0].sum()),
        "left_multiplied": int(lefts[rights > 1].sum()),
    }
