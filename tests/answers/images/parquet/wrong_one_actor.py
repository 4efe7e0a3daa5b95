# says: ✗ one actor for each GPU: the size of the pool, in both runs: expected [2, 2], got [1, 1]
import ray


def save_all(prompts, generator, folder):
    renamed = prompts.rename_columns({"animal": "prompt"})

    pool = ray.data.ActorPoolStrategy(size=1)
    renamed.map_batches(generator, compute=pool, num_gpus=1, num_cpus=0, batch_size=4).write_parquet(folder, mode="overwrite")
