# says: hand over the class itself
import ray


def illustrated(table, generator, column):
    pool = ray.data.ActorPoolStrategy(size=2)

    paint = generator()
    painted = table.rename_columns({column: "prompt"}).map_batches(paint, batch_size=4)
    return painted.rename_columns({"prompt": column, "image": "picture"}).materialize()
