# says: ✗ the files without a label, sorted: expected
def labelled(images, table):
    label_of = {row["file"]: row["label"] for row in table.take_all()}
    known = images.filter(lambda row: row["file"] in label_of)
    pairs = known.map(lambda row: {**row, "label": label_of[row["file"]]})
    return pairs, sorted({row["file"] for row in images.select_columns("file").iter_rows()} - label_of.keys(), key=len)[::-1]
