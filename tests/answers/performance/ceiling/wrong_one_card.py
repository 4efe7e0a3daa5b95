# says: there are two of them
def ceiling(stages, cores):
    bounds = [((1 if stage["device"] == "gpu" else stage["workers"]) / stage["seconds"], stage["name"]) for stage in stages]
    bounds.append((cores / sum(stage["seconds"] for stage in stages if stage["device"] == "cpu"), "cores"))
    return min(bounds)
