# says: ✗ the files with a label, each once: too many
def labelled(images, table):
    label_of = {row["file"]: row["label"] for row in table.take_all()}
    pairs = images.map(lambda row: {**row, "label": label_of.get(row["file"], "unknown")})
    return pairs, sorted({row["file"] for row in images.select_columns("file").iter_rows()} - label_of.keys())
