# says: ✗ every picture is in the store once
def update(table, delivery, embed):
    known = {row["path"] for row in table.search().select(["path"]).limit(table.count_rows()).to_list()}
    new = list({row["path"]: row for row in delivery if row["path"] and known}.values())
    if new:
        vectors = embed([row["image"] for row in new])
        kept = [{"path": row["path"], "class": row["class"]} for row in new]
        table.add([{**row, "vector": vector} for row, vector in zip(kept, vectors, strict=True)])
    return len(new)
