from lancedb import expr


def search(table, vector, k, breed=""):
    query = table.search(vector).distance_type("cosine").limit(k)
    if breed:
        query = query.where(expr.col("class") == expr.lit(breed))
    return [(row["path"], 1 - row["_distance"]) for row in query.to_list()]
