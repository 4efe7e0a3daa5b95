from ray.data.aggregate import Min


def one_outfit_each(outfits):
    return outfits.groupby("id").aggregate(Min("outfit", alias_name="outfit"))
