# says: ✗ one worker each, then four that decode: expected
import re


def bottleneck(stats, workers):
    return re.findall(r"Operator \d+ (.+?): ", stats)[-1]
