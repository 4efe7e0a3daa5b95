# says: mind the units
import re


def bottleneck(stats, workers):
    found = re.findall(r"Operator \d+ (.+?): \d+ tasks[^\n]*\n\* Remote wall time: [^\n]*, ([\d.]+)[um]?s total", stats)
    return max(found, key=lambda one: float(one[1]) / workers[one[0]])[0]
