import matplotlib.pyplot as plt


def seasons_and_places(sightings):
    table = sightings.to_pandas().groupby(["place", "season"])["number"].sum().unstack(fill_value=0)
    figure, axis = plt.subplots()
    left = 0 * table.iloc[:, 0]
    for season in table:
        axis.barh(list(table.index), table[season], left=left, label=season)
        left = left + table[season]
    axis.legend()
    axis.set_title("By place", loc="left")
    return table, figure
