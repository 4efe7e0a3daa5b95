# says: ✗ embed saw the pictures that are new, and no others (by their colour): expected [30, 40, 50], got [10, 20, 30, 40, 50]
def update(table, delivery, embed):
    known = {row["path"] for row in table.search().select(["path"]).limit(table.count_rows()).to_list()}
    new = [row for row in delivery if row["path"] not in known]
    if new:
        every = embed([row["image"] for row in delivery])
        vectors = [vector for row, vector in zip(delivery, every) if row["path"] not in known]
        kept = [{"path": row["path"], "class": row["class"]} for row in new]
        table.add([{**row, "vector": vector} for row, vector in zip(kept, vectors, strict=True)])
    return len(new)
