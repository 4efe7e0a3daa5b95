# says: Cannot zip datasets of different number of rows: 30, 28
def labelled(images, table):
    sorted_table = table.sort("file").limit(images.count())
    pairs = images.zip(sorted_table.drop_columns(["file"]))
    named = {row["file"] for row in table.take_all()}
    return pairs, sorted(row["file"] for row in images.take_all() if row["file"] not in named)
