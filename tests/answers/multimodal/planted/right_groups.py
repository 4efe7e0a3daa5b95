CALLS = {"Bark": "dog", "Croak": "frog", "Moo": "cow", "Quack": "duck", "Hoot": "owl", "Bleat": "sheep"}


def planted(orders, clips):
    doubled = []
    for _, group in orders.groupby(["customer", "product", "placed"]):
        doubled += sorted(group["order"])[1:]
    foreign = [row.file for row in clips.itertuples() if row.sound in CALLS and CALLS[row.sound] != row.animal]
    return doubled, foreign
