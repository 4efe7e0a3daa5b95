import ray
from ray.data import ActorPoolStrategy

import raycourse


def seasonal(dataset: ray.data.Dataset, enhancer: type, enhancer_model: str, prompt_column: str) -> ray.data.Dataset:
    gpus = raycourse.connect().gpus
    made = dict(enhancer_model=enhancer_model, prompt_column=prompt_column)
    pool = ActorPoolStrategy(min_size=gpus, max_size=gpus)
    whole = dataset.repartition(target_num_rows_per_block=8)
    return whole.map_batches(enhancer, batch_size=4, compute=pool, num_gpus=0.6, num_cpus=0.0, fn_constructor_kwargs=made)
