# says: the model has a device of its own
def ceiling(stages, cores):
    bounds = [(stage["workers"] / stage["seconds"], stage["name"]) for stage in stages]
    bounds.append((cores / sum(stage["seconds"] for stage in stages), "cores"))
    return min(bounds)
