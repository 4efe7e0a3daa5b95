# says: the second run was added to the first
import ray


def save_all(prompts, generator, folder):
    pool = ray.data.ActorPoolStrategy(size=2)
    renamed = prompts.rename_columns({"animal": "prompt"})

    renamed.map_batches(generator, compute=pool, num_gpus=1, num_cpus=0, batch_size=4).write_parquet(folder)
