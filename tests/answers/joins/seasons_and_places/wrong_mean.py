# says: the animals of each place in each season: expected
def seasons_and_places(sightings):
    table = sightings.to_pandas().pivot_table(index="place", columns="season", values="number", fill_value=0)
    return table, table.plot.bar(title="Animals").figure
