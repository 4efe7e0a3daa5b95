# says: 7 would do for 3 and 4 seconds, and the model got 44
import numpy as np
import ray


def moment(frames, model, words):
    pool = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
    rows = frames.map_batches(model, batch_size=16, **pool).take_all()
    rows = [row for row in rows if row["second"] % 1 == 0]
    best = max(rows, key=lambda row: row["vector"] @ words / np.linalg.norm(row["vector"]))
    return best["file"], best["second"]
