import ray


def seasonal(dataset, enhancer, enhancer_model, prompt_column):
    actors = ray.data.ActorPoolStrategy(size=int(ray.cluster_resources()["GPU"]))
    options = {"num_gpus": 0.6, "num_cpus": 0, "batch_size": 4, "compute": actors}
    return dataset.map_batches(enhancer, fn_constructor_args=[enhancer_model, prompt_column], **options).materialize()
