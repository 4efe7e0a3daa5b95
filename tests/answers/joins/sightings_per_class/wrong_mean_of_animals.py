# says: `animals`, how many of a class were seen: expected
from ray.data.aggregate import Count, Mean


def sightings_per_class(sightings, species):
    joined = sightings.join(species, join_type="inner", num_partitions=2, on=("species",))
    return joined.groupby("class").aggregate(Count(alias_name="sightings"), Mean("number", alias_name="animals"))
