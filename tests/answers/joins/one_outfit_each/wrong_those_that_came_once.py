# says: an id with several outfits must keep one of them
def one_outfit_each(outfits):
    return outfits.groupby("id").map_groups(lambda frame: frame if len(frame) == 1 else frame.head(0), batch_format="pandas")
