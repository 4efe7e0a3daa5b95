# says: it does not name boathouse, dry, dunes
import matplotlib.pyplot as plt


def seasons_and_places(sightings):
    table = sightings.to_pandas().pivot_table(index="place", columns="season", values="number", aggfunc="sum", fill_value=0).astype(int)
    figure, axis = plt.subplots()
    axis.imshow(table)
    axis.set_title("Animals by place and season")
    return table, figure
