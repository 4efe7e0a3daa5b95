# says: expected the columns animal, id; got animal, id, outfit
def without_outfit(animals, outfits):
    both = animals.join(outfits, join_type="left_outer", num_partitions=2, on=("id",))
    return both.filter(lambda row: row["outfit"] is None)
