# says: every row is there, the other columns as they were: rows or values have changed
import ray


def illustrated(table, generator, column):
    pool = ray.data.ActorPoolStrategy(size=2)

    painted = table.map(lambda row: {**row, "prompt": row[column]}).map_batches(generator, compute=pool, num_gpus=1, num_cpus=0, batch_size=4)
    rows = painted.take_all()
    return ray.data.from_items([{"id": row["id"], "shelf": "", column: row[column], "picture": row["image"]} for row in rows])
