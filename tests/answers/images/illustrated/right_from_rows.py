import ray


def illustrated(table, generator, column):
    pool = ray.data.ActorPoolStrategy(size=2)

    rows = [{**row, "prompt": row[column]} for row in table.take_all()]
    painted = ray.data.from_items(rows).map_batches(generator, compute=pool, num_gpus=1, num_cpus=0, batch_size=4).take_all()
    return ray.data.from_items(
        [{name: value for name, value in row.items() if name not in ("prompt", "image")} | {"picture": row["image"]} for row in painted]
    )
