# says: 0 where nothing was seen: there stands <NA>
def seasons_and_places(sightings):
    table = sightings.to_pandas().pivot_table(index="place", columns="season", values="number", aggfunc="sum")
    return table, table.plot.bar(title="Animals").figure
