# says: the model is loaded once by each process: it was loaded 96 times
from raycourse.checks.performance import slow


def mended(files, load):
    return slow(files, load)
