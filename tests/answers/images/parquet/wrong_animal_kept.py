# says: expected id, image, prompt; got animal, id, image, prompt
import ray


def save_all(prompts, generator, folder):
    pool = ray.data.ActorPoolStrategy(size=2)

    texts = prompts.add_column("prompt", lambda frame: frame["animal"])
    texts.map_batches(generator, compute=pool, num_gpus=1, num_cpus=0, batch_size=4).write_parquet(folder, mode="overwrite")
