def without_outfit(animals, outfits):
    dressed = set(outfits.to_pandas()["id"])
    return animals.map_batches(lambda frame: frame[~frame["id"].isin(dressed)], batch_format="pandas")
