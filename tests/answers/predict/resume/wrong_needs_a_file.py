# says: ✗ your code runs: it raised FileNotFoundError
import ray

import raycourse


def resume(rows, predict, folder):
    if True:
        stored = ray.data.read_parquet(raycourse.expect_files(folder, ".parquet")).select_columns(["id"])
        there = {row["id"] for row in stored.take_all()}
    rest = rows.filter(lambda row: row["id"] not in there).materialize()
    if rest.count():
        rest.map_batches(predict, batch_size=4).write_parquet(folder)
