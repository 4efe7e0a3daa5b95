# says: eight workers on four cores do the work of four
def ceiling(stages, cores):
    return min((stage["workers"] / stage["seconds"], stage["name"]) for stage in stages)
