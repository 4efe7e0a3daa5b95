# says: ✗ one worker each, then four that decode: expected
import re


def bottleneck(stats, workers):
    found = re.findall(r"Operator \d+ (.+?): \d+ tasks[^\n]*\n\* Remote wall time: [^\n]*, ([\d.]+)ms mean", stats)
    return max(found, key=lambda one: float(one[1]))[0]
