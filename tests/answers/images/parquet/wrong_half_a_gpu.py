# says: GPUs that each actor holds: expected [1.0], got [0.5]
import ray


def save_all(prompts, generator, folder):
    pool = ray.data.ActorPoolStrategy(size=2)
    renamed = prompts.rename_columns({"animal": "prompt"})

    renamed.map_batches(generator, compute=pool, num_gpus=0.5, num_cpus=0, batch_size=4).write_parquet(folder, mode="overwrite")
