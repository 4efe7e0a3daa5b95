# says: expected a ray.data.Dataset, got DataFrame
def without_outfit(animals, outfits):
    animals, outfits = animals.to_pandas(), outfits.to_pandas()
    return animals[~animals["id"].isin(outfits["id"])]
