# says: semi keeps the rows with a partner, anti those without
def without_outfit(animals, outfits):
    return animals.join(outfits, join_type="left_semi", num_partitions=2, on=("id",))
