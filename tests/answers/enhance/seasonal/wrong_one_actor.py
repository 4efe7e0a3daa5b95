# says: ✗ one actor for each GPU: the size of the pool: expected [2], got [1]
from ray.data import ActorPoolStrategy

import raycourse

cluster = raycourse.connect()


def seasonal(dataset, enhancer, enhancer_model, prompt_column):
    return dataset.map_batches(
        enhancer,
        fn_constructor_kwargs={"enhancer_model": enhancer_model, "prompt_column": prompt_column},
        batch_size=4,
        compute=ActorPoolStrategy(size=1),
        num_gpus=0.6,
        num_cpus=0,
    )
