# says: these are all animals, as a left outer join keeps them
def without_outfit(animals, outfits):
    return animals.join(outfits, join_type="left_outer", num_partitions=2, on=("id",))
