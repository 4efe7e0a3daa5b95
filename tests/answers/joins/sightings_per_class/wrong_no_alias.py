# says: `alias_name` names the result of an aggregate (yours is 'count()')
from ray.data.aggregate import Count, Sum


def sightings_per_class(sightings, species):
    joined = sightings.join(species, join_type="inner", num_partitions=2, on=("species",))
    return joined.groupby("class").aggregate(Count(), Sum("number"))
