# says: ✗ class and vector belong to their path, the old ones as they were: not so for
def update(table, delivery, embed):
    before, delivery = table.count_rows(), list({row["path"]: row for row in delivery}.values())
    vectors = embed([row["image"] for row in delivery])
    rows = [{"path": row["path"], "class": row["class"], "vector": v} for row, v in zip(delivery, vectors, strict=True)]
    table.merge_insert("path").when_matched_update_all().when_not_matched_insert_all().execute(rows)
    return table.count_rows() - before
