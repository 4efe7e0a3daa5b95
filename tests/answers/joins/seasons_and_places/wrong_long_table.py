# says: a row for each place, a column for each season
from ray.data.aggregate import Sum


def seasons_and_places(sightings):
    table = sightings.groupby(["place", "season"]).aggregate(Sum("number", alias_name="animals")).to_pandas()
    return table, table.plot.bar(title="Animals").figure
