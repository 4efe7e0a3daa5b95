def seasons_and_places(sightings):
    table = sightings.to_pandas().pivot_table(index="season", columns="place", values="number", aggfunc="sum", fill_value=0)
    return table, table.plot(title="Animals by season")
