import numpy as np
import ray


def moment(frames, model, words):
    some = frames.filter(lambda row: row["second"] == int(row["second"]))
    held = {"compute": ray.data.ActorPoolStrategy(min_size=1, max_size=1), "num_gpus": 0.5, "num_cpus": 0}
    best, answer = -2, None
    for row in some.map_batches(model, batch_size=32, **held).iter_rows():
        near = float(np.dot(row["vector"], words) / np.linalg.norm(row["vector"]))
        if near > best:
            best, answer = near, (row["file"], row["second"])
    return answer
