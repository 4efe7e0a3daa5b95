# says: no insect was seen
from ray.data.aggregate import Count, Sum


def sightings_per_class(reports, species):
    sightings = reports.map(lambda row: row | {"species": row["species"].strip().lower()})
    joined = sightings.join(species, join_type="right_outer", num_partitions=2, on=("species",))
    return joined.groupby("class").aggregate(Count(alias_name="sightings"), Sum("number", alias_name="animals"))
