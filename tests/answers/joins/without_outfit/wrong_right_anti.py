# says: this is an outfit without an animal: the other side of the join
def without_outfit(animals, outfits):
    return animals.join(outfits, join_type="right_anti", num_partitions=2, on=("id",))
