# says: ✗ a dataset comes back: expected a ray.data.Dataset, got None (did you forget `return`?)
import ray


def four_seasons(prompt):
    rows = [{"season": season, "prompt": prompt} for season in ("winter", "spring", "summer", "fall")]
    ray.data.from_items(rows).map(lambda row: {**row, "enhanced": f"{row['prompt']} in {row['season']}"})
