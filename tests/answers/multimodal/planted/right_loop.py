CALLS = {"Bark": "dog", "Croak": "frog", "Moo": "cow", "Quack": "duck", "Hoot": "owl", "Bleat": "sheep"}


def planted(orders, clips):
    seen, doubled = set(), []
    for row in sorted(orders.to_dict("records"), key=lambda row: row["order"]):
        key = (row["customer"], row["product"], row["placed"])
        if key in seen:
            doubled.append(row["order"])
        seen.add(key)
    foreign = clips[[CALLS.get(sound, animal) != animal for sound, animal in zip(clips["sound"], clips["animal"])]]
    return doubled, list(foreign["file"])
