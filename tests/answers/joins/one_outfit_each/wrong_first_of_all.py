# says: expected [1, 2, 3, 4], got [1]
def one_outfit_each(outfits):
    return outfits.sort(["id", "outfit"]).limit(1)
