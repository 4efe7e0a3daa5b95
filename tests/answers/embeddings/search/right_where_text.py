def search(table, vector, k, breed=""):
    wanted = {"where": "`class` = '{}'".format(breed.replace("'", "''")), "prefilter": True} if breed else {}
    query = table.search(vector).metric("cosine") if hasattr(table.search(vector), "metric") else table.search(vector).distance_type("cosine")
    found = (query.where(**wanted) if wanted else query).limit(k).to_arrow()
    return list(zip(found["path"].to_pylist(), [1 - distance for distance in found["_distance"].to_pylist()], strict=True))
