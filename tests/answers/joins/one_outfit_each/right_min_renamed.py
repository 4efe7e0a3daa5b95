def one_outfit_each(outfits):
    return outfits.groupby("id").min("outfit").rename_columns({"min(outfit)": "outfit"})
