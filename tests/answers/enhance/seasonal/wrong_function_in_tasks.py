# says: the class was called here: hand over the class itself
from ray.data import TaskPoolStrategy

import raycourse

cluster = raycourse.connect()


def seasonal(dataset, enhancer, enhancer_model, prompt_column):
    return dataset.map_batches(
        lambda batch: enhancer(enhancer_model, prompt_column)(batch),
        batch_size=4,
        compute=TaskPoolStrategy(size=cluster.gpus),
        num_gpus=0.6,
        num_cpus=0,
    )
