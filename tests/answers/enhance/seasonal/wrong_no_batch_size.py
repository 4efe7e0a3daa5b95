# says: You must provide `batch_size`
from ray.data import ActorPoolStrategy

import raycourse

cluster = raycourse.connect()


def seasonal(dataset, enhancer, enhancer_model, prompt_column):
    return dataset.map_batches(
        enhancer,
        fn_constructor_kwargs={"enhancer_model": enhancer_model, "prompt_column": prompt_column},
        compute=ActorPoolStrategy(size=cluster.gpus),
        num_gpus=0.6,
        num_cpus=0,
    )
