# says: the first booking has the smallest number
CALLS = {"Bark": "dog", "Croak": "frog", "Moo": "cow", "Quack": "duck", "Hoot": "owl", "Bleat": "sheep"}


def planted(orders, clips):
    ordered = orders
    doubled = ordered[ordered.duplicated(["customer", "product", "placed"])]
    caller = clips["sound"].map(CALLS)
    foreign = clips[caller.notna() & (caller != clips["animal"])]
    return doubled["order"].tolist(), foreign["file"].tolist()
