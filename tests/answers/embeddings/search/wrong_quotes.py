# says: ✗ a breed with an apostrophe: expected
def search(table, vector, k, breed=""):
    query = table.search(vector).distance_type("cosine").limit(k)
    if breed:
        query = query.where(f"class = '{breed}'")
    return [(row["path"], 1 - row["_distance"]) for row in query.to_list()]
