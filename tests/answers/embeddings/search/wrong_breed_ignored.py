# says: ✗ two pugs, though two corgis and a puggle are nearer: expected
def search(table, vector, k, breed=""):
    query = table.search(vector).distance_type("cosine").limit(k)
    return [(row["path"], 1 - row["_distance"]) for row in query.to_list()]
