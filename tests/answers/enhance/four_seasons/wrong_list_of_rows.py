# says: ✗ a dataset comes back: expected a ray.data.Dataset, got list
import numpy as np
import ray


def four_seasons(prompt):
    rows = [{"season": season, "prompt": prompt} for season in ("winter", "spring", "summer", "fall")]
    return [{**row, "enhanced": f"{prompt} in {row['season']}", "image": np.zeros((96, 96, 3), np.uint8)} for row in rows if ray]
