def one_outfit_each(outfits):
    return outfits.groupby("id").map_groups(lambda frame: frame.sort_values("outfit").head(1), batch_format="pandas")
