import matplotlib.pyplot as plt
import numpy as np
import pandas as pd


def seasons_and_places(sightings):
    frame = sightings.to_pandas()
    table = pd.crosstab(frame["place"], frame["season"], values=frame["number"], aggfunc="sum").fillna(0)
    figure, axis = plt.subplots()
    for k, season in enumerate(table.columns):
        axis.bar(np.arange(len(table)) + k / 4, table[season], width=0.25, label=season)
    axis.set_xticks(range(len(table)), table.index)
    axis.legend()
    axis.set_title("Places")
    return table, figure
