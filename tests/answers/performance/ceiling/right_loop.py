def ceiling(stages, cores):
    rate, binds, together = float("inf"), "", 0.0
    for stage in stages:
        if stage["device"] == "cpu":
            together += stage["seconds"]
        if stage["workers"] / stage["seconds"] < rate:
            rate, binds = stage["workers"] / stage["seconds"], stage["name"]
    if together and cores / together < rate:
        return cores / together, "cores"
    return rate, binds
