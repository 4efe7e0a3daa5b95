import numpy as np
import ray


def moment(frames, model, words):
    chosen = frames.filter(lambda row: float(row["second"]).is_integer())
    pool = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
    table = chosen.map_batches(model, batch_size=4, **pool).to_pandas()
    vectors = np.stack(table["vector"])
    near = vectors @ words / np.linalg.norm(vectors, axis=1)
    best = table.iloc[near.argmax()]
    return best["file"], best["second"]
