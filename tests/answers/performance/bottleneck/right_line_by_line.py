def bottleneck(stats, workers):
    name, each = None, {}
    for line in stats.splitlines():
        if line.startswith("Operator "):
            name = line.split(" ", 2)[2].split(":")[0]
        elif line.startswith("* Remote wall time"):
            text = line.split(", ")[-1].removesuffix(" total")
            for unit, factor in (("us", 1e-6), ("ms", 1e-3), ("s", 1.0)):
                if text.endswith(unit):
                    each[name] = float(text.removesuffix(unit)) * factor / workers[name]
                    break
    return max(each, key=each.get)
