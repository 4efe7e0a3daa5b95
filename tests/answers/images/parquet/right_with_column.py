from ray.data import SaveMode
from ray.data.expressions import col


def save_all(prompts, generator, folder):
    texts = prompts.with_column("prompt", col("animal")).drop_columns(["animal"])
    painted = texts.map_batches(generator, concurrency=2, num_gpus=1, num_cpus=0, batch_size=4).materialize()
    painted.select_columns(["prompt", "image", "id"]).write_parquet(folder, mode=SaveMode.OVERWRITE)
