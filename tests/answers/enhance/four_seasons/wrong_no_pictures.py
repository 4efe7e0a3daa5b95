# says: ✗ the columns season, prompt, enhanced and image: missing: image
import ray


def four_seasons(prompt):
    rows = [{"season": season, "prompt": prompt} for season in ("winter", "spring", "summer", "fall")]
    return ray.data.from_items([{**row, "enhanced": f"{prompt} in {row['season']}"} for row in rows])
