# says: pictures and texts do not match
import ray


def illustrated(table, generator, column):
    pool = ray.data.ActorPoolStrategy(size=2)

    painted = table.rename_columns({column: "prompt"}).map_batches(generator, compute=pool, num_gpus=1, num_cpus=0, batch_size=4).take_all()
    pictures = [row["image"] for row in painted]
    rows = [{**row, "picture": picture} for row, picture in zip(table.take_all(), pictures[::-1], strict=True)]
    return ray.data.from_items(rows)
