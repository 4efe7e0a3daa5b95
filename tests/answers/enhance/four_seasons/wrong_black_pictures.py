# says: ✗ pictures of one size, none of one colour
import numpy as np
import ray


def four_seasons(prompt):
    rows = [{"season": season, "prompt": prompt} for season in ("winter", "spring", "summer", "fall")]
    noise = np.zeros((4, 96, 96, 3), np.uint8)
    return ray.data.from_items([{**row, "enhanced": f"{prompt}, a day of {row['season']}", "image": noise[k]} for k, row in enumerate(rows)])
