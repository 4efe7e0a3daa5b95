# says: after two runs, each row of the second is there once: by id, missing:
import os

import ray


def save_all(prompts, generator, folder):
    if os.path.isdir(folder) and os.listdir(folder):
        return
    pool = ray.data.ActorPoolStrategy(size=2)
    renamed = prompts.rename_columns({"animal": "prompt"})

    renamed.map_batches(generator, compute=pool, num_gpus=1, num_cpus=0, batch_size=4).write_parquet(folder, mode="overwrite")
