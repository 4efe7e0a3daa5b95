# says: these are the shortest
def one_outfit_each(outfits):
    def shortest(frame):
        return frame.loc[[frame["outfit"].str.len().idxmin()]]

    return outfits.groupby("id").map_groups(shortest, batch_format="pandas")
