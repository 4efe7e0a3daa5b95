# says: these came last; rows have no order to rely on, so choose by name
import ray


def one_outfit_each(outfits):
    chosen = {row["id"]: row["outfit"] for row in outfits.take_all()}
    return ray.data.from_items([{"id": key, "outfit": outfit} for key, outfit in chosen.items()])
