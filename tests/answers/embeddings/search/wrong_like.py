# says: let the store filter by the whole name
def search(table, vector, k, breed=""):
    query = table.search(vector).distance_type("cosine").limit(k)
    if breed:
        query = query.where("class LIKE '{}%'".format(breed.replace("'", "''")))
    return [(row["path"], 1 - row["_distance"]) for row in query.to_list()]
