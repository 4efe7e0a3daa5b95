# says: its actor holds half a GPU and no CPU: got [1.0] GPUs and [1.0] CPUs
import numpy as np
import ray


def moment(frames, model, words):
    some = frames.filter(lambda row: row["second"] % 1 == 0)
    pool = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 1}
    rows = some.map_batches(model, batch_size=16, **pool).take_all()
    best = max(rows, key=lambda row: row["vector"] @ words / np.linalg.norm(row["vector"]))
    return best["file"], best["second"]
