def without_outfit(animals, outfits):
    return animals.join(outfits, join_type="left_anti", num_partitions=3, on=("id",))
