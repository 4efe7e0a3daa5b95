# says: these are sightings: add up `number`
def seasons_and_places(sightings):
    table = sightings.to_pandas().pivot_table(index="place", columns="season", values="sighting", aggfunc="count", fill_value=0)
    return table, table.plot.bar(title="Animals").figure
