# says: too many: o1, o7
CALLS = {"Bark": "dog", "Croak": "frog", "Moo": "cow", "Quack": "duck", "Hoot": "owl", "Bleat": "sheep"}


def planted(orders, clips):
    ordered = orders.sort_values("order")
    doubled = ordered[ordered.duplicated(["customer", "product", "placed"], keep=False)]
    caller = clips["sound"].map(CALLS)
    foreign = clips[caller.notna() & (caller != clips["animal"])]
    return doubled["order"].tolist(), foreign["file"].tolist()
