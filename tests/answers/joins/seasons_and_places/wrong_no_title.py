# says: it has no title
def seasons_and_places(sightings):
    table = sightings.to_pandas().pivot_table(index="place", columns="season", values="number", aggfunc="sum", fill_value=0)
    return table, table.plot.bar().figure
