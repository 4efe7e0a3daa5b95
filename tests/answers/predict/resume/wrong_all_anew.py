# says: predicted again:
def resume(rows, predict, folder):
    rows.map_batches(predict, batch_size=4).write_parquet(folder, mode="overwrite")
