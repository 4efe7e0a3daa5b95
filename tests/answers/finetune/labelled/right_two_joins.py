def labelled(images, table):
    images = images.materialize()
    pairs = images.join(table, join_type="inner", num_partitions=2, on=("file",))
    alone = images.select_columns(["file"]).join(table, join_type="left_anti", num_partitions=2, on=("file",))
    return pairs, sorted(row["file"] for row in alone.take_all())
