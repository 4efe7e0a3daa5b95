def seasons_and_places(sightings):
    frame = sightings.to_pandas()
    table = frame.pivot_table(index="place", columns="season", values="number", aggfunc="sum", fill_value=0)
    return table, table.plot.bar(title="A year in the zoo").figure
