# says: some names still find no partner: take the spaces off both ends, too
from ray.data.aggregate import Count, Sum


def sightings_per_class(reports, species):
    sightings = reports.map(lambda row: row | {"species": row["species"].lower()})
    joined = sightings.join(species, join_type="inner", num_partitions=2, on=("species",))
    return joined.groupby("class").aggregate(Count(alias_name="sightings"), Sum("number", alias_name="animals"))
