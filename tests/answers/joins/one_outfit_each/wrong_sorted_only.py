# says: nothing was left out
def one_outfit_each(outfits):
    return outfits.sort(["id", "outfit"])
