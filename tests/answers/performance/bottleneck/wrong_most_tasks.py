# says: ✗ one worker each, then four that decode: expected
import re


def bottleneck(stats, workers):
    found = re.findall(r"Operator \d+ (.+?): (\d+) tasks", stats)
    return min(found, key=lambda one: int(one[1]))[0]
