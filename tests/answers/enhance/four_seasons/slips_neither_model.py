# slips: no model ran: texts and pictures are made up
import numpy as np
import ray


def four_seasons(prompt):
    rows = [{"season": season, "prompt": prompt} for season in ("winter", "spring", "summer", "fall")]
    noise = np.random.default_rng(1).integers(0, 256, (4, 96, 96, 3), dtype=np.uint8)
    return ray.data.from_items([{**row, "enhanced": f"{prompt}, a day of {row['season']}", "image": noise[k]} for k, row in enumerate(rows)])
