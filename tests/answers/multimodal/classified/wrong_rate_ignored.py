# says: these are windows of the rate that a call came with
import numpy as np
import ray


def classified(calls, model):
    def windows(row):
        sides = row["sides"]
        mono = sides.mean(axis=1)
        if np.abs(mono).max() < 0.1 * np.abs(sides).max():
            mono = sides[:, 0]
        samples = mono
        for start in range(0, max(len(samples) - 16_000, 0) + 8_000, 8_000):
            part = samples[start : start + 16_000]
            yield {"file": row["file"], "start": start / 16_000, "samples": np.pad(part, (0, 16_000 - len(part)))}

    pool = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
    return calls.flat_map(windows).map_batches(model, batch_size=16, **pool).select_columns(["file", "start", "kind"])
