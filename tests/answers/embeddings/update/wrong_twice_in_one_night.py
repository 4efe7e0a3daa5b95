# says: expected [30, 40, 50], got [30, 40, 40, 50] (corgi/d.jpg comes twice in this delivery: embed it once)
def update(table, delivery, embed):
    known = {row["path"] for row in table.search().select(["path"]).limit(table.count_rows()).to_list()}
    new = [row for row in delivery if row["path"] not in known]
    if new:
        vectors = embed([row["image"] for row in new])
        kept = [{"path": row["path"], "class": row["class"]} for row in new]
        table.add([{**row, "vector": vector} for row, vector in zip(kept, vectors, strict=True)])
    return len(new)
