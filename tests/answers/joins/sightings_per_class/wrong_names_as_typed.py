# says: ' Carp' is a carp: clean the names on the way to the join
from ray.data.aggregate import Count, Sum


def sightings_per_class(reports, species):
    sightings = reports
    joined = sightings.join(species, join_type="inner", num_partitions=2, on=("species",))
    return joined.groupby("class").aggregate(Count(alias_name="sightings"), Sum("number", alias_name="animals"))
