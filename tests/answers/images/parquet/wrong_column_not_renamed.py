# says: the class reads the column 'prompt' and found only
import ray


def save_all(prompts, generator, folder):
    pool = ray.data.ActorPoolStrategy(size=2)

    prompts.map_batches(generator, compute=pool, num_gpus=1, num_cpus=0, batch_size=4).write_parquet(folder, mode="overwrite")
