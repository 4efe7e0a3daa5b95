from pathlib import PurePosixPath

import ray


def embedded(pictures, generator, model_id, batch_size):
    pool = ray.data.ActorPoolStrategy(size=int(ray.cluster_resources()["GPU"]))
    vectors = pictures.map_batches(generator, fn_constructor_args=(model_id,), batch_size=batch_size, compute=pool, num_gpus=1)

    def finished(row):
        return {"path": row["path"], "class": PurePosixPath(row["path"]).parent.name, "embedding": row["embedding"]}

    return vectors.map(finished).materialize()
