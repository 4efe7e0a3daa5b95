import pyarrow.fs
import ray


def save_all(prompts, generator, folder):
    filesystem, path = pyarrow.fs.FileSystem.from_uri(folder)
    filesystem.create_dir(path, recursive=True)
    filesystem.delete_dir_contents(path)
    texts = prompts.map_batches(lambda batch: {"id": batch["id"], "prompt": batch["animal"]})
    pool = ray.data.ActorPoolStrategy(min_size=1, max_size=2)
    texts.map_batches(generator, batch_size=4, num_gpus=1, num_cpus=0, compute=pool).write_parquet(folder)
