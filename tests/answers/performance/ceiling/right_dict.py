def ceiling(stages, cores):
    bounds = {stage["name"]: stage["workers"] / stage["seconds"] for stage in stages}
    bounds["cores"] = cores / sum(stage["seconds"] for stage in stages if stage["device"] == "cpu")
    binds = min(bounds, key=bounds.get)
    return bounds[binds], binds
