# says: hand `model_id` on with fn_constructor_kwargs
import ray
from ray.data.expressions import col

import raycourse

cluster = raycourse.connect()


def embedded(pictures, generator, model_id, batch_size):
    labelled = pictures.with_column("class", col("path").str.replace_regex(r"^.*/([^/]+)/[^/]+$", r"\1"))
    vectors = labelled.map_batches(
        generator,
        batch_size=batch_size,
        compute=ray.data.ActorPoolStrategy(size=cluster.gpus),
        num_gpus=1,
        num_cpus=0,
    )
    return vectors.drop_columns(["image"]).materialize()
