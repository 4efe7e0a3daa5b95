# says: voices and silence are no evidence: got ['d.mp4', 'e.mp4'] as well
CALLS = {"Bark": "dog", "Croak": "frog", "Moo": "cow", "Quack": "duck", "Hoot": "owl", "Bleat": "sheep"}


def planted(orders, clips):
    ordered = orders.sort_values("order")
    doubled = ordered[ordered.duplicated(["customer", "product", "placed"])]
    caller = clips["sound"].map(CALLS)
    foreign = clips[caller != clips["animal"]]
    return doubled["order"].tolist(), foreign["file"].tolist()
