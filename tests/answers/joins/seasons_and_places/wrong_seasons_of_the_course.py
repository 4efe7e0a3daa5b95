# says: a row for each place, a column for each season: expected


def seasons_and_places(sightings):
    frame = sightings.to_pandas()
    table = frame.pivot_table(index="place", columns="season", values="number", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=["spring", "summer", "fall", "winter"], fill_value=0)
    return table, table.plot.bar(title="Animals by place and season").figure
