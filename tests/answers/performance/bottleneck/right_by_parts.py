import re


def bottleneck(stats, workers):
    units, each = {"us": 1e-6, "ms": 1e-3, "s": 1}, {}
    for part in re.split(r"^Operator \d+ ", stats, flags=re.M)[1:]:
        name = part.split(": ")[0]
        number, unit = re.search(r"Remote wall time: .*, ([\d.]+)(us|ms|s) total", part).groups()
        each[name] = float(number) * units[unit] / workers[name]
    return max(each, key=each.get)
