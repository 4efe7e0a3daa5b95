# says: one row for each species: group by the class
from ray.data.aggregate import Count, Sum


def sightings_per_class(reports, species):
    sightings = reports.map(lambda row: row | {"species": row["species"].strip().lower()})
    counted = sightings.groupby("species").aggregate(Count(alias_name="sightings"), Sum("number", alias_name="animals"))
    joined = counted.join(species, join_type="inner", num_partitions=2, on=("species",))
    return joined.select_columns(["class", "sightings", "animals"])
