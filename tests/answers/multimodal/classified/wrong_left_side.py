# says: a call that speaks on its right as silence
import numpy as np
import ray
from scipy.signal import resample_poly


def classified(calls, model):
    def windows(row):
        sides, rate = row["sides"], int(row["rate"])
        mono = sides[:, 0]
        step = int(np.gcd(rate, 16_000))
        samples = resample_poly(mono, 16_000 // step, rate // step)
        for start in range(0, max(len(samples) - 16_000, 0) + 8_000, 8_000):
            part = samples[start : start + 16_000]
            yield {"file": row["file"], "start": start / 16_000, "samples": np.pad(part, (0, 16_000 - len(part)))}

    pool = {"compute": ray.data.ActorPoolStrategy(size=1), "num_gpus": 0.5, "num_cpus": 0}
    return calls.flat_map(windows).map_batches(model, batch_size=16, **pool).select_columns(["file", "start", "kind"])
