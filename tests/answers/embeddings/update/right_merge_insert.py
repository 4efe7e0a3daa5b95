import pyarrow as pa


def update(table, delivery, embed):
    known = set(table.to_arrow()["path"].to_pylist())
    fresh = {row["path"]: row for row in delivery if row["path"] not in known}
    if len(fresh) == 0:
        return 0
    vectors = embed([row["image"] for row in fresh.values()])
    rows = {"path": list(fresh), "class": [row["class"] for row in fresh.values()], "vector": list(vectors)}
    table.merge_insert("path").when_not_matched_insert_all().execute(pa.table(rows, schema=table.schema))
    return len(fresh)
