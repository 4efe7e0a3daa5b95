def ceiling(stages, cores):
    needs = [(stage["seconds"] / stage["workers"], stage["name"]) for stage in stages]
    needs.append((sum(stage["seconds"] for stage in stages if stage["device"] != "gpu") / cores, "cores"))
    seconds, name = max(needs)
    return 1 / seconds, name
