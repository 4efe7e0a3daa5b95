# says: expected the columns animal, id; got id
import ray


def without_outfit(animals, outfits):
    missing = set(animals.to_pandas()["id"]) - set(outfits.to_pandas()["id"])
    return ray.data.from_items([{"id": key} for key in missing])
