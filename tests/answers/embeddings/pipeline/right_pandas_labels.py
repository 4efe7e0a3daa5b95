import ray
from ray.data import ActorPoolStrategy


def label(frame):
    frame["class"] = [path.split("/")[-2] for path in frame["path"]]
    return frame[["path", "class", "embedding"]]


def embedded(pictures: ray.data.Dataset, generator: type, model_id: str, batch_size: int) -> ray.data.Dataset:
    gpus = int(ray.cluster_resources()["GPU"])
    options = {"compute": ActorPoolStrategy(min_size=gpus, max_size=gpus), "num_gpus": 1, "num_cpus": 0.0, "batch_size": batch_size}
    kept = pictures.map_batches(generator, fn_constructor_kwargs=dict(model_id=model_id), **options).materialize()
    return kept.map_batches(label, batch_format="pandas", batch_size=None)
