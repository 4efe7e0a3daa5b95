import matplotlib.pyplot as plt
import numpy as np


def seasons_and_places(sightings):
    table = sightings.to_pandas().pivot_table(index="place", columns="season", values="number", aggfunc="sum").fillna(0).astype(int)
    figure, axis = plt.subplots()
    axis.pcolormesh(table.to_numpy())
    axis.set_xticks(np.arange(table.shape[1]) + 0.5, table.columns)
    axis.set_yticks(np.arange(table.shape[0]) + 0.5, table.index)
    axis.set_title("Animals", loc="right")
    return table, figure
