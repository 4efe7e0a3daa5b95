# says: who decodes with 16 cores?
def ceiling(stages, cores):
    return cores / sum(stage["seconds"] for stage in stages if stage["device"] == "cpu"), "cores"
