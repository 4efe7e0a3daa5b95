# says: let the store filter by the whole name, before it takes the best
def search(table, vector, k, breed=""):
    query = table.search(vector).distance_type("cosine").limit(k)
    return [(row["path"], 1 - row["_distance"]) for row in query.to_list() if not breed or row["class"] == breed]
