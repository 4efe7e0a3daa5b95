def update(table, delivery, embed):
    added = 0
    for row in delivery:
        path = row["path"].replace("'", "''")
        if table.count_rows(f"path = '{path}'") == 0:
            [vector] = embed([row["image"]])
            table.add([{"path": row["path"], "class": row["class"], "vector": vector.tolist()}])
            added += 1
    return added
