# says: a table and a figure come back: expected a tuple of 2, got DataFrame
def seasons_and_places(sightings):
    table = sightings.to_pandas().pivot_table(index="place", columns="season", values="number", aggfunc="sum", fill_value=0)
    table.plot.bar(title="Animals")
    return table
