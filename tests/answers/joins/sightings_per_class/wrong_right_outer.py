# says: no insect was seen
from ray.data.aggregate import Count, Sum


def sightings_per_class(sightings, species):
    joined = sightings.join(species, join_type="right_outer", num_partitions=2, on=("species",))
    return joined.groupby("class").aggregate(Count(alias_name="sightings"), Sum("number", alias_name="animals"))
