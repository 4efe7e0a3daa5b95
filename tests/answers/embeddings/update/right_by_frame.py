import pandas as pd


def update(table, delivery, embed):
    frame = pd.DataFrame(delivery)
    frame = frame[~frame["path"].isin(table.to_pandas()["path"])].drop_duplicates("path")
    if frame.empty:
        return 0
    rows = frame[["path", "class"]].assign(vector=list(embed(frame["image"].tolist())))
    table.add(rows)
    return int(len(rows))
