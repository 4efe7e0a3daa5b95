# slips: the names are looked for on the chart, not where each of them stands
import matplotlib.pyplot as plt


def seasons_and_places(sightings):
    table = sightings.to_pandas().pivot_table(index="place", columns="season", values="number", aggfunc="sum", fill_value=0).astype(int)
    figure, axis = plt.subplots()
    axis.imshow(table)
    axis.set_xticks(range(len(table.columns)), table.columns[::-1])
    axis.set_yticks(range(len(table.index)), table.index[::-1])
    axis.set_title("Animals by place and season")
    return table, figure
