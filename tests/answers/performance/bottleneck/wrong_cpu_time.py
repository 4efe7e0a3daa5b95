# says: the one worker that writes waits for its disk
import re


def bottleneck(stats, workers):
    scale = {"": 1.0, "m": 1e-3, "u": 1e-6}
    names = re.findall(r"Operator \d+ (.+?): \d+ tasks", stats)
    times = re.findall(r"Remote cpu time: [^\n]*, ([\d.]+)([um]?)s total", stats)
    each = {name: float(number) * scale[unit] / workers[name] for name, (number, unit) in zip(names, times, strict=True)}
    return max(each, key=each.get)
