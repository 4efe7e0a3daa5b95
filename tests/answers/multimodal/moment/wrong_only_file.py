# says: expected a tuple of 2, got str
import numpy as np
import ray


def moment(frames, model, words):
    some = frames.filter(lambda row: row["second"] % 1 == 0)
    pool = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
    rows = some.map_batches(model, batch_size=16, **pool).take_all()
    best = max(rows, key=lambda row: row["vector"] @ words / np.linalg.norm(row["vector"]))
    return best["file"]
