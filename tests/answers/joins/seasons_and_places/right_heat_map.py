import matplotlib.pyplot as plt
from ray.data.aggregate import Sum


def seasons_and_places(sightings):
    counts = sightings.groupby(["place", "season"]).aggregate(Sum("number", alias_name="n")).to_pandas()
    table = counts.pivot(index="place", columns="season", values="n").fillna(0).astype(int)
    figure, axis = plt.subplots()
    axis.imshow(table)
    axis.set_xticks(range(len(table.columns)), table.columns)
    axis.set_yticks(range(len(table.index)), table.index)
    axis.set_title("Animals seen")
    return table, figure
