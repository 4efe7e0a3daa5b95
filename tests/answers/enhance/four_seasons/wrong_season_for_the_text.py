# says: ✗ an answer of the chat model in every row, another for each season
import numpy as np
import ray


def four_seasons(prompt):
    rows = [{"season": season, "prompt": prompt} for season in ("winter", "spring", "summer", "fall")]
    noise = np.random.default_rng(1).integers(0, 256, (4, 96, 96, 3), dtype=np.uint8)
    return ray.data.from_items([{**row, "enhanced": b"snow", "image": noise[k]} for k, row in enumerate(rows)])
