import ray


def one_outfit_each(outfits):
    frame = outfits.to_pandas().sort_values(["id", "outfit"]).drop_duplicates("id")
    return ray.data.from_pandas(frame)
