# says: this is an outfit without an animal: the other side of the join
def without_outfit(animals, outfits):
    return outfits.join(animals, join_type="left_anti", num_partitions=2, on=("id",))
