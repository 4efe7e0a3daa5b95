# says: it raised
import ray


def illustrated(table, generator, column):
    pool = ray.data.ActorPoolStrategy(size=2)

    painted = table.rename_columns({"what": "prompt"}).map_batches(generator, compute=pool, num_gpus=1, num_cpus=0, batch_size=4)
    return painted.rename_columns({"prompt": "what", "image": "picture"}).materialize()
