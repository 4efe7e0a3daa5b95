# says: that frame begins no second
import numpy as np
import ray


def moment(frames, model, words):
    some = frames.filter(lambda row: True)
    pool = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
    rows = some.map_batches(model, batch_size=16, **pool).take_all()
    best = max(rows, key=lambda row: row["vector"] @ words / np.linalg.norm(row["vector"]))
    return best["file"], best["second"]
