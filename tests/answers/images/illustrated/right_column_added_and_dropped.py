import ray
from ray.data.expressions import col


def illustrated(table, generator, column):
    pool = ray.data.ActorPoolStrategy(size=2)

    painted = table.with_column("prompt", col(column)).map_batches(generator, compute=pool, num_gpus=1, num_cpus=0, batch_size=4)
    return painted.rename_columns({"image": "picture"}).drop_columns(["prompt"]).materialize()
