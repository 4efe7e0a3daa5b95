def labelled(images, table):
    labels, pictures = table.to_pandas(), images.materialize()
    there = set(labels["file"])
    pairs = pictures.map_batches(lambda batch: batch.merge(labels, on="file", how="inner"), batch_format="pandas")
    return [pairs, [name for name in sorted(row["file"] for row in pictures.take_all()) if name not in there]]
