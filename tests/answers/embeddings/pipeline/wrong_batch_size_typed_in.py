# says: asked for 4, the largest had 24
import ray
from ray.data.expressions import col

import raycourse

cluster = raycourse.connect()


def embedded(pictures, generator, model_id, batch_size):
    labelled = pictures.with_column("class", col("path").str.replace_regex(r"^.*/([^/]+)/[^/]+$", r"\1"))
    vectors = labelled.map_batches(
        generator,
        fn_constructor_kwargs={"model_id": model_id},
        batch_size=64,
        compute=ray.data.ActorPoolStrategy(size=cluster.gpus),
        num_gpus=1,
        num_cpus=0,
    )
    return vectors.drop_columns(["image"]).materialize()
