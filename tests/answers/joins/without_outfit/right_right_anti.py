def without_outfit(animals, outfits):
    return outfits.join(animals, join_type="right_anti", num_partitions=1, on=("id",))
