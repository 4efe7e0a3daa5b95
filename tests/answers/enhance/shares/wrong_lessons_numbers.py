# says: expected 1 at most: an actor would wait forever
def shares(gpus: int, enhancers: int, painters: int) -> tuple[float, float]:
    return 0.6, 0.4
