import matplotlib.pyplot as plt
import pandas as pd


def seasons_and_places(sightings):
    rows = sightings.take_all()
    places, seasons = (sorted({row[name] for row in rows}) for name in ("place", "season"))
    table = pd.DataFrame(0, index=places, columns=seasons)
    for row in rows:
        table.loc[row["place"], row["season"]] += row["number"]
    figure, axis = plt.subplots()
    for place in places:
        axis.plot(seasons, table.loc[place], label=place)
    axis.legend()
    figure.suptitle("Where the animals are")
    return table, figure
