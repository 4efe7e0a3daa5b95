# says: one sighting can be of several animals: add up `number`
from ray.data.aggregate import Count


def sightings_per_class(sightings, species):
    joined = sightings.join(species, join_type="inner", num_partitions=2, on=("species",))
    return joined.groupby("class").aggregate(Count(alias_name="sightings"), Count(alias_name="animals"))
