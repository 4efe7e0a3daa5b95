# says: four share its seconds
import re


def bottleneck(stats, workers):
    scale = {"": 1.0, "m": 1e-3, "u": 1e-6}
    found = re.findall(r"Operator \d+ (.+?): \d+ tasks[^\n]*\n\* Remote wall time: [^\n]*, ([\d.]+)([um]?)s total", stats)
    return max(found, key=lambda one: float(one[1]) * scale[one[2]])[0]
