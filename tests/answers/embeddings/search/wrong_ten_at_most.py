# says: of 16 that were asked for, 10 came
from lancedb import expr


def search(table, vector, k, breed=""):
    query = table.search(vector).distance_type("cosine")
    if breed:
        query = query.where(expr.col("class") == expr.lit(breed))
    return [(row["path"], 1 - row["_distance"]) for row in query.to_list()][:k]
