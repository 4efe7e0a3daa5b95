# says: expected (rows per second, name)
def ceiling(stages, cores):
    bounds = [stage["workers"] / stage["seconds"] for stage in stages]
    return min([*bounds, cores / sum(stage["seconds"] for stage in stages if stage["device"] == "cpu")])
