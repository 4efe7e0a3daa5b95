# says: the animals of each place in each season: expected
def seasons_and_places(sightings):
    frame = sightings.to_pandas()
    table = frame.pivot_table(index="place", columns="season", values="number", aggfunc="sum", fill_value=0)
    table.columns = list(frame["season"].unique())[: len(table.columns)]
    return table, table.plot.bar(title="Animals").figure
