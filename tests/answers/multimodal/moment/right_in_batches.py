import numpy as np
import ray


def first_of_each(batch):
    keep = np.flatnonzero(np.mod(batch["second"], 1) == 0)
    return {name: values[keep] for name, values in batch.items()}


def moment(frames, model, words):
    vectors = frames.map_batches(first_of_each, batch_size=8).map_batches(
        model, batch_size=16, compute=ray.data.ActorPoolStrategy(size=1), num_gpus=0.5, num_cpus=0
    )

    def scored(row):
        length = np.linalg.norm(row["vector"])
        return {"file": row["file"], "second": row["second"], "near": float(row["vector"] @ words / length)}

    best = vectors.map(scored).sort("near", descending=True).take(1)[0]
    return best["file"], best["second"]
