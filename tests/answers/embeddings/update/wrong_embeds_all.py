# says: ✗ embed saw the pictures that are new, and no others (by their colour): expected [30, 40, 50], got [10, 20, 30, 40, 40, 50] (pug/0.jpg and pug/11.jpg are in the store, and corgi/d.jpg comes twice
def update(table, delivery, embed):
    known = {row["path"] for row in table.search().select(["path"]).limit(table.count_rows()).to_list()}
    new = list({row["path"]: row for row in delivery if row["path"] not in known}.values())
    if new:
        every = {row["path"]: vector for row, vector in zip(delivery, embed([row["image"] for row in delivery]))}
        vectors = [every[row["path"]] for row in new]
        kept = [{"path": row["path"], "class": row["class"]} for row in new]
        table.add([{**row, "vector": vector} for row, vector in zip(kept, vectors, strict=True)])
    return len(new)
