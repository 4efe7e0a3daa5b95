# says: decode and model take turns on the same cores
def ceiling(stages, cores):
    return min((min(stage["workers"], cores) / stage["seconds"], stage["name"]) for stage in stages)
