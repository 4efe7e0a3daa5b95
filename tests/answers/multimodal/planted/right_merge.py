import pandas as pd

CALLS = {"Bark": "dog", "Croak": "frog", "Moo": "cow", "Quack": "duck", "Hoot": "owl", "Bleat": "sheep"}


def planted(orders, clips):
    keys = ["customer", "product", "placed"]
    firsts = orders.groupby(keys, as_index=False)["order"].min().rename(columns={"order": "first"})
    both = orders.merge(firsts, on=keys)
    made = clips.merge(pd.Series(CALLS, name="caller"), left_on="sound", right_index=True)
    return both.loc[both["order"] != both["first"], "order"].tolist(), made.loc[made["caller"] != made["animal"], "file"].tolist()
