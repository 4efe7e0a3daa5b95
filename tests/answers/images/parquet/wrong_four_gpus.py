# says: a map asks for 4 GPUs for each worker, and no machine has more than
import ray


def save_all(prompts, generator, folder):
    renamed = prompts.rename_columns({"animal": "prompt"})

    pool = ray.data.ActorPoolStrategy(size=1)
    renamed.map_batches(generator, compute=pool, num_gpus=4, num_cpus=0, batch_size=4).write_parquet(folder, mode="overwrite")
