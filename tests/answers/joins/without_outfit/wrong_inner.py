# says: an inner join keeps the matches
def without_outfit(animals, outfits):
    return animals.join(outfits, join_type="inner", num_partitions=2, on=("id",))
