# says: ✗ a list of (path, similarity) comes back: got [{'path'
from lancedb import expr


def search(table, vector, k, breed=""):
    query = table.search(vector).distance_type("cosine").limit(k)
    if breed:
        query = query.where(expr.col("class") == expr.lit(breed))
    return query.to_list()
