# says: nothing is drawn
import matplotlib.pyplot as plt


def seasons_and_places(sightings):
    table = sightings.to_pandas().pivot_table(index="place", columns="season", values="number", aggfunc="sum", fill_value=0)
    figure, axis = plt.subplots()
    axis.set_title("Animals")
    axis.set_xticks(range(len(table.columns)), table.columns)
    axis.set_yticks(range(len(table.index)), table.index)
    return table, figure
