# says: `animals`, how many of a class were seen: expected
from ray.data.aggregate import Count, Mean


def sightings_per_class(reports, species):
    sightings = reports.map(lambda row: row | {"species": row["species"].strip().lower()})
    joined = sightings.join(species, join_type="inner", num_partitions=2, on=("species",))
    return joined.groupby("class").aggregate(Count(alias_name="sightings"), Mean("number", alias_name="animals"))
