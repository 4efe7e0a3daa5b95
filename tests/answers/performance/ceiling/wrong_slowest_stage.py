# says: decode and write share the cores
def ceiling(stages, cores):
    return min((stage["workers"] / stage["seconds"], stage["name"]) for stage in stages)
