# says: `alias_name` names the result of an aggregate (yours is 'min(outfit)')
from ray.data.aggregate import Min


def one_outfit_each(outfits):
    return outfits.groupby("id").aggregate(Min("outfit"))
