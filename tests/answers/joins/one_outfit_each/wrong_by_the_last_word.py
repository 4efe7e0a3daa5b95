# says: expected {1: 'amber waistcoat', 2: 'grey vest', 3: 'navy cummerbund', 4: 'beige clog'}, got {1: 'lime fez', 2: 'grey vest', 3: 'navy cummerbund'
def one_outfit_each(outfits):
    def by_garment(frame):
        return frame.loc[[frame["outfit"].map(lambda name: name.split()[-1]).sort_values().index[0]]]

    return outfits.groupby("id").map_groups(by_garment, batch_format="pandas")
