import re

PATTERN = r"Operator \d+ (.+?): \d+ tasks[^\n]*\n\* Remote wall time: [^\n]*, ([\d.]+)([um]?)s total"


def bottleneck(stats, workers):
    scale = {"": 1.0, "m": 1e-3, "u": 1e-6}
    return max(re.findall(PATTERN, stats), key=lambda one: float(one[1]) * scale[one[2]] / workers[one[0]])[0]
