# says: the ids of the animals without an outfit: expected [12, 15], got [16]
import ray


def without_outfit(animals, outfits):
    return ray.data.from_items(animals.take_all()[outfits.count() - 1 :])
